"""Registers and reports: each kind's columns, in Chinese or English, with their checks."""

from datetime import date
from pathlib import Path

import pytest

from quietline.home import Home
from tests.ingest.builders import a_file, load, rows


@pytest.mark.clause("3.1")
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_user_reports_load_in_both_encodings(home: Home, tmp_path: Path, encoding: str) -> None:
    lines = '被举报号码,举报时间,举报人,类别,内容\n0391-2345678,2026/04/01 09:05,13900000001,推销,"说是银行,天天打"\n'
    report = load(home, a_file(tmp_path, lines.encode(encoding)), "user_reports")
    assert (report.accepted, report.quarantined, report.first_day) == (1, 0, None)
    found = rows(
        home, "user_reports", "number, reported_s, reporter, category, text, length(report_key), line"
    )
    assert found == [("863912345678", 1775005500, "13900000001", "推销", "说是银行,天天打", 32, 2)]


def test_a_report_that_is_too_long_or_lacks_its_number_is_in_quarantine(home: Home, tmp_path: Path) -> None:
    lines = [
        ",2026-04-01 09:00:00,a,b,c",
        f"13812345678,2026-04-01 09:00:00,{'a' * 33},b,c",
        "13812345678,never,a,b,c",
    ]
    report = load(
        home, a_file(tmp_path, lines, header="number,reported_at,reporter,category,text"), "user_reports"
    )
    assert [(problem.column, problem.reason) for problem in report.problems] == [
        ("number", "the value is empty"),
        ("reporter", "the text has 33 letters"),
        ("reported_at", '"never" is not a date and time'),
    ]


def test_protected_callers_load_with_open_and_closed_periods(home: Home, tmp_path: Path) -> None:
    lines = [
        "13812345678,courier,2026-01-01,,permit 7",
        "120,ambulance,20260101,2026/12/31,",
        "13812345678,shop,2026-02-01,2026-01-31,",
    ]
    path = a_file(tmp_path, lines, header="number,purpose,valid_from,valid_until,evidence")
    report = load(home, path, "protected_callers")
    assert [(problem.line, problem.column) for problem in report.problems] == [(4, "valid_until")]
    assert rows(home, "protected_callers", "number, purpose, evidence, valid_from, valid_until") == [
        ("120", "ambulance", None, date(2026, 1, 1), date(2026, 12, 31)),
        ("8613812345678", "courier", "permit 7", date(2026, 1, 1), None),
    ]


def test_holdings_load_with_their_class_of_line(home: Home, tmp_path: Path) -> None:
    header = "号码,用户,机主,号码类别,区县分公司,渠道,入网日期,离网日期"
    lines = [
        "13812345678,S1,张三,手机号,解放区,C1,2025-01-01,",
        "0391-2345678,S2,某医院,trunk,,,2020-05-01,",
        "95588,S3,x,飞机,,,2020-05-01,",
    ]
    report = load(home, a_file(tmp_path, lines, header=header), "holdings")
    assert [(problem.line, problem.column, problem.reason) for problem in report.problems] == [
        (4, "号码类别", '"飞机" is not a known value')
    ]
    assert rows(home, "holdings", "number, subscriber, holder_name, line_class, branch, since, until") == [
        ("8613812345678", "S1", "张三", "mobile", "解放区", date(2025, 1, 1), None),
        ("863912345678", "S2", "某医院", "trunk", None, date(2020, 5, 1), None),
    ]


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "1926-01-01", "9999-01-01", "soon", ""])
def test_impossible_days_are_in_quarantine(home: Home, tmp_path: Path, day: str) -> None:
    path = a_file(tmp_path, [f"13812345678,courier,{day}"], header="number,purpose,valid_from")
    report = load(home, path, "protected_callers")
    assert [problem.column for problem in report.problems] == ["valid_from"]
