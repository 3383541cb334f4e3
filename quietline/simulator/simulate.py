"""Makes the files of a simulated city: those to ingest under `files/`, the truth about the callers under `truth/`."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from quietline.domain.errors import SetupError
from quietline.simulator.calls import calls_of_day
from quietline.simulator.draws import Draws
from quietline.simulator.files import write_calls, write_table
from quietline.simulator.people import Line, Population, populate
from quietline.simulator.registers import (
    HOLDINGS_HEADER,
    PROTECTED_HEADER,
    holdings,
    is_registered,
    protected_callers,
)
from quietline.simulator.reports import HEADER as REPORTS_HEADER
from quietline.simulator.reports import reports_of_day

DEFAULT_START = date(2025, 3, 3)
FIRST_START, LAST_START = date(1990, 1, 2), date(2199, 12, 31)
DEFAULT_AREA_CODE = "391"


@dataclass(frozen=True)
class Plan:
    """What is simulated: the same plan gives the same bytes on any machine."""

    seed: int
    days: int
    numbers: int
    start: date = DEFAULT_START
    area_code: str = DEFAULT_AREA_CODE


@dataclass(frozen=True)
class Made:
    """How much was made."""

    calls: int
    reports: int
    offenders: int
    lookalikes: int


def simulate(plan: Plan, out: Path, *, progress: Callable[[float], None] = lambda share: None) -> Made:
    """Write the city into `out`, which must not exist yet or be empty.

    The folder appears whole or not at all. Raises SetupError when something is there already, it cannot be written, or the first
    day lies where no record is taken in.
    """
    if not FIRST_START <= plan.start <= LAST_START:
        mend = f"take a first day from {FIRST_START} to {LAST_START}"
        raise SetupError(f"the first day {plan.start} is out of reach", where=str(out), mend=mend)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise SetupError(
            "there is something here already",
            where=str(out),
            mend="choose another folder with --out, or empty this one",
        )
    draft = out.with_name(f".{out.name}.draft")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        (draft / "files").mkdir(parents=True)
        (draft / "truth").mkdir()
        made = _write(plan, draft, progress)
        if out.exists():
            out.rmdir()
        draft.rename(out)
    except OSError as error:
        mend = "choose a folder with --out that can be written and has room"
        raise SetupError(f"cannot be written: {error.strerror}", where=str(out), mend=mend) from error
    return made


def _write(plan: Plan, folder: Path, progress: Callable[[float], None]) -> Made:
    population = populate(plan.seed, plan.numbers, plan.area_code)
    files = folder / "files"
    write_table(files / "holdings.csv", HOLDINGS_HEADER, holdings(plan.seed, population, plan.start))
    write_table(files / "protected_callers.csv", PROTECTED_HEADER, protected_callers(population, plan.start))
    reports: list[tuple[str, ...]] = []
    calls = 0
    for number in range(plan.days):
        day = plan.start + timedelta(days=number)
        of_day = calls_of_day(plan.seed, population, day)
        write_calls(files / f"calls-{day}.csv", of_day, day, Draws(plan.seed, "dirt", day.isoformat()))
        reports.extend(reports_of_day(plan.seed, population, of_day, day))
        calls += len(of_day)
        progress((number + 1) / plan.days)
    write_table(files / "user_reports.csv", REPORTS_HEADER, reports)
    offenders, lookalikes = _write_truth(folder / "truth", population)
    return Made(calls, len(reports), offenders, lookalikes)


def _write_truth(folder: Path, population: Population) -> tuple[int, int]:
    offenders = [
        (line.number, _kind(line)) for line in population.lines if line.role and line.role.habit.offends
    ]
    lookalikes = [
        (line.number, _kind(line), "true" if is_registered(line) else "false")
        for line in population.lines
        if line.role and not line.role.habit.offends
    ]
    write_table(folder / "offenders.csv", ("number", "kind"), offenders)
    write_table(folder / "lookalikes.csv", ("number", "kind", "protected"), lookalikes)
    return len(offenders), len(lookalikes)


def _kind(line: Line) -> str:
    return line.role.habit.kind if line.role else ""
