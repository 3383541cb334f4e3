"""How the ledger's work grows from 5,000 cases to a million: pages, decisions with their audit entries, opening cases after detection.

Usage: `./dev bench ledger [CASES ...] [--waiting N] [--postgresql]` (default 5000 and 1000000; 5,000 of them wait for somebody, each
has ten findings). Each size runs in a process of its own, on SQLite in a temporary home, or with --postgresql on a server that it starts.
Prints the median time of this process and of the clock, and the ratio of the largest to the smallest; on PostgreSQL the server's work is
in the clock's time only.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from _ledger import multiply
from _trail import make_home

ROOT = Path(__file__).parents[1]
ROUNDS, DECISIONS, OPENED = 15, 300, 10_000
Times = dict[str, tuple[float, float]]
"""What was done → milliseconds of this process and of the clock, of each time."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", type=int, default=[5_000, 1_000_000])
    parser.add_argument("--waiting", type=int, default=5_000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measured(Path(asked.one[0]), asked.one[1], asked.cases[0], asked.waiting)))
        return
    found = {}
    for cases in asked.cases:
        with database(asked.postgresql) as url, tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, __file__, str(cases), "--waiting", str(asked.waiting)]
            done = subprocess.run(
                [*command, "--one", f"{folder}/home", url], stdout=subprocess.PIPE, text=True, check=True
            )
        found[cases] = json.loads(done.stdout)
    show(found, "PostgreSQL" if asked.postgresql else "SQLite")


@contextmanager
def database(is_postgresql: bool) -> Iterator[str]:
    """The address of a server's database, empty for SQLite."""
    if not is_postgresql:
        yield ""
        return
    sys.path.insert(0, str(ROOT))
    from tests.postgresql_server import PostgreSQLServer

    server = PostgreSQLServer()
    try:
        server.start()
        yield server.url
    finally:
        server.stop()


def show(found: dict[int, Times], where: str) -> None:
    first, last = min(found), max(found)
    print(f"{where}, ms of this process (and of the clock)")
    print(f"{'':<28}" + "".join(f"{cases:>20,}" for cases in found) + "       growth")
    for name in found[first]:
        cells = "".join(
            f"{times[name][0]:>11.2f} ({times[name][1]:.2f})".rjust(20) for times in found.values()
        )
        growth = [found[last][name][kind] / found[first][name][kind] for kind in (0, 1)]
        print(f"{name:<28}{cells}  {growth[0]:.2f} ({growth[1]:.2f})")


def measured(root: Path, url: str, cases: int, waiting: int) -> Times:
    home = make_home(root, url)
    sys.path.insert(0, str(ROOT))
    from django.conf import settings
    from django.utils import timezone

    from tests import ledger_builders as build

    settings.ALLOWED_HOSTS = ["testserver"]
    analyst = build.a_person("analyst", "analyst")
    begin = time.perf_counter()
    now = timezone.now()
    template = build.a_case(day=now.date(), at=now - timedelta(hours=30))
    multiply(template, cases - 1, waiting)
    print(f"{cases:,} cases made in {time.perf_counter() - begin:.0f} s", file=sys.stderr)
    return pages(analyst, template.pk + cases - 1) | work(home, analyst, build)


def pages(analyst: Any, case: int) -> Times:
    from django.test import Client

    client = Client()
    client.force_login(analyst.user, backend="django.contrib.auth.backends.ModelBackend")
    addresses = {
        "queue page": "/",
        "queue, overdue": "/?view=overdue",
        "list of cases": "/cases/",
        "list, one state": "/cases/?state=closed",
        "list, all": "/cases/?state=any",
        "list, sorted by number": "/cases/?sort=number",
        "case page": f"/cases/{case}/",
    }

    def ask(address: str) -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")

    ask("/")
    return {
        name: each([lambda address=address: ask(address)] * ROUNDS) for name, address in addresses.items()
    }


def work(home: Any, analyst: Any, build: Any) -> Times:
    from django.utils import timezone

    from quietline.office.cases.detection import take_in
    from quietline.office.cases.models import Case
    from quietline.office.cases.services.decide import decide

    now = timezone.now()
    waiting = list(Case.objects.filter(state="suspected").values_list("pk", flat=True)[:DECISIONS])

    def shut_down(case: int) -> None:
        decide(
            case_id=case,
            measure="shutdown",
            reason="一小时呼叫 130 个陌生号码",
            reason_code=build.a_reason_code("shutdown"),
            actor=analyst,
            at=now,
        )

    decisions = each([lambda case=case: shut_down(case) for case in waiting])
    found = [build.a_finding(subject=str(8615000000000 + number), day=now.date()) for number in range(OPENED)]
    control_day = build.a_control_day(*found, day=now.date())
    opening = each([lambda: take_in(home, control_day, actor=build.SYSTEM, at=now)])
    return {"a shutdown decided": decisions, f"{OPENED:,} cases opened": opening}


def each(work: list[Callable[[], object]]) -> tuple[float, float]:
    """The medians of the processor's and of the clock's milliseconds."""
    busy, passed = [], []
    for one in work:
        begin, worked = time.perf_counter(), time.process_time()
        one()
        busy.append((time.process_time() - worked) * 1000)
        passed.append((time.perf_counter() - begin) * 1000)
    return statistics.median(busy), statistics.median(passed)


if __name__ == "__main__":
    main()
