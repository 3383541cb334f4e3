"""The story of a case: findings, reports, decisions, second opinions, verifications, appeals, orders and notices, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from quietline.office.cases.models import (
    AppealState,
    Case,
    Measure,
    Order,
    OrderAction,
    OrderState,
    Verification,
    VerificationState,
)
from quietline.office.cases.queries import case_for
from quietline.office.people.actors import Actor


@dataclass(frozen=True)
class TimelineEntry:
    """One step. `kind` is finding, report, measure, second_opinion, verification, appeal, order or notice; `what` its code (control id, measure kind …).

    `who` is the display name of a person, empty for the product; `thing` is the model's row, for links and details.
    """

    at: datetime
    kind: str
    what: str
    state: str = ""
    who: str = ""
    text: str = ""
    thing: object = field(default=None, compare=False)


def timeline(case: Case, actor: Actor) -> list[TimelineEntry]:
    """All steps of the case, newest first. Raises NotFound where the actor may not see it."""
    case_for(actor, case.pk)
    steps = [
        *_arrivals(case),
        *_decisions(case),
        *_verifications(case),
        *_appeals(case),
        *_orders(case),
        *_notices(case),
    ]
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _arrivals(case: Case) -> Iterator[TimelineEntry]:
    yield TimelineEntry(case.opened_at, "case", "opened", thing=case)
    for finding in case.findings.all():
        state = "cleared" if finding.cleared else ""
        yield TimelineEntry(finding.taken_in_at, "finding", finding.control, state, thing=finding)
        if finding.withdrawn_at:
            yield TimelineEntry(finding.withdrawn_at, "finding", finding.control, "withdrawn", thing=finding)
    for joined in case.reports.select_related("report"):
        report = joined.report
        state = "cleared" if joined.cleared else ""
        yield TimelineEntry(
            report.reported_at, "report", report.category, state, text=report.text, thing=report
        )
        if joined.withdrawn_at:
            yield TimelineEntry(joined.withdrawn_at, "report", report.category, "withdrawn", thing=report)
    if case.closed_at:
        yield TimelineEntry(case.closed_at, "case", "closed", thing=case)


def _decisions(case: Case) -> Iterator[TimelineEntry]:
    for measure in case.measures.select_related("decided_by", "second_person"):
        yield TimelineEntry(
            measure.decided_at,
            "measure",
            measure.kind,
            measure.state,
            str(measure.decided_by or ""),
            measure.reason,
            measure,
        )
        yield from _second_opinion(measure)


def _second_opinion(measure: Measure) -> Iterator[TimelineEntry]:
    if measure.second_person_at:
        yield TimelineEntry(
            measure.second_person_at,
            "second_opinion",
            measure.kind,
            measure.second_opinion,
            str(measure.second_person),
            measure.second_note,
            measure,
        )
    if measure.undone_at:
        yield TimelineEntry(
            measure.undone_at, "measure", measure.kind, "undone", str(measure.undone_by), thing=measure
        )


def _verifications(case: Case) -> Iterator[TimelineEntry]:
    done: list[Verification] = list(
        case.verifications.filter(state=VerificationState.COMPLETED).select_related("completed_by")
    )
    for verification in done:
        if verification.completed_at:
            yield TimelineEntry(
                verification.completed_at,
                "verification",
                verification.method,
                verification.outcome,
                str(verification.completed_by),
                verification.note,
                verification,
            )


def _appeals(case: Case) -> Iterator[TimelineEntry]:
    """Each appeal when it was lodged, and when it was judged or taken back."""
    for appeal in case.appeals.select_related("lodged_by", "ended_by"):
        yield TimelineEntry(
            appeal.lodged_at,
            "appeal",
            appeal.via,
            AppealState.LODGED,
            str(appeal.lodged_by),
            appeal.statement,
            appeal,
        )
        if appeal.ended_at:
            yield TimelineEntry(
                appeal.ended_at,
                "appeal",
                appeal.via,
                appeal.state,
                str(appeal.ended_by),
                appeal.judgement,
                appeal,
            )


def _orders(case: Case) -> Iterator[TimelineEntry]:
    orders: list[Order] = list(case.orders.exclude(action=OrderAction.NOTIFY))
    for order in orders:
        yield TimelineEntry(order.created_at, "order", order.action, OrderState.WAITING, thing=order)
        if order.answered_at:
            detail = (order.answer or {}).get("detail", "")
            yield TimelineEntry(
                order.answered_at, "order", order.action, order.state, text=str(detail), thing=order
            )
        if order.state in {OrderState.FAILED, OrderState.GIVEN_UP}:  # then it is the instant of that
            yield TimelineEntry(
                order.next_attempt_at, "order", order.action, order.state, text=order.last_error, thing=order
            )


def _notices(case: Case) -> Iterator[TimelineEntry]:
    for notice in case.notices.select_related("order", "handed_over_by"):
        text = str(notice.text["zh"])
        yield TimelineEntry(notice.created_at, "notice", notice.kind, notice.state, text=text, thing=notice)
        if notice.handed_over_at:
            yield TimelineEntry(
                notice.handed_over_at,
                "notice",
                notice.kind,
                "handed_over",
                str(notice.handed_over_by),
                notice.handed_over_note,
                notice,
            )
