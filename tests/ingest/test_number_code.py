"""A number's code is the number again, and codes sort as the numbers do."""

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from quietline.ingest.number_code import code_of, decoded, encoded, encoded_integer

DIGITS = st.from_regex(r"[1-9][0-9]{0,14}", fullmatch=True)
OTHERS = st.sampled_from(["", "0", "0391", "s", "sales-2", "*98", "1234567890123456", "１２３", "+86"])
CON = duckdb.connect()


def ask(expression: str) -> object:
    found = CON.execute(f"SELECT {expression}").fetchone()
    return found[0] if found else None


@given(DIGITS)
def test_the_code_of_digits_is_those_digits_again(number: str) -> None:
    assert ask(decoded(f"{code_of(number)}::BIGINT", ())) == number


@given(DIGITS)
def test_the_engine_and_python_give_the_same_code(number: str) -> None:
    assert ask(encoded(f"'{number}'")) == code_of(number)
    assert ask(encoded_integer(f"{number}::BIGINT", digits=len(number))) == code_of(number)


@given(DIGITS, DIGITS)
def test_codes_are_in_the_order_of_the_texts(one: str, other: str) -> None:
    first, second = code_of(one), code_of(other)
    assert first is not None
    assert second is not None
    assert (first < second) == (one < other)


@given(OTHERS)
def test_what_is_no_number_of_digits_has_no_code_of_its_own(text: str) -> None:
    assert code_of(text) is None


def test_a_negative_code_is_a_place_in_the_list_of_texts() -> None:
    assert [ask(decoded(f"{code}::BIGINT", ("s", "o'x"))) for code in (-1, -2)] == ["s", "o'x"]
