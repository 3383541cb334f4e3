"""Whoever changes, removes or puts in one entry is found out, and the entry is named."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from quietline.domain.errors import SetupError
from quietline.home import Home
from quietline.office.audit import heads, stored, triggers
from quietline.office.audit.chain import GENESIS, digest_of
from quietline.office.audit.models import AuditEntry, Seal
from quietline.office.audit.problem import Problem
from quietline.office.audit.record import content_of, key_of, mac_of, record
from quietline.office.audit.sealer import seal, seal_all
from quietline.office.audit.verify import Result, verify
from tests.ledger_builders import NOW, SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(home: Home) -> Home:
    """Ten entries, sealed in two rounds, the guards taken away."""
    write(5)
    seal(home, NOW)
    write(5)
    seal(home, NOW + timedelta(seconds=1))
    triggers.drop(connection)
    return home


def write(count: int) -> None:
    with transaction.atomic():
        for position in range(count):
            record(
                actor=SYSTEM,
                at=NOW,
                action="a",
                object_kind="k",
                object_id=position,
                after={"n": position, "x": 0.5},
            )


def write_head(home: Home) -> None:
    heads.publish(home, Seal.objects.latest("position"))


def nth(position: int) -> AuditEntry:
    return AuditEntry.objects.order_by("pk")[position - 1]


def problems(home: Home) -> list[Problem]:
    return list(verify(home, Result()))


def found(home: Home) -> set[tuple[str, int | None]]:
    return {(problem.kind, problem.entry) for problem in problems(home)}


def test_a_trail_that_nobody_touched_is_complete(trail: Home) -> None:
    result = Result()
    assert list(verify(trail, result)) == []
    assert (result.entries, result.unsealed, result.is_complete) == (10, 0, True)


def test_the_unsealed_tail_is_counted(trail: Home) -> None:
    write(3)
    result = Result()
    assert list(verify(trail, result)) == []
    assert (result.entries, result.unsealed) == (13, 3)


def test_an_entry_before_sealed_ones_that_is_not_sealed_is_counted_once(trail: Home) -> None:
    Seal.objects.filter(position__gt=8).delete()
    last, before = nth(10), Seal.objects.get(position=8)
    digest = digest_of(last.pk, last.mac, content_of(last), before.digest)
    Seal.objects.create(position=9, entry=last.pk, digest=digest, sealed_at=NOW)
    (trail.audit_heads / "heads.jsonl").unlink()
    write_head(trail)
    result = Result()
    assert list(verify(trail, result)) == []
    assert (result.entries, result.unsealed) == (10, 1)


@pytest.mark.parametrize("chunk", [1, 3, 10])
def test_however_many_entries_are_read_at_a_time_the_same_are_named(
    trail: Home, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "CHUNK", chunk)
    write(4)
    changed, removed, forged = nth(4), nth(7), nth(13)
    AuditEntry.objects.filter(pk__in=[changed.pk, forged.pk]).update(reason="another")
    AuditEntry.objects.filter(pk=removed.pk).delete()
    result = Result()
    assert {(problem.kind, problem.entry) for problem in verify(trail, result)} == {
        ("changed", changed.pk),
        ("removed", removed.pk),
        ("put_in", forged.pk),
    }
    assert (result.entries, result.unsealed) == (13, 4)


def test_an_empty_trail_is_complete(home: Home) -> None:
    seal(home, NOW)
    assert problems(home) == []


CHANGES: dict[str, dict[str, object]] = {
    "reason": {"reason": "another"},
    "actor": {"actor": "S-SOMEBODY"},
    "time": {"at": NOW + timedelta(microseconds=1)},
    "content": {"after": {"n": 4, "x": 0.25}},
    "content removed": {"after": None},
    "case": {"case": 7},
    "keyed hash": {"mac": "0" * 64},
    "uid": {"uid": uuid4()},
}


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("position", [1, 5, 10])
def test_a_changed_entry_is_named_and_no_other(trail: Home, what: str, position: int) -> None:
    entry = nth(position)
    AuditEntry.objects.filter(pk=entry.pk).update(**CHANGES[what])
    assert found(trail) == {("changed", entry.pk)}


@pytest.mark.parametrize("position", [1, 5, 10])
@pytest.mark.parametrize("digest", ["0" * 64, "no digest"])
def test_a_changed_link_is_named_with_its_entry_and_no_other(trail: Home, position: int, digest: str) -> None:
    Seal.objects.filter(position=position).update(digest=digest)
    chain = {(kind, entry) for kind, entry in found(trail) if kind != "rewritten"}
    assert chain == {("changed", nth(position).pk)}


def test_several_changes_are_each_named(trail: Home) -> None:
    Seal.objects.filter(position__in=[3, 4]).update(digest="0" * 64)
    AuditEntry.objects.filter(pk__in=[nth(7).pk, nth(8).pk]).update(reason="another")
    assert found(trail) == {("changed", nth(position).pk) for position in (3, 4, 7, 8)}


@pytest.mark.parametrize("column", ["uid", "at"])
def test_an_entry_that_was_made_unreadable_is_named(trail: Home, column: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses such values itself")
    entry = nth(4)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE audit_auditentry SET {column} = '2026-13-45 nonsense {{' WHERE id = %s", [entry.pk]
        )
    assert found(trail) == {("changed", entry.pk)}


@pytest.mark.parametrize("position", [1, 5, 10])
def test_a_removed_entry_is_named(trail: Home, position: int) -> None:
    entry = nth(position)
    AuditEntry.objects.filter(pk=entry.pk).delete()
    assert found(trail) == {("removed", entry.pk)}


@pytest.mark.parametrize("position", [1, 4])
def test_an_entry_removed_with_its_seal_leaves_a_gap_that_is_named(trail: Home, position: int) -> None:
    entry = nth(position)
    AuditEntry.objects.filter(pk=entry.pk).delete()
    Seal.objects.filter(entry=entry.pk).delete()
    (problem,) = problems(trail)
    assert problem.kind == "removed"
    assert f"link {position} " in problem.message


def test_an_end_that_was_cut_off_is_told_by_the_published_head(trail: Home) -> None:
    last = nth(10)
    AuditEntry.objects.filter(pk=last.pk).delete()
    Seal.objects.filter(entry=last.pk).delete()
    assert {kind for kind, _ in found(trail)} == {"cut"}


@pytest.mark.parametrize("is_sealed", [True, False])
def test_an_entry_that_was_put_in_is_named(trail: Home, is_sealed: bool) -> None:
    forged = nth(3)
    forged.pk, forged.uid, forged.reason = None, uuid4(), "never happened"
    forged.save(force_insert=True)
    if is_sealed:
        seal(trail, NOW)
    assert found(trail) == {("put_in", forged.pk)}


def test_a_whole_chain_that_was_rewritten_is_told_by_keyed_hash_and_published_head(trail: Home) -> None:
    entry = nth(7)
    AuditEntry.objects.filter(pk=entry.pk).update(reason="another")
    rewrite_chain()
    assert found(trail) == {("put_in", entry.pk), ("rewritten", None)}


def test_even_who_holds_the_key_cannot_rewrite_what_was_published(trail: Home) -> None:
    entry = nth(7)
    entry.reason = "another"
    AuditEntry.objects.filter(pk=entry.pk).update(
        reason=entry.reason, mac=mac_of(content_of(entry), key_of(trail))
    )
    rewrite_chain()
    assert found(trail) == {("rewritten", None)}


def rewrite_chain() -> None:
    """What an intruder with the whole database does: all links anew."""
    digest = GENESIS
    for link in Seal.objects.order_by("position"):
        entry = AuditEntry.objects.get(pk=link.entry)
        digest = digest_of(entry.pk, entry.mac, content_of(entry), digest)
        Seal.objects.filter(pk=link.pk).update(digest=digest)


Spoil = Callable[[list[str]], list[str]]
SPOILT_HEADS: dict[str, Spoil] = {
    "signature": lambda lines: [lines[0].replace('"signature": "', '"signature": "00'), lines[1]],
    "position": lambda lines: [lines[0].replace('"position": 5', '"position": 6'), lines[1]],
    "no head": lambda lines: ["hello", lines[1]],
    "no object": lambda lines: ["[1]", lines[1]],
    "order": lambda lines: [lines[1], lines[0]],
    "twice": lambda lines: [lines[0], lines[0], lines[1]],
}


@pytest.mark.parametrize("how", SPOILT_HEADS)
def test_a_head_that_was_changed_is_named_by_its_line(trail: Home, how: str) -> None:
    path = trail.audit_heads / "heads.jsonl"
    path.write_text("\n".join(SPOILT_HEADS[how](path.read_text().splitlines())) + "\n")
    assert {problem.kind for problem in problems(trail)} == {"bad_head"}


def test_heads_that_are_gone_are_missed(trail: Home) -> None:
    (trail.audit_heads / "heads.jsonl").unlink()
    assert found(trail) == {("bad_head", None)}


def test_heads_that_cannot_be_read_are_said_with_their_place(trail: Home) -> None:
    path = trail.audit_heads / "heads.jsonl"
    path.unlink()
    path.mkdir()
    with pytest.raises(SetupError, match="published heads cannot be read") as error:
        problems(trail)
    assert error.value.where == str(path)


def test_a_head_that_is_being_written_is_no_problem_and_is_cut_by_the_next_one(trail: Home) -> None:
    path = trail.audit_heads / "heads.jsonl"
    path.write_bytes(path.read_bytes() + b'{"position": 99, "dig')
    assert problems(trail) == []
    write(1)
    seal(trail, NOW)
    assert problems(trail) == []
    assert path.read_bytes().count(b"\n") == 3


def test_an_entry_that_committed_late_is_sealed_by_the_full_round(trail: Home) -> None:
    first = nth(1)
    link = Seal.objects.get(entry=first.pk)
    assert link.position == 1
    Seal.objects.all().delete()
    (trail.audit_heads / "heads.jsonl").unlink()
    assert seal_all(trail, NOW) == 10
    assert problems(trail) == []


def test_a_second_round_seals_nothing_and_publishes_nothing(trail: Home) -> None:
    before = (trail.audit_heads / "heads.jsonl").read_bytes()
    assert seal(trail, NOW) == 0
    assert (trail.audit_heads / "heads.jsonl").read_bytes() == before
