"""Refusals and complaints in the language of the page. They are said in English below; each sentence stands here in Chinese too.

A test collects every sentence of the office's code and asserts that none is missing.
"""

import re
from functools import cache

from quietline.console.intake_sentences import INTAKE_SENTENCES
from quietline.console.labels import (
    APPEAL_STATES,
    BULK_STATES,
    JOB_STATES,
    MEASURE_STATES,
    ORDER_STATES,
    ROLES,
)
from quietline.console.refusal_sentences import SENTENCES, WORDS
from quietline.domain.case_states import MEASURE_LABELS, STATE_LABELS
from quietline.domain.errors import QuietlineError
from quietline.domain.labels import Label
from quietline.domain.number_plan import LINE_CLASS_LABELS
from quietline.domain.shutdown_kinds import SHUTDOWN_LABELS


def said(error: QuietlineError) -> Label:
    """What happened and what to do, in both languages. A sentence that nobody translated stays English."""
    en = " · ".join(part for part in (_capital(error.what), error.mend) if part)
    zh = ";".join(part for part in (in_chinese(error.what), in_chinese(error.mend)) if part)
    return Label(zh=zh, en=en)


def in_chinese(text: str) -> str:
    """The sentences in Chinese, their values kept and their codes named."""
    whole = _sentence(text)
    return whole or ";".join(_sentence(part) or _behind_a_place(part) for part in text.split("; "))


def _behind_a_place(part: str) -> str:
    """`calls.csv: the file is empty`: the place stays as it is."""
    place, colon, sentence = part.partition(": ")
    return f"{place}:{found}" if colon and (found := _sentence(sentence)) else part


def _sentence(sentence: str) -> str:
    """The one sentence in Chinese, empty where it does not stand here."""
    for pattern, chinese in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            return chinese.format(*(_value(value) for value in found.groups()))
    return ""


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Longest first, so that a sentence of its own wins over a general one."""
    ordered = sorted((SENTENCES | INTAKE_SENTENCES).items(), key=lambda pair: -len(pair[0]))
    return [
        (re.compile("(.*?)".join(re.escape(part) for part in english.split("{}")), re.DOTALL), chinese)
        for english, chinese in ordered
    ]


@cache
def _names() -> dict[str, str]:
    tables = (
        APPEAL_STATES,
        BULK_STATES,
        STATE_LABELS,
        MEASURE_LABELS,
        MEASURE_STATES,
        ORDER_STATES,
        JOB_STATES,
        ROLES,
        LINE_CLASS_LABELS,
        SHUTDOWN_LABELS,
    )
    return {str(code): label.zh for table in tables for code, label in table.items()} | WORDS


def _value(value: str) -> str:
    """A code or a list of codes by name, anything else as it is."""
    for glue, chinese in ((", ", "、"), (" or ", "或")):
        if glue in value:
            return chinese.join(_value(part) for part in value.split(glue))
    return _names().get(value.strip("'"), value)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
