"""Rows of calls are kept from a day on; a hold keeps some longer; killed at any step, the next run gives what one clean run gives."""

import os
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from quietline.home import Home
from quietline.warehouse import retention
from quietline.warehouse.lake import Lake
from quietline.warehouse.retention import Held, planned, remove
from quietline.warehouse.schema import CALLS
from quietline.warehouse.sweep import sweep
from tests.warehouse.builders import AT, a_batch, a_city, a_part

OLD, EDGE, NEW = "2026-03-01", date(2026, 3, 2), "2026-03-02"
HELD, OTHER = "8613800000001", "8613800000002"


def a_day(home: Home, day: str, batch: str, *pairs: tuple[str, str]) -> str:
    """A file of calls of these pairs, not committed."""
    path = home.lake / a_part(home, day, batch)
    rows = [
        {
            "caller": caller,
            "callee": callee,
            "start_s": n,
            "batch": batch,
            "line": n,
            "day": date.fromisoformat(day),
        }
        for n, (caller, callee) in enumerate(pairs)
    ]
    pq.write_table(pa.Table.from_pylist(rows, CALLS.schema), path)
    return str(path.relative_to(home.lake))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Two files on the old day, one on the new."""
    found = a_city(tmp_path)
    a_batch(found, a_day(found, OLD, "one", (HELD, "1"), (OTHER, "2"), ("3", HELD)))
    a_batch(found, a_day(found, OLD, "two", (OTHER, "4")), batch="two")
    a_batch(found, a_day(found, NEW, "new", (OTHER, "5")), batch="new")
    return found


def rows(home: Home) -> list[tuple[str, str]]:
    lake = Lake(home)
    with lake.connect() as con:
        lake.create_view(con, "calls")
        return con.execute("SELECT caller, callee FROM calls ORDER BY ALL").fetchall()


def on_disk(home: Home) -> set[str]:
    return {path.name for path in (home.lake / "calls").rglob("*.parquet")}


def test_days_before_the_first_one_go_and_the_batches_stay_known(home: Home) -> None:
    removal = remove(Lake(home), "calls", EDGE, [], at=AT)
    assert (removal.days, removal.files, removal.kept_rows) == ((date(2026, 3, 1),), 2, 0)
    assert (rows(home), on_disk(home)) == ([(OTHER, "5")], {"new.parquet"})
    assert [one.batch for one in Lake(home).manifests()] == ["new", "one", "two"]
    assert Lake(home).kept_from() == EDGE


def test_a_plan_changes_nothing(home: Home) -> None:
    plan = planned(Lake(home), "calls", EDGE, [Held(HELD)])
    assert (plan.files, plan.kept_rows, len(rows(home))) == (2, 2, 5)
    assert Lake(home).kept_from() is None


@pytest.mark.parametrize(
    ("held", "kept"),
    [
        (Held(HELD), 2),
        (Held(HELD, date(2026, 3, 1), date(2026, 3, 1)), 2),
        (Held(HELD, date(2026, 2, 1), date(2026, 2, 28)), 0),
        (Held(first=date(2026, 3, 1), last=date(2026, 3, 1)), 4),
        (Held(first=date(2026, 2, 1), last=date(2026, 2, 28)), 0),
        (Held("86999"), 0),
    ],
    ids=["number", "number that day", "number another day", "the day", "another day", "unknown number"],
)
def test_what_is_held_stays_as_long_as_it_is_held(home: Home, held: Held, kept: int) -> None:
    remove(Lake(home), "calls", EDGE, [held], at=AT)
    assert len(rows(home)) == 1 + kept
    remove(Lake(home), "calls", EDGE, [held], at=AT + timedelta(days=1))
    sweep(Lake(home), at=AT + timedelta(days=90))
    assert len(rows(home)) == 1 + kept
    remove(Lake(home), "calls", EDGE, [], at=AT + timedelta(days=2))
    assert (rows(home), on_disk(home)) == ([(OTHER, "5")], {"new.parquet"})


def test_a_second_hold_keeps_no_row_twice(home: Home) -> None:
    remove(Lake(home), "calls", EDGE, [Held(HELD), Held(OTHER)], at=AT)
    assert len(rows(home)) == 5
    remove(Lake(home), "calls", EDGE, [Held(HELD)], at=AT + timedelta(days=1))
    assert rows(home) == [("3", HELD), (HELD, "1"), (OTHER, "5")]


def test_a_boundary_never_moves_back(home: Home) -> None:
    remove(Lake(home), "calls", EDGE, [], at=AT)
    removal = remove(Lake(home), "calls", date(2026, 1, 1), [], at=AT)
    assert (removal.first_kept, Lake(home).files("calls")[0].name) == (EDGE, "new.parquet")


def test_rows_that_come_too_late_are_unseen_and_go_with_the_next_run(home: Home) -> None:
    remove(Lake(home), "calls", EDGE, [Held(HELD)], at=AT)
    late = a_day(home, OLD, "late", (HELD, "9"), (OTHER, "9"))
    a_batch(home, late, batch="late", at=AT + timedelta(hours=1))
    assert (HELD, "9") not in rows(home)
    sweep(Lake(home), at=AT + timedelta(hours=2))
    remove(Lake(home), "calls", EDGE, [Held(HELD)], at=AT + timedelta(days=1))
    assert (HELD, "9") in rows(home)
    assert (OTHER, "9") not in rows(home)
    assert "late.parquet" not in on_disk(home)


class Killed(Exception):
    """The process died here."""


STEPS = ["sync_file", "sync_folder", "write_at_once", "unlink"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("again", [Held(HELD), Held(OTHER)], ids=["the same hold", "another hold"])
def test_killed_at_any_step_the_next_run_gives_what_one_clean_run_gives(
    home: Home, monkeypatch: pytest.MonkeyPatch, step: str, again: Held
) -> None:
    with monkeypatch.context() as killing:

        def die(*_: object, **__: object) -> None:
            raise Killed

        if step == "unlink":
            killing.setattr(Path, "unlink", die)
        else:
            killing.setattr(retention, step, die)
        with pytest.raises(Killed):
            remove(Lake(home), "calls", EDGE, [Held(HELD)], at=AT)
    has_ended = step == "unlink"
    assert len(rows(home)) == (3 if has_ended else 5)
    remove(Lake(home), "calls", EDGE, [again], at=AT + timedelta(hours=1))
    expected = {HELD: 3, OTHER: 3 if not has_ended else 1}[again.number]
    assert len(rows(home)) == expected
    sweep(Lake(home), at=AT + timedelta(hours=2))
    left = {name for name in on_disk(home) if ".held-" not in name}
    assert left == {"new.parquet"}
    assert not [name for name in os.listdir(home.lake / "calls" / f"day={OLD}") if name.startswith(".")]
