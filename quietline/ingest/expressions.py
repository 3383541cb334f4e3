"""How the text of one field becomes a value: an SQL expression each, and a code for what is wrong with it.

Dialect: DuckDB. `x` names the trimmed text, `v` the value made of it; a value is null where the text is empty or wrong;
code 0 is "nothing wrong".
"""

from dataclasses import dataclass
from enum import IntEnum

from quietline.ingest.at_a_glance import EARLIEST_S, PLAIN_FORMAT, plain_instant
from quietline.ingest.fields import Field, FieldType
from quietline.ingest.profile_model import EXCEL_SERIAL, Profile
from quietline.warehouse.lake import quoted

LONGEST_S = 7 * 24 * 3600
"""A call that lasts longer than a week is a fault of the source."""

LINE_CLASS_WORDS = {
    "手机号": "mobile",
    "手机": "mobile",
    "固话": "landline",
    "中继": "trunk",
    "ims": "trunk",
    "中继或ims": "trunk",
    "特服号码": "service_code",
    "中间号": "privacy_number",
    "物联网卡": "iot_card",
    "境外号码": "foreign",
}
_CLASSES = ("mobile", "landline", "trunk", "service_code", "privacy_number", "iot_card", "foreign", "unknown")


class Wrong(IntEnum):
    """What is wrong with a value."""

    NOTHING = 0
    EMPTY = 1
    FORM = 2
    TOO_EARLY = 3
    TOO_LATE = 4
    NEGATIVE = 5
    TOO_LONG = 6
    BEFORE_START = 7
    LESS_THAN_TALK = 8


@dataclass(frozen=True)
class Expression:
    """SQL for a field's value and for the code of what is wrong with it."""

    value: str
    wrong: str


def instant(x: str, v: str, profile: Profile, *, city_zone: str, latest_s: int, required: bool) -> Expression:
    """Epoch seconds UTC. Local times are those of the profile's or the city's zone.

    A time that the clocks skipped is read as if they had not been set forward yet, one that came twice is the later one.
    """
    zone = quoted(profile.time_zone or city_zone)
    names = [name for name in profile.time_formats if "%" in name]
    local = ", ".join(quoted(name) for name in names if not _tells_offset(name))
    parts = [f"epoch(timezone({zone}, try_strptime({x}, [{local}])))"] if local else []
    # The engine knows "+00:00" and not the "Z" that means it.
    offset = f"regexp_replace({x}, 'Z$', '+00:00')"
    parts += [f"epoch(try_strptime({offset}, {quoted(name)}))" for name in names if "%z" in name]
    parts += [f"epoch(try_strptime({x}, {quoted(name)}))" for name in names if name.endswith("Z")]
    if EXCEL_SERIAL in profile.time_formats:
        parts.append(f"epoch(timezone({zone}, {_serial(x)}))")
    digits = f"CASE WHEN regexp_full_match({x}, '[0-9]{{1,15}}') THEN {x}::BIGINT END"
    parts += [
        f"({digits}) // {1000 if name == 'epoch_ms' else 1}"
        for name in profile.time_formats
        if name.startswith("epoch")
    ]
    value = f"floor(coalesce({', '.join(parts)}))::BIGINT" if len(parts) > 1 else f"floor({parts[0]})::BIGINT"
    if profile.time_formats[0] == PLAIN_FORMAT:
        value = f"coalesce({plain_instant(x, profile.time_zone or city_zone, latest_s)}, {value})"
    checks = f"WHEN {v} < {EARLIEST_S} THEN {Wrong.TOO_EARLY} WHEN {v} > {latest_s} THEN {Wrong.TOO_LATE}"
    return Expression(
        value, f"CASE {_when_empty(x, required)} WHEN {v} IS NULL THEN {Wrong.FORM} {checks} ELSE 0 END"
    )


def lacks_seconds(x: str, v: str, profile: Profile) -> str:
    """Whether the text of an instant tells minutes only, so that two calls in that minute look alike."""
    if profile.time_resolution_s > 1:
        return "true"
    names = [name for name in profile.time_formats if not name.startswith("epoch")]
    coarse = ", ".join(quoted(name) for name in names if "%S" not in name)
    # Most instants are not the first of their minute: no format is tried on those.
    return (
        f"CASE WHEN {v} % 60 = 0 THEN try_strptime({x}, [{coarse}]) IS NOT NULL ELSE false END"
        if coarse
        else "false"
    )


def _tells_offset(time_format: str) -> bool:
    return "%z" in time_format or time_format.endswith("Z")


def day(x: str, v: str, profile: Profile, *, required: bool) -> Expression:
    """A calendar day."""
    listed = ", ".join(quoted(name) for name in profile.date_formats if "%" in name)
    parts = [f"try_strptime({x}, [{listed}])::DATE"] if listed else []
    if EXCEL_SERIAL in profile.date_formats:
        parts.append(f"{_serial(x)}::DATE")
    value = f"coalesce({', '.join(parts)})"
    checks = f"WHEN {v} < DATE '1949-01-01' THEN {Wrong.TOO_EARLY} WHEN {v} > DATE '2199-12-31' THEN {Wrong.TOO_LATE}"
    wrong = f"CASE {_when_empty(x, required)} WHEN {v} IS NULL THEN {Wrong.FORM} {checks} ELSE 0 END"
    return Expression(value, wrong)


def _serial(x: str) -> str:
    """Local time of a spreadsheet's number of days, from 1990 to 2099; to the second, since it has fifteen digits."""
    days = f"try_cast({x} AS DOUBLE)"
    is_serial = f"regexp_full_match({x}, '[0-9]{{5}}(?:[.][0-9]+)?') AND {days} BETWEEN 32874 AND 73050"
    return f"CASE WHEN {is_serial} THEN TIMESTAMP '1899-12-30' + to_seconds(round({days} * 86400)) END"


def seconds(x: str, v: str, unit: str, *, required: bool) -> Expression:
    """Whole seconds, rounded down. Hours, minutes and seconds, all three, are no other unit's and are read in each."""
    if unit == "h:m:s":
        value = _clock(x, "(?:([0-9]{1,3}):)?")
    else:
        factor = {"s": "", "ms": " / 1000", "min": " * 60"}[unit]
        whole = f"WHEN regexp_full_match({x}, '[0-9]{{1,9}}') THEN {x}::BIGINT" if unit == "s" else ""
        decimal = f"regexp_full_match({x}, '[+-]?[0-9]{{1,15}}(?:[.][0-9]{{1,9}})?')"
        number = f"CASE {whole} WHEN {decimal} THEN floor({x}::DOUBLE{factor})::BIGINT"
        value = f"{number} WHEN contains({x}, ':') THEN {_clock(x, '([0-9]{1,3}):')} END"
    checks = f"WHEN {v} < 0 THEN {Wrong.NEGATIVE} WHEN {v} > {LONGEST_S} THEN {Wrong.TOO_LONG}"
    return Expression(
        value, f"CASE {_when_empty(x, required)} WHEN {v} IS NULL THEN {Wrong.FORM} {checks} ELSE 0 END"
    )


def _clock(x: str, hours: str) -> str:
    """Seconds of a time that begins with these hours, a pattern."""
    form = f"^-?{hours}([0-9]{{1,3}}):([0-5]?[0-9])$"
    parts = [
        f"coalesce(try_cast(regexp_extract({x}, '{form}', {group}) AS BIGINT), 0)" for group in (1, 2, 3)
    ]
    sign = f"CASE WHEN {x} LIKE '-%' THEN -1 ELSE 1 END"
    sum_s = f"{parts[0]} * 3600 + {parts[1]} * 60 + {parts[2]}"
    return f"CASE WHEN regexp_matches({x}, '{form}') THEN {sign} * ({sum_s}) END"


def answered(x: str, v: str, profile: Profile) -> Expression:
    """True, false, or null where the text is empty. By the rule `filled` a text is an answer, but for a time before 1990."""
    words = profile.answered
    if words.rule == "filled":
        return Expression(f"({x} <> '' AND NOT starts_with({x}, '19'))", "0")
    value = f"CASE WHEN {_is_one_of(x, words.yes)} THEN true WHEN {_is_one_of(x, words.no)} THEN false END"
    return Expression(value, f"CASE WHEN {v} IS NULL AND {x} <> '' THEN {Wrong.FORM} ELSE 0 END")


def direction(x: str, v: str, profile: Profile) -> Expression:
    """`outgoing`, `incoming` or `leg`; where the text is empty the profile's default."""
    words = profile.direction
    named = {"outgoing": words.outgoing, "incoming": words.incoming, "leg": words.leg}
    cases = " ".join(f"WHEN {_is_one_of(x, listed)} THEN '{name}'" for name, listed in named.items())
    value = f"CASE WHEN {x} = '' THEN '{words.default}' {cases} END"
    return Expression(value, f"CASE WHEN {v} IS NULL THEN {Wrong.FORM} ELSE 0 END")


def class_of_line(x: str, v: str) -> Expression:
    """A class of the number plan by its code or its Chinese name."""
    names = " ".join(f"WHEN {quoted(word)} THEN '{code}'" for word, code in LINE_CLASS_WORDS.items())
    codes = " ".join(f"WHEN '{code}' THEN '{code}'" for code in _CLASSES)
    value = f"CASE replace(lower({x}), ' ', '') {names} {codes} END"
    return Expression(value, f"CASE WHEN {v} IS NULL AND {x} <> '' THEN {Wrong.FORM} ELSE 0 END")


def code(x: str, v: str, field: Field) -> Expression:
    """The code that the word means, blanks and case left aside."""
    cases = " ".join(f"WHEN {quoted(word)} THEN '{means}'" for word, means in field.words)
    value = f"CASE replace(lower({x}), ' ', '') {cases} END"
    return Expression(
        value, f"CASE {_when_empty(x, field.required)} WHEN {v} IS NULL THEN {Wrong.FORM} ELSE 0 END"
    )


def money(x: str, v: str, field: Field) -> Expression:
    """Fen from yuan as people and spreadsheets write them, `5,000.00`, `￥5000`, `5000元`, or from fen, `500000分`.

    A part of a fen is a fault, and so is a unit that is not the column's: nobody knows which of the two is meant.
    """
    is_fen = field.type is FieldType.FEN
    bare = f"regexp_replace({_half_width(x)}, '{'[, ]|分$' if is_fen else '^[¥￥]|[, ]|元$'}', '', 'g')"
    decimals, factor = ("[.]0+", 1) if is_fen else ("[.][0-9]{1,2}0*", 100)
    value = (
        f"CASE WHEN regexp_full_match({bare}, '-?[0-9]{{1,12}}(?:{decimals})?') "
        f"THEN ({bare}::DECIMAL(18, 2) * {factor})::BIGINT END"
    )
    return Expression(
        value, f"CASE {_when_empty(x, field.required)} WHEN {v} IS NULL THEN {Wrong.FORM} ELSE 0 END"
    )


def count(x: str, v: str, field: Field) -> Expression:
    """A whole number, 0 or more."""
    bare = f"replace({_half_width(x)}, ',', '')"
    value = f"CASE WHEN regexp_full_match({bare}, '-?[0-9]{{1,9}}(?:[.]0+)?') THEN {bare}::DECIMAL(18, 1)::INTEGER END"
    checks = f"WHEN {v} < 0 THEN {Wrong.NEGATIVE}"
    return Expression(
        value, f"CASE {_when_empty(x, field.required)} WHEN {v} IS NULL THEN {Wrong.FORM} {checks} ELSE 0 END"
    )


def text(x: str, field: Field) -> Expression:
    """The text as it is."""
    too_long = f"WHEN length({x}) > {field.limit} THEN {Wrong.TOO_LONG}"
    return Expression(f"nullif({x}, '')", f"CASE {_when_empty(x, field.required)} {too_long} ELSE 0 END")


def of(field: Field, x: str, v: str, profile: Profile, *, city_zone: str, latest_s: int) -> Expression:
    """The expression for any field but a number, which needs the look-up of its text."""
    match field.type:
        case FieldType.INSTANT:
            return instant(x, v, profile, city_zone=city_zone, latest_s=latest_s, required=field.required)
        case FieldType.DATE:
            return day(x, v, profile, required=field.required)
        case FieldType.SECONDS:
            return seconds(x, v, profile.units.get(field.name, "s"), required=field.required)
        case FieldType.ANSWERED:
            return answered(x, v, profile)
        case FieldType.DIRECTION:
            return direction(x, v, profile)
        case FieldType.LINE_CLASS:
            return class_of_line(x, v)
        case FieldType.CODE:
            return code(x, v, field)
        case FieldType.MONEY | FieldType.FEN:
            return money(x, v, field)
        case FieldType.COUNT:
            return count(x, v, field)
        case _:
            return text(x, field)


def _half_width(x: str) -> str:
    return f"translate({x}, '０１２３４５６７８９．，－', '0123456789.,-')"


def _when_empty(x: str, required: bool) -> str:
    return f"WHEN {x} = '' THEN {Wrong.EMPTY if required else Wrong.NOTHING}"


def _is_one_of(x: str, words: list[str]) -> str:
    return f"lower({x}) IN ({', '.join(quoted(word.lower()) for word in words)})" if words else "false"
