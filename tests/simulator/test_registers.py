"""The registers of the simulated city agree with each other and with the calls."""

from datetime import timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from quietline.domain.number_plan import line_class
from tests.simulator.builders import CROWDED, PLAN, a_city, all_records, attempts, kinds, rows, with_files

CLASSES = {
    "手机号": "mobile",
    "固话": "landline",
    "中继": "trunk",
    "特服号码": "service_code",
    "物联网卡": "iot_card",
}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_city(tmp_path_factory.mktemp("registers") / "city")


def register(city: Path, name: str) -> list[dict[str, str]]:
    return rows(city / "files" / f"{name}.csv")


def test_a_workbook_holds_the_same_as_the_text(city: Path, tmp_path: Path) -> None:
    books = a_city(tmp_path / "city", with_files(PLAN, registers="xlsx")) / "files"
    for name in ("holdings", "channels", "cells", "complaints", "user_reports", "outbound_platforms"):
        header, *lines = CalamineWorkbook.from_path(books / f"{name}.xlsx").get_sheet_by_index(0).to_python()
        text = register(city, name)
        width = len(text[0])
        assert header == list(text[0])
        assert [[*line, *[""] * (width - len(line))] for line in lines] == [
            list(row.values()) for row in text
        ]


def test_digits_and_register_agree_on_the_class_unless_the_line_is_a_trunk(city: Path) -> None:
    for row in register(city, "holdings"):
        assert CLASSES[row["号码类别"]] in {line_class(row["号码"]), "trunk"}


def test_holdings_name_channels_outlets_workers_and_enterprises_that_there_are(city: Path) -> None:
    channels = {(row["渠道"], row["网点"], row["工号"]) for row in register(city, "channels")}
    enterprises = {row["单位客户"] for row in register(city, "enterprises")} | {""}
    holdings = register(city, "holdings")
    assert {(row["渠道"], row["网点"], row["工号"]) for row in holdings} <= channels
    assert {row["单位客户"] for row in holdings} <= enterprises
    assert {row["区县分公司"] for row in holdings} == set(CROWDED.city.counties)


def test_workers_use_numbers_of_the_city(city: Path) -> None:
    used = {row["使用号码"] for row in register(city, "channels")} - {""}
    assert used
    assert used <= {row["号码"] for row in register(city, "holdings")}


def test_no_number_calls_or_is_called_before_its_holding_begins(city: Path) -> None:
    first = {row["号码"]: row["持有起始日"] for row in register(city, "holdings")}
    for one in all_records(city):
        day = str(one.start.date())
        assert all(first.get(number, day) <= day for number in (one.caller, one.callee))


def test_some_numbers_are_opened_on_the_days_that_are_simulated(city: Path) -> None:
    assert any(str(PLAN.start) <= row["持有起始日"] for row in register(city, "holdings"))


def test_a_recycled_number_has_its_former_holder_and_is_silent_until_the_next(tmp_path: Path) -> None:
    longer = PLAN.__class__(PLAN.seed, 5, PLAN.numbers, scenario=CROWDED)
    city = a_city(tmp_path / "city", longer)
    (number,) = (number for number, kind in kinds(city).items() if kind == "recycled_number")
    former, present = (row for row in register(city, "holdings") if row["号码"] == number)
    assert former["持有终止日"] < present["持有起始日"]
    assert former["用户标识"] != present["用户标识"]
    assert min(str(one.start.date()) for one in attempts(city)[number]) >= present["持有起始日"]


def test_a_family_that_moves_is_in_another_county_from_then_on(tmp_path: Path) -> None:
    longer = PLAN.__class__(PLAN.seed, 6, PLAN.numbers, scenario=CROWDED)
    city = a_city(tmp_path / "city", longer)
    counties = {row["小区"]: row["区县"] for row in register(city, "cells")}
    family = [number for number, kind in kinds(city).items() if kind == "moving_family"]
    seen: dict[str, set[str]] = {}
    for one in all_records(city):
        if (one.caller if one.outgoing else one.callee) in family:
            seen.setdefault(str(one.start.date()), set()).add(counties[one.cell])
    first, last = seen[min(seen)], seen[str(PLAN.start + timedelta(days=5))]
    assert len(last) == 1
    assert first != last


def test_every_cell_in_the_calls_is_in_the_register(city: Path) -> None:
    known = {row["小区"] for row in register(city, "cells")}
    assert {one.cell for one in all_records(city)} - {""} <= known
    assert all(
        one.cell == one.imei == ""
        for one in all_records(city)
        if one.outgoing and one.caller.startswith("86391")
    )


def test_protected_callers_are_lawful_lookalikes_and_some_are_missing_from_the_register(city: Path) -> None:
    known = {row["保障号码"] for row in register(city, "protected_callers")}
    truth = {row["number"]: row["protected"] for row in rows(city / "truth" / "lookalikes.csv")}
    assert known == {number for number, protected in truth.items() if protected == "true"}
    assert set(truth.values()) == {"true", "false"}


def test_10085_is_an_approved_platform(city: Path) -> None:
    platforms = {row["平台号码"]: row["平台名称"] for row in register(city, "outbound_platforms")}
    assert platforms["10085"] == "统一外呼平台"
    assert len(platforms) == 2


@pytest.mark.parametrize(
    ("name", "number", "by"),
    [("user_reports", "被举报号码", "举报人"), ("complaints", "被投诉号码", "投诉人")],
)
def test_reports_and_complaints_come_from_people_whom_the_number_called(
    city: Path, name: str, number: str, by: str
) -> None:
    pairs = {(one.caller, one.callee) for made in attempts(city).values() for one in made}
    said = {(_with_country(row[number]), _with_country(row[by])) for row in register(city, name)}
    assert said
    assert said <= pairs


def _with_country(number: str) -> str:
    return number if number == "10085" or number.startswith("969") else f"86{number.lstrip('0')}"
