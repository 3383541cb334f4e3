"""A simulated city for the tests of the simulator."""

import csv
from collections import defaultdict
from pathlib import Path

from quietline.simulator.simulate import Plan, simulate

PLAN = Plan(seed=7, days=2, numbers=1000)


def a_city(folder: Path, plan: Plan = PLAN) -> Path:
    """The folder of a simulated city; the default one begins on a Monday."""
    simulate(plan, folder)
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by column; missing cells are None."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def outgoing_by_caller(path: Path) -> dict[str, list[dict[str, str]]]:
    """The clean outgoing records of a file of calls, once each, by caller."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    seen = set()
    for row in rows(path):
        identity = tuple(row.values())
        if (
            row["cell"] is not None
            and "-13-" not in row["start"]
            and row["direction"] == "outgoing"
            and identity not in seen
        ):
            seen.add(identity)
            found[row["caller"]].append(row)
    return found


def kinds(city: Path) -> dict[str, str]:
    """Number to kind of everybody whom the truth names."""
    return {
        row["number"]: row["kind"]
        for name in ("offenders", "lookalikes")
        for row in rows(city / "truth" / f"{name}.csv")
    }
