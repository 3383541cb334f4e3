"""Who delivers is known from the first file on: what it carries, what is missing, and when somebody is told that it fell silent (clause 3.1)."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from quietline.domain.errors import Conflict, Refused
from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.intake.health import Health, silent_sources, sources_health
from quietline.office.intake.models import Batch, BatchState, Source
from quietline.office.intake.services import ingest_file, take_in
from quietline.office.intake.sources import set_rhythm
from tests.ledger_builders import SYSTEM, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1")]

DAY = date(2026, 3, 18)
NOON = datetime(2026, 3, 19, 4, tzinfo=UTC)
"""The next day at noon in Shanghai."""
PROFILE = """name = "switch"
kind = "calls"
title = { zh = "交换机", en = "Switch" }
[columns]
caller = ["a"]
callee = ["b"]
start = ["t"]
talk = ["s"]
[carries]
unanswered = true
unanswered_since = 2026-03-01
"""


def delivered(
    home: Home, folder: Path, cast: Cast, *days: date, at: datetime = NOON, calls: int = 3, bad: int = 0
) -> None:
    """A file with so many calls on each day, and lines that are wrong."""
    rows = [f"1380391000{n},15900000001,{day} 10:00:0{n},30" for day in days for n in range(calls)]
    rows += [f"1380391000{n},x,{days[0]} 10:00:00,30" for n in range(bad)]
    path = folder / f"{days[0]}-{calls}.csv"
    path.write_text("\n".join(["caller,callee,start,duration", *rows, ""]), encoding="utf-8")
    ingest_file(home, path, actor=cast.analyst, at=at)


def health(home: Home, cast: Cast, at: datetime = NOON) -> Health:
    (found,) = sources_health(home, cast.analyst, at)
    return found


def test_a_source_is_known_from_its_first_file_with_what_it_carries(
    home: Home, tmp_path: Path, cast: Cast
) -> None:
    delivered(home, tmp_path, cast, DAY)
    source = Source.objects.get()
    assert (source.name, source.kind, source.silent_after_h, source.since) == ("csv", "calls", 26, NOON)
    assert source.carries["unanswered"] == {"carried": True, "since": ""}
    delivered(home, tmp_path, cast, DAY + timedelta(days=1))
    assert (Source.objects.count(), Source.objects.get().version) == (1, 1)


def test_what_a_profile_says_anew_is_declared_with_the_next_file(
    home: Home, tmp_path: Path, cast: Cast
) -> None:
    profile = home.profiles / "switch.toml"
    profile.write_text(PROFILE, encoding="utf-8")
    for number, since in enumerate(("2026-03-01", "2026-02-01")):
        profile.write_text(PROFILE.replace("2026-03-01", since), encoding="utf-8")
        path = tmp_path / f"{number}.csv"
        path.write_text(f"a,b,t,s\n13803910001,15900000001,2026-03-18 10:00:0{number},3\n", encoding="utf-8")
        ingest_file(home, path, actor=cast.analyst, at=NOON)
    source = Source.objects.get()
    assert (source.carries["unanswered"], source.version) == ({"carried": True, "since": "2026-02-01"}, 2)
    assert AuditEntry.objects.filter(action="source.declared").count() == 1


def test_rows_a_day_and_missing_days(home: Home, tmp_path: Path, cast: Cast) -> None:
    delivered(home, tmp_path, cast, DAY - timedelta(days=3), DAY, bad=2)
    found = health(home, cast)
    assert [(one.day, one.rows) for one in found.days[-5:]] == [
        (DAY - timedelta(days=4), None),
        (DAY - timedelta(days=3), 3),
        (DAY - timedelta(days=2), 0),
        (DAY - timedelta(days=1), 0),
        (DAY, 3),
    ]
    assert found.missing == (DAY - timedelta(days=2), DAY - timedelta(days=1))
    assert (found.quarantined_share, found.open_lines, found.late_h) == (2 / 8, 2, 12.0)


@pytest.mark.parametrize(("hours", "is_silent"), [(26, False), (26.5, True)])
def test_silence_raises_the_alarm(
    home: Home, tmp_path: Path, cast: Cast, hours: float, is_silent: bool
) -> None:
    delivered(home, tmp_path, cast, DAY)
    at = NOON + timedelta(hours=hours)
    assert health(home, cast, at).is_silent is is_silent
    assert [one.name for one, _ in silent_sources(cast.analyst, at)] == ["csv"] * is_silent
    assert silent_sources(cast.outsider, at) == []


def test_a_source_whose_only_file_was_withdrawn_is_silent_everywhere(
    home: Home, tmp_path: Path, cast: Cast
) -> None:
    delivered(home, tmp_path, cast, DAY)
    Batch.objects.update(state=BatchState.WITHDRAWN)
    at = NOON + timedelta(hours=30)
    found = health(home, cast, at)
    assert (found.last, found.is_silent, found.silent_h) == (None, True, 30)
    assert [(one.name, hours) for one, hours in silent_sources(cast.analyst, at)] == [("csv", 30)]


def test_a_withdrawn_file_does_not_end_the_silence_before_it(home: Home, tmp_path: Path, cast: Cast) -> None:
    delivered(home, tmp_path, cast, DAY - timedelta(days=1), at=NOON - timedelta(days=1))
    delivered(home, tmp_path, cast, DAY)
    Batch.objects.filter(loaded_at=NOON).update(state=BatchState.WITHDRAWN)
    at = NOON + timedelta(hours=3)
    assert (health(home, cast, at).silent_h, health(home, cast, at).is_silent) == (27, True)
    assert [hours for _, hours in silent_sources(cast.analyst, at)] == [27]


def test_a_source_that_fell_silent_shows_its_last_days(home: Home, tmp_path: Path, cast: Cast) -> None:
    delivered(home, tmp_path, cast, DAY)
    assert health(home, cast, NOON + timedelta(days=90)).days[-1].day == DAY


@pytest.mark.parametrize(
    ("expected_by", "day", "is_late"),
    [
        (time(6), DAY, False),
        (time(6), DAY - timedelta(days=1), True),
        (time(13), DAY - timedelta(days=1), False),
        (None, DAY - timedelta(days=1), False),
    ],
    ids=["arrived", "not arrived", "not due yet", "no hour"],
)
def test_a_day_that_has_not_arrived_by_its_hour_is_late(
    home: Home, tmp_path: Path, cast: Cast, expected_by: time | None, day: date, is_late: bool
) -> None:
    delivered(home, tmp_path, cast, day)
    set_rhythm(
        name="csv",
        version=1,
        expected_by=expected_by,
        silent_after_h=None,
        note="",
        actor=cast.analyst,
        at=NOON,
    )
    assert health(home, cast).is_late is is_late


def test_two_who_set_the_rhythm_do_not_overwrite_each_other(home: Home, tmp_path: Path, cast: Cast) -> None:
    delivered(home, tmp_path, cast, DAY)
    said = {"name": "csv", "version": 1, "expected_by": None, "note": "", "at": NOON}
    set_rhythm(**said, silent_after_h=30, actor=cast.analyst)
    with pytest.raises(Conflict):
        set_rhythm(**said, silent_after_h=40, actor=cast.second)
    with pytest.raises(Refused, match="not between"):
        set_rhythm(**(said | {"version": 2}), silent_after_h=0, actor=cast.analyst)
    assert Source.objects.get().silent_after_h == 30


@pytest.mark.parametrize("who", ["branch", "auditor", "administrator"])
def test_who_may_not_ingest_sets_no_rhythm(home: Home, tmp_path: Path, cast: Cast, who: str) -> None:
    delivered(home, tmp_path, cast, DAY)
    with pytest.raises(Refused):
        set_rhythm(
            name="csv",
            version=1,
            expected_by=None,
            silent_after_h=1,
            note="",
            actor=cast.by_name(who),
            at=NOON,
        )


def test_taking_in_again_knows_no_source_twice(home: Home, tmp_path: Path, cast: Cast) -> None:
    delivered(home, tmp_path, cast, DAY)
    Batch.objects.all().delete()
    take_in(home, actor=SYSTEM, at=NOON)
    assert Source.objects.count() == 1
