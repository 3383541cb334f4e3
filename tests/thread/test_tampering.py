"""Who changes the audit trail behind the product's back is found out, and the entry is named."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.thread.processes import Quietline


@contextmanager
def behind_its_back(quietline: Quietline) -> Iterator[sqlite3.Connection]:
    """The ledger's file, opened by somebody who first takes the guards away."""
    ledger = sqlite3.connect(quietline.home / "ledger.sqlite3")
    triggers = [name for (name,) in ledger.execute("select name from sqlite_master where type = 'trigger'")]
    assert triggers, "the ledger has no guards"
    for name in triggers:
        ledger.execute(f'drop trigger "{name}"')
    yield ledger
    ledger.commit()
    ledger.close()


def some_entry(ledger: sqlite3.Connection) -> int:
    """An entry in the middle of the trail."""
    (entry,) = ledger.execute("select id from audit_auditentry order by id limit 1 offset 20").fetchone()
    return int(entry)


def verified(quietline: Quietline) -> dict[str, Any]:
    """What a verification says that finds something."""
    said = quietline.tried("audit", "verify", "--json")
    assert said.code == 1, said.out
    found: dict[str, Any] = json.loads(said.out)
    return found


@pytest.mark.clause("1.2.3", "3.1")
def test_an_untouched_trail_verifies_as_a_whole(quietline: Quietline) -> None:
    assert "chain complete" in quietline("audit", "verify").out


def test_the_guards_refuse_a_change_and_a_deletion(quietline: Quietline) -> None:
    with sqlite3.connect(quietline.home / "ledger.sqlite3") as ledger:
        for statement in (
            "update audit_auditentry set reason = 'x'",
            "delete from audit_auditentry",
            "delete from audit_seal",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="never changed or deleted"):
                ledger.execute(statement)


def test_a_changed_entry_is_named(quietline: Quietline) -> None:
    with behind_its_back(quietline) as ledger:
        entry = some_entry(ledger)
        ledger.execute("update audit_auditentry set actor = 'NOBODY' where id = ?", [entry])
    assert [(p["kind"], p["entry"]) for p in verified(quietline)["problems"]] == [("changed", entry)]
    assert f"entry {entry} " in quietline.tried("audit", "verify").out


def test_a_trail_that_was_spoilt_as_a_whole_is_one_object_that_names_each_entry(quietline: Quietline) -> None:
    with behind_its_back(quietline) as ledger:
        ledger.execute("update audit_auditentry set reason = 'x'")
        entries = [entry for (entry,) in ledger.execute("select id from audit_auditentry order by id")]
    found = verified(quietline)
    assert [problem["entry"] for problem in found["problems"]] == entries
    assert (found["entries"], found["complete"]) == (len(entries), False)


def test_a_removed_entry_is_named(quietline: Quietline) -> None:
    with behind_its_back(quietline) as ledger:
        entry = some_entry(ledger)
        ledger.execute("delete from audit_auditentry where id = ?", [entry])
    assert [(p["kind"], p["entry"]) for p in verified(quietline)["problems"]] == [("removed", entry)]


def test_an_entry_that_was_put_in_is_named_before_and_after_it_is_sealed(quietline: Quietline) -> None:
    with behind_its_back(quietline) as ledger:
        columns = [row[1] for row in ledger.execute("pragma table_info(audit_auditentry)") if row[1] != "id"]
        values = ("lower(hex(randomblob(16)))" if column == "uid" else f'"{column}"' for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        copied = f"insert into audit_auditentry ({names}) select {', '.join(values)} from audit_auditentry where id = ?"
        entry = ledger.execute(copied, [some_entry(ledger)]).lastrowid
    assert [(p["kind"], p["entry"]) for p in verified(quietline)["problems"]] == [("put_in", entry)]
    quietline("worker", "--once")
    assert [(p["kind"], p["entry"]) for p in verified(quietline)["problems"]] == [("put_in", entry)]
