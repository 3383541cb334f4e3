"""What a number did over days, one small picture a quantity, with the limits of the controls that compare it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from quietline.console.pictures.quantity_chart import ComparedLimit, QuantityChart, quantity_chart
from quietline.domain.control import Breach
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.home import Home
from quietline.rulebook.load import LoadedControl, load_controls
from quietline.signals.series import CallerDay, days_at_hand
from quietline.signals.tables import COLUMNS
from quietline.warehouse.lake import Lake

SPANS = (7, 30, 90)
SHARES = frozenset({"share"})
ALWAYS = {
    "attempts": (Label(zh="呼叫次数", en="Attempts"), Label(zh="次", en="attempts")),
    "answered": (Label(zh="接通次数", en="Answered"), Label(zh="次", en="calls")),
    "distinct_callees": (Label(zh="去重被叫数", en="Distinct callees"), Label(zh="个", en="numbers")),
    "asr": (Label(zh="接通率", en="Answer rate"), Label(zh="比例", en="share")),
    "acd": (Label(zh="平均通话时长", en="Mean talk"), Label(zh="秒", en="s")),
}
"""Shown of every number; the others are those that a control compares."""
NEED_UNANSWERED = frozenset({"asr"})
COUNTS = frozenset({"attempts", "answered", "distinct_callees"})
"""Of a day with records on which the number did not call these are nought; every other quantity is unknown then."""


@dataclass(frozen=True)
class Quantity:
    """One small multiple. `controls` names those whose limits are drawn."""

    name: str
    title: Label
    unit: Label
    chart: QuantityChart
    controls: tuple[str, ...]

    @property
    def by_day(self) -> dict[date, float | None]:
        """The values for the table."""
        return {bar.day: bar.value for bar in self.chart.bars}


@dataclass(frozen=True)
class NumberSignals:
    """The pictures of a number over `days`. `unknown_days` have no records, or are not measured yet; `is_lower_bound`: unanswered
    attempts were not delivered on some day, so that counts are lower bounds."""

    days: tuple[date, ...]
    quantities: tuple[Quantity, ...]
    unknown_days: int
    is_lower_bound: bool

    @property
    def table(self) -> list[tuple[date, list[tuple[float | None, bool]]]]:
        """Each day, the youngest first, with its values and whether each is a share."""
        return [
            (day, [(one.by_day[day], one.chart.is_share) for one in self.quantities])
            for day in reversed(self.days)
        ]


@dataclass(frozen=True)
class _Compared:
    title: Label
    unit: Label
    breach: Breach
    limit: float
    control: str


def number_signals(home: Home, number: str, last: date, span: int) -> NumberSignals:
    """The number's signals of the `span` calendar days up to `last`, as far as they are measured."""
    days = tuple(last - timedelta(days=back) for back in reversed(range(span)))
    seen = days_at_hand(home, number, days[0], last)
    own = [day for day in seen.values() if day]
    compared = _compared(load_controls(home), own[-1] if own else None, last)
    names = [*ALWAYS, *(name for name in compared if name not in ALWAYS)]
    return NumberSignals(
        days,
        tuple(_quantity(name, days, seen, compared.get(name, [])) for name in names),
        unknown_days=len([day for day in days if day not in seen]),
        is_lower_bound=any(not day.unanswered_carried for day in own),
    )


def last_day(home: Home, otherwise: date) -> date:
    """The youngest day of which there are records."""
    return max(Lake(home).days("calls"), default=otherwise)


def _compared(
    controls: Iterable[LoadedControl], seen: CallerDay | None, day: date
) -> dict[str, list[_Compared]]:
    """Quantity → what active controls compare it with, for the line class of the number."""
    line_class = LineClass(seen.line_class) if seen else None
    found: dict[str, list[_Compared]] = {}
    for loaded in controls:
        limits = loaded.control.limits_on(day).get(line_class, {}) if line_class else {}
        for column in loaded.control.evidence if loaded.life == "active" else ():
            if column.breach and column.name in COLUMNS and column.limit in limits:
                compared = _Compared(
                    column.title, column.unit, column.breach, limits[column.limit], loaded.control.id
                )
                found.setdefault(column.name, []).append(compared)
    return found


def _quantity(
    name: str, days: Sequence[date], seen: Mapping[date, CallerDay | None], compared: Sequence[_Compared]
) -> Quantity:
    title, unit = ALWAYS.get(name) or (compared[0].title, compared[0].unit)
    limits = [ComparedLimit(one.breach, one.limit) for one in compared]
    values = {day: _value(name, seen[day]) for day in days if day in seen}
    chart = quantity_chart(days, values, limits=limits, is_share=unit.en in SHARES)
    return Quantity(name, title, unit, chart, tuple(sorted({one.control for one in compared})))


def _value(name: str, seen: CallerDay | None) -> float | None:
    if seen is None:
        return 0 if name in COUNTS else None
    value = seen.measures.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return None if name in NEED_UNANSWERED and not seen.unanswered_carried else value
