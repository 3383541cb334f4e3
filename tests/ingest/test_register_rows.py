"""Of a register's rows about the same thing the one that was delivered last counts, in one file and over several."""

from datetime import timedelta
from pathlib import Path

import pytest

from quietline.home import Home
from tests.ingest.builders import AT, a_file, load, rows

HEADER = "enterprise,enterprise_name,since"
OLD, NEW, OTHER = "E1,old,2025-01-01", "E1,new,2025-01-01", "E1,other,2025-06-01"


def deliver(home: Home, folder: Path, *deliveries: list[str]) -> list[tuple[int, int]]:
    """Load these lists an hour apart; how many rows of each were accepted, and how many left out."""
    reports = [
        load(
            home,
            a_file(folder, lines, f"{number}.csv", header=HEADER),
            "enterprises",
            at=AT + timedelta(hours=number),
        )
        for number, lines in enumerate(deliveries)
    ]
    return [(report.accepted, report.duplicate) for report in reports]


def test_a_row_that_comes_again_after_another_took_its_place_counts_again(home: Home, tmp_path: Path) -> None:
    assert deliver(home, tmp_path, [OLD], [NEW], [OLD, OTHER]) == [(1, 0), (1, 0), (2, 0)]
    assert rows(home, "enterprises", "enterprise_name") == [("old",), ("other",)]


@pytest.mark.parametrize("before", [[], [[OTHER]]], ids=["the only file", "a later file"])
@pytest.mark.parametrize("lines", [[OLD, NEW], [OLD, OLD, NEW], [NEW, OLD, NEW]])
def test_of_rows_about_the_same_thing_in_one_file_the_lowest_counts(
    home: Home, tmp_path: Path, before: list[list[str]], lines: list[str]
) -> None:
    assert deliver(home, tmp_path, *before, lines)[-1] == (1, len(lines) - 1)
    assert ("new",) in rows(home, "enterprises", "enterprise_name")
    assert ("old",) not in rows(home, "enterprises", "enterprise_name")
