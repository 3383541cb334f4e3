"""Marks of tests as they are read without importing them."""

from pathlib import Path

from quietline.reports.marked_tests import marked_tests

MARKED = """
import pytest


@pytest.mark.clause("3.1")
def test_one() -> None: ...


@pytest.mark.clause("1.2.3", "3.1")
@pytest.mark.parametrize("n", [1, 2])
def test_two(n: int) -> None: ...


@pytest.mark.clause("3.1")
@pytest.mark.long
def test_slow() -> None: ...


def test_unmarked() -> None: ...


def helper() -> None: ...


@pytest.mark.clause("2.3")
class TestRestoration:
    def test_three(self) -> None: ...

    @pytest.mark.clause("3.1")
    def test_four(self) -> None: ...
"""
WHOLE_FILE = """
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.clause("4.1")]


def test_five() -> None: ...
"""


def a_tree(folder: Path) -> Path:
    (folder / "tests" / "room").mkdir(parents=True)
    (folder / "tests" / "room" / "test_marked.py").write_text(MARKED, encoding="utf-8")
    (folder / "tests" / "test_whole_file.py").write_text(WHOLE_FILE, encoding="utf-8")
    (folder / "tests" / "room" / "builders.py").write_text(MARKED, encoding="utf-8")
    return folder


def test_a_test_stands_under_each_clause_that_it_names(tmp_path: Path) -> None:
    file = "tests/room/test_marked.py"
    assert marked_tests(a_tree(tmp_path)) == {
        "3.1": {f"{file}::test_one", f"{file}::test_two", f"{file}::TestRestoration::test_four"},
        "1.2.3": {f"{file}::test_two"},
        "2.3": {f"{file}::TestRestoration::test_three", f"{file}::TestRestoration::test_four"},
        "4.1": {"tests/test_whole_file.py::test_five"},
    }


def test_a_tree_without_tests_has_none(tmp_path: Path) -> None:
    assert marked_tests(tmp_path) == {}
