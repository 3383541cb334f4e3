"""Bad files through the real command: a clear answer that names file, line, column, reason and mend; good rows go on, nothing is lost."""

import json
import zlib
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


@pytest.mark.parametrize("bad", BAD_ROWS.values(), ids=BAD_ROWS)
@pytest.mark.clause("3.1")
def test_a_bad_row_is_named_and_stops_no_other(bad: BadRow, city: Quietline, tmp_path: Path) -> None:
    own = [row.replace("15400000001", f"1541{zlib.crc32(bad.row.encode()) % 10**7:07d}") for row in GOOD]
    path = a_file(tmp_path, HEADER, *own[:2], bad.row, *own[2:], name="bad_row.csv")
    told = city("ingest", path).out
    assert "bad_row.csv line 4" in told
    assert bad.word in told
    assert "quarantine" in told
    found = ingested(city, path)
    assert found["known_as"], "the same bytes again change nothing"
    assert found["duplicate"] == found["total"] == len(GOOD) + 1


@pytest.mark.parametrize("bad", BAD_ROWS.values(), ids=BAD_ROWS)
def test_the_counts_and_the_column_of_a_bad_row_are_told_to_machines(
    bad: BadRow, city: Quietline, tmp_path: Path
) -> None:
    own = [row.replace("15400000001", f"1542{zlib.crc32(bad.row.encode()) % 10**7:07d}") for row in GOOD]
    found = ingested(city, a_file(tmp_path, HEADER, *own[:2], bad.row, *own[2:]))
    assert (found["accepted"], found["quarantined"], found["total"]) == (len(GOOD), 1, len(GOOD) + 1)
    (problem,) = found["problems"]
    assert (problem["line"], problem["column"]) == (4, bad.column)
    assert problem["reason"]


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
