"""What sources get wrong, each as a file of its own: nothing stops the good lines, nothing is lost, nothing is believed."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from quietline.domain.errors import InputError
from quietline.home import Home
from quietline.ingest import quarantine
from quietline.ingest.load import load_file
from quietline.ingest.profile import shipped
from tests.ingest.builders import AT, HEADER, a_file, a_line, calls, load, load_lines
from tests.ingest.test_whole_files import FULL_DISK
from tests.ingest.workbook_builders import a_workbook

GOOD, OTHER = a_line(), a_line(caller="13700000001")


def test_lines_may_end_in_three_ways_in_one_file(home: Home, tmp_path: Path) -> None:
    content = f"{HEADER}\r\n{GOOD}\r{OTHER}\n{a_line(duration='-1')}\r\n\r\n{a_line(duration='-2')}".encode()
    report = load(home, a_file(tmp_path, content))
    assert (report.accepted, [problem.line for problem in report.problems]) == (2, [4, 6])


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"138\x0012345678,13912345678,2026-04-01 09:00:00,30", "the line holds NUL bytes"),
        (b'"13812345678,13912345678,2026-04-01 09:00:00,30', "a quote is not closed"),
        (b'13812345678,"13912345678"x,2026-04-01 09:00:00,30', "text stands beside a quoted value"),
        (GOOD.encode() + b"," * 196, "the row has 200 columns, too many"),
        (GOOD.encode()[:20], "the row has 2 columns, too few"),
    ],
)
def test_a_broken_line_is_in_quarantine_and_its_neighbours_are_taken(
    home: Home, tmp_path: Path, bad: bytes, reason: str
) -> None:
    content = b"\n".join([HEADER.encode(), GOOD.encode(), bad, OTHER.encode(), b""])
    report = load(home, a_file(tmp_path, content))
    (row,) = quarantine.rows(home, report.batch)
    assert (report.accepted, row.line, row.reason) == (2, 3, reason)


def test_two_hundred_columns_of_which_four_are_known_load(home: Home, tmp_path: Path) -> None:
    names = ",".join(f"extra{number}" for number in range(196))
    report = load_lines(home, tmp_path, GOOD + ",x" * 196, header=f"{HEADER},{names}")
    assert (report.accepted, report.quarantined) == (1, 0)


@pytest.mark.parametrize(
    "written",
    [
        "13812345678.0",
        "138 1234 5678",
        "138-1234-5678",
        "１３８１２３４５６７８",
        "+86 138 1234 5678",
        "'13812345678",
    ],
)
def test_a_number_is_known_as_people_and_spreadsheets_write_it(
    home: Home, tmp_path: Path, written: str
) -> None:
    load_lines(home, tmp_path, a_line(caller=written))
    assert calls(home, "caller") == [("8613812345678",)]


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"start": "1970-01-01 08:00:00"}, "start", "is too early"),
        ({"start": "0000-00-00 00:00:00"}, "start", "is not a date and time"),
        ({"start": "2036-04-01 09:00:00"}, "start", "is in the future"),
        ({"duration": "-1"}, "duration", "is negative"),
        ({"duration": "604801"}, "duration", "is longer than a week"),
        ({"duration": "168:00:01"}, "duration", "is longer than a week"),
    ],
)
def test_a_time_that_cannot_be_is_in_quarantine(
    home: Home, tmp_path: Path, changes: dict[str, str], column: str, reason: str
) -> None:
    report = load_lines(home, tmp_path, OTHER, a_line(**changes))
    (problem,) = report.problems
    assert (report.accepted, problem.column) == (1, column)
    assert reason in problem.reason


def test_a_call_of_just_a_week_and_one_of_a_day_ahead_are_believed(home: Home, tmp_path: Path) -> None:
    tomorrow = f"{AT + timedelta(hours=31):%Y-%m-%d %H:%M:%S}"
    report = load_lines(home, tmp_path, a_line(duration="604800"), a_line(start=tomorrow))
    assert report.accepted == 2


def test_an_end_before_the_start_is_in_quarantine_also_across_two_time_zones(
    home: Home, tmp_path: Path
) -> None:
    lines = [
        "13812345678,13912345678,2026-04-01T09:00:00+0800,2026-04-01T01:00:30Z",
        "13812345678,13912345678,2026-04-01T09:00:00+0800,2026-04-01T00:59:59Z",
    ]
    report = load_lines(home, tmp_path, *lines, header="caller,callee,start,end")
    assert [(problem.line, problem.column) for problem in report.problems] == [(3, "end")]
    assert calls(home, "start_s, talk_s") == [(1775005200, 30)]


def test_two_time_zones_in_one_file_are_one_clock(home: Home, tmp_path: Path) -> None:
    lines = [
        a_line(start=start)
        for start in ("2026-04-01 09:00:00", "2026-04-01T01:00:00Z", "2026-04-01T03:00:00+0200")
    ]
    report = load_lines(home, tmp_path, *lines)
    assert (report.accepted, report.duplicate) == (1, 2)


@pytest.mark.clause("3.1")
def test_a_file_cut_in_the_middle_and_delivered_whole_later_leaves_what_the_whole_one_leaves(
    home: Home, tmp_path: Path
) -> None:
    lines = [a_line(caller=f"137{number:08d}", duration=str(number)) for number in range(1000)]
    whole = "\n".join([HEADER, *lines, ""]).encode()
    first = load(home, a_file(tmp_path, whole[: whole.index(b"2026", len(whole) // 2) + 9], "a.csv"))
    assert (first.accepted + first.quarantined, first.quarantined) == (first.total, 1)
    second = load(home, a_file(tmp_path, whole, "a.csv"))
    assert (second.accepted + second.duplicate, second.quarantined) == (1000, 0)
    assert len(calls(home)) == 1000


def test_a_line_cut_within_its_last_value_does_not_stay_beside_the_whole_one(
    home: Home, tmp_path: Path
) -> None:
    content = f"{HEADER}\n{a_line(duration='3600')}".encode()
    load(home, a_file(tmp_path, content[:-2], "a.csv"))
    assert calls(home, "talk_s") == [(36,)]
    load(home, a_file(tmp_path, content + b"\n", "a.csv"))
    assert calls(home, "talk_s") == [(3600,)]


def test_numbers_of_no_known_class_are_told(home: Home, tmp_path: Path) -> None:
    lines = [a_line(caller="356123"), a_line(caller="356123", callee="66688"), a_line(caller="95588")]
    report = load_lines(home, tmp_path, *lines)
    assert (report.accepted, report.remark) == (3, "2 numbers of class unknown, for example 356123")
    assert load_lines(home, tmp_path, GOOD).remark == ""


@pytest.mark.parametrize("limit", [0, 3000])
def test_a_disk_without_room_for_the_text_of_a_sheet_leaves_nothing(
    home: Home, tmp_path: Path, limit: int
) -> None:
    rows = [
        HEADER.split(","),
        *([13700000000 + number, 13912345678, "2026-04-01 09:00:00", 30] for number in range(500)),
    ]
    path = a_workbook(tmp_path, rows)
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(home.root), str(path), str(limit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (7, "")
    assert calls(home) == []
    assert load(home, path).accepted == 500


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_two_gigabytes_without_a_line_end_are_one_bad_line(home: Home, tmp_path: Path) -> None:
    path = a_file(tmp_path, [GOOD, OTHER])
    with path.open("r+b") as file:
        file.truncate(2 * 2**30)  # a hole: it takes no room
    report = load(home, path)
    assert (report.accepted, report.quarantined) == (2, 1)
    assert "the line is longer than 1,048,576 bytes" in report.problems[0].reason


def test_a_file_above_twenty_gigabytes_is_refused_at_once(home: Home, tmp_path: Path) -> None:
    path = a_file(tmp_path, GOOD)
    with path.open("r+b") as file:
        file.truncate(20 * 10**9 + 1)
    with pytest.raises(InputError, match="more than 20,000,000,000"):
        load_file(home, path, profile=shipped()["csv"], loaded_by="x", at=AT)
