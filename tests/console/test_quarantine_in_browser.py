"""Quarantined lines are corrected, given up and replayed in a real browser; two who correct the same line do not overwrite each other."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import PHONE, City, Visitor
from tests.thread.processes import worker

pytestmark = [pytest.mark.browser, pytest.mark.clause("3.1")]

HEAD = "caller,callee,start,duration\n"
GOOD = "13803918888,13803910002,2025-03-04 10:00:00,12\n"
BAD = "13803918888,13803910003,2025-13-0{n} 10:00:00,12\n"


@pytest.fixture
def quarantine(city: City, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Address of the quarantine of a file with three bad lines, another file for each test."""
    path = tmp_path / f"{request.node.name[:40]}.csv"
    mark = sum(request.node.name.encode()) % 50
    bad = "".join(BAD.format(n=n).replace(",12", f",{mark}") for n in (1, 2, 3))
    path.write_text(HEAD + GOOD.replace(",12", f",{mark}") + bad, encoding="utf-8")
    batch = city.quietline("ingest", path, "--json").objects[0]["files"][0]["batch"]
    return f"{city.url}/intake/{batch}/quarantine/"


def line(page: Page, number: int):  # type: ignore[no-untyped-def]
    return page.locator(f"#line-{number}")


def type_date(page: Page, number: int, date: str) -> None:
    """Correct the date of a line by keyboard."""
    field = line(page, number).locator(".line-input")
    field.fill(field.input_value().replace(field.input_value().split(",")[2], f"{date} 10:00:00"))
    field.press("Enter")


def test_lines_are_corrected_checked_replayed_and_given_up(
    visitor: Visitor, city: City, quarantine: str
) -> None:
    page = visitor.page()
    page.goto(quarantine)
    type_date(page, 3, "2025-02-30")
    expect(line(page, 3)).to_contain_text("2025-02-30")
    expect(line(page, 3).locator("mark")).to_have_text("2025-02-30 10:00:00")
    expect(line(page, 3).locator(".line-input")).to_be_focused()
    type_date(page, 3, "2025-03-04")
    expect(line(page, 3)).to_contain_text("校验已通过")
    expect(line(page, 4).locator(".line-input")).to_be_focused()
    type_date(page, 4, "2025-03-04")
    expect(line(page, 4)).to_contain_text("校验已通过")
    line(page, 4).get_by_text("撤销").click()
    expect(line(page, 4)).to_have_class("line-card open")
    expect(line(page, 4)).to_contain_text("2025-13-02")
    line(page, 5).get_by_text("放弃…").click()
    line(page, 5).locator("input[name=note]").fill("来源确认为测试")
    line(page, 5).get_by_text("放弃此行").click()
    expect(line(page, 5)).to_contain_text("已放弃: 来源确认为测试")
    page.get_by_text("重放更正行").click()
    with worker(city.quietline):
        expect(page.locator(".job").first).to_contain_text("已更正 1 · 仍有误 0", timeout=60_000)
    page.goto(f"{quarantine}?state=all")
    assert [line(page, n).get_attribute("class") for n in (3, 4, 5)] == [
        "line-card corrected",
        "line-card open",
        "line-card given_up",
    ]
    expect(page.locator(".tabs [data-count=open]")).to_have_text("1")


def test_who_is_slower_keeps_what_he_typed_and_is_told(visitor: Visitor, city: City, quarantine: str) -> None:
    first, second = visitor.page("analyst"), visitor.page("reviewer", language="en")
    for page in (first, second):
        page.goto(quarantine)
    type_date(first, 3, "2025-03-04")
    expect(line(first, 3)).to_contain_text("校验已通过")
    type_date(second, 3, "2025-03-03")
    expect(line(second, 3).locator(".refusal")).to_contain_text("Line 3 was changed by")
    assert "2025-03-03" in line(second, 3).locator(".line-input").input_value()


def test_the_page_fits_a_phone(visitor: Visitor, quarantine: str) -> None:
    page = visitor.page(size=PHONE)
    page.goto(quarantine)
    expect(line(page, 3)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
