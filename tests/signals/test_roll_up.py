"""The cached roll-up: computed once, anew when anything it depends on changed, whole at every moment."""

from datetime import date
from pathlib import Path

import pytest

from quietline.signals import figures, making, roll_up
from quietline.signals.roll_up import caller_day
from tests.lake_builders import DAY, MOBILE, a_call, a_city, commit_rows
from tests.signals.test_caller_day import read


def identity(path: Path) -> int:
    """Which file lies at the place: a renamed one has another inode."""
    return path.stat().st_ino


def test_a_day_is_computed_once(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    commit_rows(home, "calls", [a_call()])
    before = identity(caller_day(home, DAY))
    assert identity(caller_day(home, DAY)) == before


@pytest.mark.parametrize(
    ("kind", "row", "expected"),
    [
        ("calls", a_call("2026-03-18 20:00:00"), {"attempts": 2}),
        ("calls", a_call("2026-03-17 23:59:00", callee="8615900000009"), {"attempts_60min": 2}),
        (
            "holdings",
            {"number": MOBILE, "line_class": "trunk", "since": date(2020, 1, 1)},
            {"line_class": "trunk"},
        ),
    ],
    ids=["late records of the day", "late records of the evening before", "a new register"],
)
def test_new_files_make_the_day_new(
    tmp_path: Path, kind: str, row: dict[str, object], expected: dict[str, object]
) -> None:
    home = a_city(tmp_path)
    commit_rows(home, "calls", [a_call("2026-03-18 00:10:00")], "first")
    first = read(caller_day(home, DAY))[MOBILE]
    commit_rows(home, kind, [row], "second")
    second = read(caller_day(home, DAY))[MOBILE]
    assert {name: second[name] for name in expected} == expected
    assert second != first


def test_files_of_other_days_leave_the_cache_alone(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    commit_rows(home, "calls", [a_call()], "first")
    before = identity(caller_day(home, DAY))
    commit_rows(home, "calls", [a_call("2026-03-20 10:00:00"), a_call("2026-03-16 10:00:00")], "second")
    assert identity(caller_day(home, DAY)) == before


def test_a_changed_definition_makes_the_day_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = a_city(tmp_path)
    commit_rows(home, "calls", [a_call(talk_s=8)])
    assert read(caller_day(home, DAY))[MOBILE]["short_call_ratio"] == 0.0
    monkeypatch.setattr(figures, "short_call_max_s", lambda day: 8)
    assert read(caller_day(home, DAY))[MOBILE]["short_call_ratio"] == 1.0


def test_a_failing_roll_up_leaves_no_file_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_city(tmp_path)
    commit_rows(home, "calls", [a_call()])
    monkeypatch.setattr(roll_up, "ROW_GROUP_ROWS", "wrong")
    with pytest.raises(Exception, match="wrong"):
        caller_day(home, DAY)
    assert [path for path in (home.lake / "signals").rglob("*") if path.is_file()] == []


def test_a_damaged_cache_is_computed_anew(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    commit_rows(home, "calls", [a_call()])
    path = caller_day(home, DAY)
    path.write_bytes(b"not Parquet")
    assert read(caller_day(home, DAY)).keys() == {MOBILE}


def test_a_large_day_in_pieces_gives_what_a_small_one_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        a_call(f"2026-03-18 {step % 24:02d}:00:00", caller=f"86138{step % 70:08d}", callee=f"86159{step:08d}")
        for step in range(700)
    ]
    home = a_city(tmp_path)
    commit_rows(home, "calls", rows[::2], "first")
    commit_rows(home, "calls", rows[1::2], "second")
    small = read(caller_day(home, DAY))
    monkeypatch.setattr(making, "LARGE_CALLS", 1)
    monkeypatch.setattr(roll_up, "PIECE_ROWS", 1)
    caller_day(home, DAY).unlink()
    assert read(caller_day(home, DAY)) == small
    assert len(small) == 70
