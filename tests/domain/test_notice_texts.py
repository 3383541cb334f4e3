"""What leaves the house: short enough for a text message, polite, with the way on, in both languages."""

import re
from datetime import date

import pytest

from quietline.domain.case_states import MeasureKind
from quietline.domain.labels import Label
from quietline.domain.notice_texts import TO_COMPLAINANTS, NoticeFacts, NoticeKind, notice_text
from quietline.domain.reason_codes import REASON_CODES, ReasonCode
from quietline.domain.shutdown_kinds import ShutdownKind

MEASURES = {
    NoticeKind.INTERCEPTED: MeasureKind.INTERCEPT,
    NoticeKind.SHUT_DOWN: MeasureKind.SHUTDOWN,
    NoticeKind.TERMINATED: MeasureKind.TERMINATE,
}
TAKING = [
    (kind, code) for kind, measure in MEASURES.items() for code in REASON_CODES if measure in code.measures
]
TELLING = [kind for kind in NoticeKind if kind not in MEASURES]
NO_SENTENCE = Label(zh="", en="")
THREE_PARTS_ZH = 3 * 67
THREE_PARTS_EN = 3 * 153
"""A long message in three parts: 67 characters a part in UCS-2, 153 in the 7-bit alphabet (3GPP TS 23.040)."""
BLAME_ZH = ("!", "!", "违法", "警告", "严惩", "null", "caller", "{", "}", "None")


def facts(sentence: Label = NO_SENTENCE) -> NoticeFacts:
    return NoticeFacts("示例市移动公司", "138 0391 0001", "10086", date(2026, 4, 19), 60, sentence)


def sentences(code: ReasonCode, kind: NoticeKind) -> list[Label]:
    kinds = list(ShutdownKind) if kind is NoticeKind.SHUT_DOWN else [""]
    return [code.sentence(MEASURES[kind], shutdown) for shutdown in kinds]


@pytest.mark.parametrize(("kind", "code"), TAKING, ids=lambda value: getattr(value, "code", value))
def test_who_loses_service_reads_why_what_and_how_to_appeal(kind: NoticeKind, code: ReasonCode) -> None:
    for sentence in sentences(code, kind):
        text = notice_text(kind, facts(sentence))
        assert text.zh.startswith(f"【示例市移动公司】{sentence.zh}")
        assert sentence.en in text.en
        assert "申诉" in text.zh
        assert "appeal" in text.en.lower()
        is_fit_to_send(text)


@pytest.mark.parametrize("kind", TELLING)
def test_who_gets_good_or_other_news_reads_it_politely(kind: NoticeKind) -> None:
    is_fit_to_send(notice_text(kind, facts()))


def test_who_was_shut_down_reads_what_to_bring_and_until_when() -> None:
    text = notice_text(NoticeKind.SHUT_DOWN, facts(Label(zh="您的号码已限制呼出。", en="It is barred.")))
    assert "请于04月19日前携身份证到营业厅核实" in text.zh
    assert "bring your ID to a shop by 19 Apr" in text.en


def test_a_restoration_apologises() -> None:
    text = notice_text(NoticeKind.RESTORED, facts())
    assert "歉" in text.zh
    assert "apologise" in text.en


def test_only_complainants_are_thanked_or_told_that_nothing_was_found() -> None:
    assert {kind for kind in NoticeKind if "您反映" in notice_text(kind, facts()).zh} == TO_COMPLAINANTS


def test_braces_in_a_sentence_are_no_fields() -> None:
    text = notice_text(NoticeKind.SHUT_DOWN, facts(Label(zh="因{hotline}。", en="{hotline}.")))
    assert "因{hotline}。" in text.zh


def is_fit_to_send(text: Label) -> None:
    assert len(text.zh) <= THREE_PARTS_ZH
    assert len(text.en) <= THREE_PARTS_EN
    assert "10086" in text.zh
    assert "10086" in text.en
    assert not [word for word in BLAME_ZH if word in text.zh]
    assert "!" not in text.en
    assert not re.search(r"[一-鿿]", text.en.split("]", 1)[1])
