"""Proves that the audit trail is as it was written, and names each entry that is not.

Reads the trail once, in order and in chunks: a long trail takes time, not memory.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from quietline.home import Home
from quietline.office.audit.chain import GENESIS, digest_of
from quietline.office.audit.models import AuditEntry
from quietline.office.audit.problem import Problem
from quietline.office.audit.record import content_of, key_of, mac_of
from quietline.office.audit.stored import Link, StoredEntry, Unreadable, links, unsealed
from quietline.office.audit.verify_heads import problems_of_heads


@dataclass
class Result:
    """What a verification found so far. It is complete once the problems were read to their end."""

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
    yield from _problems_of_chain(key_of(home), result)
    yield from _problems_of_tail(key_of(home), result)
    yield from _repeated()
    yield from problems_of_heads(home)


def _problems_of_chain(key: bytes, result: Result) -> Iterator[Problem]:
    position, last_entry = 0, 0
    previous: tuple[str, ...] = (GENESIS,)
    for link in links():
        is_next = link.position == position + 1
        if not is_next:
            yield _gap(position + 1, link, last_entry)
        # Behind a missing link nothing can be recomputed: its digest is gone, and the gap is named.
        before = previous if is_next else ()
        previous = (link.digest,)
        if isinstance(link.stored, StoredEntry):
            result.entries += 1
            digests, is_ours = _recomputed(key, link.stored, before)
            if before and link.digest not in digests:
                # Where it is the link that was falsified, the next one stands on what it was before.
                previous = (link.digest, *digests[-1:])
                yield _misfit(link.stored, link, is_ours)
            elif not is_ours:
                yield _foreign(link.stored)
        else:
            yield _gone(link)
        position, last_entry = link.position, link.entry


def _recomputed(key: bytes, entry: StoredEntry, before: tuple[str, ...]) -> tuple[list[str], bool]:
    """What the link may be, and whether the keyed hash is ours; nothing where somebody wrote what no entry can hold."""
    try:
        content = content_of(entry)
        is_ours = hmac.compare_digest(mac_of(content, key), entry.mac)
    except (ValueError, TypeError, AttributeError):
        return [], False
    digests = []
    for digest in before:
        try:
            digests.append(digest_of(entry.pk, entry.mac, content, digest))
        except ValueError:  # a link that was falsified into what is no digest
            continue
    return digests, is_ours


def _gap(expected: int, link: Link, last_entry: int) -> Problem:
    found, between = link.position, f"between entries {last_entry} and {link.entry}"
    which = f"link {expected} was" if found == expected + 1 else f"links {expected} to {found - 1} were"
    return Problem("removed", None, f"{which} removed from the chain, {between}")


def _gone(link: Link) -> Problem:
    if isinstance(link.stored, Unreadable):
        return _unreadable(link.stored)
    message = f"entry {link.entry} was removed (link {link.position} of the chain is without it)"
    return Problem("removed", link.entry, message)


def _unreadable(entry: Unreadable) -> Problem:
    return Problem("changed", entry.pk, f"entry {entry.pk} was changed: it cannot be read any more")


def _misfit(entry: StoredEntry, link: Link, is_ours: bool) -> Problem:
    both = f"{_named(entry)} and link {link.position} do not fit: one of them was changed"
    alone = f"{_named(entry)} was changed after it was sealed"
    return Problem("changed", entry.pk, both if is_ours else alone)


def _foreign(entry: StoredEntry) -> Problem:
    message = f"{_named(entry)} was put in, or changed before it was sealed: its keyed hash does not hold"
    return Problem("put_in", entry.pk, message)


def _named(entry: StoredEntry) -> str:
    return f"entry {entry.pk} ({entry.action} {entry.object_kind} {entry.object_id})"


def _problems_of_tail(key: bytes, result: Result) -> Iterator[Problem]:
    """Entries that are not sealed yet: they count, and one that we did not write is named."""
    for entry in unsealed():
        result.entries += 1
        result.unsealed += 1
        if isinstance(entry, Unreadable):
            yield _unreadable(entry)
        elif not _recomputed(key, entry, ())[1]:
            yield _foreign(entry)


def _repeated() -> Iterator[Problem]:
    repeated = AuditEntry.objects.values("uid").annotate(count=Count("pk")).filter(count__gt=1)
    for uid in repeated.values_list("uid", flat=True).iterator():
        first, *copies = AuditEntry.objects.filter(uid=uid).order_by("pk").values_list("pk", flat=True)
        for copy in copies:
            yield Problem("put_in", copy, f"entry {copy} was put in: it is a copy of entry {first}")
