"""Who is told what: a holder once the network has done it, a complainant once the case has ended (clauses 1.2.3, 2.3, 3.1).

Nobody is told what was taken back within its time or refused by the network.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings

from quietline.domain import number_plan
from quietline.domain.case_states import HARMFUL, CaseState, MeasureKind
from quietline.domain.labels import Label
from quietline.domain.notice_texts import NoticeFacts, NoticeKind, notice_text
from quietline.domain.number_plan import LineClass, line_class
from quietline.domain.reason_codes import EFFECTS
from quietline.domain.shutdown_kinds import ShutdownKind
from quietline.office.audit.changes import create_recorded
from quietline.office.audit.record import record
from quietline.office.cases.holder import has_passed_on
from quietline.office.cases.models import (
    Appeal,
    Case,
    CaseReport,
    Measure,
    MeasureState,
    Notice,
    Order,
    OrderAction,
)
from quietline.office.cases.new_order import new_order
from quietline.office.people.actors import Actor

APPEAL_DAYS = 60
"""Within which a holder may appeal against a termination (reading)."""
DOCUMENT_DAYS = 30
"""Within which a holder is asked to bring his document (reading)."""

_KINDS: dict[MeasureKind, NoticeKind] = {
    MeasureKind.INTERCEPT: NoticeKind.INTERCEPTED,
    MeasureKind.SHUTDOWN: NoticeKind.SHUT_DOWN,
    MeasureKind.RESTORE: NoticeKind.RESTORED,
    MeasureKind.DISMISS: NoticeKind.RESTORED,
    MeasureKind.TERMINATE: NoticeKind.TERMINATED,
}
_HEARS_NOTHING = frozenset(
    {ShutdownKind.TWO_WAY_SUSPENSION, ShutdownKind.SMS_BARRED, ShutdownKind.TRUNK_BARRED}
)
"""Shutdowns after which a text message does not arrive."""


def announce(done: Order, *, actor: Actor, at: datetime) -> Notice | None:
    """What the holder is told now that the network has done the order, in the caller's transaction; None for what concerns no holder.

    Where a text message cannot reach him it is a letter, to be handed over by a person. He is told once of a measure, however often it is
    ordered or answered.
    """
    measure = done.measure
    kind = _KINDS.get(MeasureKind(measure.kind))
    if kind is None or done.action == OrderAction.NOTIFY:
        return None
    if Notice.objects.filter(about__measure=measure).exists():
        return None
    notice = Notice(
        case=done.case,
        kind=kind,
        about=done,
        text=notice_text(kind, _facts(measure, number_plan.grouped(done.number), at)).as_dict(),
        created_at=at,
    )
    if _hears(measure, done.case, at):
        return _by_text_message(notice, measure, done.number, actor, at)
    notice.recipient = done.case.holding.holder_name or number_plan.grouped(done.number)
    return _created(notice, actor, at)


def answer_complainants(case: Case, *, actor: Actor, at: datetime) -> int:
    """How many complainants are told how the case ended, in the caller's transaction: each once, those with a mobile number."""
    last = case.measures.filter(state=MeasureState.EFFECTIVE).order_by("-effective_at", "-pk").first()
    if last is None:
        return 0
    kind = NoticeKind.REPORT_FOUNDED if _was_founded(case) else NoticeKind.REPORT_UNFOUNDED
    waiting = case.reports.filter(withdrawn_at=None, answer=None).select_related("report")
    told = [joined for joined in waiting if line_class(joined.report.reporter) is LineClass.MOBILE]
    for joined in told:
        _answer(joined, last, kind, actor, at)
    return len(told)


def answer_appeal(appeal: Appeal, *, actor: Actor, at: datetime) -> Notice | None:
    """What the holder is told whose appeal was refused, and what he can do, in the caller's transaction; a letter where no message reaches him."""
    case = appeal.case
    harmed = case.measures.filter(kind__in=HARMFUL, state=MeasureState.EFFECTIVE)
    last = harmed.order_by("-effective_at", "-pk").first()
    if last is None or appeal.customer_sentence is None:
        return None
    facts = replace(
        _facts(last, number_plan.grouped(case.number), at), sentence=Label(**appeal.customer_sentence)
    )
    text = notice_text(NoticeKind.APPEAL_REFUSED, facts).as_dict()
    notice = Notice(case=case, kind=NoticeKind.APPEAL_REFUSED, appeal=appeal, text=text, created_at=at)
    if _hears(last, case, at):
        return _by_text_message(notice, last, case.number, actor, at)
    notice.recipient = case.holding.holder_name or number_plan.grouped(case.number)
    return _created(notice, actor, at)


def _answer(joined: CaseReport, last: Measure, kind: NoticeKind, actor: Actor, at: datetime) -> None:
    """The complainant reads the number masked: what he reported is nobody else's business either."""
    text = notice_text(kind, _facts(last, number_plan.masked(joined.report.number), at))
    notice = Notice(case=joined.case, kind=kind, report=joined, text=text.as_dict(), created_at=at)
    _by_text_message(notice, last, joined.report.reporter, actor, at)


def _by_text_message(notice: Notice, measure: Measure, number: str, actor: Actor, at: datetime) -> Notice:
    order = new_order(measure, OrderAction.NOTIFY, number, at=at, payload={"text": notice.text["zh"]})
    notice.order = create_recorded(order, actor=actor, at=at)
    notice.recipient = number
    return _created(notice, actor, at)


def _created(notice: Notice, actor: Actor, at: datetime) -> Notice:
    notice.save(force_insert=True)
    record(
        actor=actor,
        at=at,
        action="notice.created",
        object_kind="notice",
        object_id=notice.pk,
        case=notice.case_id,
        after={"kind": notice.kind, "text": notice.text, "order": notice.order_id},
    )
    return notice


def _facts(measure: Measure, shown: str, at: datetime) -> NoticeFacts:
    city = settings.HOME.city
    return NoticeFacts(
        sender_header=city.sender_header or city.name,
        shown=shown,
        hotline=city.hotline,
        until=(at + timedelta(days=DOCUMENT_DAYS)).astimezone(settings.HOME.zone).date(),
        days=APPEAL_DAYS,
        sentence=_sentence(measure),
    )


def _sentence(measure: Measure) -> Label:
    """The customer's sentence as it was at the decision; a measure of before there were reason codes says what was done."""
    if measure.customer_sentence:
        return Label(**measure.customer_sentence)
    effect = EFFECTS.get(MeasureKind(measure.kind), Label(zh="", en=""))
    return Label(
        zh=f"您的号码因呼叫异常,{effect.zh}。", en=f"Because of unusual calls from your number, {effect.en}."
    )


def _hears(measure: Measure, case: Case, at: datetime) -> bool:
    """Whether a text message to the number reaches the holder whom the case is about."""
    if line_class(case.number) is not LineClass.MOBILE or measure.kind == MeasureKind.TERMINATE:
        return False
    if measure.shutdown_kind in _HEARS_NOTHING:
        return False
    return not has_passed_on(case, at.astimezone(settings.HOME.zone).date())


def _was_founded(case: Case) -> bool:
    return case.state not in {CaseState.DISMISSED, CaseState.RESTORED}
