"""Bad files through the real command: a clear answer that names file, line, column, reason and mend; good rows go on, nothing is lost."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.thread.processes import Quietline

HEADER = "caller,callee,start,duration"
GOOD = [f"15400000001,1540000000{n},2025-03-03 09:00:0{n},{n}" for n in range(2, 6)]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Quietline:
    """An empty city that the module's files go into; each test brings files of its own."""
    quietline = Quietline(tmp_path_factory.mktemp("bad-files") / "home")
    quietline("init")
    return quietline


def a_file(folder: Path, *lines: str, name: str = "calls.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
    return path


def ingested(quietline: Quietline, path: Path) -> dict[str, Any]:
    """What became of a file whose rows are taken line by line; the sums must add up."""
    (found,) = json.loads(quietline("ingest", path, "--json").out)["files"]
    assert found["accepted"] + found["duplicate"] + found["quarantined"] == found["total"]
    counted: dict[str, Any] = found
    return counted


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\xef\xbb\xbf"], ids=["no byte", "blank lines", "a mark only"]
)
@pytest.mark.clause("3.1")
def test_an_empty_file_is_named_with_what_to_do(content: bytes, city: Quietline, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    said = city.refuses("ingest", path)
    assert "empty.csv" in said
    assert any(word in said.partition("empty.csv")[2] for word in ("empty", "blank"))
    assert "deliver it again" in said
    assert said.count("\n") == 1, "one line"


@pytest.mark.clause("3.1")
def test_a_header_alone_is_no_error_and_gives_no_row(city: Quietline, tmp_path: Path) -> None:
    said = city.tried("ingest", a_file(tmp_path, HEADER, name="header.csv"), "--json")
    if said.code:
        assert "header.csv" in said.err
    else:
        (found,) = json.loads(said.out)["files"]
        assert (found["total"], found["accepted"]) == (0, 0)


@pytest.mark.clause("3.1")
def test_a_file_in_another_encoding_is_read_or_named(city: Quietline, tmp_path: Path) -> None:
    lines = [
        "被举报号码,举报时间,举报人,类别,内容",
        "15400000001,2025-03-03 09:00:00,15400000002,推销,卖房的",
    ]
    assert ingested(city, a_file(tmp_path, *lines, name="gb.csv", encoding="gb18030"))["accepted"] == 1
    broken = tmp_path / "broken.csv"
    broken.write_bytes(
        (HEADER + "\n" + "\n".join(GOOD)).encode() + b"\n15400000001,\xff\xfe\xff\x00,2025-03-03 10:00:00,5\n"
    )
    said = city.tried("ingest", broken, "--json")
    if said.code:
        assert "broken.csv" in said.err
        assert "encoding" in said.err or "UTF-8" in said.err.upper()
    else:
        (found,) = json.loads(said.out)["files"]
        assert (found["accepted"], found["quarantined"]) == (len(GOOD), 1)


@dataclass(frozen=True)
class BadRow:
    """A row that goes to quarantine, with the column that is to blame."""

    row: str
    column: str
    word: str


BAD_ROWS = {
    "too few columns": BadRow("15400000001,15400000009,2025-03-03 10:00:00", "", "too few"),
    "too many columns": BadRow("15400000001,15400000009,2025-03-03 10:00:00,5,6,7", "", "too many"),
    "a month that does not exist": BadRow(
        "15400000001,15400000009,2025-13-03 10:00:00,5", "start", "2025-13-03"
    ),
    "a day that does not exist": BadRow(
        "15400000001,15400000009,2025-02-30 10:00:00,5", "start", "2025-02-30"
    ),
    "a negative duration": BadRow("15400000001,15400000009,2025-03-03 10:00:00,-5", "duration", "-5"),
    "no callee": BadRow("15400000001,,2025-03-03 10:00:00,5", "callee", "empty"),
    "letters for a number": BadRow("15400000001,hello,2025-03-03 10:00:00,5", "callee", "hello"),
}


@pytest.fixture(scope="module")
def told(city: Quietline, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What machines are told of one file that has every bad row, each between two good ones."""
    return ingested(city, a_dirty_file(tmp_path_factory.mktemp("machines"), "15410000001"))


@pytest.fixture(scope="module")
def said(city: Quietline, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What people are told of such a file."""
    return city("ingest", a_dirty_file(tmp_path_factory.mktemp("people"), "15420000001")).out


def a_dirty_file(folder: Path, caller: str) -> Path:
    rows = [HEADER]
    for minute, bad in enumerate(BAD_ROWS.values()):
        rows += [
            f"{caller},15400000002,2025-03-03 11:{minute:02d}:00,5",
            bad.row.replace("15400000001", caller),
        ]
    return a_file(folder, *rows, f"{caller},15400000002,2025-03-03 12:00:00,5", name="dirty.csv")


def line_of(bad: BadRow) -> int:
    """The physical line of a bad row in the dirty file."""
    return 3 + 2 * list(BAD_ROWS.values()).index(bad)


@pytest.mark.clause("3.1")
def test_bad_rows_stop_no_other_and_all_are_accounted_for(told: dict[str, Any]) -> None:
    assert (told["accepted"], told["quarantined"], told["duplicate"]) == (len(BAD_ROWS) + 1, len(BAD_ROWS), 0)


@pytest.mark.parametrize("bad", BAD_ROWS.values(), ids=BAD_ROWS)
@pytest.mark.clause("3.1")
def test_a_bad_row_is_named_with_file_line_reason_and_where_it_is(bad: BadRow, said: str) -> None:
    (line,) = [line for line in said.splitlines() if line.startswith(f"dirty.csv line {line_of(bad)}")]
    assert bad.word in line
    assert f'column "{bad.column}"' in line or not bad.column
    assert "quarantine" in line


@pytest.mark.parametrize("bad", BAD_ROWS.values(), ids=BAD_ROWS)
def test_line_column_and_reason_of_a_bad_row_are_told_to_machines(bad: BadRow, told: dict[str, Any]) -> None:
    (problem,) = [problem for problem in told["problems"] if problem["line"] == line_of(bad)]
    assert problem["column"] == bad.column
    assert bad.word in problem["reason"]


@pytest.mark.clause("3.1")
def test_the_same_file_twice_and_renamed_changes_nothing(city: Quietline, tmp_path: Path) -> None:
    rows = [row.replace("15400000001", "15430000001") for row in GOOD]
    path = a_file(tmp_path, HEADER, *rows, name="first.csv")
    assert ingested(city, path)["accepted"] == len(GOOD)
    again = ingested(city, path)
    renamed = ingested(city, path.rename(tmp_path / "renamed.csv"))
    for found in (again, renamed):
        assert (found["accepted"], found["duplicate"], found["total"]) == (0, len(GOOD), len(GOOD))
        assert "first.csv" in found["known_as"]


@pytest.mark.clause("3.1")
def test_a_file_that_is_not_there_and_one_that_is_no_table_are_named_and_the_others_go_on(
    city: Quietline, tmp_path: Path
) -> None:
    rows = [row.replace("15400000001", "15440000001") for row in GOOD]
    good = a_file(tmp_path, HEADER, *rows, name="good.csv")
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    said = city.tried("ingest", tmp_path / "missing.csv", picture, good, "--json")
    assert said.code == 1
    assert "missing.csv" in said.err
    assert "picture.csv" in said.err
    assert json.loads(said.out)["accepted"] == len(GOOD)
