"""All that the page of a number shows, put together once for looking and for unmasking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from quietline.console.known_controls import controls_by_id
from quietline.console.names import masked_name
from quietline.console.number_signals import NumberSignals, last_day, number_signals
from quietline.console.pictures.periods import Mark, Period, PeriodBar, period_bar
from quietline.console.reasons import Reason
from quietline.console.run_findings import reasons_of
from quietline.domain import number_plan
from quietline.domain.findings import Finding, Outcome
from quietline.office.cases.models import Case
from quietline.office.cases.permissions import sees_whole_number
from quietline.office.cases.queries import cases_visible_to
from quietline.office.intake.models import Report
from quietline.office.intake.queries import reports_visible_to
from quietline.office.people.actors import Actor
from quietline.office.registry import holders
from quietline.office.registry.protection import protections_on
from quietline.rulebook.store import read_subject
from quietline.signals.series import CallRow, calls_of

CALLS_SHOWN = 100
CALLS_DAYS = 7
ROWS_SHOWN = 50


@dataclass(frozen=True)
class HoldingLine:
    """A holding as the table beneath the bar shows it."""

    row: holders.RegisterRow
    name: str


@dataclass(frozen=True)
class FindingLine:
    """A finding of the warehouse with its reasons."""

    finding: Finding
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class NumberView:
    """A number as its page shows it. `text` is whole where `is_whole`, else masked; called parties are whole where `opens_callees`."""

    number: str
    text: str
    is_whole: bool
    opens_callees: bool
    may_unmask: bool
    line_class: str
    branch: str
    protected: str
    holdings: tuple[HoldingLine, ...]
    bar: PeriodBar
    span: int
    signals: NumberSignals
    cases: Sequence[Case]
    findings: tuple[FindingLine, ...]
    reports: Sequence[Report]
    calls: Sequence[CallRow]
    calls_since: date
    calls_until: date

    @property
    def hidden(self) -> str:
        """The number that texts must not show, empty where the whole one is seen."""
        return "" if self.is_whole else self.number


def number_view(
    number: str, actor: Actor, at: datetime, *, span: int, opens_callees: bool = False
) -> NumberView:
    """The page's content for an actor who may see the number."""
    home, today = settings.HOME, at.astimezone(settings.HOME.zone).date()
    last, is_whole = last_day(home, today), sees_whole_number(actor)
    first = last - timedelta(days=span - 1)
    lines = [
        HoldingLine(row, row.holder_name if is_whole else masked_name(row.holder_name))
        for row in holders.periods_of(home, number)
    ]
    now = holders.look_up(home, {number}, today)[number]
    cases = list(
        cases_visible_to(actor, at)
        .filter(number=number)
        .prefetch_related("findings", "reports")
        .order_by("-opened_at")[:ROWS_SHOWN]
    )
    calls_since = max(first, last - timedelta(days=CALLS_DAYS - 1))
    return NumberView(
        number=number,
        text=number_plan.grouped(number) if is_whole else number_plan.masked(number),
        is_whole=is_whole,
        opens_callees=opens_callees,
        may_unmask=is_whole and not opens_callees,
        line_class=now.line_class,
        branch=now.branch,
        protected="、".join(protections_on(today).filter(number=number).values_list("purpose", flat=True)),
        holdings=tuple(lines),
        bar=period_bar(
            [Period(one.row.since, one.row.until, one.name) for one in lines], _marks(cases), today
        ),
        span=span,
        signals=number_signals(home, number, last, span),
        cases=cases,
        findings=tuple(_findings(number, first, last)),
        reports=list(reports_visible_to(actor).filter(number=number)[:ROWS_SHOWN]),
        calls=calls_of(home, number, calls_since, last, CALLS_SHOWN),
        calls_since=calls_since,
        calls_until=last,
    )


def _marks(cases: Sequence[Case]) -> list[Mark]:
    return [Mark(case.opened_at.astimezone(settings.HOME.zone).date(), case.pk) for case in cases]


def _findings(number: str, first: date, last: date) -> list[FindingLine]:
    controls = controls_by_id(settings.HOME)
    found = read_subject(settings.HOME, number, first, last)
    matched = [one for one in found if one.outcome is Outcome.MATCH][:ROWS_SHOWN]
    return [FindingLine(one, reasons_of(one, controls)) for one in matched]
