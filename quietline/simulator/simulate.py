"""Makes the files of a simulated city: those to ingest under `files/`, the truth about the callers under `truth/`."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from quietline.domain.errors import SetupError
from quietline.simulator import organisation_registers, registers
from quietline.simulator.days import make_days
from quietline.simulator.scenario import Scenario
from quietline.simulator.scenario_file import DEFAULT, named_scenario
from quietline.simulator.tables import Table, write_table
from quietline.simulator.town import Town, build_town
from quietline.simulator.truth import Tally, write_truth
from quietline.simulator.voices import COMPLAINTS_HEADER, REPORTS_HEADER, Voices

DEFAULT_START = date(2025, 3, 3)
FIRST_START, LAST_START = date(1990, 1, 2), date(2199, 12, 31)
DEFAULT_AREA_CODE = "391"

_REGISTERS: dict[str, Callable[[Town], Table]] = {
    "holdings": registers.holdings,
    "protected_callers": registers.protected_callers,
    "outbound_platforms": registers.outbound_platforms,
    "cells": registers.cells,
    "channels": organisation_registers.channels,
    "enterprises": organisation_registers.enterprises,
    "task_orders": organisation_registers.task_orders,
    "outbound_payments": organisation_registers.outbound_payments,
}


@dataclass(frozen=True)
class Plan:
    """What is simulated: the same plan gives the same bytes on any machine."""

    seed: int
    days: int
    numbers: int
    start: date = DEFAULT_START
    area_code: str = DEFAULT_AREA_CODE
    scenario: Scenario = field(default_factory=partial(named_scenario, DEFAULT))


@dataclass(frozen=True)
class Made:
    """How much was made."""

    calls: int
    reports: int
    offenders: int
    lookalikes: int


def simulate(
    plan: Plan, out: Path, *, processes: int = 1, progress: Callable[[float], None] = lambda share: None
) -> Made:
    """Write the city into `out`, which must not exist yet or be empty; days are made by so many processes.

    The folder appears whole or not at all. Raises SetupError when something is there already, it cannot be written, or the first
    day lies where no record is taken in; InputError when the scenario wants more numbers than the city has.
    """
    if not FIRST_START <= plan.start <= LAST_START:
        mend = f"take a first day from {FIRST_START} to {LAST_START}"
        raise SetupError(f"the first day {plan.start} is out of reach", where=str(out), mend=mend)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        mend = "choose another folder with --out, or empty this one"
        raise SetupError("there is something here already", where=str(out), mend=mend)
    draft = out.with_name(f".{out.name}.draft")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        (draft / "files").mkdir(parents=True)
        (draft / "truth").mkdir()
        made = _write(plan, draft, processes, progress)
        if out.exists():
            out.rmdir()
        draft.rename(out)
    except OSError as error:
        mend = "choose a folder with --out that can be written and has room"
        raise SetupError(f"cannot be written: {error.strerror}", where=str(out), mend=mend) from error
    return made


def _write(plan: Plan, folder: Path, processes: int, progress: Callable[[float], None]) -> Made:
    town = build_town(plan.seed, plan.numbers, plan.days, plan.start, plan.area_code, plan.scenario)
    files, form = folder / "files", plan.scenario.files.registers
    for name, register in _REGISTERS.items():
        write_table(files, name, register(town), form)
    tally, voices, calls, late = Tally(), Voices([], []), 0, b""
    for number, day in enumerate(make_days(town, plan.days, files, processes)):
        with day.path.open("ab") as file:
            file.write(late)
        calls, late = calls + day.calls, day.late
        tally.add(number, day.attempts)
        voices.add(day.voices)
        progress((number + 1) / plan.days)
    write_table(files, "user_reports", Table.of_rows(REPORTS_HEADER, voices.reports), form)
    write_table(files, "complaints", Table.of_rows(COMPLAINTS_HEADER, voices.complaints), form)
    offenders, lookalikes = write_truth(folder / "truth", town, tally)
    return Made(calls, len(voices.reports), offenders, lookalikes)
