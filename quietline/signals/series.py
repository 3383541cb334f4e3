"""What one number did over time, for pictures and lists of evidence: read from sorted Parquet, only where the number lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from quietline.home import Home
from quietline.signals.roll_up import caller_day, days_with_signals
from quietline.signals.tables import COLUMNS
from quietline.warehouse.lake import Lake, quoted

# A call leaves several records: it is one attempt, at its first start.
_ATTEMPTS = """
select
    min(start_s) as start_s,
    min(day) as day,
    min(callee) as callee,
    min(presented) as presented,
    bool_or(answered) as answered,
    max(ring_s) as ring_s,
    max(talk_s) as talk_s,
    min(cell) as cell,
    min(imei) as imei,
    arg_min(batch, line) as batch,
    min(line) as line
from calls
where caller = $number and direction = 'outgoing'
group by call_key
"""


@dataclass(frozen=True)
class HourlyAttempts:
    """Outgoing attempts of a number in one hour of the city's clock (0 to 23), and those answered."""

    day: date
    hour: int
    attempts: int
    answered: int


@dataclass(frozen=True)
class CallRow:
    """One outgoing call. `start` is in UTC; `batch` and `line` name the record in the delivered file."""

    start: datetime
    callee: str | None
    presented: str | None
    answered: bool | None
    ring_s: int | None
    talk_s: int | None
    cell: str | None
    imei: str | None
    batch: str
    line: int


@dataclass(frozen=True)
class CallerDay:
    """A number's signals of one calendar day: `measures` has every column of `caller_day`, None where it is not known.

    Their meaning stands in the SQL files of this room.
    """

    caller: str
    day: date
    line_class: str
    unanswered_carried: bool
    measures: Mapping[str, object]


def hourly_attempts(home: Home, number: str, first: date, last: date) -> list[HourlyAttempts]:
    """The number's attempts by hour of the calendar days from `first` to `last`, both included; hours without attempts are left out.

    The hour is that of the city's clock; where the clock is put back, both passes count for the same hour.
    """
    hourly = f"""
        select day, cast(extract(hour from timezone($zone, to_timestamp(start_s))) as integer), count(*), count(*) filter (where answered)
        from ({_ATTEMPTS}) group by all order by all
    """  # noqa: S608
    rows = _ask(home, hourly, first, last, number=number, zone=home.city.time_zone)
    return [HourlyAttempts(*row) for row in rows]


def calls_of(home: Home, number: str, first: date, last: date, limit: int = 200) -> list[CallRow]:
    """The number's outgoing calls of these calendar days, both included, the youngest first, at most `limit`."""
    listed = f"""
        select start_s, callee, presented, answered, ring_s, talk_s, cell, imei, batch, line
        from ({_ATTEMPTS}) order by start_s desc, line desc limit $limit
    """  # noqa: S608
    rows = _ask(home, listed, first, last, number=number, limit=limit)
    return [CallRow(datetime.fromtimestamp(start_s, UTC), *rest) for start_s, *rest in rows]


def days_of(home: Home, number: str, first: date, last: date) -> list[CallerDay]:
    """The number's signals of each calendar day on which it called, in order; days not rolled up yet are rolled up now."""
    days = days_with_signals(home, first, last)
    if not days:
        return []
    files = ", ".join(quoted(str(caller_day(home, day))) for day in days)
    asked = f"""
        select {", ".join(COLUMNS)} from read_parquet([{files}], hive_partitioning = false)
        where caller = $number order by day
    """  # noqa: S608
    with Lake(home).connect() as con:
        rows = con.execute(asked, {"number": number}).fetchall()
    return [_caller_day(dict(zip(COLUMNS, row, strict=True))) for row in rows]


def days_at_hand(home: Home, number: str, first: date, last: date) -> dict[date, CallerDay | None]:
    """As `days_of`, from what is rolled up already, None where the number did not call; a day that is not in it is not known."""
    found = {
        day: home.lake / "signals" / "caller_day" / f"day={day}" / "all.parquet"
        for day in Lake(home).days("calls")
    }
    files = {day: path for day, path in found.items() if first <= day <= last and path.is_file()}
    if not files:
        return {}
    listed = ", ".join(quoted(str(path)) for path in files.values())
    asked = f"""
        select {", ".join(COLUMNS)} from read_parquet([{listed}], hive_partitioning = false, union_by_name = true)
        where caller = $number
    """  # noqa: S608
    with Lake(home).connect() as con:
        rows = con.execute(asked, {"number": number}).fetchall()
    days = [_caller_day(dict(zip(COLUMNS, row, strict=True))) for row in rows]
    return dict.fromkeys(files) | {day.day: day for day in days}


def _caller_day(row: dict[str, Any]) -> CallerDay:
    return CallerDay(row["caller"], row["day"], row["line_class"], row["unanswered_carried"], row)


def _ask(home: Home, asked: str, first: date, last: date, **parameters: object) -> list[tuple]:  # type: ignore[type-arg]
    lake = Lake(home)
    with lake.connect() as con:
        lake.create_view(con, "calls", first, last)
        return con.execute(asked, parameters).fetchall()
