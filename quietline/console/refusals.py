"""Refusals of the office in the language of the page. The office says them in English; each sentence stands here in Chinese too.

A test collects every sentence of the office's code and asserts that none is missing.
"""

import re
from functools import cache

from quietline.console.labels import MEASURE_STATES, ORDER_STATES, ROLES
from quietline.console.refusal_sentences import SENTENCES, WORDS
from quietline.domain.case_states import MEASURE_LABELS, STATE_LABELS
from quietline.domain.errors import QuietlineError
from quietline.domain.labels import Label


def said(error: QuietlineError) -> Label:
    """What happened and what to do, in both languages. A sentence that nobody translated stays English."""
    en = " · ".join(part for part in (_capital(error.what), error.mend) if part)
    zh = ";".join(part for part in (in_chinese(error.what), in_chinese(error.mend)) if part)
    return Label(zh=zh, en=en)


def in_chinese(sentence: str) -> str:
    """The sentence in Chinese, its values kept and its codes named."""
    for pattern, chinese in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            return chinese.format(*(_value(value) for value in found.groups()))
    return sentence


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Longest first, so that a sentence of its own wins over a general one."""
    ordered = sorted(SENTENCES.items(), key=lambda pair: -len(pair[0]))
    return [
        (re.compile("(.*?)".join(re.escape(part) for part in english.split("{}")), re.DOTALL), chinese)
        for english, chinese in ordered
    ]


@cache
def _names() -> dict[str, str]:
    tables = (STATE_LABELS, MEASURE_LABELS, MEASURE_STATES, ORDER_STATES, ROLES)
    return {str(code): label.zh for table in tables for code, label in table.items()} | WORDS


def _value(value: str) -> str:
    """A code or a list of codes by name, anything else as it is."""
    for glue, chinese in ((", ", "、"), (" or ", "或")):
        if glue in value:
            return chinese.join(_value(part) for part in value.split(glue))
    return _names().get(value.strip("'"), value)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
