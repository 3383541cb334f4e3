"""What is read at a glance is what the closer look would have read."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietline.domain.number_normalisation import normalise
from quietline.ingest.at_a_glance import EARLIEST_S, day_of, number_at_a_glance, plain_instant
from quietline.ingest.number_code import decoded
from quietline.ingest.profile import shipped
from quietline.warehouse.lake import Lake
from tests.ingest.builders import a_city, a_file, a_line, calls, load, load_lines

LATEST_S = int(datetime(2026, 5, 1, tzinfo=UTC).timestamp())
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
NUMBERS = st.from_regex(
    r"(\+?86|0086|0)?-?(1[0-9]{2,10}|1\.[0-9]{1,4}e[0-9]{1,2}|[0-9]{2,4}-?[0-9]{6,8}|[ +-]?[0-9-]{5,14})",
    fullmatch=True,
)
INSTANTS = st.integers(EARLIEST_S, LATEST_S)

# Forms that the engine takes for a time or an integer, and that are not of the plain form.
NOT_PLAIN = ("infinity", "epoch", "now", "2026-04-01", "2026-04-01 09:00", " 2026-04-01 09:00:00", "2026-04-01T09:00:00",
             "2026-04-01 09:00:00.5", "2026-04-01 09:00:00+08", "2026-04-01 24:00:00", "26-4-1 9:0:0")  # fmt: skip


@given(NUMBERS)
def test_a_number_seen_at_a_glance_is_the_one_that_the_rules_give(text: str) -> None:
    seen = value(decoded(number_at_a_glance("x", shipped()["csv"]), ()), text)
    assert seen in (None, normalise(text, area_code="391").number)


@pytest.mark.parametrize(
    "text", ["13812345678", "0391-2345678", "010-62345678", "+8613812345678", "138-1234-5678"]
)
def test_the_commonest_forms_of_a_number_are_seen_at_a_glance(text: str) -> None:
    assert value(number_at_a_glance("x", shipped()["csv"]), text)


@pytest.mark.parametrize(
    "text",
    [
        "03912345678-1",
        "0391-2345678-1",
        "1.3812345e10",
        "13812345e03",
        " 13812345678",
        "1_3812345678",
        "+13812345678",
    ],
)
def test_what_the_engine_takes_for_an_integer_or_has_an_extension_is_left_to_the_closer_look(
    text: str,
) -> None:
    assert value(number_at_a_glance("x", shipped()["csv"]), text) is None


@given(INSTANTS, st.sampled_from(ZONES))
def test_a_time_and_its_day_at_a_glance_are_those_of_the_zones_rules(instant: int, zone: str) -> None:
    local = value(f"strftime(timezone('{zone}', to_timestamp(x::BIGINT)), '%Y-%m-%d %H:%M:%S')", str(instant))
    by_rules = value(f"epoch(timezone('{zone}', strptime(x, '%Y-%m-%d %H:%M:%S')))::BIGINT", str(local))
    assert value(plain_instant("x", zone, LATEST_S), str(local)) in (None, by_rules)
    day = value(f"timezone('{zone}', to_timestamp(x::BIGINT))::DATE", str(instant))
    assert value(day_of("x::BIGINT", zone, LATEST_S), str(instant)) == day


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_other_ways_to_write_a_time_are_left_to_a_closer_look(text: str) -> None:
    assert value(plain_instant("x", "Asia/Shanghai", LATEST_S), text) is None


def test_blanks_around_values_change_nothing(tmp_path: Path) -> None:
    for name in ("plain", "blank"):
        (tmp_path / name).mkdir()
    plain, blank = a_city(tmp_path / "plain"), a_city(tmp_path / "blank")
    line = "13812345678,0391-2345678,2026-04-01 09:00:00,30"
    load_lines(plain, tmp_path, line)
    load_lines(blank, tmp_path, f" {line} ".replace(",", " , "))
    assert calls(blank, "* EXCLUDE batch") == calls(plain, "* EXCLUDE batch")


def test_a_day_of_several_row_groups_is_sorted_by_caller_and_time(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    lines = [a_line(caller=f"138{n * 7919 % 10**8:08d}", duration=str(n % 60)) for n in range(260_000)]
    load(home, a_file(tmp_path, lines), block_bytes=2**20)
    lake = Lake(home)
    with lake.connect() as con:
        lake.create_view(con, "calls")
        keys = con.execute("SELECT caller, start_s, line FROM calls").fetchall()
    assert len(keys) == len(lines)
    assert keys == sorted(keys)


def value(expression: str, text: str) -> object:
    """What the expression gives for the text `x`."""
    found = CON.execute(f"SELECT {expression} FROM (SELECT ?::VARCHAR AS x)", [text]).fetchone()
    return found[0] if found else None


CON = duckdb.connect()
CON.execute("SET TimeZone = 'UTC'")
