"""What is wrong with a row, in words: the value, the limit and what was expected."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from quietline.domain.printable import printable
from quietline.ingest.at_a_glance import EARLIEST_S
from quietline.ingest.expressions import LONGEST_S, Wrong
from quietline.ingest.fields import Field, FieldType
from quietline.ingest.number_lookup import NumberLookup
from quietline.ingest.plan import Plan

_LETTERS_SHOWN = 80
_FORMATS = {
    "%Y": "YYYY",
    "%m": "MM",
    "%d": "DD",
    "%H": "HH",
    "%M": "MM",
    "%S": "SS",
    "%f": "ffffff",
    "%z": "+HHMM",
    "%y": "YY",
}

_COUNTED = {
    "epoch_s": "seconds since 1970",
    "epoch_ms": "milliseconds since 1970",
    "excel_serial": "a spreadsheet's number of days",
}
_UNITS = {"s": "seconds", "ms": "milliseconds", "min": "minutes"}


@dataclass(frozen=True)
class Complaint:
    """One thing that is wrong with a row. `column` is the file's own name of it."""

    column: str
    reason: str
    expected: str


def complaints(
    plan: Plan, lookup: NumberLookup, wrong: dict[str, int], texts: dict[str, str]
) -> list[Complaint]:
    """All complaints about a row, by field: the codes of what is wrong, and the texts of the row."""
    found = []
    for field in plan.fields:
        code = Wrong(wrong[field.name])
        if code is not Wrong.NOTHING:
            reason, expected = _words(plan, lookup, field, code, texts)
            found.append(Complaint(plan.columns.name_of(field.name), reason, expected))
    return found


def _words(
    plan: Plan, lookup: NumberLookup, field: Field, code: Wrong, texts: dict[str, str]
) -> tuple[str, str]:
    value = shown(texts[field.name])
    match code:
        case Wrong.EMPTY:
            return "the value is empty", _expected(plan, field)
        case Wrong.FORM:
            return _not_of_the_form(lookup, field, texts[field.name]), _expected(plan, field)
        case Wrong.TOO_EARLY:
            return f"{value} is too early", f"{_earliest(field)} or later"
        case Wrong.TOO_LATE:
            return f"{value} is in the future", f"at most {_latest(plan, field)}"
        case Wrong.NEGATIVE:
            return f"{value} is negative", _expected(plan, field)
        case Wrong.TOO_LONG if field.type is FieldType.TEXT:
            return f"the text has {len(texts[field.name])} letters", f"at most {field.limit} letters"
        case Wrong.TOO_LONG:
            return f"{value} is longer than a week", f"at most {LONGEST_S} s"
        case Wrong.BEFORE_START:
            return (
                f"{value} is before the beginning, {shown(texts[_beginning_of(field)])}",
                "an end behind the beginning",
            )
        case _:
            return f"{value} is less than the talk time, {shown(texts['talk'])}", "at least the talk time"


def shown(text: str) -> str:
    """The value in quotes, shortened; what a terminal would obey instead of showing it is spelt out."""
    cut = text if len(text) <= _LETTERS_SHOWN else f"{text[:_LETTERS_SHOWN]}…"
    return f'"{printable(cut)}"'


def readable_format(time_format: str) -> str:
    """`%Y-%m-%d %H:%M` as people write it: `YYYY-MM-DD HH:MM`."""
    for code, letters in _FORMATS.items():
        time_format = time_format.replace(code, letters)
    return _COUNTED.get(time_format, time_format)


def _not_of_the_form(lookup: NumberLookup, field: Field, text: str) -> str:
    match field.type:
        case FieldType.NUMBER:
            problem = lookup.read(text).problem
            return (
                f"{shown(text)} is a withheld number" if problem == "withheld" else f"{shown(text)} {problem}"
            )
        case FieldType.INSTANT:
            return f"{shown(text)} is not a date and time"
        case FieldType.DATE:
            return f"{shown(text)} is not a date"
        case FieldType.SECONDS:
            return f"{shown(text)} is not a duration"
        case FieldType.MONEY | FieldType.FEN:
            return f"{shown(text)} is not an amount of money"
        case FieldType.COUNT:
            return f"{shown(text)} is not a whole number"
        case _:
            return f"{shown(text)} is not a known value"


def _expected(plan: Plan, field: Field) -> str:
    profile = plan.profile
    match field.type:
        case FieldType.NUMBER if profile.numbers.plan == "local":
            return f"at most {profile.numbers.width} digits"
        case FieldType.NUMBER:
            return "a telephone number, for example 13812345678 or 0391-2345678"
        case FieldType.INSTANT:
            return " or ".join(map(readable_format, profile.time_formats[:2]))
        case FieldType.DATE:
            return " or ".join(map(readable_format, profile.date_formats[:2]))
        case FieldType.SECONDS:
            unit = profile.units.get(field.name, "s")
            return "H:MM:SS" if unit == "h:m:s" else f"a number of {_UNITS[unit]}, 0 or more"
        case FieldType.ANSWERED:
            return f"one of {', '.join((*profile.answered.yes, *profile.answered.no))}"
        case FieldType.DIRECTION:
            return f"one of {', '.join((*profile.direction.outgoing, *profile.direction.incoming))}"
        case FieldType.LINE_CLASS:
            return "a class of line, for example mobile, landline, trunk, service_code"
        case FieldType.CODE:
            return f"one of {', '.join(word for word, _ in field.words)}"
        case FieldType.MONEY:
            return "yuan with at most two decimals, for example 5,000.00"
        case FieldType.FEN:
            return "whole fen, for example 500000"
        case FieldType.COUNT:
            return "a whole number, 0 or more"
        case FieldType.TEXT:
            return "some text"


def _earliest(field: Field) -> str:
    return (
        "1949-01-01"
        if field.type is FieldType.DATE
        else f"{datetime.fromtimestamp(EARLIEST_S, UTC):%Y-%m-%d}"
    )


def _latest(plan: Plan, field: Field) -> str:
    if field.type is FieldType.DATE:
        return "2199-12-31"
    return (
        f"{datetime.fromtimestamp(plan.latest_s, ZoneInfo(plan.city_zone)):%Y-%m-%d %H:%M:%S}, a day from now"
    )


def _beginning_of(field: Field) -> str:
    return {"end": "start", "until": "since", "valid_until": "valid_from"}[field.name]
