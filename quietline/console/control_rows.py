"""The controls as a list: state, last run, cases, and how many of those decided were upheld."""

from dataclasses import dataclass
from datetime import datetime

from quietline.home import Home
from quietline.office.cases.control_figures import ControlFigures, figures_by_control
from quietline.office.cases.models import ControlRun
from quietline.office.cases.runs import failed_runs, last_runs_by_control
from quietline.office.people.actors import Actor
from quietline.rulebook.load import LoadedControl, load_controls


@dataclass(frozen=True)
class ControlRow:
    """One control. `run` is its last run over its youngest day; `failed_days` how many days wait for it to run without error."""

    loaded: LoadedControl
    run: ControlRun | None
    failed_days: int
    figures: ControlFigures

    @property
    def life(self) -> str:
        return self.loaded.life


def control_rows(home: Home, actor: Actor, at: datetime) -> list[ControlRow]:
    """All controls by id."""
    runs, figures = last_runs_by_control(), figures_by_control(actor, at)
    failed = list(failed_runs(home).values_list("control", flat=True))
    return [
        ControlRow(
            loaded,
            runs.get(loaded.control.id),
            failed.count(loaded.control.id),
            figures.get(loaded.control.id, ControlFigures()),
        )
        for loaded in load_controls(home)
    ]
