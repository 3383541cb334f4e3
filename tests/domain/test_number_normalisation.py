"""One form for each number, however it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietline.domain.number_normalisation import as_extension, is_withheld, normalise, normalise_local
from quietline.domain.number_plan import NEVER_BLOCK, LineClass, line_class

MOBILE = "8613812345678"
LANDLINE = "863912345678"

FORMS = [
    ("13812345678", MOBILE),
    ("+8613812345678", MOBILE),
    ("008613812345678", MOBILE),
    ("8613812345678", MOBILE),
    ("013812345678", MOBILE),
    (" 138 1234 5678 ", MOBILE),
    ("138-1234-5678", MOBILE),
    ("１３８１２３４５６７８", MOBILE),
    ("1259313812345678", MOBILE),
    ("1795113812345678", MOBILE),
    ("13812345678.0", MOBILE),
    ("'13812345678", MOBILE),
    ("tel:+8613812345678", MOBILE),
    ("sip:+8613812345678@ims.example;user=phone", MOBILE),
    ("0391-2345678", LANDLINE),
    ("(0391) 234 5678", LANDLINE),
    ("（0391）2345678", LANDLINE),
    ("+863912345678", LANDLINE),
    ("+86 (0)391 2345678", LANDLINE),
    ("863912345678", LANDLINE),
    ("2345678", LANDLINE),
    ("1795103912345678", LANDLINE),
    ("010-82345678", "861082345678"),
    ("021 62345678", "862162345678"),
    ("82345678", "8639182345678"),
    ("95588", "95588"),
    ("0391-95588", "95588"),
    ("96110", "96110"),
    ("10086", "10086"),
    ("+8610086", "10086"),
    ("1069012345678", "1069012345678"),
    ("110", "110"),
    ("0391110", "110"),
    ("+86391110", "110"),
    ("010120", "120"),
    ("039112345", "12345"),
    ("400-123-4567", "864001234567"),
    ("4001234567801", "864001234567"),
    ("800 123 4567", "868001234567"),
    ("61234", "61234"),
    ("1064712345678", "861064712345678"),
    ("+12025550123", "12025550123"),
    ("0085291234567", "85291234567"),
    ("85291234567", "85291234567"),
    ("+44 20 7946 0958", "442079460958"),
]

REFUSED = [
    ("", "is empty"),
    ("   ", "is empty"),
    ("=cmd()", "is not a number"),
    ("<script>alert(1)</script>", "is not a number"),
    ("@SUM(A1)", "is not a number"),
    ("abc", "is not a number"),
    ("-", "is empty"),
    ("+", "is not a number"),
    ("٣٤٥١٢٣٤", "is not a number"),
    ("1.38E+10", "is in scientific notation, which has lost digits"),
    ("1.3812345678E+10", "is in scientific notation, which has lost digits"),
    ("1381234567", "has 10 digits and fits no form of number"),
    ("138123456789", "has 12 digits and fits no form of number"),
    ("02112345678", "has 11 digits and fits no form of number"),
    ("0", "has 1 digits and fits no form of number"),
    ("000", "has 3 digits and fits no form of number"),
    ("+99912345678", "has 11 digits and fits no form of number"),
    ("12345678901234567890", "has 20 digits and fits no form of number"),
]


@pytest.mark.parametrize(("written", "number"), FORMS)
def test_every_form_of_a_number_becomes_the_same(written: str, number: str) -> None:
    assert normalise(written, area_code="391").number == number


@pytest.mark.parametrize(("written", "problem"), REFUSED)
def test_what_is_no_number_is_refused_with_its_reason(written: str, problem: str) -> None:
    found = normalise(written, area_code="391")
    assert (found.number, found.problem) == ("", problem)


def test_the_area_code_may_be_given_with_its_trunk_zero() -> None:
    assert normalise("2345678", area_code="0391") == normalise("2345678", area_code="391")


@pytest.mark.parametrize("number", sorted(NEVER_BLOCK))
def test_emergency_numbers_stay_what_they_are(number: str) -> None:
    assert normalise(number, area_code="391").number == number
    assert normalise(f"0391{number}", area_code="391").number == number


@given(st.text(max_size=24))
def test_any_text_gives_a_number_of_digits_or_a_problem(text: str) -> None:
    found = normalise(text, area_code="391")
    assert bool(found.number) != bool(found.problem)
    assert found.number == "" or (found.number.isascii() and found.number.isdigit())


@given(
    st.from_regex(r"\A1[3-9][0-9]{9}\Z"), st.sampled_from(["", "+86", "0086", "86", "0", "12593", "17951"])
)
def test_prefixes_never_change_whose_mobile_it_is(mobile: str, prefix: str) -> None:
    assert normalise(prefix + mobile, area_code="391").number == f"86{mobile}"


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"))
def test_what_is_normalised_stays_as_it_is(mobile: str) -> None:
    once = normalise(mobile, area_code="391").number
    assert normalise(once, area_code="391").number == once
    assert line_class(once) in {LineClass.MOBILE, LineClass.IOT_CARD}


def test_local_numbers_are_padded_behind_the_prefix() -> None:
    assert normalise_local("7", prefix="8619900000", width=3).number == "8619900000007"
    assert normalise_local("1234", prefix="86", width=3).problem == "has 4 digits, more than 3"
    assert normalise_local("x7", prefix="86", width=3).problem == "is not a number"


@pytest.mark.parametrize("word", ["anonymous", "Anonymous", " WITHHELD ", "unknown", "private", "隐藏"])
def test_words_for_a_withheld_number_are_known(word: str) -> None:
    assert is_withheld(word)


def test_an_empty_text_is_not_a_withheld_number() -> None:
    assert not is_withheld("")


@pytest.mark.parametrize(
    ("text", "found"), [("s", "s"), ("101", "101"), ("sales-2", "sales-2"), ("*97", "*97")]
)
def test_identifiers_of_a_private_exchange_are_kept(text: str, found: str) -> None:
    assert as_extension(text) == found


@pytest.mark.parametrize("text", ["", "=cmd()", "<script>", "a b", "-1+1", "+1-1x", "x" * 33])
def test_hostile_or_endless_identifiers_are_refused(text: str) -> None:
    assert as_extension(text) == ""
