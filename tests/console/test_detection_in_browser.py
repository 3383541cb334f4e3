"""Controls, runs and numbers in a real browser: every number and reason is a door, by keyboard too."""

import re

import pytest
from playwright.sync_api import expect

from tests.console.conftest import PHONE, Visitor

pytestmark = pytest.mark.browser


@pytest.mark.clause("3.1")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_a_run_to_its_numbers_to_the_control_and_back_to_the_case(
    visitor: Visitor, language: str
) -> None:
    page = visitor.page(language=language)
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page).to_have_url(re.compile(r"/runs/$"))
    page.locator(".matrix .run-matched a").first.press("Enter")
    expect(page).to_have_url(re.compile(r"/runs/2025-03-0\d/c\d{3}_\w+/$"))
    page.locator("td.number a").first.click()
    expect(page).to_have_url(re.compile(r"/numbers/[\w-]+/$"))
    assert not re.search(r"\d{11}", page.url)
    expect(page.locator(".multiples figure").first).to_be_visible()
    expect(page.locator(".period-bar svg[role=img]")).to_be_visible()
    page.locator("[aria-labelledby=findings-title] td a").first.click()
    expect(page).to_have_url(re.compile(r"/controls/c\d{3}_\w+/$"))
    page.go_back()
    page.locator("[aria-labelledby=cases-title] td a").first.click()
    expect(page).to_have_url(re.compile(r"/cases/\d+/$"))


def test_called_numbers_open_with_a_reason_and_are_masked_again(visitor: Visitor) -> None:
    page = visitor.page(language="en")
    page.get_by_role("link", name="Page of the number").click()
    masked = page.locator("#calls td.number").first.inner_text()
    assert "*" in masked
    page.fill("input[name=reason]", "call-back to the called parties")
    page.get_by_role("button", name="Show called numbers whole").click()
    expect(page.locator("#calls td.number").first).not_to_contain_text("*")
    page.goto(page.url.replace("called/", ""))
    expect(page.locator("#calls td.number").first).to_have_text(masked)


def test_judging_what_changed_is_a_job_on_the_page(visitor: Visitor) -> None:
    page = visitor.page("reviewer", language="en")
    page.goto(f"{visitor.city.url}/runs/")
    page.get_by_role("button", name="Judge what changed").click()
    expect(page.locator(".job").first).to_contain_text("Judge what changed")


@pytest.mark.parametrize("address", ["/controls/", "/controls/c102_hourly_frequency/", "/runs/"])
def test_the_pages_fit_a_phone(visitor: Visitor, address: str) -> None:
    page = visitor.page(size=PHONE)
    page.goto(f"{visitor.city.url}{address}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
