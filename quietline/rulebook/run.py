"""Runs controls over days. A control that fails is an error of its own; the others go on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

import duckdb

from quietline.domain.errors import ControlError
from quietline.domain.findings import Finding, Outcome
from quietline.home import Home
from quietline.rulebook.inputs import Pair, pairs
from quietline.rulebook.judge import judge
from quietline.rulebook.lint import problems_of
from quietline.rulebook.load import LoadedControl, load_controls
from quietline.signals.freshness import fingerprints
from quietline.signals.roll_up import refuse_removed, signals_of
from quietline.signals.tables import TABLES, create_empty
from quietline.warehouse.lake import Lake, quoted


@dataclass(frozen=True)
class ControlDay:
    """What one control said of one calendar day. matched + no_match + not_enough_history = evaluated; `findings` are the matches.

    `inputs` names what it was judged from (`inputs.py`). `error` says why the control failed, empty where it did not; then one finding with
    outcome `error` stands for it.
    """

    control: LoadedControl
    day: date
    evaluated: int
    matched: int
    no_match: int
    not_enough_history: int
    error: str
    findings: tuple[Finding, ...]
    inputs: str = ""


def _no_progress(done: float) -> None:
    return None


def _never() -> bool:
    return False


def run_controls(
    home: Home,
    first: date,
    last: date,
    *,
    controls: Sequence[LoadedControl] | None = None,
    progress: Callable[[float], None] = _no_progress,
    cancelled: Callable[[], bool] = _never,
) -> Iterator[ControlDay]:
    """Each control on each calendar day from `first` to `last`, both included, day by day; days without calls are judged too (nobody).

    `progress` gets the share done, 0 to 1; when `cancelled` says true nothing more is begun. Raises InputError when the lake is damaged.
    """
    return run_pairs(home, pairs_of(home, first, last, controls), progress=progress, cancelled=cancelled)


def pairs_of(
    home: Home, first: date, last: date, controls: Sequence[LoadedControl] | None = None
) -> list[Pair]:
    """Every control that is run, or those named, on each calendar day from `first` to `last`, both included."""
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return pairs(fit_controls(home, controls), fingerprints(home, days))


def fit_controls(home: Home, controls: Sequence[LoadedControl] | None = None) -> list[LoadedControl]:
    """The controls as they are run: none that is retired, names apart, an operator's own checked."""
    chosen = names_apart(load_controls(home) if controls is None else controls)
    return [_fit_to_run(loaded) for loaded in chosen if loaded.life != "retired"]


def run_pairs(
    home: Home,
    chosen: Sequence[Pair],
    *,
    progress: Callable[[float], None] = _no_progress,
    cancelled: Callable[[], bool] = _never,
) -> Iterator[ControlDay]:
    """These controls on these days; the pairs of one day must follow each other."""
    done = 0
    for day, of_day in groupby(chosen, key=attrgetter("day")):
        if cancelled():
            return
        with Lake(home).connect() as con:
            create_views(con, home, day)
            for pair in of_day:
                if cancelled():
                    return
                yield replace(run_control(con, pair.loaded, day), inputs=pair.inputs)
                done += 1
                progress(done / len(chosen))


def run_control(con: duckdb.DuckDBPyConnection, loaded: LoadedControl, day: date) -> ControlDay:
    """One control on the signal tables of a connection."""
    if loaded.problem:
        return _failed(loaded, day, loaded.problem)
    try:
        found = judge(con, loaded.control, day)
    except ControlError as error:
        return _failed(loaded, day, error.what)
    except (
        Exception
    ) as error:  # a control's mistake of any kind is its error, never "no match", and stops no other control
        return _failed(loaded, day, f"{type(error).__name__}: {error}")
    no_match = found.evaluated - found.matched - found.not_enough_history
    return ControlDay(
        loaded, day, found.evaluated, found.matched, no_match, found.not_enough_history, "", found.findings
    )


def create_views(con: duckdb.DuckDBPyConnection, home: Home, day: date) -> None:
    """Make the day's signals readable by controls: views on the cached files, empty tables for a day without calls.

    Raises InputError for a day whose calls retention removed: nobody to judge there is not "no match".
    """
    lake = Lake(home)
    if not lake.files("calls", day, day):
        refuse_removed(lake, day)
        create_empty(con)
        return
    con.execute("set parquet_metadata_cache = true")  # every control opens the same files
    for table, path in signals_of(home, day).items():
        source = f"select {', '.join(TABLES[table])} from read_parquet({quoted(str(path))})"  # noqa: S608  quoted
        con.execute(f"create or replace temp view {table} as {source}")


def names_apart(controls: Sequence[LoadedControl]) -> list[LoadedControl]:
    """An own control under the name of one that ships is an error, which must not take the place of the shipped one's findings."""
    shipped = {loaded.control.id for loaded in controls if not loaded.shadow}
    return [
        replace(loaded, control=replace(loaded.control, id=f"own_{loaded.control.id}"))
        if loaded.shadow and loaded.control.id in shipped
        else loaded
        for loaded in controls
    ]


def _fit_to_run(loaded: LoadedControl) -> LoadedControl:
    """An operator's own control is checked before each run: nobody's tests did it."""
    if loaded.problem or not loaded.shadow:
        return loaded
    problems = problems_of(loaded)
    if not problems:
        return loaded
    return LoadedControl(
        loaded.control, loaded.shadow, loaded.path, loaded.docstring, problems[0].what, problems[0].hint
    )


def _failed(loaded: LoadedControl, day: date, error: str) -> ControlDay:
    control = loaded.control
    finding = Finding(
        control=control.id,
        version=control.version,
        clause=control.clause,
        subject="",
        subject_kind=control.subject_kind,
        day=day,
        outcome=Outcome.ERROR,
        severity=control.severity,
        evidence={"error": error},
    )
    return ControlDay(loaded, day, 0, 0, 0, 0, error, (finding,))
