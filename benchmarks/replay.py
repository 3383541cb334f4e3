"""Writes docs/replay.md: the shipped controls over simulated cities, compared with the truth about their callers.

The cities go the way of real files: written by the simulator, loaded by the ingest, judged by the rulebook.
"""

import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quietline.domain.findings import Outcome
from quietline.home import City, Home
from quietline.ingest.load import load_file
from quietline.reports.replay_page import REPLAY_PAGE, Replayed, named, replay_page
from quietline.rulebook.load import load_controls
from quietline.rulebook.run import run_controls
from quietline.simulator.simulate import Plan, simulate

SEEDS = (1, 2, 3)
DAYS = 7
NUMBERS = 5000
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Truth:
    """Number to kind of offender, and the lawful numbers that the register protects."""

    offenders: dict[str, str]
    protected: frozenset[str]


def main() -> int:
    """Replay all seeds and write the page."""
    rows: list[Replayed] = []
    total: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            matched, truth = replay(Plan(seed, DAYS, NUMBERS), Path(folder), print)
        rows += [_row(name, seed, numbers, truth) for name, numbers in sorted(matched.items())]
        hit = set().union(*matched.values())
        total.update(truth.offenders.values())
        found.update(kind for number, kind in truth.offenders.items() if number in hit)
    kinds = [(kind, total[kind], found[kind]) for kind in sorted(total)]
    city = f"{len(SEEDS)} cities of {NUMBERS} numbers, {DAYS} days each, seeds {', '.join(map(str, SEEDS))}"
    page = replay_page(
        command="./dev bench replay", city=city, rows=sorted(rows, key=lambda row: row.control), found=kinds
    )
    (ROOT / "docs" / REPLAY_PAGE).write_text(page, encoding="utf-8")
    print(f"docs/{REPLAY_PAGE}")
    return 0


def replay(plan: Plan, folder: Path, say: Callable[[str], None]) -> tuple[dict[str, set[str]], Truth]:
    """By control the numbers that it hits on any day, and the truth."""
    simulate(plan, folder / "city")
    home = Home(folder / "home")
    home.create(City())
    for path in sorted((folder / "city" / "files").iterdir()):
        load_file(home, path, profile=None, loaded_by="replay", at=datetime.now(UTC))
    matched: dict[str, set[str]] = {named(c.control.id, c.control.version): set() for c in load_controls()}
    last = plan.start + timedelta(days=plan.days - 1)
    for run in run_controls(home, plan.start, last, controls=load_controls()):
        if run.error:
            raise SystemExit(f"{run.control.control.id} failed on {run.day}: {run.error}")
        control = run.control.control
        matched[named(control.id, control.version)] |= {
            f.subject for f in run.findings if f.outcome is Outcome.MATCH
        }
    say(f"seed {plan.seed}: {sum(map(len, matched.values()))} hits")
    return matched, _truth(folder / "city" / "truth")


def _truth(folder: Path) -> Truth:
    offenders = {row["number"]: row["kind"] for row in _rows(folder / "offenders.csv")}
    protected = frozenset(
        row["number"] for row in _rows(folder / "lookalikes.csv") if row["protected"] == "true"
    )
    return Truth(offenders, protected)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _row(name: str, seed: int, numbers: set[str], truth: Truth) -> Replayed:
    offenders = len(numbers & truth.offenders.keys())
    protected = len(numbers & truth.protected)
    return Replayed(name, seed, len(numbers), offenders, protected, len(numbers) - offenders - protected)


if __name__ == "__main__":
    sys.exit(main())
