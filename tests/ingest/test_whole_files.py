"""What is wrong with a file as a whole is said with file, place and mend; the same file twice changes nothing."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from quietline.domain.errors import InputError
from quietline.home import Home
from quietline.ingest.files import open_file
from quietline.ingest.load import Limits, load_file
from quietline.ingest.profile import shipped
from quietline.warehouse.lake import Lake
from tests.ingest.builders import AT, HEADER, a_file, a_line, calls, content, load, load_lines


def refusal(home: Home, path: Path, **more: object) -> InputError:
    before = content(home)
    with pytest.raises(InputError) as caught:
        load(home, path, **more)  # type: ignore[arg-type]
    assert str(path) in caught.value.where
    assert caught.value.mend
    assert content(home) == before
    assert Lake(home).manifests() == []
    return caught.value


def test_an_empty_file_is_refused(home: Home, tmp_path: Path) -> None:
    assert "the file is empty (0 bytes)" in str(refusal(home, a_file(tmp_path, b"")))


def test_a_header_without_rows_loads_nothing_and_says_so(home: Home, tmp_path: Path) -> None:
    report = load_lines(home, tmp_path)
    assert (report.accepted, report.total, report.remark) == (0, 0, "the file has a header and no rows")


def test_a_file_that_is_not_there_is_refused(home: Home, tmp_path: Path) -> None:
    assert "there is no such file" in str(refusal(home, tmp_path / "none.csv"))


def test_a_folder_is_refused(home: Home, tmp_path: Path) -> None:
    assert "is a folder" in str(refusal(home, tmp_path))


@contextmanager
def as_nobody() -> Iterator[None]:
    """The administrator may read every file, so he stops being one for a moment."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(me)


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = a_file(tmp_path, a_line())
    path.chmod(0)
    with as_nobody(), pytest.raises(InputError, match="may not be read: permission denied") as caught:
        open_file(path)
    assert caught.value.mend == "give the user who loads it the right to read it"


@pytest.mark.parametrize(
    ("begin", "what"),
    [
        (b"\x1f\x8b\x08\x00abc", "the archive ends in the middle"),
        (b"PK\x03\x04abc", "the zip archive is damaged or cut"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel workbook (.xls)"),
        (b"%PDF-1.7\nabc", "is a PDF document"),
        (bytes(range(256)) * 20, "is binary, not delimited text"),
        (b"#\x7f\x9f\xc5l\x17\x1c\xdb^q\n\x8e", "is binary, not delimited text"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\n", "is binary, not delimited text"),
    ],
)
def test_a_file_that_is_no_text_is_refused(home: Home, tmp_path: Path, begin: bytes, what: str) -> None:
    assert what in str(refusal(home, a_file(tmp_path, begin)))


def test_a_wrong_header_names_what_lacks_what_is_there_and_a_guess(home: Home, tmp_path: Path) -> None:
    error = refusal(home, a_file(tmp_path, a_line(), header="caler,callee,begin,duration"))
    assert "the header lacks 'caller' (is 'caler' meant?); 'start'" in error.what
    assert "it has 'caler', 'callee', 'begin', 'duration'" in error.what
    assert error.where.endswith("calls.csv line 1")


def test_a_header_with_another_delimiter_is_told(home: Home, tmp_path: Path) -> None:
    error = refusal(home, a_file(tmp_path, b"caller;callee;start;duration\n1;2;3;4\n"))
    assert 'separated by semicolon: set delimiter = ";" in the profile' in error.mend


def test_a_header_with_a_column_twice_is_refused(home: Home, tmp_path: Path) -> None:
    error = refusal(home, a_file(tmp_path, a_line() + ",5", header=f"{HEADER},Caller"))
    assert "the column 'caller' twice" in error.what


def test_a_header_in_another_encoding_is_told(home: Home, tmp_path: Path) -> None:
    plain = shipped()["csv"].model_copy(update={"encoding": "utf-8"})
    error = refusal(home, a_file(tmp_path, "主叫,被叫,开始时间,时长\n".encode("gb18030")), profile=plain)
    assert "the line looks like GB18030" in error.what
    assert error.where.endswith("calls.csv line 1")


def test_a_byte_order_mark_of_another_encoding_is_told(home: Home, tmp_path: Path) -> None:
    error = refusal(home, a_file(tmp_path, f"{HEADER}\n{a_line()}\n".encode("utf-16")))
    assert "begins with the byte order mark of UTF-16" in error.what
    assert 'set encoding = "utf-16"' in error.mend


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "latin-1"])
def test_a_file_in_the_profiles_encoding_loads(home: Home, tmp_path: Path, encoding: str) -> None:
    profile = shipped()["csv"].model_copy(
        update={"encoding": "utf-8" if encoding == "utf-8-sig" else encoding}
    )
    header = HEADER if encoding == "latin-1" else "主叫,被叫,开始时间,时长"
    report = load(
        home, a_file(tmp_path, f"{header}\r\n{a_line()}\r\n".encode(encoding)), profile, block_bytes=7
    )
    assert (report.accepted, report.total) == (1, 1)


def test_a_damaged_letter_in_utf_16_is_in_quarantine(home: Home, tmp_path: Path) -> None:
    profile = shipped()["csv"].model_copy(update={"encoding": "utf-16"})
    damaged = f"{HEADER},cell\n{a_line()},x\n{a_line()},y".encode("utf-16") + b"\x00\xd8\n\x00"
    report = load(home, a_file(tmp_path, damaged), profile)
    assert (report.accepted, [problem.line for problem in report.problems]) == (1, [3])


def test_a_file_above_the_limit_is_refused(home: Home, tmp_path: Path) -> None:
    path = a_file(tmp_path, a_line())
    with pytest.raises(InputError, match="more than 10"):
        load_file(
            home, path, profile=shipped()["csv"], loaded_by="x", at=AT, limits=Limits(file_max_bytes=10)
        )


@pytest.mark.clause("3.1")
def test_the_same_file_again_is_all_duplicate_and_writes_nothing(home: Home, tmp_path: Path) -> None:
    path = a_file(tmp_path, [a_line(), a_line(caller="13700000001"), a_line(duration="-1")])
    load(home, path)
    before = sorted(home.lake.rglob("*"))
    again = load(home, path, at=AT + timedelta(days=1))
    assert (again.accepted, again.duplicate, again.quarantined, again.total) == (0, 3, 0, 3)
    assert again.known_as == "calls.csv, loaded 2026-05-01 08:00 by tester"
    assert sorted(home.lake.rglob("*")) == before


def test_the_same_bytes_under_another_name_are_known(home: Home, tmp_path: Path) -> None:
    load_lines(home, tmp_path, a_line())
    again = load(home, a_file(tmp_path, a_line(), name="renamed.csv"))
    assert (again.file_name, again.accepted, again.duplicate) == ("renamed.csv", 0, 1)
    assert again.known_as.startswith("calls.csv, loaded")


def test_another_file_of_the_same_size_is_not_mistaken(home: Home, tmp_path: Path) -> None:
    load_lines(home, tmp_path, a_line(caller="13700000001"))
    assert load(home, a_file(tmp_path, a_line(caller="13700000002"), name="b.csv")).accepted == 1


def test_a_cancelled_load_leaves_nothing(home: Home, tmp_path: Path) -> None:
    path = a_file(tmp_path, [a_line()] * 100)
    with pytest.raises(InputError, match="cancelled"):
        load_file(home, path, profile=shipped()["csv"], loaded_by="x", at=AT, cancelled=lambda: True)
    assert calls(home) == []
    assert load(home, path).accepted == 1


def test_progress_grows_to_one(home: Home, tmp_path: Path) -> None:
    path, seen = a_file(tmp_path, [a_line()] * 100), list[float]()
    load_file(
        home,
        path,
        profile=shipped()["csv"],
        loaded_by="x",
        at=AT,
        progress=seen.append,
        limits=Limits(block_bytes=500),
    )
    assert seen == sorted(seen)
    assert len(seen) > 5
    assert seen[-1] == 1.0


FULL_DISK = """
import resource, sys
from pathlib import Path
from datetime import UTC, datetime
from quietline.domain.errors import InputError
from quietline.home import Home
from quietline.ingest.load import load_file
home, path, limit = Home(Path(sys.argv[1])), Path(sys.argv[2]), int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    load_file(home, path, loaded_by="x", at=datetime(2026, 5, 1, tzinfo=UTC))
except InputError as error:
    print(error)
    sys.exit(7)
"""


@pytest.mark.parametrize("limit", [0, 100, 1500])
def test_a_disk_that_takes_no_more_leaves_nothing_half_visible(
    home: Home, tmp_path: Path, limit: int
) -> None:
    path = a_file(tmp_path, [a_line(caller=f"137{number:08d}") for number in range(3000)] + ["bad"] * 3000)
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(home.root), str(path), str(limit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (7, "")
    assert "the lake cannot be written" in done.stdout
    assert "make room" in done.stdout
    assert calls(home) == []
    assert load(home, path).accepted == 3000


@pytest.mark.parametrize("order", ["le", "be"])
def test_utf_16_without_a_byte_order_mark_needs_its_order(home: Home, tmp_path: Path, order: str) -> None:
    path = a_file(tmp_path, f"{HEADER}\n{a_line()}\n".encode(f"utf-16-{order}"))
    wide = shipped()["csv"].model_copy(update={"encoding": "utf-16"})
    error = refusal(home, path, profile=wide)
    assert "the file has no byte order mark" in str(error)
    assert f"utf-16-{order}" in error.mend
    assert load(home, path, profile=wide.model_copy(update={"encoding": f"utf-16-{order}"})).accepted == 1


def test_a_files_name_and_values_cannot_act_on_a_terminal(home: Home, tmp_path: Path) -> None:
    path = a_file(tmp_path, a_line(caller="\x1b[31mred\u202e"), name="new\nline\x1b.csv")
    report = load(home, path)
    assert report.file_name == "new\\nline\\x1b.csv"
    (problem,) = report.problems
    assert str(problem).isprintable()
    assert "\\x1b[31mred\\u202e" in problem.reason


def test_a_header_of_megabytes_is_refused_in_a_line_that_can_be_read(home: Home, tmp_path: Path) -> None:
    names = "caller," + "y" * 400_000 + ",callee,start,duration"
    said = str(refusal(home, a_file(tmp_path, a_line(), header=names)))
    assert "the header lacks" in said
    assert len(said) < 1000
    many = ",".join(f"column{n}" for n in range(500))
    assert "and 470 more" in str(refusal(home, a_file(tmp_path, a_line(), header=many)))
