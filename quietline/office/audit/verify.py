"""Proves that the audit trail is as it was written, and names each entry that is not.

Reads the trail once, in order and in chunks: a long trail takes time, not memory.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Count, Exists, OuterRef

from quietline.home import Home
from quietline.office.audit import heads
from quietline.office.audit.chain import GENESIS, digest_of
from quietline.office.audit.models import AuditEntry, Seal
from quietline.office.audit.record import mac_of

CHUNK = 1_000


@dataclass(frozen=True)
class Problem:
    """What is wrong with the trail. `kind` is changed, removed, put_in, cut, rewritten or bad_head; `entry` its number, None for a head."""

    kind: str
    entry: int | None
    message: str


@dataclass
class Result:
    """What a verification found so far. It is complete once `problems` was read to its end."""

    entries: int = 0
    unsealed: int = 0
    problem_count: int = 0

    @property
    def is_complete(self) -> bool:
        return self.problem_count == 0


def verify(home: Home, result: Result) -> Iterator[Problem]:
    """Each problem as it is found; `result` counts meanwhile."""
    for problem in _problems(home, result):
        result.problem_count += 1
        yield problem


def _problems(home: Home, result: Result) -> Iterator[Problem]:
    yield from _problems_of_chain(home, result)
    yield from _problems_of_tail(home, result)
    yield from _repeated()
    yield from _problems_of_heads(home)


def _problems_of_chain(home: Home, result: Result) -> Iterator[Problem]:
    position, last_entry = 0, 0
    previous: tuple[str, ...] = (GENESIS,)
    while seals := list(Seal.objects.filter(position__gt=position).order_by("position")[:CHUNK]):
        entries = _load([seal.entry for seal in seals])
        for seal in seals:
            yield from _gap(position + 1, seal.position, last_entry, seal.entry)
            # Behind a missing link nothing can be recomputed: its digest is gone, and the gap is named.
            before = previous if seal.position == position + 1 else ()
            previous = (seal.digest,)
            entry = entries.get(seal.entry)
            if isinstance(entry, Problem):
                yield entry
            elif entry is None:
                yield Problem(
                    "removed",
                    seal.entry,
                    f"entry {seal.entry} was removed (link {seal.position} of the chain is without it)",
                )
            else:
                result.entries += 1
                digests = _digests(entry, before)
                if before and seal.digest not in digests:
                    # Where it is the link that was falsified, the next one stands on what it was before.
                    previous = (seal.digest, *digests[-1:])
                    yield _misfit(home, entry, seal)
                elif not _is_ours(home, entry):
                    yield _foreign(entry)
            position, last_entry = seal.position, seal.entry


def _load(keys: list[int]) -> dict[int, AuditEntry | Problem]:
    """The entries by number. One that was changed so that it cannot even be read stands there as a problem."""
    try:
        return dict(AuditEntry.objects.in_bulk(keys))
    except (ValueError, TypeError):
        if len(keys) == 1:
            return {
                keys[0]: Problem(
                    "changed", keys[0], f"entry {keys[0]} was changed: it cannot be read any more"
                )
            }
    middle = len(keys) // 2
    return _load(keys[:middle]) | _load(keys[middle:])


def _gap(expected: int, found: int, last_entry: int, next_entry: int) -> Iterator[Problem]:
    if found > expected:
        which = f"link {expected} was" if found == expected + 1 else f"links {expected} to {found - 1} were"
        yield Problem(
            "removed", None, f"{which} removed from the chain, between entries {last_entry} and {next_entry}"
        )


def _digests(entry: AuditEntry, previous: tuple[str, ...]) -> tuple[str, ...]:
    """What the link may be; nothing where somebody wrote what no entry can hold."""
    found = []
    for digest in previous:
        try:
            found.append(digest_of(entry, digest))
        except (ValueError, TypeError, AttributeError):
            continue
    return tuple(found)


def _misfit(home: Home, entry: AuditEntry, seal: Seal) -> Problem:
    if _is_ours(home, entry):
        return Problem(
            "changed",
            entry.pk,
            f"{_named(entry)} and link {seal.position} do not fit: one of them was changed",
        )
    return Problem("changed", entry.pk, f"{_named(entry)} was changed after it was sealed")


def _foreign(entry: AuditEntry) -> Problem:
    message = f"{_named(entry)} was put in, or changed before it was sealed: its keyed hash does not hold"
    return Problem("put_in", entry.pk, message)


def _named(entry: AuditEntry) -> str:
    return f"entry {entry.pk} ({entry.action} {entry.object_kind} {entry.object_id})"


def _is_ours(home: Home, entry: AuditEntry) -> bool:
    try:
        return hmac.compare_digest(mac_of(entry, home), str(entry.mac))
    except (ValueError, TypeError, AttributeError):
        return False


def _problems_of_tail(home: Home, result: Result) -> Iterator[Problem]:
    """Entries that are not sealed yet: they count, and one that we did not write is named."""
    unsealed = AuditEntry.objects.filter(~Exists(Seal.objects.filter(entry=OuterRef("pk")))).order_by("pk")
    last = 0
    while keys := list(unsealed.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        for entry in _load(keys).values():
            result.entries += 1
            result.unsealed += 1
            if isinstance(entry, Problem):
                yield entry
            elif not _is_ours(home, entry):
                yield _foreign(entry)
        last = keys[-1]


def _repeated() -> Iterator[Problem]:
    repeated = AuditEntry.objects.values("uid").annotate(count=Count("pk")).filter(count__gt=1)
    for uid in repeated.values_list("uid", flat=True).iterator():
        first, *copies = AuditEntry.objects.filter(uid=uid).order_by("pk").values_list("pk", flat=True)
        for copy in copies:
            yield Problem("put_in", copy, f"entry {copy} was put in: it is a copy of entry {first}")


def _problems_of_heads(home: Home) -> Iterator[Problem]:
    lines = heads.published(home)
    last_position = 0
    while chunk := list(islice(lines, CHUNK)):
        positions = [line.head.position for line in chunk if line.head]
        digests = dict(Seal.objects.filter(position__in=positions).values_list("position", "digest"))
        for line in chunk:
            yield from _problem_of_head(line, digests, last_position)
            last_position = line.head.position if line.head else last_position
    if not last_position and Seal.objects.exists():
        yield Problem(
            "bad_head", None, f"no head is published in {home.audit_heads}, though the chain has links"
        )


def _problem_of_head(
    line: heads.PublishedHead, digests: dict[int, str], last_position: int
) -> Iterator[Problem]:
    place = f"published head in line {line.line}"
    if line.head is None:
        yield Problem("bad_head", None, f"{place}: not readable, or its signature does not hold")
    elif line.head.position <= last_position:
        yield Problem(
            "bad_head", None, f"{place}: position {line.head.position} comes after position {last_position}"
        )
    elif line.head.position not in digests:
        yield Problem(
            "cut",
            None,
            f"{place}: the chain once reached link {line.head.position} ({line.head.sealed_at}), which is gone",
        )
    elif digests[line.head.position] != line.head.digest:
        yield Problem(
            "rewritten",
            None,
            f"{place}: link {line.head.position} was another one when it was published ({line.head.sealed_at})",
        )
