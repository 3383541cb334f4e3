"""The commonest ways to write a number and a time, read without the engine's costly functions.

Dialect: DuckDB. `x` names the text. Each expression is null where the text has another form and needs a closer look.
"""

from quietline.ingest.number_code import DIGITS_MAX, encoded, encoded_integer
from quietline.ingest.profile_model import Profile
from quietline.ingest.zones import DAY_S, steady_span
from quietline.warehouse.lake import quoted

EARLIEST_S = 631_152_000
"""1990-01-01 UTC: no call record is older."""

PLAIN_FORMAT = "%Y-%m-%d %H:%M:%S"


def number_at_a_glance(x: str, profile: Profile) -> str:
    """The code of a number of one of the commonest forms without leaving SQL; null means that the text needs a closer look."""
    numbers = profile.numbers
    if numbers.plan == "local":
        padded = f"({quoted(numbers.prefix)} || lpad({x}, {numbers.width}, '0'))"
        fits = f"regexp_full_match({x}, '[0-9]{{1,{numbers.width}}}')"
        short = len(numbers.prefix) + numbers.width <= DIGITS_MAX and numbers.prefix[0] != "0"
        return f"CASE WHEN {fits} THEN {encoded(padded)} END" if short else "NULL::BIGINT"
    mobile = r"(?:\+?86|0086)?1[3-9][0-9]{9}"
    area = r"(?:10[2-8]|2[0-9][2-8]|(?:[35679][0-9]{2}|[48](?:0[1-9]|[1-9][0-9]))[2-8])"
    bare = f"replace({x}, '-', '')"
    number = f"try_cast({x} AS BIGINT)"
    # Eleven digits from 13000000000 on; the way to an integer and back costs less than a pattern.
    is_bare_mobile = f"{number} BETWEEN 13000000000 AND 19999999999 AND {number}::VARCHAR = {x}"
    prefixed = encoded_integer(f"({number} + 8600000000000)", digits=13)
    landline, any_mobile = f"('86' || substr({bare}, 2))", f"('86' || right({bare}, 11))"
    return (
        f"CASE WHEN {is_bare_mobile} THEN {prefixed} "
        # A dash behind six letters may have an extension behind it.
        f"WHEN {x} LIKE '0%' AND {x} NOT LIKE '______%-%' AND regexp_full_match({bare}, '0{area}[0-9]{{6,7}}') AND {_landline_length(bare)} "
        f"THEN {encoded(landline)} "
        f"WHEN regexp_full_match({bare}, '{mobile}') THEN {encoded(any_mobile)} END"
    )


def _landline_length(x: str) -> str:
    """Two-digit area codes have eight digits behind them, the others seven or eight."""
    return f"CASE WHEN {x}[2] IN ('1', '2') THEN length({x}) = 11 ELSE length({x}) IN (11, 12) END"


def plain_instant(x: str, zone: str, latest_s: int) -> str:
    """Epoch seconds of the commonest way to write a time, where the zone's clocks stood as they stand now; else null."""
    span = steady_span(zone, earliest_s=EARLIEST_S, until_s=latest_s)
    time = f"try_cast({x} AS TIMESTAMP)"
    local = f"(epoch_us({time}) // 1000000)"
    first, last = span.since_s + span.offset_s, span.until_s + span.offset_s
    # Written out again it must be the same text: the cast also takes other forms.
    is_plain = f"strlen({x}) = 19 AND {time}::VARCHAR = {x}"
    return f"CASE WHEN {is_plain} AND {local} BETWEEN {first} AND {last} THEN {local} - {span.offset_s} END"


def day_of(instant: str, zone: str, latest_s: int) -> str:
    """The calendar day in the zone of an instant in epoch seconds UTC."""
    span = steady_span(zone, earliest_s=EARLIEST_S, until_s=latest_s)
    by_rules = f"timezone({quoted(zone)}, to_timestamp({instant}))::DATE"
    steady = f"DATE '1970-01-01' + (({instant} + {span.offset_s}) // {DAY_S})::INTEGER"
    return f"CASE WHEN {instant} BETWEEN {span.since_s} AND {span.until_s} THEN {steady} ELSE {by_rules} END"
