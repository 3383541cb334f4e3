"""The page of the signals tells every column of every file, with unit and meaning."""

import re

import pytest

from quietline.reports.signal_page import signal_page
from quietline.signals.grains import Grain, grains

PAGE = signal_page()


def section(name: str) -> str:
    return PAGE.split(f"\n## {name}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("grain", grains().values(), ids=lambda grain: grain.name)
def test_every_column_has_a_unit_and_a_meaning(grain: Grain) -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \| [^|\s]", section(grain.name), re.MULTILINE))
    assert list(told) == list(grain.columns)
    assert all(unit.strip() for unit in told.values())


@pytest.mark.parametrize("grain", grains().values(), ids=lambda grain: grain.name)
def test_every_file_is_listed_with_its_grain_and_what_it_reads(grain: Grain) -> None:
    assert f"| [{grain.name}](#{grain.name}) |" in PAGE
    assert re.search(
        r"^A row is: \S.+ Partition key: `\w+`\. Reads: \S.+ Gives: \w.+\.$",
        section(grain.name),
        re.MULTILINE,
    )


def test_lines_that_go_on_are_joined_and_the_words_for_another_engine_left_out() -> None:
    assert "windows reach back over midnight; a lower bound where unanswered attempts are missing |" in PAGE
    assert "Spark" not in PAGE
