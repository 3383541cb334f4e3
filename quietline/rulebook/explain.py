"""Reasons that did not fire: for the page of a case, what each other control saw in the number's day."""

from dataclasses import dataclass
from datetime import date

from quietline.domain.control import Breach, Control, EvidenceColumn
from quietline.domain.number_plan import LineClass
from quietline.home import Home
from quietline.rulebook.load import LoadedControl, load_controls
from quietline.signals.series import CallerDay, days_of
from quietline.signals.tables import COLUMNS


@dataclass(frozen=True)
class Reason:
    """One quantity of a control against its limit. `value` is None where it is not known; `breached` where it speaks against the number."""

    column: EvidenceColumn
    value: float | None
    limit: float
    breach: Breach

    @property
    def breached(self) -> bool:
        """True where the value is known and speaks against the number."""
        return self.value is not None and self.breach.holds(self.value, self.limit)


@dataclass(frozen=True)
class NotFired:
    """A control that did not match, with each quantity it compares."""

    control: LoadedControl
    reasons: tuple[Reason, ...]


def not_fired(home: Home, number: str, day: date) -> list[NotFired]:
    """Active controls that judged the number on a calendar day and did not match, with values and limits.

    Quantities of other subjects than the caller (a device, a called party) are not told: they say nothing of him as long as he did not
    match. Empty when the number made no calls that day. Controls without a value for its line class are left out.
    """
    found = days_of(home, number, day, day)
    if not found:
        return []
    active = [loaded for loaded in load_controls(home) if loaded.life == "active"]
    seen = [NotFired(loaded, _reasons(loaded.control, found[0])) for loaded in active]
    return [one for one in seen if one.reasons and not all(reason.breached for reason in one.reasons)]


def _reasons(control: Control, seen: CallerDay) -> tuple[Reason, ...]:
    limits = control.limits_on(seen.day).get(LineClass(seen.line_class), {})
    return tuple(
        Reason(column, _known(seen.measures[column.name]), limits[column.limit], column.breach)
        for column in control.evidence
        if column.breach and column.limit in limits and column.name in COLUMNS
    )


def _known(value: object) -> float | None:
    return value if isinstance(value, int | float) else None
