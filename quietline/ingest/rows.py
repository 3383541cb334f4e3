"""From resolved values to the rows that the lake keeps, by kind, and what makes two rows the same.

Each SELECT reads `resolved` and gives the kind's columns without `batch`, and the key column: rows with the same key are the same.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from quietline.ingest.at_a_glance import day_of
from quietline.ingest.call_key import call_key
from quietline.ingest.header import ColumnMap
from quietline.ingest.profile_model import Profile
from quietline.warehouse.lake import quoted
from quietline.warehouse.schema import KINDS

REPORT_KEY_LETTERS = 32

_FILLED_BY = {"presented": {"presented"}, "ring_s": {"ring", "total"}, "imei": {"imei"}, "cell": {"cell"}}
"""Columns of calls that are null in each row, unless the file has one of the fields."""

_CARRIED: tuple[Literal["unanswered", "incoming", "off_net"], ...] = ("unanswered", "incoming", "off_net")

_VALUE_OF = {"amount_fen": "coalesce(v_amount, v_amount_fen)"}
"""Columns of the lake that are not filled by the field of their name alone."""


def key_column(kind: str) -> str:
    """The column of staged rows that tells whether two are the same. A register's does not come into the lake."""
    return {"calls": "call_key", "user_reports": "report_key", "complaints": "complaint_key"}.get(
        kind, "row_key"
    )


def rows_of(
    profile: Profile, *, columns: frozenset[str], city_zone: str, latest_s: int, texts: Sequence[str]
) -> str:
    """The SELECT for the profile's kind; `columns` are the fields that the file has, `texts` the numbers with negative codes."""
    if profile.kind == "calls":
        return _calls(profile, columns, day_of("v_start", city_zone, latest_s), texts)
    if profile.kind == "user_reports":
        return _user_reports()
    if profile.kind == "complaints":
        return _complaints()
    values = ", ".join(
        f"{_VALUE_OF.get(name, f'v_{name}')} AS {name}" for name in _register_columns(profile.kind)
    )
    return f"SELECT {values}, line, {register_key(profile.kind)} AS row_key FROM resolved"


def same_in_all(profile: Profile, layouts: Iterable[ColumnMap]) -> dict[str, str]:
    """Columns of calls that have one value in all rows of a file with these columns: name → SQL of it."""
    if profile.kind != "calls":
        return {}
    fields = {name for columns in layouts for name in columns.index}
    absent = [name for name, needs in _FILLED_BY.items() if not needs & fields]
    told = {f"{what}_carried": profile.carries.on(what, "day") for what in _CARRIED}
    return dict.fromkeys(absent, "NULL") | {
        name: value for name, value in told.items() if value in ("true", "false")
    }


def register_key(kind: str) -> str:
    """What makes two rows of a register the same: all their content. Reads the register's own columns."""
    return _key(_register_columns(kind), letters=REPORT_KEY_LETTERS)


def _register_columns(kind: str) -> tuple[str, ...]:
    """What a register says, without where it was delivered."""
    return tuple(name for name in KINDS[kind].columns if name not in {"batch", "line"})


def _user_reports() -> str:
    key = _key(("number", "reported_s", "reporter", "text"), letters=REPORT_KEY_LETTERS)
    return (
        "SELECT v_number AS number, v_reported_at AS reported_s, v_reporter AS reporter, v_category AS category, v_text AS text, "
        f"{key} AS report_key, line FROM resolved"
    )


def _complaints() -> str:
    key = _key(("number", "complained_s", "complainant", "text"), letters=REPORT_KEY_LETTERS)
    return (
        "SELECT v_number AS number, v_complained_at AS complained_s, v_complainant AS complainant, v_category AS category, "
        f"v_channel AS channel, v_text AS text, {key} AS complaint_key, line FROM resolved"
    )


def _calls(profile: Profile, columns: frozenset[str], day: str, texts: Sequence[str]) -> str:
    talk = "v_talk" if "talk" in columns else "v_end - v_start"
    ring = "v_ring" if "ring" in columns else f"v_total - ({talk})" if "total" in columns else "NULL"
    told = "v_answered" if "answered" in columns else "NULL"
    answered = f"coalesce({told}, {'true' if profile.answered.rule == 'always' else f'({talk}) > 0'})"
    side = f"coalesce(v_direction, {quoted(profile.direction.default)})"
    carries = profile.carries
    return (
        "SELECT v_caller AS caller, v_presented::VARCHAR AS presented, v_callee AS callee, "
        f"CASE WHEN told_leg AND {side} = 'outgoing' THEN 'leg' ELSE {side} END AS direction, v_start AS start_s, "
        f"{answered} AS answered, ({ring})::INTEGER AS ring_s, (CASE WHEN answered THEN {talk} ELSE 0 END)::INTEGER AS talk_s, "
        f"{carries.on('unanswered', day)} AS unanswered_carried, {carries.on('incoming', day)} AS incoming_carried, "
        f"{carries.on('off_net', day)} AS off_net_carried, "
        f"v_imei::VARCHAR AS imei, v_cell::VARCHAR AS cell, "
        f"lacks_seconds AND identity = '' AS repeatable, {call_key(profile, texts)} AS call_key, line, "
        f"{day} AS day FROM resolved"
    )


def _key(columns: tuple[str, ...], *, letters: int) -> str:
    """A digest of these columns of the SELECT itself; a null counts as empty."""
    parts = ", ".join(f"coalesce({name}::VARCHAR, '')" for name in columns)
    return f"left(md5(concat_ws(chr(31), {parts})), {letters})"
