"""A row that cannot be true goes to quarantine with line, column, value, reason and what was expected; good rows go on."""

from pathlib import Path

import pytest

from quietline.home import Home
from quietline.ingest import quarantine
from tests.ingest.builders import a_city, a_file, a_line, calls, load, load_lines

GOOD = a_line(caller="13700000001")

BAD_VALUES = [
    (a_line(start="2026-02-30 10:00:00"), "start", '"2026-02-30 10:00:00" is not a date and time'),
    (a_line(start="2026-13-01 10:00:00"), "start", '"2026-13-01 10:00:00" is not a date and time'),
    (a_line(start="2026-04-01 25:00:00"), "start", '"2026-04-01 25:00:00" is not a date and time'),
    (a_line(start="2027-01-01 10:00:00"), "start", '"2027-01-01 10:00:00" is in the future'),
    (a_line(start="1969-12-31 10:00:00"), "start", '"1969-12-31 10:00:00" is too early'),
    (a_line(start="yesterday"), "start", '"yesterday" is not a date and time'),
    (a_line(start=""), "start", "the value is empty"),
    (a_line(duration="-145"), "duration", '"-145" is negative'),
    (a_line(duration="604801"), "duration", '"604801" is longer than a week'),
    (a_line(duration="99999999999999999999"), "duration", '"99999999999999999999" is not a duration'),
    (a_line(duration="1:30"), "duration", '"1:30" is not a duration'),
    (a_line(duration="NaN"), "duration", '"NaN" is not a duration'),
    (a_line(duration=""), "duration", "the value is empty"),
    (a_line(caller=""), "caller", "the value is empty"),
    (a_line(callee=""), "callee", "the value is empty"),
    (a_line(callee="anonymous"), "callee", '"anonymous" is a withheld number'),
    (a_line(caller="=cmd()"), "caller", '"=cmd()" is not a number'),
    (a_line(caller="<script>alert(1)</script>"), "caller", '"<script>alert(1)</script>" is not a number'),
    (a_line(callee="1381234567"), "callee", '"1381234567" has 10 digits and fits no form of number'),
    (a_line(callee="1.38E+10"), "callee", '"1.38E+10" is in scientific notation, which has lost digits'),
]


@pytest.mark.parametrize(("line", "column", "reason"), BAD_VALUES)
def test_a_bad_value_is_named_and_the_rows_around_it_are_taken(
    home: Home, tmp_path: Path, line: str, column: str, reason: str
) -> None:
    report = load_lines(home, tmp_path, GOOD, line, a_line(caller="13700000002"))
    assert (report.accepted, report.quarantined, report.total) == (2, 1, 3)
    (row,) = quarantine.rows(home, report.batch)
    assert (row.line, row.column, row.reason, row.raw) == (3, column, reason, line)
    assert row.expected


def test_a_problem_reads_as_one_line_that_tells_everything(home: Home, tmp_path: Path) -> None:
    report = load_lines(home, tmp_path, GOOD, a_line(start="2026-13-01 10:00:00"))
    expected = "expected YYYY-MM-DD HH:MM:SS or YYYY/MM/DD HH:MM:SS"
    assert [str(problem) for problem in report.problems] == [
        f'calls.csv line 3, column "start": "2026-13-01 10:00:00" is not a date and time; {expected}; the row is in quarantine'
    ]


def test_everything_that_is_wrong_with_a_row_is_told(home: Home, tmp_path: Path) -> None:
    report = load_lines(home, tmp_path, a_line(caller="x", start="never", duration="-1"))
    (row,) = quarantine.rows(home, report.batch)
    assert row.column == "caller"
    assert (
        row.reason
        == '"x" is not a number; column "start": "never" is not a date and time; column "duration": "-1" is negative'
    )


def test_the_column_is_called_as_the_file_calls_it(home: Home, tmp_path: Path) -> None:
    report = load_lines(
        home,
        tmp_path,
        "13812345678,13912345678,2026-04-01 09:00:00,x",
        header="主叫号码,被叫号码,开始时间,通话时长",
    )
    (row,) = quarantine.rows(home, report.batch)
    assert row.column == "通话时长"


@pytest.mark.parametrize("word", ["anonymous", "Withheld", "unknown", "PRIVATE", "隐藏"])
def test_a_withheld_caller_is_accepted_without_a_number(home: Home, tmp_path: Path, word: str) -> None:
    report = load_lines(home, tmp_path, a_line(caller=word))
    assert (report.accepted, report.quarantined) == (1, 0)
    assert calls(home, "caller, callee") == [(None, "8613912345678")]


def test_an_end_before_the_start_is_in_quarantine(home: Home, tmp_path: Path) -> None:
    lines = (
        "13812345678,13912345678,2026-04-01 09:00:00,2026-04-01 08:59:59",
        "13812345678,13912345678,2026-04-01 09:00:00,2026-04-01 09:01:00",
    )
    report = load_lines(home, tmp_path, *lines, header="caller,callee,start,end")
    (row,) = quarantine.rows(home, report.batch)
    assert (row.line, row.column) == (2, "end")
    assert row.reason == '"2026-04-01 08:59:59" is before the beginning, "2026-04-01 09:00:00"'
    assert calls(home, "talk_s, answered") == [(60, True)]


def test_what_a_word_cannot_mean_is_in_quarantine_with_the_words_that_are_known(
    home: Home, tmp_path: Path
) -> None:
    header = "caller,callee,start,duration,answered,direction"
    report = load_lines(home, tmp_path, a_line() + ",maybe,", a_line() + ",,sideways", header=header)
    found = quarantine.rows(home, report.batch)
    assert [(row.column, row.reason) for row in found] == [
        ("answered", '"maybe" is not a known value'),
        ("direction", '"sideways" is not a known value'),
    ]
    assert "接通" in found[0].expected
    assert "incoming" in found[1].expected


def test_wrong_column_counts_name_both_counts(home: Home, tmp_path: Path) -> None:
    report = load_lines(home, tmp_path, GOOD, "13812345678,13912345678", a_line() + ",1,2")
    found = [(row.line, row.reason, row.expected) for row in quarantine.rows(home, report.batch)]
    assert found == [
        (3, "the row has 2 columns, too few", "4 columns"),
        (4, "the row has 6 columns, too many", "4 columns"),
    ]


def test_bytes_of_another_encoding_are_in_quarantine_and_named(home: Home, tmp_path: Path) -> None:
    content = (
        b"caller,callee,start,duration,cell\n"
        + a_line().encode()
        + ",桥北\n".encode("gb18030")
        + GOOD.encode()
        + ",桥南\n".encode()
    )
    report = load(home, a_file(tmp_path, content))
    (row,) = quarantine.rows(home, report.batch)
    assert (row.line, report.accepted) == (2, 1)
    assert "is not UTF-8; the line looks like GB18030" in row.reason
    assert row.raw.startswith(a_line())


def test_blank_lines_are_not_counted(home: Home, tmp_path: Path) -> None:
    report = load(home, a_file(tmp_path, f"\n\ncaller,callee,start,duration\n\n{GOOD}\n  \n\n".encode()))
    assert (report.accepted, report.total) == (1, 1)


def test_a_line_of_empty_values_is_not_blank(home: Home, tmp_path: Path) -> None:
    report = load_lines(home, tmp_path, ",,,")
    assert (report.quarantined, report.total) == (1, 1)


def test_lines_stay_physical_in_blocks_of_any_size(home: Home, tmp_path: Path) -> None:
    lines = [
        line for pair in zip([a_line(start="x")] * 30, [""] * 30, [GOOD] * 30, strict=True) for line in pair
    ]
    report = load(home, a_file(tmp_path, lines), block_bytes=100)
    assert [row.line for row in quarantine.rows(home, report.batch)] == list(range(2, 92, 3))
    assert (report.accepted, report.duplicate, report.quarantined) == (1, 29, 30)


def test_quarantine_is_read_page_by_page(home: Home, tmp_path: Path) -> None:
    report = load_lines(home, tmp_path, *[a_line(duration=f"-{number}") for number in range(1, 8)])
    assert quarantine.count(home, report.batch) == 7
    assert [row.line for row in quarantine.rows(home, report.batch, offset=2, limit=3)] == [4, 5, 6]
    assert [problem.line for problem in report.problems] == [2, 3, 4, 5, 6, 7, 8]


def test_a_report_shows_the_first_twenty_problems(home: Home, tmp_path: Path) -> None:
    report = load_lines(home, tmp_path, *[a_line(duration="-1")] * 50)
    assert (len(report.problems), report.quarantined) == (20, 50)


def test_a_day_is_the_citys_whatever_the_sources_time_zone(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    header = "caller,callee,start,duration"
    load_lines(
        home,
        tmp_path,
        a_line(start="2026-04-01T23:30:00Z"),
        a_line(start="2026-04-02T00:30:00+0800"),
        header=header,
    )
    assert calls(home, "start_s, day::VARCHAR") == [(1775061000, "2026-04-02"), (1775086200, "2026-04-02")]


def test_times_that_the_clocks_skip_or_repeat_have_one_reading(tmp_path: Path) -> None:
    home = a_city(tmp_path, time_zone="Europe/Berlin")
    load_lines(home, tmp_path, a_line(start="2026-03-29 02:30:00"), a_line(start="2025-10-26 02:30:00"))
    skipped, repeated = 1_774_747_800, 1_761_442_200  # 2026-03-29 01:30 UTC, 2025-10-26 01:30 UTC
    assert calls(home, "start_s") == [(repeated,), (skipped,)]
