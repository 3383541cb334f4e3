"""A file is withdrawn on its page with a second look and brought back; the page of sources shows how they fare, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.console.conftest import PHONE, City, Visitor
from tests.thread.processes import worker

pytestmark = [pytest.mark.browser, pytest.mark.clause("3.1")]

CALLS = "caller,callee,start,duration\n13803917777,13803910002,2025-03-06 10:00:00,12\n13803917777,13803910003,2025-03-06 10:01:00,12\n"


def test_a_file_is_withdrawn_and_brought_back(visitor: Visitor, city: City, tmp_path: Path) -> None:
    path = tmp_path / "mistake.csv"
    path.write_text(CALLS, encoding="utf-8")
    city.quietline("ingest", path)
    page = visitor.page("reviewer")
    page.goto(f"{city.url}/intake/?q=mistake")
    page.get_by_role("link", name="mistake.csv").click()
    expect(page.locator("h1")).to_have_text("批次")
    page.fill("input[name=reason]", "误接入")
    page.fill("input[name=rows]", "3")
    page.get_by_role("button", name="撤回此批次").click()
    expect(page.locator("main")).to_contain_text("随批次消失的是 2 行,不是 3 行")
    page.go_back()
    page.fill("input[name=reason]", "误接入")
    page.fill("input[name=rows]", "2")
    page.get_by_role("button", name="撤回此批次").click()
    with worker(city.quietline):
        expect(page.locator(".title-row .badge")).to_have_text("已撤回", timeout=60_000)
        page.get_by_role("button", name="恢复此批次").click()
        expect(page.locator(".title-row .badge")).to_have_text("已接入", timeout=60_000)


def test_sources_tell_how_they_fare_and_lead_to_their_files(visitor: Visitor, city: City) -> None:
    page = visitor.page()
    page.goto(f"{city.url}/sources/")
    row = page.locator("tbody tr", has_text="calls").or_(page.locator("tbody tr", has_text="csv")).first
    expect(row.locator(".day-bars rect").first).to_be_attached()
    row.get_by_text("节奏…").click()
    row.locator("input[name=expected_by]").fill("06:00")
    row.get_by_role("button", name="设置节奏").click()
    expect(page.locator("tbody")).to_contain_text("每日 06:00 前")
    page.locator("tbody td a").first.click()
    expect(page.locator(".chip.dropped").first).to_be_visible()


@pytest.mark.parametrize("address", ["/sources/", "/intake/"])
def test_the_pages_fit_a_phone(visitor: Visitor, city: City, address: str) -> None:
    page = visitor.page(size=PHONE)
    page.goto(f"{city.url}{address}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
