"""Registers of channels, enterprises, platforms, cells, complaints, task orders and payments: by content, in two languages."""

from datetime import date
from pathlib import Path

import pytest

from quietline.home import Home
from quietline.ingest.profile import shipped
from quietline.warehouse.schema import KINDS
from tests.ingest.builders import a_file, choose, load, rows

CHINESE = {
    "holdings": "号码,用户标识,机主姓名,号码类别,区县分公司,渠道,网点,工号,单位客户,持有起始日,持有终止日",
    "protected_callers": "保障号码,保障用途,证明材料,生效日期,失效日期",
    "channels": "渠道,渠道名称,渠道类型,区县分公司,网点,网点名称,工号,使用号码,启用日期,停用日期",
    "enterprises": "单位客户,单位名称,行业,区县分公司,起始日期,终止日期",
    "outbound_platforms": "平台号码,平台名称,持有单位,许可用途,生效日期,失效日期",
    "cells": "小区,区县,启用日期,停用日期",
    "complaints": "被投诉号码,投诉时间,投诉人,投诉类别,渠道,投诉内容",
    "task_orders": "任务单号,单位类型,下达对象,下达日期,目标呼叫量,任务内容",
    "outbound_payments": "支付单号,单位类型,支付对象,支付日期,金额（分）,用途",
    "user_reports": "被举报号码,举报时间,举报人,举报类别,举报内容",
}

ROWS = {
    "holdings": [
        "13812345678,S1,张三,中继,解放区,C1,W1,K1,E1,2025-01-01,",
        ("8613812345678", "S1", "张三", "trunk", "解放区", "C1", "W1", "K1", "E1", date(2025, 1, 1), None),
    ],
    "channels": [
        "C1,某渠道,特许,解放区,W1,某网点,K1,0391-2345678,2025-01-01,2025-12-31",
        (
            *("C1", "某渠道", "franchised", "解放区", "W1", "某网点", "K1"),
            *("863912345678", date(2025, 1, 1), date(2025, 12, 31)),
        ),
    ],
    "enterprises": [
        "E1,某公司,快递,山阳区,2025-01-01,",
        ("E1", "某公司", "快递", "山阳区", date(2025, 1, 1), None),
    ],
    "outbound_platforms": [
        "10085,统一外呼,某公司,存量维系,2025-01-01,2026-12-31",
        ("10085", "统一外呼", "某公司", "存量维系", date(2025, 1, 1), date(2026, 12, 31)),
    ],
    "cells": ["460-00-1-2,山阳区,2025-01-01,", ("460-00-1-2", "山阳区", date(2025, 1, 1), None)],
    "complaints": [
        "13812345678,2026-04-01 09:15:00,13900000001,推销,10010热线,天天打",
        ("8613812345678", 1775006100, "13900000001", "推销", "10010热线", "天天打"),
    ],
    "task_orders": [
        'T1,工号,K1,2026-04-01,"1,200",四月外呼',
        ("T1", "worker_id", "K1", date(2026, 4, 1), 1200, "四月外呼"),
    ],
    "outbound_payments": [
        "P1,区县分公司,解放区,2026-04-30,500000,四月外呼",
        ("P1", "branch", "解放区", date(2026, 4, 30), 500_000, "四月外呼"),
    ],
}


@pytest.mark.parametrize("kind", CHINESE)
def test_a_register_is_known_by_its_chinese_header(home: Home, tmp_path: Path, kind: str) -> None:
    assert choose(home, a_file(tmp_path, ["x"], header=CHINESE[kind])).name == kind


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "calls"])
def test_a_register_is_known_by_the_names_of_its_own_columns(home: Home, tmp_path: Path, kind: str) -> None:
    names = [name for name in KINDS[kind].columns if name not in {"batch", "line"} and "_key" not in name]
    header = ",".join({"reported_s": "reported_at"}.get(name, name) for name in names)
    assert choose(home, a_file(tmp_path, ["x"], header=header)).name == kind


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("kind", ROWS)
def test_a_row_of_a_register_is_read_in_both_encodings(
    home: Home, tmp_path: Path, kind: str, encoding: str
) -> None:
    line, expected = ROWS[kind]
    path = a_file(tmp_path, f"{CHINESE[kind]}\n{line}\n".encode(encoding))
    report = load(home, path, choose(home, path))
    assert (report.kind, report.accepted, report.problems) == (kind, 1, ())
    columns = [name for name in KINDS[kind].columns if name not in {"batch", "line", "complaint_key"}]
    assert rows(home, kind, ", ".join(columns)) == [expected]


@pytest.mark.parametrize("kind", ROWS)
def test_the_same_row_again_is_a_duplicate(home: Home, tmp_path: Path, kind: str) -> None:
    line, _ = ROWS[kind]
    assert load(home, a_file(tmp_path, [str(line)], header=CHINESE[kind]), kind).accepted == 1
    again = load(home, a_file(tmp_path, [str(line)] * 2, header=CHINESE[kind], name="again.csv"), kind)
    assert (again.accepted, again.duplicate) == (0, 2)


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ('"5,000.00"', 500_000),
        ("5000", 500_000),
        ("￥5000.5", 500_050),
        ("¥0.07", 7),
        ('"1,234,567.89元"', 123_456_789),
        ("5000.1000", 500_010),
        ("-12.30", -1230),
        ('"５，０００．００"', 500_000),
    ],
)
def test_an_amount_in_yuan_is_kept_in_fen(home: Home, tmp_path: Path, written: str, fen: int) -> None:
    header = "payment,unit_kind,unit,paid,amount"
    load(home, a_file(tmp_path, [f"P1,channel,C1,2026-04-30,{written}"], header=header), "outbound_payments")
    assert rows(home, "outbound_payments", "amount_fen") == [(fen,)]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("金额", "0.005", '"0.005" is not an amount of money'),
        ("金额", "many", '"many" is not an amount of money'),
        ("金额", "", "the value is empty"),
        ("金额（分）", "0.5", '"0.5" is not an amount of money'),
        ("金额", "5000分", '"5000分" is not an amount of money'),
        ("金额（分）", "5000元", '"5000元" is not an amount of money'),
        ("金额（分）", "¥5000", '"¥5000" is not an amount of money'),
        ("金额（分）", "￥5000", '"￥5000" is not an amount of money'),
        ("金额（分）", "", "the value is empty"),
    ],
)
def test_what_is_no_amount_is_in_quarantine(
    home: Home, tmp_path: Path, column: str, value: str, reason: str
) -> None:
    path = a_file(
        tmp_path, [f"P1,渠道,C1,2026-04-30,{value}"], header=f"支付单号,单位类型,支付对象,支付日期,{column}"
    )
    report = load(home, path, "outbound_payments")
    assert [(problem.column, problem.reason) for problem in report.problems] == [(column, reason)]


@pytest.mark.parametrize(
    ("column", "written"), [("金额", "5000 元"), ("金额（分）", "500000分"), ("金额（分）", '"500,000"')]
)
def test_an_amount_may_name_the_unit_of_its_column(
    home: Home, tmp_path: Path, column: str, written: str
) -> None:
    header = f"支付单号,单位类型,支付对象,支付日期,{column}"
    load(home, a_file(tmp_path, [f"P1,渠道,C1,2026-04-30,{written}"], header=header), "outbound_payments")
    assert rows(home, "outbound_payments", "amount_fen") == [(500_000,)]


def test_days_may_be_a_spreadsheets_numbers_alone(home: Home, tmp_path: Path) -> None:
    profile = shipped()["cells"].model_copy(update={"date_formats": ["excel_serial"]})
    lines = ["c1,山阳区,45659", "c2,山阳区,2025-01-02"]
    report = load(home, a_file(tmp_path, lines, header="小区,区县,启用日期"), profile)
    assert rows(home, "cells", "cell, since") == [("c1", date(2025, 1, 2))]
    assert [problem.reason for problem in report.problems] == ['"2025-01-02" is not a date']


def test_payments_without_any_amount_are_refused(home: Home, tmp_path: Path) -> None:
    path = a_file(tmp_path, ["P1,渠道,C1,2026-04-30"], header="支付单号,单位类型,支付对象,支付日期")
    with pytest.raises(Exception, match="the header lacks 'amount'"):
        load(home, path, "outbound_payments")


@pytest.mark.parametrize(
    ("kind", "line", "column", "reason"),
    [
        ("channels", "C1,,飞机,,,,,,2025-01-01,", "渠道类型", '"飞机" is not a known value'),
        ("task_orders", "T1,飞机,K1,2026-04-01,,", "单位类型", '"飞机" is not a known value'),
        ("task_orders", "T1,渠道,K1,2026-04-01,-1,", "目标呼叫量", '"-1" is negative'),
        ("task_orders", "T1,渠道,K1,2026-04-01,x,", "目标呼叫量", '"x" is not a whole number'),
        ("outbound_platforms", "10086,x,,,2025-01-01,2024-01-01", "失效日期", None),
        ("cells", ",x,2025-01-01,", "小区", "the value is empty"),
    ],
)
def test_a_bad_row_of_a_register_is_named(
    home: Home, tmp_path: Path, kind: str, line: str, column: str, reason: str | None
) -> None:
    report = load(home, a_file(tmp_path, [line], header=CHINESE[kind]), kind)
    (problem,) = report.problems
    assert problem.column == column
    assert reason is None or problem.reason == reason


def test_every_kind_of_the_lake_has_a_profile_that_ships() -> None:
    assert set(KINDS) == {profile.kind for profile in shipped().values()}
