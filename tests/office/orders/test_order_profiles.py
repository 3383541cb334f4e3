"""Order profiles are judged when they are read; every action and both directions of a file fit those that ship."""

import tomllib
from pathlib import Path

import pytest

from quietline.domain.errors import InputError, ProfileError
from quietline.home import Home
from quietline.office.cases.models import OrderAction
from quietline.office.orders.profile_model import OrderProfile
from quietline.office.orders.profiles import available, named, read_profile, shipped
from quietline.office.orders.proven_file import MAX_BYTES
from quietline.office.orders.records import check_sum_of, filled, line_of
from quietline.office.orders.result_file import read_results

KEY = "7d9f0a54-6a4e-4a0e-9c55-1c1f7a4f2d11"
SOURCE = Path(__file__).parents[3] / "quietline" / "office" / "orders" / "profiles" / "billing_pipe.toml"


@pytest.mark.parametrize("profile", shipped(), ids=lambda profile: profile.name)
def test_a_profile_that_ships_has_a_code_for_every_action(profile: OrderProfile) -> None:
    assert set(profile.actions) == {action.value for action in OrderAction}
    assert set(profile.result_codes) == {"done", "refused", "unknown_number"}


WRONG = {
    "orders.columns lacks key": ('  { field = "key" },\n', ""),
    "once each": ('lead = ["R", "{city}", "{batch}", "{rows}", "{check_sum}"]', 'lead = ["R", "{city}"]'),
    "stands for two things": ('terminate = "99"', 'terminate = "90"'),
    "must hold {batch}": ("ord.{city}.{batch}.dat", "ord.{city}.dat"),
    "is not an encoding": ('"utf-8"', '"utf-88"'),
    "needs a head": ("heads = false", "heads = true"),
    "results.columns lacks result": ('{ field = "result" }, ', ""),
    "Extra inputs": ('check_sum = "sha256"', 'check_sum = "sha256"\nsum = 1'),
    "not valid TOML": ("heads = false", "heads = "),
}


@pytest.mark.parametrize("words", WRONG)
def test_a_profile_that_cannot_work_is_refused_with_words(tmp_path: Path, words: str) -> None:
    path = tmp_path / "own.toml"
    text = SOURCE.read_text(encoding="utf-8")
    assert WRONG[words][0] in text
    path.write_text(text.replace(WRONG[words][0], WRONG[words][1], 1), encoding="utf-8")
    with pytest.raises(ProfileError) as refusal:
        read_profile(path)
    assert words in str(refusal.value)


def test_a_city_s_own_profile_wins_and_an_unknown_one_names_those_there_are(home: Home) -> None:
    home.order_profiles.mkdir(exist_ok=True)
    own = home.order_profiles / "billing_pipe.toml"
    own.write_text(SOURCE.read_text(encoding="utf-8").replace('"10"', '"19"'), encoding="utf-8")
    try:
        assert named(home, "billing_pipe").actions["bar_outgoing"] == "19"
        assert set(available(home)) == {"billing_pipe", "business_csv"}
        with pytest.raises(ProfileError, match="there are billing_pipe, business_csv"):
            named(home, "elsewhere")
    finally:
        own.unlink()


def a_result_file(profile: OrderProfile, lines: list[list[str]], **said: str) -> bytes:
    """A whole file with these rows; `said` changes what lead or trailer say."""
    body = b"".join(line_of(profile, row) for row in lines)
    if profile.heads:
        body = line_of(profile, [column.head for column in profile.results.columns]) + body
    values = {
        "city": "0391",
        "batch": "00000007",
        "rows": str(len(lines)),
        "check_sum": check_sum_of(profile, body),
    }
    lead, trailer = (
        line_of(profile, filled(template, values | said)) if template else b""
        for template in (profile.results.lead, profile.results.trailer)
    )
    return lead + body + trailer


PIPE = read_profile(SOURCE)


def test_rows_are_read_and_those_that_cannot_be_say_why() -> None:
    rows = [
        [KEY, "0000", "ok"],
        [KEY, "1001", "查无此号"],
        ["no key", "0000", ""],
        [KEY, "7777", ""],
        [KEY, "0000"],
        [KEY, "2002", "x" * 900],
    ]
    read = read_results(PIPE, a_result_file(PIPE, rows), name="r.dat", city="0391")
    assert read.batch == 7
    assert [line.result for line in read.lines] == ["done", "unknown_number", "done", None, None, "refused"]
    assert [bool(line.problem) for line in read.lines] == [False, False, True, True, True, False]
    assert [line.line for line in read.lines] == [2, 3, 4, 5, 6, 7]
    assert len(read.lines[5].detail) == 200


GOOD = a_result_file(PIPE, [[KEY, "0000", "ok"]] * 3)
BAD = {
    "cut off": (GOOD[:-1], "has no end"),
    "a row less": (GOOD[: GOOD.rindex(b"7d9f")], "check sum does not hold"),
    "a changed row": (GOOD.replace(b"0000|ok", b"2001|ok", 1), "check sum does not hold"),
    "another count": (a_result_file(PIPE, [[KEY, "0000", ""]], rows="2"), "has 1: it was cut off"),
    "another city": (a_result_file(PIPE, [], city="0372"), "for the city '0372', this is 0391"),
    "a batch that is no number": (a_result_file(PIPE, [], batch="x7"), "'x7' is no batch of ours"),
    "another record": (GOOD.replace(b"R|", b"H|", 1), "is not the record"),
    "empty": (b"", "has no end"),
    "one line end": (b"\n", "is not the record"),
    "another encoding": ("R|0391|合计\n".encode("gb18030"), "is not utf-8"),
    "too large": (b"x" * (MAX_BYTES + 1), "has more than 16 MB"),
    "a quote without end": (b'R|"0391\n', "cannot be split"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_file_that_is_not_whole_or_not_ours_is_refused(what: str) -> None:
    content, words = BAD[what]
    with pytest.raises(InputError) as refusal:
        read_results(PIPE, content, name="r.dat", city="0391")
    assert words in str(refusal.value)
    assert "r.dat" in str(refusal.value) or what == "a quote without end"


def test_every_cut_of_a_file_is_noticed() -> None:
    for profile in shipped():
        cells = [KEY, *["0000" if column.field == "result" else "" for column in profile.results.columns[1:]]]
        whole = a_result_file(profile, [cells] * 2)
        for length in range(len(whole)):
            with pytest.raises(InputError):
                read_results(profile, whole[:length], name="r", city="0391")


def test_the_codes_of_the_two_profiles_have_nothing_in_common() -> None:
    one, other = (
        set(tomllib.loads(path.read_text(encoding="utf-8"))["actions"].values())
        for path in SOURCE.parent.glob("*.toml")
    )
    assert not one & other
