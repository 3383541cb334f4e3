"""Cases of the ledger for pages, and a judged city behind a real server for browsers."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from quietline.home import Home
from quietline.office.cases.models import Case
from quietline.office.intake.models import Batch
from quietline.office.intake.services import ingest
from tests.console.server import chromium, served
from tests.ledger_builders import Cast, a_case
from tests.thread.processes import Quietline

PASSWORD = "leise-leitung-2026"
PEOPLE = {role: role for role in ("analyst", "reviewer", "administrator", "auditor")}
OFFICE = {"width": 1366, "height": 625}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def a_case_of_the_city(home: Home, db: None) -> Case:
    """A suspected case of yesterday."""
    now = timezone.now()
    return a_case(day=(now - timedelta(days=1)).date(), at=now)


@pytest.fixture
def quarantined_batch(home: Home, cast: Cast, tmp_path: Path) -> Batch:
    """A file with one line that is right and two that are not."""
    path = tmp_path / "calls-0401.csv"
    path.write_text(
        "caller,callee,start,duration\n"
        "13803910001,13803910002,2026-03-18 10:00:00,12\n"
        "13803910001,13803910003,2026-13-01 10:00:00,12\n"
        '=HYPERLINK(1),13803910003,2026-03-18 10:00:00,"<b>x</b>"\n',
        encoding="utf-8",
    )
    ingest(home, [path], actor=cast.analyst, at=timezone.now())
    return Batch.objects.get()


@dataclass(frozen=True)
class City:
    """A judged city behind a server of its own."""

    url: str
    quietline: Quietline

    def states(self) -> dict[int, str]:
        """Case → state, from the ledger's own file."""
        with closing(sqlite3.connect(self.quietline.home / "ledger.sqlite3")) as ledger:
            return dict(ledger.execute("SELECT id, state FROM cases_case ORDER BY id"))


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """Simulated, loaded and judged by commands, then served by `quietline serve`."""
    folder = tmp_path_factory.mktemp("console")
    quietline = Quietline(folder / "home")
    quietline("init")
    quietline(
        "simulate",
        "--seed",
        5,
        "--days",
        2,
        "--numbers",
        700,
        "--scenario",
        "crowded",
        "--out",
        folder / "city",
    )
    quietline("ingest", folder / "city" / "files")
    quietline("detect", "--from", "2025-03-03", "--to", "2025-03-04")
    for username, role in PEOPLE.items():
        quietline("users", "add", username, "--role", role, "--password-stdin", typed=PASSWORD)
    with served(quietline.home) as url:
        yield City(url, quietline)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@dataclass(frozen=True)
class Visitor:
    """Opens pages as somebody, in a language, a size and a scheme."""

    browser: Browser
    city: City
    problems: list[str]

    def page(
        self,
        user: str = "analyst",
        *,
        language: str = "zh-hans",
        size: dict[str, int] = OFFICE,
        scheme: str = "light",
    ) -> Page:
        """A logged-in page. What the browser complains of is collected: the policy against inline code among it."""
        context = self.browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": "django_language", "value": language, "url": self.city.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on(
            "console",
            lambda line: self.problems.append(line.text) if "Content Security" in line.text else None,
        )
        page.goto(f"{self.city.url}/login/")
        page.fill("input[name=username]", user)
        page.fill("input[name=password]", PASSWORD)
        page.click("main .card button")
        page.wait_for_url(lambda address: "/login/" not in address)
        return page


@pytest.fixture
def visitor(browser: Browser, city: City) -> Iterator[Visitor]:
    found = Visitor(browser, city, [])
    yield found
    for context in list(browser.contexts):
        context.close()
    assert found.problems == []
