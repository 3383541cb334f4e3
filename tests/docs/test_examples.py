"""Every example of the documentation runs as it stands and prints what the page shows."""

from pathlib import Path

import pytest

from tests.docs.blocks import Command, File, follow, matches, steps

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WITH_EXAMPLES = [
    page
    for page in PAGES
    if any(isinstance(step, Command) for step in steps(page.read_text(encoding="utf-8")))
]


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_examples_of_a_page_do_what_it_shows(page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    assert follow(page.read_text(encoding="utf-8"), folder, tmp_path / "home")


def test_a_page_is_read_as_files_and_commands_in_its_order() -> None:
    page = "Write `a/b.csv`:\n\n```csv\n1,2\n```\n\nthen\n\n```console\n$ echo 1 \\\n  2\n1 2\n$ true\n```\n\n```sh\nnot run\n```\n"
    assert list(steps(page)) == [
        File("a/b.csv", "1,2\n"),
        Command("echo 1 \\\n  2", ("1 2",)),
        Command("true", ()),
    ]


@pytest.mark.parametrize(
    ("expected", "actual", "holds"),
    [
        (("one", "two"), ["one", "two"], True),
        (("one", "two"), ["one"], False),
        (("one",), ["one", "two"], False),
        (("...", "two"), ["one", "one", "two"], True),
        (("...", "two", "..."), ["two"], True),
        (("case ... is open",), ["case 17 is open"], True),
        (("case ... is open",), ["case 17 is closed"], False),
        (("a.b",), ["axb"], False),
    ],
)
def test_three_dots_stand_for_what_a_page_leaves_open(
    expected: tuple[str, ...], actual: list[str], holds: bool
) -> None:
    assert matches(expected, actual) is holds
