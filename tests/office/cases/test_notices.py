"""A holder is told once the network has done it, a complainant once the case has ended (clauses 1.2.3, 2.3 and 3.1)."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from quietline.domain.errors import NotFound, Refused, SetupError
from quietline.home import Home
from quietline.office.audit.changes import create_recorded
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.letters import letter
from quietline.office.cases.models import Case, CaseReport, Notice, Order
from quietline.office.cases.queries import notices_visible_to
from quietline.office.cases.services.closing import close_ended
from quietline.office.cases.services.hand_over import hand_over
from quietline.office.cases.services.undo import undo
from quietline.office.intake.models import Report
from quietline.office.orders import outbox
from quietline.office.orders.services.retry import order_like, retry_order
from tests.ledger_builders import DAY, NOW, SYSTEM, Cast, a_case, decided, later, protect, verified

LANDLINE = "863912345678"


def answered(case: Case, result: str = "done") -> None:
    """The network answers what waits of the case."""
    for order in case.orders.filter(state="waiting").exclude(action="notify").order_by("pk"):
        assert outbox.claim(order, actor=SYSTEM, at=later(minutes=1))
        outbox.settle(order, {"result": result, "detail": ""}, actor=SYSTEM, at=later(minutes=1))


def reported(case: Case, reporter: str) -> CaseReport:
    report = Report.objects.create(
        key=f"r-{reporter}",
        number=case.number,
        reported_at=NOW,
        reporter=reporter,
        category="骚扰电话",
        text="",
        batch="tests",
        holding=case.holding,
    )
    return CaseReport.objects.create(case=case, report=report, taken_in_at=NOW)


@pytest.mark.clause("1.2.3")
def test_who_is_shut_down_gets_a_text_message_once_the_network_has_done_it(cast: Cast) -> None:
    case = a_case()
    decided(case, "shutdown", cast.analyst)
    assert not Notice.objects.exists()
    answered(case)
    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient, notice.order.action) == ("shut_down", case.number, "notify")
    assert notice.order.payload == {"text": notice.text["zh"]}
    assert case.measures.get().customer_sentence["zh"] in notice.text["zh"]


@pytest.mark.parametrize("result", ["refused", "unknown_number"])
def test_nobody_is_told_what_the_network_refused(cast: Cast, result: str) -> None:
    case = a_case()
    decided(case, "shutdown", cast.analyst)
    answered(case, result)
    assert not Notice.objects.exists()


def test_nobody_is_told_what_was_taken_back(cast: Cast) -> None:
    case = a_case()
    undo(measure_id=decided(case, "shutdown", cast.analyst).pk, actor=cast.analyst, at=NOW)
    assert not Notice.objects.exists()


@pytest.mark.clause("2.3")
def test_who_was_wronged_gets_his_number_back_with_an_apology(cast: Cast) -> None:
    case = a_case()
    for measure in ("shutdown", "verify"):
        decided(case, measure, cast.analyst)
    verified(case, "not_confirmed", cast.second)
    decided(case, "restore", cast.analyst)
    answered(case)
    notice = Notice.objects.get(kind="restored")
    assert "深表歉意" in notice.text["zh"]
    assert notice.order is not None


@pytest.mark.parametrize(
    ("kind", "number"),
    [("two_way_suspension", ""), ("sms_barred", ""), ("", LANDLINE)],
    ids=["suspended", "no messages", "landline"],
)
def test_who_hears_no_text_message_gets_a_letter(cast: Cast, kind: str, number: str) -> None:
    case = a_case(**({"number": number} if number else {}))
    decided(case, "shutdown", cast.analyst, shutdown_kind=kind)
    answered(case)
    notice = Notice.objects.get()
    assert (notice.order, notice.state, notice.recipient) == (None, "to_hand_over", "张三")


def test_a_complainant_is_answered_once_when_the_case_has_ended(cast: Cast) -> None:
    case = a_case()
    first, second = reported(case, "8613700000001"), reported(case, "8613700000002")
    reported(case, "863911111111")
    CaseReport.objects.filter(pk=second.pk).update(withdrawn_at=NOW)
    decided(case, "dismiss", cast.analyst)
    assert not Notice.objects.exists()
    assert close_ended(later(minutes=1)) == 1
    notice = Notice.objects.get()
    assert (notice.kind, notice.report, notice.recipient) == ("report_unfounded", first, "8613700000001")
    assert case.number[2:] not in notice.text["zh"]


def test_a_notice_that_could_not_be_sent_keeps_no_case_open_and_is_told_by_a_person(cast: Cast) -> None:
    case = a_case()
    for measure in ("shutdown", "verify"):
        decided(case, measure, cast.analyst)
    verified(case, "not_confirmed", cast.second)
    decided(case, "restore", cast.analyst)
    answered(case)
    Order.objects.filter(action="notify").update(state="failed")
    assert close_ended(later(minutes=1)) == 1
    notice = Notice.objects.get(kind="restored")
    told = hand_over(notice_id=notice.pk, note="电话告知机主", actor=cast.analyst, at=NOW)
    assert (told.handed_over_by, told.handed_over_note) == (cast.analyst.user, "电话告知机主")
    with pytest.raises(Refused, match="already"):
        hand_over(notice_id=notice.pk, note="再次", actor=cast.second, at=NOW)


def test_what_is_on_its_way_is_not_handed_over_and_others_may_not(cast: Cast) -> None:
    case = a_case()
    decided(case, "shutdown", cast.analyst)
    answered(case)
    notice = Notice.objects.get()
    with pytest.raises(Refused, match="on its way"):
        hand_over(notice_id=notice.pk, note="x1", actor=cast.analyst, at=NOW)
    with pytest.raises(Refused, match="may not"):
        hand_over(notice_id=notice.pk, note="x1", actor=cast.auditor, at=NOW)
    with pytest.raises(NotFound):
        hand_over(notice_id=notice.pk, note="x1", actor=cast.outsider, at=NOW)
    assert not notices_visible_to(cast.outsider).exists()


def a_letter_notice(cast: Cast, holder: str = "张三") -> Notice:
    case = a_case(LANDLINE, holder=holder)
    decided(case, "shutdown", cast.analyst)
    answered(case)
    return Notice.objects.get()


def words_of(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


@pytest.mark.parametrize(("language", "word"), [("zh", "告知书"), ("en", "Notice")])
def test_a_letter_names_holder_number_and_reason_in_its_language(
    home: Home, cast: Cast, language: str, word: str
) -> None:
    notice = a_letter_notice(cast)
    words = words_of(letter(home, notice_id=notice.pk, language=language, actor=cast.analyst, at=NOW))
    for expected in (word, "张三", "0391", notice.text[language], "10086"):
        assert expected in words
    assert AuditEntry.objects.filter(action="notice.letter_made").count() == 1


def test_a_name_with_markup_stays_a_name(home: Home, cast: Cast) -> None:
    name = "李<w:p>&{{ 7*7 }}{% x %}"
    notice = a_letter_notice(cast, name)
    content = letter(home, notice_id=notice.pk, language="zh", actor=cast.analyst, at=NOW)
    assert name in words_of(content)


@pytest.fixture
def own_letterhead(home: Home) -> Iterator[Path]:
    """Where the city's own letterhead lies; gone again afterwards."""
    own = home.root / "letters" / "notice.docx"
    own.parent.mkdir()
    yield own
    shutil.rmtree(own.parent)


def test_the_city_s_own_letterhead_is_used(home: Home, cast: Cast, own_letterhead: Path) -> None:
    notice = a_letter_notice(cast)
    document = Document()
    document.add_paragraph("本市信头 {{ text }}")
    document.save(str(own_letterhead))
    content = letter(home, notice_id=notice.pk, language="zh", actor=cast.analyst, at=NOW)
    assert words_of(content) == f"本市信头 {notice.text['zh']}"


@pytest.mark.parametrize("written", [b"no document", b"PK\x05\x06" + bytes(18), b""])
def test_a_letterhead_that_is_no_document_is_refused_in_words(
    home: Home, cast: Cast, own_letterhead: Path, written: bytes
) -> None:
    notice = a_letter_notice(cast)
    own_letterhead.write_bytes(written)
    with pytest.raises(SetupError, match="letterhead"):
        letter(home, notice_id=notice.pk, language="zh", actor=cast.analyst, at=NOW)


def test_a_letterhead_with_a_broken_field_is_refused_in_words(
    home: Home, cast: Cast, own_letterhead: Path
) -> None:
    notice = a_letter_notice(cast)
    document = Document()
    document.add_paragraph("{{ text | nosuch }} {% if %}")
    document.save(str(own_letterhead))
    with pytest.raises(SetupError, match="letterhead"):
        letter(home, notice_id=notice.pk, language="zh", actor=cast.analyst, at=NOW)


def test_who_is_shut_down_once_more_after_a_comparison_is_not_told_twice(cast: Cast) -> None:
    case = a_case()
    decided(case, "shutdown", cast.analyst)
    answered(case)
    create_recorded(
        order_like(case.orders.get(action="bar_outgoing"), target="network", at=NOW), actor=SYSTEM, at=NOW
    )
    answered(case)
    assert case.orders.filter(action="bar_outgoing", state="done").count() == 2
    assert Notice.objects.count() == 1


def test_a_notice_that_is_sent_again_follows_its_new_order(cast: Cast) -> None:
    case = a_case()
    decided(case, "shutdown", cast.analyst)
    answered(case)
    first = Notice.objects.get().order
    assert outbox.claim(first, actor=SYSTEM, at=NOW)
    outbox.settle(first, {"result": "refused", "detail": ""}, actor=SYSTEM, at=NOW)
    again = retry_order(key=str(first.key), actor=cast.analyst, at=NOW)
    notice = Notice.objects.get()
    assert (notice.order, notice.state) == (again, "waiting")


def test_who_is_protected_and_never_cut_gets_no_notice(cast: Cast) -> None:
    case = a_case(day=DAY)
    protect(case.number)
    decided(case, "verify", cast.analyst)
    verified(case, "not_confirmed", cast.second)
    decided(case, "dismiss", cast.analyst)
    answered(case)
    assert not Notice.objects.exists()
