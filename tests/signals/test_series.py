"""What one number did over time."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from quietline.signals.series import CallerDay, HourlyAttempts, calls_of, days_of, hourly_attempts
from tests.lake_builders import DAY, MOBILE, a_call, a_city, commit_rows

OTHER = "8613803910099"
FIRST = date(2026, 3, 17)


def test_attempts_are_counted_by_the_citys_hour(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    rows = [
        a_call("2026-03-17 23:59:59", talk_s=0),
        a_call("2026-03-18 00:00:00"),
        a_call("2026-03-18 00:59:59", talk_s=0),
        a_call("2026-03-18 13:00:00", key="k"),
        a_call("2026-03-18 13:00:00", key="k"),
        a_call("2026-03-18 13:30:00", caller=OTHER),
        a_call("2026-03-18 14:00:00", direction="incoming"),
        a_call("2026-03-19 09:00:00"),
    ]
    commit_rows(home, "calls", rows)
    assert hourly_attempts(home, MOBILE, FIRST, DAY) == [
        HourlyAttempts(FIRST, 23, 1, 0),
        HourlyAttempts(DAY, 0, 2, 1),
        HourlyAttempts(DAY, 13, 1, 1),
    ]


def test_the_hour_of_a_zone_with_summer_time_is_that_of_its_clock(tmp_path: Path) -> None:
    home = a_city(tmp_path, zone="Europe/Berlin")
    berlin = ZoneInfo("Europe/Berlin")
    commit_rows(
        home,
        "calls",
        [a_call("2026-07-01 09:15:00", zone=berlin), a_call("2026-01-07 09:15:00", zone=berlin)],
    )
    found = hourly_attempts(home, MOBILE, date(2026, 1, 1), date(2026, 12, 31))
    assert [(row.day, row.hour) for row in found] == [(date(2026, 1, 7), 9), (date(2026, 7, 1), 9)]


def test_calls_are_listed_the_youngest_first_each_once(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    rows = [a_call(f"2026-03-18 10:00:{second:02d}", talk_s=second, line=second + 2) for second in range(5)]
    commit_rows(home, "calls", [*rows, {**rows[4], "line": 99}, a_call(caller=OTHER)])
    found = calls_of(home, MOBILE, DAY, DAY, limit=3)
    assert [call.talk_s for call in found] == [4, 3, 2]
    assert found[0].start == datetime(2026, 3, 18, 2, 0, 4, tzinfo=UTC)
    assert (found[0].batch, found[0].line) == ("batch", 6)


def test_days_of_gives_the_days_on_which_the_number_called(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    commit_rows(
        home,
        "calls",
        [a_call("2026-03-16 10:00:00"), a_call(talk_s=0), a_call("2026-03-17 10:00:00", caller=OTHER)],
    )
    found = days_of(home, MOBILE, date(2026, 3, 1), date(2026, 3, 31))
    assert [(day.day, day.measures["asr"]) for day in found] == [(date(2026, 3, 16), 1.0), (DAY, 0.0)]
    assert isinstance(found[0], CallerDay)


def test_a_number_that_never_called_has_nothing_to_show(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    assert hourly_attempts(home, MOBILE, DAY, DAY) == []
    assert calls_of(home, MOBILE, DAY, DAY) == []
    assert days_of(home, MOBILE, DAY, DAY) == []
