"""What the shipped controls find in simulated cities, and whom they accuse wrongly.

Each city goes the way of real files, through the commands that people use: `simulate`, `init`, `ingest`, `detect`, `cases list`. The truth
is read for scoring only.

Usage: ./dev bench detection [--seeds 1 2 3] [--scenario FILE.toml] [--numbers N] [--days D] [--page]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from _scoring import FIRST_OF_QUEUE, FOUND_WITHIN_DAYS, LEAST_ATTEMPTS, Found, Score, read_truth, score

from quietline.home import Home
from quietline.reports.replay_page import REPLAY_PAGE, PageTable, named, replay_page
from quietline.rulebook.load import load_controls
from quietline.simulator.simulate import DEFAULT_START
from quietline.warehouse.lake import Lake

ROOT = Path(__file__).parents[1]
COMMAND = "./dev bench detection"


def main() -> int:
    """Score every seed, print each and all together; write the page where that is asked for."""
    options = _options()
    total = Score()
    for seed in options.seeds:
        with tempfile.TemporaryDirectory() as folder:
            one = score_city(Path(folder), seed, options)
        print(f"seed {seed}: {_in_short(one)}", flush=True)
        total.add(one)
    tables = _tables(total)
    size = f"{len(options.seeds)} cities of {options.numbers:,} numbers and {options.days} days (scenario {options.scenario})"
    page = replay_page(
        command=f"{COMMAND} {' '.join(sys.argv[1:])}".strip(),
        city=f"{size}, seeds {', '.join(map(str, options.seeds))}",
        tables=tables,
    )
    print(f"\n{page}")
    if options.page:
        (ROOT / "docs" / REPLAY_PAGE).write_text(page, encoding="utf-8")
        print(f"docs/{REPLAY_PAGE}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=COMMAND, description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[1, 2, 3], help="one city each (default: 1 2 3)"
    )
    parser.add_argument("--scenario", default="default", help="scenario file, or the name of one that ships")
    parser.add_argument("--numbers", type=int, default=100_000, help="numbers of a city (default: 100,000)")
    parser.add_argument("--days", type=int, default=7, help="days of calls (default: 7)")
    parser.add_argument("--page", action="store_true", help=f"write docs/{REPLAY_PAGE}")
    return parser.parse_args()


def score_city(folder: Path, seed: int, options: argparse.Namespace) -> Score:
    """Make, load and judge the city of a seed with the product's commands, then compare."""
    city, home = folder / "city", folder / "home"
    size = ("--seed", str(seed), "--days", str(options.days), "--numbers", str(options.numbers))
    _run(home, "simulate", *size, "--scenario", options.scenario, "--out", str(city))
    _run(home, "init")
    _run(home, "ingest", str(city / "files"))
    first, last = DEFAULT_START, DEFAULT_START + timedelta(days=options.days - 1)
    findings = _run(home, "detect", "--from", str(first), "--to", str(last), "--json")
    queue = _run(home, "cases", "list", "--json")
    found = Found(_matches(findings), [json.loads(line) for line in queue])
    return score(found, read_truth(city / "truth", _own_numbers(home)), options.numbers, options.days)


def _run(home: Path, *arguments: str) -> list[str]:
    """Lines that a command prints. A refused file or a failed control is no result."""
    done = subprocess.run(
        [sys.executable, "-m", "quietline", *arguments],
        env=os.environ | {"QUIETLINE_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"quietline {' '.join(arguments)}: {done.stderr or done.stdout[-2000:]}")
    return done.stdout.splitlines()


def _matches(findings: list[str]) -> dict[str, dict[str, list[date]]]:
    matches: dict[str, dict[str, list[date]]] = {loaded.control.id: {} for loaded in load_controls()}
    for line in findings:
        finding = json.loads(line)
        if finding["outcome"] == "match":
            days = matches[finding["control"]].setdefault(finding["subject"], [])
            days.append(date.fromisoformat(finding["day"]))
    return matches


def _own_numbers(home: Path) -> set[str]:
    lake = Lake(Home(home))
    with lake.connect() as con:
        lake.create_view(con, "holdings")
        return {number for (number,) in con.execute("select distinct number from holdings").fetchall()}


def _in_short(one: Score) -> str:
    planted, found, lawful = one.planted.total(), one.found.total(), one.lawful.total()
    judged = lawful - one.lawful_reported.total()
    return (
        f"found {found} of {planted} ({found / max(planted, 1):.0%}) within {FOUND_WITHIN_DAYS} days; "
        f"of {_cases_looked_at(one)} in the queue {one.first_true} are true ({one.first_true / max(one.first, 1):.0%}); "
        f"new lawful cases per 100,000 numbers a day {one.a_day(judged):.1f}, and {one.a_day(lawful - judged):.1f} whom only users reported"
    )


def _cases_looked_at(one: Score) -> str:
    """How many of the queue were looked at: where no city had more than the first so many, these are all."""
    return f"the first {one.first} cases" if one.is_cut else f"all {one.first} cases"


def _tables(total: Score) -> list[PageTable]:
    kinds = [
        (kind, planted, total.found[kind], planted - total.found[kind])
        for kind, planted in sorted(total.planted.items())
    ]
    lawful = [
        (kind, count, total.lawful_protected[kind], total.lawful_reported[kind], f"{total.a_day(count):.2f}")
        for kind, count in total.lawful.most_common()
    ]
    return [
        PageTable("In short", f"All cities together: {_in_short(total)}.", (), ()),
        PageTable(
            "By kind of offender",
            f"Those with {LEAST_ATTEMPTS} or more attempts; found by a control on the day of their start or the {FOUND_WITHIN_DAYS} days after. A rotating "
            "campaign counts once, as found when half of the numbers that it used by then are.",
            ("kind", "planted", "found", "missed"),
            kinds,
        ),
        PageTable(
            "Lawful callers in the queue",
            f"Cases of numbers that do not offend, over the whole queue (not only its first {FIRST_OF_QUEUE}); a caller counts once a run. Who is protected is "
            "verified before any measure; reported are those whom only users accuse.",
            ("kind", "cases", "of these protected", "only reported", "per 100,000 numbers a day"),
            lawful,
        ),
        PageTable(
            "By control",
            "Numbers matched on at least one day.",
            ("control", "offenders", "lawful", "the lawful by kind"),
            _controls(total),
        ),
    ]


def _controls(total: Score) -> list[tuple[object, ...]]:
    rows = []
    for loaded in load_controls():
        control, kinds = loaded.control, total.lawful_by_control[loaded.control.id]
        shown = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
        rows.append(
            (named(control.id, control.version), total.guilty_by_control[control.id], kinds.total(), shown)
        )
    return rows


if __name__ == "__main__":
    sys.exit(main())
