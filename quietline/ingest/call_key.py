"""The key of a call: 64 bits made of the source's own id, else of who called whom and when.

Of the numbers' codes and the start two remainders are made, each a sum with fixed factors modulo a prime: this costs a fiftieth of a
digest of the texts, and any two calls have the same key by a chance of about 1 in 2^61. Among 20 M calls a day two share one once in
about thirty years; then one of them is counted as a leg of the other. Dialect: DuckDB.
"""

from collections.abc import Sequence

from quietline.ingest.number_code import decoded
from quietline.ingest.profile_model import Profile
from quietline.warehouse.lake import quoted

_PRIMES = (2_147_483_647, 2_147_483_629)
_FACTORS = ((1_031_735_711, 628_874_383, 893_041_259), (726_400_567, 1_004_535_809, 517_180_213))
"""Below 2^30, so that three products with remainders below 2^31 sum to less than 2^63."""

_OTHER_CONTENT = ("direction", "talk_s", "ring_s", "answered", "presented", "imei", "cell")


def call_key(profile: Profile, texts: Sequence[str]) -> str:
    """SQL over `resolved` and the row made of it. `texts` are the numbers whose codes mean something within one file only.

    Where a record tells minutes only, two calls in one minute look alike, so all of its content tells it from others.
    """
    own = number_of(f"{quoted(profile.name)} || chr(31) || identity")
    caller, callee = decoded("v_caller", texts), decoded("v_callee", texts)
    parties = (caller, callee, "v_start")
    by_text = f"WHEN v_caller < 0 OR v_callee < 0 THEN {number_of(_joined(parties))}" if texts else ""
    content = number_of(_joined((*parties, *_OTHER_CONTENT)))
    return f"CASE WHEN identity <> '' THEN {own} WHEN lacks_seconds THEN {content} {by_text} ELSE {_of_codes()} END"


def number_of(text: str) -> str:
    """A number of 64 bits made of a text; the same in every version of the engine."""
    return f"md5_number_lower({text})"


def _of_codes() -> str:
    high, low = (
        f"(coalesce(v_caller, 0) % {prime} * {one} + coalesce(v_callee, 0) % {prime} * {two} + v_start % {prime} * {three}) % {prime}"
        for prime, (one, two, three) in zip(_PRIMES, _FACTORS, strict=True)
    )
    return f"(({high}) * {2**31} + ({low}))::UBIGINT"


def _joined(columns: tuple[str, ...]) -> str:
    parts = ", ".join(f"coalesce({name}::VARCHAR, '')" for name in columns)
    return f"concat_ws(chr(31), {parts})"
