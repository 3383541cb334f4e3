"""A sheet of a workbook is read as the text that it is, row by row, with cells as Excel hands them over."""

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from quietline.domain.errors import InputError
from quietline.home import Home
from quietline.ingest import quarantine
from quietline.ingest.delivered import Delivered, deliveries, opened
from quietline.ingest.load import load_file
from quietline.ingest.profile import shipped
from tests.ingest.builders import AT, HEADER, a_file, calls, choose, load, rows
from tests.ingest.workbook_builders import a_workbook

TITLES = HEADER.split(",")
START = datetime(2026, 4, 1, 9, 0, 0)
GOOD = [13812345678, 13912345678, START, 30]


def refusal(home: Home, path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        load_file(home, path, loaded_by="tester", at=AT)
    assert str(path) in caught.value.where
    assert caught.value.mend
    return caught.value


@pytest.mark.clause("3.1")
def test_a_sheet_gives_the_calls_that_its_csv_would_give(home: Home, tmp_path: Path) -> None:
    path = a_workbook(tmp_path, [TITLES, GOOD, [13700000001, "0391-2345678", START, 0]])
    report = load(home, path)
    assert (report.file_name, report.accepted, report.quarantined) == ("calls.xlsx", 2, 0)
    assert calls(home) == [
        ("8613700000001", "863912345678", 1775005200, 0, False),
        ("8613812345678", "8613912345678", 1775005200, 30, True),
    ]


CELLS = [
    ("caller", 13812345678, "8613812345678"),
    ("caller", 13812345678.0, "8613812345678"),
    ("caller", "13812345678.0", "8613812345678"),
    ("caller", " 138 1234-5678 ", "8613812345678"),
    ("caller", "１３８１２３４５６７８", "8613812345678"),
    ("start_s", START, 1775005200),
    ("start_s", datetime(2026, 4, 1), 1774972800),
    ("start_s", 46113.375, 1775005200),
    ("start_s", 46113.37501157407, 1775005201),
    ("start_s", "2026-04-01 09:00:00", 1775005200),
    ("talk_s", 30.0, 30),
    ("talk_s", "30", 30),
    ("talk_s", time(0, 1, 4), 64),
    ("talk_s", timedelta(hours=25), 90_000),
    ("answered", True, True),
    ("answered", False, False),
    ("answered", "是", True),
]
PLACES = {"caller": 0, "start_s": 2, "talk_s": 3, "answered": 4}


@pytest.mark.parametrize(("column", "cell", "value"), CELLS)
def test_a_cell_means_what_it_means_in_excel(
    home: Home, tmp_path: Path, column: str, cell: Any, value: object
) -> None:
    row: list[Any] = [*GOOD, True]
    row[PLACES[column]] = cell
    report = load(home, a_workbook(tmp_path, [[*TITLES, "answered"], row]))
    assert report.problems == ()
    assert calls(home, column) == [(value,)]


def test_digits_that_excel_has_lost_are_not_taken_for_a_number(home: Home, tmp_path: Path) -> None:
    report = load(home, a_workbook(tmp_path, [TITLES, [898600000000000001, *GOOD[1:]]]))
    (problem,) = report.problems
    assert "is in scientific notation, which has lost digits" in problem.reason


def test_dates_of_a_register_are_read_from_every_kind_of_cell(home: Home, tmp_path: Path) -> None:
    days: list[Any] = [
        date(2025, 1, 2),
        datetime(2025, 1, 2, 10, 0),
        45659,
        45659.5,
        "2025-01-02",
        "20250102",
        20250102,
    ]
    table = [
        ["小区", "区县", "启用日期"],
        *([f"c{number}", "山阳区", day] for number, day in enumerate(days)),
    ]
    report = load(home, a_workbook(tmp_path, table), "cells")
    assert report.problems == ()
    assert {day for _, day in rows(home, "cells", "cell, since")} == {date(2025, 1, 2)}


def test_a_share_and_an_amount_keep_their_decimals(home: Home, tmp_path: Path) -> None:
    table = [
        ["支付单号", "单位类型", "支付对象", "支付日期", "金额", "用途"],
        ["P1", "渠道", "C1", date(2026, 4, 1), 1234.5, 0.25],
    ]
    load(home, a_workbook(tmp_path, table), "outbound_payments")
    assert rows(home, "outbound_payments", "amount_fen, purpose") == [(123_450, "0.25")]


def test_the_number_of_a_line_is_that_of_the_sheets_row(home: Home, tmp_path: Path) -> None:
    table: list[list[Any]] = [
        [],
        ["四月话单"],
        TITLES,
        GOOD,
        [],
        ["x", *GOOD[1:]],
        [None, None, None, None],
        ["y", *GOOD[1:]],
    ]
    report = load(home, a_workbook(tmp_path, table))
    assert (report.accepted, report.total) == (1, 3)
    assert [problem.line for problem in report.problems] == [6, 8]


def test_a_line_break_in_a_cell_does_not_make_a_line(home: Home, tmp_path: Path) -> None:
    table = [["被举报号码", "举报时间", "举报内容"], [13812345678, START, '第一行\n第二行, "引号"\r\n']]
    load(home, a_workbook(tmp_path, table), "user_reports")
    assert rows(home, "user_reports", "text, line") == [('第一行 第二行, "引号"', 2)]


def test_a_quarantined_row_is_kept_as_a_csv_export_would_write_it(home: Home, tmp_path: Path) -> None:
    report = load(home, a_workbook(tmp_path, [TITLES, ["x", *GOOD[1:]]]))
    (row,) = quarantine.rows(home, report.batch)
    assert row.raw == "x,13912345678,2026-04-01 09:00:00,30"
    again = load(home, a_file(tmp_path, [row.raw.replace("x", "13812345678")]))
    assert (again.accepted, again.quarantined) == (1, 0)


def test_the_same_workbook_again_changes_nothing(home: Home, tmp_path: Path) -> None:
    path = a_workbook(tmp_path, [TITLES, GOOD])
    load(home, path)
    again = load(home, path)
    assert (again.duplicate, again.known_as) == (1, "calls.xlsx, loaded 2026-05-01 08:00 by tester")


def test_a_workbook_is_known_by_its_content(home: Home, tmp_path: Path) -> None:
    table = [["号码", "用户标识", "持有起始日"], [13812345678, "S1", date(2025, 1, 1)]]
    assert choose(home, a_workbook(tmp_path, table, "x.dat")).name == "holdings"


def test_a_layout_without_header_is_known_in_a_sheet_too(home: Home, tmp_path: Path) -> None:
    row = [
        "",
        13812345678,
        13912345678,
        "in",
        "Z",
        "P/1",
        "P/2",
        "Dial",
        "x",
        START,
        START,
        START + timedelta(seconds=30),
    ]
    path = a_workbook(tmp_path, [[*row, 30, 30, "ANSWERED", "DOCUMENTATION", "1775005200.1"]])
    assert choose(home, path).name == "asterisk"
    assert load(home, path, "asterisk").accepted == 1


@pytest.mark.parametrize("profile", [name for name, one in shipped().items() if one.header])
def test_every_profile_with_a_header_reads_a_sheet(home: Home, tmp_path: Path, profile: str) -> None:
    titles = [names[0] for names in shipped()[profile].columns.values()]
    path = a_workbook(tmp_path, [titles, ["x" for _ in titles]])
    assert choose(home, path).name == profile
    assert load(home, path, profile).quarantined == 1


def test_each_sheet_that_holds_something_is_a_file_of_its_own(home: Home, tmp_path: Path) -> None:
    other = [[TITLES[0], *TITLES[1:]], [13700000001, *GOOD[1:]]]
    path = a_workbook(
        tmp_path, [TITLES, GOOD], more={"四月": other, "empty": [], "secret": other}, hidden=["secret"]
    )
    found = deliveries(path, spool=tmp_path)
    assert [one.name for one in found] == ["calls.xlsx/Sheet1", "calls.xlsx/四月"]
    reports = [load_file(home, one, loaded_by="tester", at=AT) for one in found]
    assert [(one.file_name, one.accepted) for one in reports] == [
        ("calls.xlsx/Sheet1", 1),
        ("calls.xlsx/四月", 1),
    ]
    assert load_file(home, found[1], loaded_by="tester", at=AT).known_as.startswith("calls.xlsx/四月")
    assert "there are 2 tables in it: Sheet1, 四月" in refusal(home, path).what


def test_a_workbook_without_content_is_refused(home: Home, tmp_path: Path) -> None:
    assert "no sheet that holds something" in refusal(home, a_workbook(tmp_path, [], more={"b": []})).what
    assert "the file is empty" in refusal(home, a_workbook(tmp_path, [], name="one.xlsx")).what


def test_a_header_alone_loads_nothing_and_says_so(home: Home, tmp_path: Path) -> None:
    report = load(home, a_workbook(tmp_path, [TITLES]))
    assert (report.total, report.remark) == (0, "the file has a header and no rows")


def test_a_workbook_cut_in_the_middle_is_refused_and_taken_when_it_is_whole(
    home: Home, tmp_path: Path
) -> None:
    whole = a_workbook(
        tmp_path, [TITLES, *([13700000000 + number, *GOOD[1:]] for number in range(500))]
    ).read_bytes()
    cut = a_file(tmp_path, whole[: len(whole) // 2], "calls.xlsx")
    assert "damaged or cut" in refusal(home, cut).what
    cut.write_bytes(whole)
    assert load(home, cut).accepted == 500


def test_a_damaged_sheet_is_refused(home: Home, tmp_path: Path) -> None:
    path, damaged = a_workbook(tmp_path, [TITLES, GOOD]), tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(damaged, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            target.writestr(info.filename, content[:200] if "sheet1" in info.filename else content)
    assert "damaged" in refusal(home, damaged).what


@pytest.mark.parametrize(
    ("member", "what"),
    [
        ("xl/workbook.bin", "is a binary Excel workbook"),
        ("word/document.xml", "is a Word document"),
        ("content.xml", "is an OpenDocument file"),
    ],
)
def test_another_office_document_is_named(home: Home, tmp_path: Path, member: str, what: str) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr(member, "x")
    assert what in refusal(home, path).what


def test_old_and_protected_workbooks_are_told_apart(home: Home, tmp_path: Path) -> None:
    begin = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert "an old Excel workbook (.xls)" in refusal(home, a_file(tmp_path, begin, "a.xls")).what
    protected = begin + "EncryptedPackage".encode("utf-16-le") + bytes(100)
    assert "protected by a password" in refusal(home, a_file(tmp_path, protected, "b.xlsx")).what


def test_a_sheet_that_would_fill_the_memory_is_refused(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, TITLES)
        page.write(1_048_575, 16_383, "far away")
    assert "needs more memory" in refusal(home, path).what


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_million_rows_are_read(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "million.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["号码", "用户标识", "持有起始日"])
        for number in range(1, 1_048_576):
            page.write_row(number, 0, [13800000000 + number, f"S{number}", "2025-01-01"])
    report = load(home, path, "holdings")
    assert (report.accepted, report.quarantined) == (1_048_575, 0)


def test_the_text_of_a_sheet_leaves_no_file_behind(home: Home, tmp_path: Path) -> None:
    path = a_workbook(tmp_path, [TITLES, GOOD])
    before = sorted(home.root.rglob("*"))
    with opened(Delivered(path), spool=home.root) as content:
        assert content.stream().read(10) == b"caller,cal"
        assert sorted(home.root.rglob("*")) == before
