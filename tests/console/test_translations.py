"""Chinese first and English complete: no message, refusal or code without its words in both languages."""

import ast
import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from quietline.console import labels
from quietline.console.intake_sentences import INTAKE_SENTENCES
from quietline.console.refusal_sentences import SENTENCES
from quietline.console.refusals import in_chinese, said
from quietline.domain.errors import Refused
from tests.console.messages_used import CONSOLE, messages_used

PO = CONSOLE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
OFFICE = Path("quietline/office")
RAISED = {"Refused", "Conflict", "NotFound"}


def catalog() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, abort_invalid=True)


def translated() -> dict[str | tuple[str, ...], bool]:
    """Message → whether its Chinese is there."""
    return {message.id: all(_texts(message.string)) for message in catalog() if message.id}


def _texts(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def test_every_message_that_is_used_has_its_chinese() -> None:
    known = translated()
    missing = {message: path for message, path in messages_used().items() if not known.get(message)}
    assert missing == {}


def test_no_message_is_translated_that_nobody_uses() -> None:
    assert set(translated()) - set(messages_used()) == set()


def test_the_chinese_fills_the_same_gaps() -> None:
    wrong = [message.id for message in catalog() if message.id and message.check()]
    assert wrong == []


def test_the_compiled_catalogue_is_fresh() -> None:
    fresh = io.BytesIO()
    write_mo(fresh, catalog())
    fresh.seek(0)
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = {str(message.id): message.string for message in read_mo(file) if message.id}
    assert compiled == {str(message.id): message.string for message in read_mo(fresh) if message.id}


def test_every_refusal_of_the_office_has_its_chinese() -> None:
    missing = {sentence: path for sentence, path in _office_sentences().items() if sentence not in SENTENCES}
    assert missing == {}


@pytest.mark.parametrize("sentence", [*SENTENCES, *INTAKE_SENTENCES])
def test_a_sentence_in_chinese_has_the_gaps_of_the_english_one(sentence: str) -> None:
    chinese = (SENTENCES | INTAKE_SENTENCES)[sentence]
    assert chinese.count("{}") in {
        sentence.count("{}"),
        0 if sentence.endswith("{}") else sentence.count("{}"),
    }
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("a case that is watching does not admit restore", "「观察中」状态的工单不能复机"),
        ("it admits dismiss, verify", "可选:排除、派单核实"),
        ("S-1 may not decide", "S-1 无权作出处置"),
        ("it needs the role analyst or reviewer", "需要角色:研判员或复核员"),
        ('"2026-13-01" is not a date and time', '"2026-13-01" 不是日期时间'),
        (
            "calls.csv: the file is empty (0 bytes); have the source deliver it again",
            "calls.csv:文件为空(0 字节);请让来源重新提供",
        ),
        ("a sentence that stands nowhere", "a sentence that stands nowhere"),
    ],
)
def test_sentences_are_said_with_their_values(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese


def test_a_refusal_says_what_happened_and_what_to_do_in_both_languages() -> None:
    label = said(Refused("a reason is required", mend="say in a sentence why"))
    assert (label.zh, label.en) == (
        "必须填写理由;请用一句话说明原因",
        "A reason is required · say in a sentence why",
    )


@pytest.mark.parametrize("group", list(labels._GROUPS))
def test_codes_have_words_in_both_languages(group: str) -> None:
    for code, label in labels._GROUPS[group].items():
        assert label.zh, code
        assert label.en, code


def _office_sentences() -> dict[str, str]:
    """What the office raises, and every mend it gives, with `{}` for values."""
    found: dict[str, str] = {}
    for path in sorted(OFFICE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in RAISED:
                mends = [keyword.value for keyword in call.keywords if keyword.arg == "mend"]
                for node in [*call.args[:1], *mends]:
                    if sentence := _template(node):
                        found.setdefault(sentence, str(path))
    return found


def _template(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return ""
