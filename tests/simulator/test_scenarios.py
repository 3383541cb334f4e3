"""Scenario files: what is wrong is named with file, key, reason and mend; what is left out is as in the default one."""

from pathlib import Path

import pytest

from quietline.domain.errors import InputError
from quietline.simulator.scenario_file import named_scenario, read_default, read_scenario, shipped
from quietline.simulator.scenario_page import scenario_page

WRONG = {
    "a kind misspelt": (
        '[[offender]]\nkind = "rotatoin"',
        "offender 1, key kind: 'rotatoin' is no kind of that list; did you mean rotation?",
    ),
    "a lawful kind among offenders": (
        '[[offender]]\nkind = "courier"',
        "offender 1, key kind: 'courier' is no kind of that list; ",
    ),
    "no kind": (
        "[[lookalike]]\ncount = 1",
        "lookalike 1, key kind: None is no kind of that list; take one of courier, ",
    ),
    "a span upside down": (
        '[[offender]]\nkind = "sleeper"\ncount = 1\nattempts = [9, 2]',
        "offender 1 (sleeper), key attempts: the first of [9, 2] is larger than the second (given: [9, 2])",
    ),
    "a share above all": (
        '[[lookalike]]\nkind = "shop"\ncount = 1\nanswered = 1001',
        "lookalike 1 (shop), key answered: Input should be less than or equal to 1000 (given: 1001)",
    ),
    "a key that is not known": (
        '[[offender]]\nkind = "sim_box"\ncount = 1\nimei = 3',
        "offender 1 (sim_box), key imei: Extra inputs are not permitted (given: 3)",
    ),
    "hours behind the day's end": (
        '[[offender]]\nkind = "sim_box"\ncount = 1\nhours = [[20, 25]]',
        "offender 1 (sim_box), key hours.0.1: Input should be less than or equal to 24 (given: 25)",
    ),
    "nobody says how many": (
        '[[offender]]\nkind = "sleeper"',
        "offender 1 (sleeper), key the entry: give either count or per_100_000",
    ),
    "hours without an hour": (
        '[[offender]]\nkind = "sleeper"\ncount = 1\nhours = [[9, 9]]',
        "offender 1 (sleeper), key hours.0: ends when it begins (given: [9, 9])",
    ),
    "a wrong kind of dirt": ('[dirt]\nlate = "much"', "dirt.late: Input should be a valid integer"),
    "a table that is none": ("city = 3", "city: Input should be a valid dictionary"),
    "a list that is none": ("offender = 3", "offender: is not a list; begin each entry with [[offender]]"),
    "a key at the top": ("colour = 1", "colour: Extra inputs are not permitted (given: 1)"),
    "no county": ("[city]\ncounties = []", "city.counties: Tuple should have at least 1 item"),
    "two entries that the truth could not tell apart": (
        '[[offender]]\nkind = "rotation"\ncount = 1\n[[offender]]\nkind = "rotation"\ncount = 2',
        "the file: two entries are called rotation: give each a name of its own; docs/scenarios.md lists every key",
    ),
    "a name that is another's kind": (
        'offender = []\n[[lookalike]]\nkind = "shop"\ncount = 1\nname = "courier"\n[[lookalike]]\nkind = "courier"\ncount = 1',
        "the file: two entries are called courier: give each a name of its own",
    ),
    "whether it offends is not said by the file": (
        '[[offender]]\nkind = "sleeper"\noffends = false',
        "offender 1, key offends: follows from the kind; leave it out",
    ),
    "no TOML": ("[[offender]", "is not valid TOML: "),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_with_file_and_key(name: str, tmp_path: Path) -> None:
    text, said = WRONG[name]
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_scenario(path)
    assert f"{path}: {said}" in str(refused.value)
    assert refused.value.mend


def test_a_file_in_another_encoding_or_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    with pytest.raises(InputError, match="cannot be read: No such file"):
        named_scenario(str(path))
    path.write_bytes('title = "城市"'.encode("gb18030"))
    with pytest.raises(InputError, match="is not UTF-8 text; save it as UTF-8"):
        named_scenario(str(path))


def test_a_name_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(
        InputError,
        match=f"no scenario 'tokyo'; name a file that ends in .toml, or one of {', '.join(shipped())}",
    ):
        named_scenario("tokyo")


def test_what_a_file_leaves_out_is_as_in_the_default_one(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("offender = []\n[dirt]\nlate = 99\n", encoding="utf-8")
    found, default = read_scenario(path), read_default()
    assert found.offender == ()
    assert found.dirt == default.dirt.model_copy(update={"late": 99})
    assert (found.city, found.files, found.lookalike) == (default.city, default.files, default.lookalike)


def test_an_entry_does_what_its_kind_does_unless_it_says_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[[offender]]\nkind = "rotation"\nname = "mine"\ncount = 2\nattempts = [1, 5]\n', encoding="utf-8"
    )
    (mine,) = read_scenario(path).offender
    assert (mine.label, mine.groups(1000), mine.attempts, mine.calls_a_number, mine.offends) == (
        "mine",
        2,
        (1, 5),
        13,
        True,
    )


def test_two_entries_of_a_kind_with_names_of_their_own_are_two(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[[offender]]\nkind = "rotation"\ncount = 1\n[[offender]]\nkind = "rotation"\nname = "quick"\ncount = 1\n',
        encoding="utf-8",
    )
    assert [habit.label for habit in read_scenario(path).offender] == ["rotation", "quick"]


@pytest.mark.parametrize("name", shipped())
def test_every_scenario_that_ships_is_valid_and_named_on_its_page(name: str) -> None:
    assert named_scenario(name).habits
    assert f"`{name}`" in scenario_page()


@pytest.mark.parametrize(
    ("numbers", "entries"), [(100, 1), (33_333, 1), (50_000, 2), (100_000, 3), (1_000_000, 30)]
)
def test_a_share_of_the_numbers_is_rounded_and_never_nobody(
    numbers: int, entries: int, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[[offender]]\nkind = "sleeper"\nper_100_000 = 3\n', encoding="utf-8")
    assert read_scenario(path).offender[0].groups(numbers) == entries
