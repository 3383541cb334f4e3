"""Pictures of every page, to be looked at: `python -m tests.console.screenshots HOME FOLDER` for the home of a demo city.

Sizes: an office screen (1366 × 625 inside the browser), a phone, dark, English, print.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.console.server import chromium, served

OFFICE = {"width": 1366, "height": 625}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Shot:
    """One way of looking."""

    name: str
    size: dict[str, int]
    scheme: str = "light"
    language: str = "zh-hans"


SHOTS = (
    Shot("office", OFFICE),
    Shot("phone", PHONE),
    Shot("dark", OFFICE, scheme="dark"),
    Shot("english", OFFICE, language="en"),
)
PAGES = {
    "analyst": {
        "queue": "/",
        "mine": "/?view=mine",
        "cases": "/cases/",
        "no-cases": "/cases/?number=999999",
        "orders": "/orders/",
        "order-desk": "/orders/desk/",
        "order-files": "/orders/files/",
        "reconciliation": "/orders/reconciliation/",
        "intake": "/intake/",
        "sources": "/sources/",
        "clauses": "/clauses/",
        "controls": "/controls/",
        "control": "/controls/c102_hourly_frequency/",
        "runs": "/runs/",
        "search": "/search/?q=154",
        "bulk": "/bulk/",
        "bulk-new": "/bulk/new/?case=1&case=2&case=3",
        "missing": "/cases/999999/",
    },
    "reviewer": {
        "review": "/review/",
        "holds": "/holds/",
        "alarms": "/alarms/",
        "duty": "/duty/",
        "appeals": "/appeals/",
    },
    "auditor": {"masked": "/cases/", "protected": "/protected/", "holds-masked": "/holds/"},
    "admin": {"components": "/components/"},
}


def main(home: Path, folder: Path) -> None:
    """Write `<page>-<shot>.png` for every page and shot."""
    folder.mkdir(parents=True, exist_ok=True)
    accounts = (home / "demo" / "accounts.txt").read_text(encoding="utf-8").splitlines()
    passwords = dict(line.split() for line in accounts)
    with served(home) as url, chromium() as browser:
        for shot in SHOTS:
            for user, pages in PAGES.items():
                _shoot(browser, url, shot, user, passwords[user], pages, folder)


def _shoot(
    browser: Browser, url: str, shot: Shot, user: str, password: str, pages: dict[str, str], folder: Path
) -> None:
    context = browser.new_context(viewport=shot.size, color_scheme=shot.scheme)  # type: ignore[arg-type]
    context.add_cookies([{"name": "django_language", "value": shot.language, "url": url}])
    page = context.new_page()
    page.goto(f"{url}/login/")
    if user == "analyst":
        page.screenshot(path=folder / f"login-{shot.name}.png")
    log_in(page, url, user, password)
    for name, address in pages.items():
        page.goto(url + address)
        page.screenshot(path=folder / f"{name}-{shot.name}.png")
    if user == "analyst":
        _shoot_case(page, url, shot, folder)
    context.close()


def _shoot_case(page: Page, url: str, shot: Shot, folder: Path) -> None:
    """The chosen case of the queue, its page, and the same on paper."""
    page.goto(f"{url}/")
    case = page.locator(".queue-row").first.get_attribute("data-case")
    page.goto(f"{url}/?view=all&case={case}")
    if shot.name != "phone":
        page.keyboard.press("5")
    page.screenshot(path=folder / f"chosen-{shot.name}.png")
    page.goto(f"{url}/cases/{case}/")
    number = page.get_by_role("link", name="Page of the number" if shot.language == "en" else "号码页")
    address = number.get_attribute("href")
    page.screenshot(path=folder / f"case-{shot.name}.png")
    page.screenshot(path=folder / f"case-whole-{shot.name}.png", full_page=True)
    if shot.name == "office":
        _shoot_printed(page, folder / "case-print.png")
    page.goto(f"{url}{address}")
    page.screenshot(path=folder / f"number-{shot.name}.png")
    page.screenshot(path=folder / f"number-whole-{shot.name}.png", full_page=True)
    page.goto(f"{url}/runs/")
    page.locator(".matrix .run-matched a").first.click()
    page.screenshot(path=folder / f"run-{shot.name}.png")
    if shot.name == "office":
        _shoot_printed(page, folder / "run-print.png")


def _shoot_printed(page: Page, path: Path) -> None:
    page.emulate_media(media="print")
    page.screenshot(path=path, full_page=True)
    page.emulate_media(media="screen")


def log_in(page: Page, url: str, user: str, password: str) -> None:
    """Through the form, as a person does."""
    page.goto(f"{url}/login/")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", password)
    page.click("main .card button")
    page.wait_for_url(lambda address: "/login/" not in address)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
