"""Which control judged which day, and with what outcome: a row a control, a column a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.http import QueryDict

from quietline.console.listing import day_in
from quietline.domain.labels import Label
from quietline.home import Home
from quietline.office.cases.models import ControlRun
from quietline.office.cases.runs import latest_runs
from quietline.rulebook.load import LoadedControl, load_controls
from quietline.rulebook.run import names_apart

DAYS_SHOWN = 14
ERROR, MATCHED, LACKING, QUIET, MISSING = "error", "matched", "lacking", "quiet", "missing"
STATES = {
    ERROR: Label(zh="出错", en="failed"),
    MATCHED: Label(zh="有命中", en="matched"),
    LACKING: Label(zh="仅记录不足", en="only not enough history"),
    QUIET: Label(zh="无命中", en="no match"),
    MISSING: Label(zh="未运行", en="not run"),
}


@dataclass(frozen=True)
class RunFilter:
    """`last` is the youngest day shown, None for the youngest that was judged; `control` an id; `state` one of STATES."""

    last: date | None
    control: str
    state: str

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        """The filter in an address; what it does not know counts as nothing asked."""
        state = query.get("state", "")
        return cls(day_in(query.get("last", "")), query.get("control", ""), state if state in STATES else "")


@dataclass(frozen=True)
class Cell:
    """One control on one day."""

    day: date
    run: ControlRun | None

    @property
    def state(self) -> str:
        """One of STATES."""
        if self.run is None:
            return MISSING
        if self.run.error:
            return ERROR
        if self.run.matched:
            return MATCHED
        return LACKING if self.run.not_enough_history and not self.run.no_match else QUIET


@dataclass(frozen=True)
class MatrixRow:
    """One control over the days shown. `loaded` is None for one whose file is gone."""

    control: str
    loaded: LoadedControl | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix:
    """The page's table: `days` youngest first, so that a phone shows them.

    `older` and `newer` are the last days of the neighbouring pages, None at the ends.
    """

    days: tuple[date, ...]
    rows: tuple[MatrixRow, ...]
    older: date | None
    newer: date | None


def run_matrix(home: Home, asked: RunFilter) -> Matrix | None:
    """The matrix that was asked for; None where nothing was ever judged."""
    span = ControlRun.objects.order_by("day").values_list("day", flat=True)
    first, youngest = span.first(), span.last()
    if first is None or youngest is None:
        return None
    last = min(asked.last or youngest, youngest)
    days = tuple(last - timedelta(days=back) for back in range(DAYS_SHOWN))
    runs = {(run.control, run.day): run for run in latest_runs(days[-1], last)}
    known = {loaded.control.id: loaded for loaded in names_apart(load_controls(home))}
    names = sorted({*known, *(control for control, _ in runs)})
    rows = [
        MatrixRow(name, known.get(name), tuple(Cell(day, runs.get((name, day))) for day in days))
        for name in names
        if asked.control in ("", name)
    ]
    shown = [row for row in rows if not asked.state or any(cell.state == asked.state for cell in row.cells)]
    step = timedelta(days=DAYS_SHOWN)
    return Matrix(
        days,
        tuple(shown),
        older=last - step if days[-1] > first else None,
        newer=min(last + step, youngest) if last < youngest else None,
    )


def csv_rows(runs: Sequence[ControlRun]) -> list[tuple[object, ...]]:
    """One row a control and day, as the file of the page holds it."""
    return [
        (
            run.day,
            run.control,
            run.version,
            run.evaluated,
            run.matched,
            run.no_match,
            run.not_enough_history,
            run.error,
        )
        for run in runs
    ]
