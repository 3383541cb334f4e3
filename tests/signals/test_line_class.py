"""Line classes: from the register as of the day, else from the number plan."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietline.domain.number_plan import line_class
from quietline.signals.line_class import create_line_classes
from quietline.signals.roll_up import caller_day
from tests.lake_builders import DAY, MOBILE, a_call, a_city, commit_rows
from tests.signals.test_caller_day import read

HEADS = [
    "",
    "86",
    "861",
    "8613",
    "861064",
    "8610647",
    "861440",
    "86144",
    "86400",
    "8610",
    "86391",
    "106",
    "95",
    "100",
    "12",
    "1",
    "852",
]
NUMBERS = st.one_of(
    st.builds(lambda head, tail: head + tail, st.sampled_from(HEADS), st.text("0123456789", max_size=12)),
    st.text(max_size=20),
).filter(bool)


@given(st.lists(NUMBERS, min_size=1, max_size=60, unique=True))
def test_one_number_of_a_shape_stands_for_all(numbers: list[str]) -> None:
    with duckdb.connect() as con:
        con.execute("create table holdings (number varchar, line_class varchar, since date, until date)")
        con.execute("create table callers as select unnest($1) as caller", [numbers])
        create_line_classes(con, DAY)
        found = dict(con.execute("select caller, line_class from line_class_of").fetchall())
    assert found == {number: line_class(number).value for number in numbers}


def a_holding(
    line: str | None, since: date, until: date | None = None, number: str = MOBILE
) -> dict[str, object]:
    return {"number": number, "line_class": line, "since": since, "until": until}


@pytest.mark.parametrize(
    ("holdings", "expected"),
    [
        ([], "mobile"),
        ([a_holding("trunk", date(2020, 1, 1))], "trunk"),
        ([a_holding("trunk", date(2020, 1, 1), DAY)], "trunk"),
        ([a_holding("trunk", date(2020, 1, 1), date(2026, 3, 17))], "mobile"),
        ([a_holding("trunk", date(2026, 3, 19))], "mobile"),
        (
            [a_holding("trunk", date(2020, 1, 1)), a_holding("privacy_number", date(2025, 1, 1))],
            "privacy_number",
        ),
        ([a_holding("spaceship", date(2020, 1, 1))], "mobile"),
        ([a_holding(None, date(2020, 1, 1))], "mobile"),
        ([a_holding("trunk", date(2020, 1, 1), number="8613900000000")], "mobile"),
    ],
)
def test_the_register_of_the_day_decides_and_the_number_plan_fills_in(
    tmp_path: Path, holdings: list[dict[str, object]], expected: str
) -> None:
    home = a_city(tmp_path)
    commit_rows(home, "calls", [a_call()], "calls")
    commit_rows(home, "holdings", holdings, "register")
    assert read(caller_day(home, DAY))[MOBILE]["line_class"] == expected
