"""axe finds nothing serious on any page, in light and dark, in both languages; forms work without a mouse."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.console.conftest import PHONE, City, Visitor

pytestmark = pytest.mark.browser

PAGES = {
    "analyst": [
        "/",
        "/?view=mine",
        "/cases/",
        "/cases/?number=99999",
        "/alarms/",
        "/duty/",
        "/orders/",
        "/orders/desk/",
        "/orders/files/",
        "/orders/reconciliation/",
        "/intake/",
        "/sources/",
        "/controls/",
        "/controls/c102_hourly_frequency/",
        "/runs/",
        "/clauses/",
        "/search/?q=1",
        "/bulk/",
        "/bulk/new/?case=1&case=2",
        "/protected/",
        "/nothing/",
    ],
    "reviewer": ["/review/", "/holds/", "/appeals/"],
    "administrator": ["/components/"],
    "auditor": ["/audit/", "/audit/?action=nothing"],
}


def serious(page: Page) -> list[str]:
    """What axe calls serious or critical, with the first element of each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{page.url} {one['id']}: {one['nodes'][0]['html'][:160]} {one['nodes'][0].get('failureSummary', '')[:200]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("user", list(PAGES))
def test_no_page_has_a_serious_violation(visitor: Visitor, city: City, user: str, scheme: str) -> None:
    page = visitor.page(user, scheme=scheme, language="en" if scheme == "dark" else "zh-hans")
    addresses = list(PAGES[user])
    if user != "administrator":
        addresses.append(f"/cases/{min(city.states())}/")
    violations = []
    for address in addresses:
        page.goto(city.url + address)
        violations += serious(page)
    assert violations == []


def test_neither_has_the_log_in_nor_the_help_nor_a_chosen_measure(visitor: Visitor, city: City) -> None:
    page = visitor.page()
    page.keyboard.press("5")
    violations = serious(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    violations += serious(page)
    page.context.clear_cookies()
    page.goto(f"{city.url}/login/")
    violations += serious(page)
    assert violations == []


def test_no_page_is_wider_than_a_phone(visitor: Visitor, city: City) -> None:
    page = visitor.page(size=PHONE)
    wide = []
    for address in [*PAGES["analyst"], f"/cases/{min(city.states())}/"]:
        page.goto(city.url + address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            wide.append(f"{address} is {width} px wide")
    assert wide == []
