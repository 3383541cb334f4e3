"""A synthetic day as a lake keeps it: calls with heavy tails and hot called parties, the evening before, and the registers."""

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from quietline.home import City, Home
from quietline.signals.figures import day_start_s
from quietline.warehouse.lake import quoted, select_from
from quietline.warehouse.manifest import BatchManifest, commit
from quietline.warehouse.schema import KINDS, SQL_TYPES

DAY = date(2026, 3, 18)
ZONE = ZoneInfo("Asia/Shanghai")
PER_CALLER = 6
CELLS = 3000


def fill(folder: Path, calls: int) -> Home:
    """A home with so many calls, 1 in 25 of them in the hour before midnight; a caller in 100 makes 1 call in 8."""
    home = Home(folder)
    home.create(City())
    people = max(calls // PER_CALLER, 1)
    with duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(folder / "spill")}) as con:
        con.execute(f"create table numbers as {_calls(calls, people)}")
        for day in (DAY - timedelta(days=1), DAY):
            rows = f"select * from numbers where day = date '{day}' order by caller, start_s"
            _commit(con, home, "calls", rows, f"calls/day={day}/calls-{day}.parquet")
        _commit(con, home, "holdings", _holdings(people), "holdings/holdings.parquet")
        _commit(con, home, "cells", _cells(), "cells/cells.parquet")
    return home


def _commit(con: duckdb.DuckDBPyConnection, home: Home, kind: str, rows: str, name: str) -> None:
    path = home.lake / name
    path.parent.mkdir(parents=True, exist_ok=True)
    con.execute(f"create or replace temp view given as {rows}")
    given = {column for column, *_ in con.execute("describe given").fetchall()}
    columns = ", ".join(
        f'"{field.name}"' if field.name in given else f'null::{SQL_TYPES[field.type]} as "{field.name}"'
        for field in KINDS[kind].schema
    )
    con.execute(
        f"copy (select {columns} from given) to {quoted(str(path))} (format parquet, row_group_size 122880, compression zstd)"
    )
    (total,) = con.execute(f"select count(*) from ({select_from(KINDS[kind], [path])})").fetchone() or (0,)
    batch = Path(name).stem
    commit(
        home.lake,
        BatchManifest(
            batch=batch, file_name=batch, sha256="0" * 64, profile="csv", kind=kind, accepted=total, duplicate=0,
            quarantined=0, total=total, first_day=DAY, last_day=DAY, loaded_at=datetime(2026, 3, 19, tzinfo=UTC),
            loaded_by="benchmark", files=(name,),
        ),
    )  # fmt: skip


def _calls(calls: int, people: int) -> str:
    first_s = day_start_s(DAY, ZONE) - 3600
    return f"""
        with call as (select i, hash(i * 3) % 1000 as lot from range({calls}) as numbers (i)),
        caller as (
            select *, case when lot < 120 then hash(i) % ({people} // 100 + 1) else hash(i) % {people} end as person from call
        )
        select
            '8613' || lpad(cast(person as varchar), 9, '0') as caller,
            case
                when lot < 150 then '8615' || lpad(cast(hash(i * 7) % 300 as varchar), 9, '0')
                when lot < 500 then '8613' || lpad(cast(hash(person * 31 + hash(i * 5) % 4) % {people} as varchar), 9, '0')
                else '8613' || lpad(cast(hash(i * 7) % {people} as varchar), 9, '0')
            end as callee,
            'outgoing' as direction,
            {first_s} + cast(hash(i * 11) % 90000 as bigint) as start_s,
            cast(hash(i * 19) % 40 as integer) as ring_s,
            if(hash(i * 13) % 3 = 0, 0, cast(hash(i * 17) % 200 as integer)) as talk_s,
            hash(i * 13) % 3 > 0 as answered,
            true as unanswered_carried,
            true as incoming_carried,
            true as off_net_carried,
            '35' || lpad(cast(hash(person) % 10000000000000 as varchar), 13, '0') as imei,
            '460-00-' || cast((person + if(hash(i * 23) % 4 = 0, hash(i * 29) % 5, 0)) % {CELLS} as varchar) as cell,
            hash(i * 1000003) as call_key,
            'batch' as batch,
            i as line,
            if(hash(i * 11) % 90000 < 3600, date '{DAY - timedelta(days=1)}', date '{DAY}') as day
        from caller
    """


def _holdings(people: int) -> str:
    return f"""
        select
            '8613' || lpad(cast(i as varchar), 9, '0') as number,
            'holder-' || i as subscriber,
            'mobile' as line_class,
            'channel-' || i % 500 as channel,
            'outlet-' || i % 2000 as outlet,
            'worker-' || i % 5000 as worker_id,
            if(i % 50 = 0, 'enterprise-' || i % 3000, null) as enterprise,
            date '2020-01-01' as since
        from range({people}) as numbers (i) order by number
    """


def _cells() -> str:
    return f"""
        select '460-00-' || i as cell, 'county-' || i % 12 as county, date '2020-01-01' as since
        from range({CELLS}) as numbers (i) order by cell
    """


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]) * 1_000_000)
