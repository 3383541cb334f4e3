"""How long a day's signals and controls take, as ratios to a bare scan of the same file in the same run.

Usage: benchmarks/signals.py [CALLS]   (default 2,000,000). The file is synthetic: two in three callers call as people do, 1 % much more.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from quietline.home import City, Home
from quietline.rulebook.load import load_controls
from quietline.rulebook.run import run_control
from quietline.signals.figures import day_start_s, figures_of
from quietline.signals.grains import Grain, grains, later
from quietline.signals.making import create_signals
from quietline.warehouse.lake import Lake, quoted

DAY = date(2026, 3, 18)
ZONE = ZoneInfo("Asia/Shanghai")
NEEDED = ("caller", "callee", "start_s", "talk_s", "answered", "direction", "call_key")
ROUNDS = 3


def main() -> None:
    """Write the calls, time each step, print the ratios."""
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        home.create(City())
        with Lake(home).connect() as con:
            _write_calls(con, calls, home.lake / "calls.parquet")
            _measure(con)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak_mb:.0f} MB")


def _measure(con: duckdb.DuckDBPyConnection) -> None:
    extremes = ", ".join(f"min({name}), max({name})" for name in NEEDED)
    scan = _best(lambda: con.execute(f"select {extremes} from calls").fetchall())
    callers = con.execute("select count(*), count(distinct caller) from calls").fetchall()
    print(
        f"{callers[0][0]:,} calls of {callers[0][1]:,} callers; bare scan of {len(NEEDED)} columns {scan:.3f} s"
    )
    figures = figures_of(DAY, ZONE)
    for name, grain in grains().items():
        if name not in later():
            _show(name, scan, partial(_create, con, grain, figures))
    _show("whole roll-up", scan, lambda: create_signals(con, DAY, ZONE))
    shipped = load_controls()
    _show(f"{len(shipped)} controls", scan, lambda: [run_control(con, loaded, DAY) for loaded in shipped])
    for loaded in shipped:
        found = run_control(con, loaded, DAY)
        print(
            f"  {loaded.control.id}: {found.evaluated} evaluated, {found.matched} matched{found.error and f', {found.error}'}"
        )


def _create(con: duckdb.DuckDBPyConnection, grain: Grain, figures: Mapping[str, object]) -> None:
    asked = {name: value for name, value in figures.items() if name in grain.parameters}
    con.execute(f"create or replace temp table {grain.name} as {grain.sql}", asked)


def _show(name: str, scan: float, work: Callable[[], object]) -> None:
    seconds = _best(work)
    print(f"{name:<16} {seconds:7.3f} s  {seconds / scan:6.2f} x scan")


def _best(work: Callable[[], object]) -> float:
    """Seconds of the quickest of some rounds: what the machine does beside it only adds."""
    taken = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return min(taken)


def _write_calls(con: duckdb.DuckDBPyConnection, calls: int, path: Path) -> None:
    """Calls of the day and of the evening before, sorted as the lake keeps them, and an empty register."""
    first_s = day_start_s(DAY, ZONE) - 3600
    people = max(calls // 8, 1)
    con.execute(
        f"""
        copy (
            select
                '8613' || lpad(cast(if(hash(i) % 3 = 0, hash(i * 3) % ({people} // 100 + 1), hash(i * 5) % {people}) as varchar), 9, '0')
                    as caller,
                '8615' || lpad(cast(hash(i * 7) % 300000 as varchar), 9, '0') as callee,
                'outgoing' as direction,
                {first_s} + cast(hash(i * 11) % 90000 as bigint) as start_s,
                if(hash(i * 13) % 3 = 0, 0, cast(hash(i * 17) % 200 as integer)) as talk_s,
                hash(i * 13) % 3 > 0 as answered,
                cast(hash(i * 19) % 40 as integer) as ring_s,
                '35' || lpad(cast(hash(if(hash(i) % 3 = 0, hash(i * 3) % ({people} // 100 + 1), hash(i * 5) % {people})) % 10000000000000 as varchar), 13, '0')
                    as imei,
                true as unanswered_carried,
                true as incoming_carried,
                null::varchar as cell,
                md5_number_lower(cast(i as varchar)) as call_key,
                if(hash(i * 11) % 90000 < 3600, date '{DAY - timedelta(days=1)}', date '{DAY}') as day
            from range({calls}) as numbers (i)
            order by caller, start_s
        ) to {quoted(str(path))} (format parquet, row_group_size 122880, compression zstd)
        """
    )
    con.execute(f"create view calls as select * from read_parquet({quoted(str(path))})")
    con.execute("create table holdings (number varchar, line_class varchar, since date, until date)")


if __name__ == "__main__":
    main()
