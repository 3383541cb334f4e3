"""The thread in a real browser: a file is dropped, its callers become cases, three people decide by keyboard and page, the network answers.

The console, the worker and the network's receiver are processes of their own; the receiver is killed and started again in the middle
(clauses 1.2.3 and 3.1).
"""

import signal
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.console.screenshots import log_in
from tests.console.server import chromium, served
from tests.thread.processes import Quietline, log_of, receiver, until, worker

OFFICE = {"width": 1366, "height": 625}
PASSWORD = "stille-leitung-2026"
PEOPLE = {"analyst": "analyst", "verifier": "reviewer", "reviewer": "reviewer"}
STATEFUL = {
    "case": "cases_case",
    "measure": "cases_measure",
    "verification": "cases_verification",
    "order": "cases_order",
}


@pytest.fixture
def city(simulated: Path, port: int, tmp_path: Path) -> Quietline:
    """A city that knows its holders, protected callers and reports, and has no call records yet."""
    quietline = Quietline(tmp_path / "home")
    quietline("init", "--order-target-url", f"http://127.0.0.1:{port}/orders")
    settings = quietline.home / "quietline.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("order_hold_s = 10.0", "order_hold_s = 0.0"), encoding="utf-8")
    quietline(
        "ingest",
        *(simulated / "files" / f"{name}.csv" for name in ("holdings", "protected_callers", "user_reports")),
    )
    for username, role in PEOPLE.items():
        quietline("users", "add", username, "--role", role, "--password-stdin", typed=PASSWORD)
    return quietline


def visit(browser: Browser, url: str, user: str, *, language: str = "zh-hans") -> Page:
    """A page of somebody who has logged in with a browser of his own."""
    context = browser.new_context(viewport=OFFICE)  # type: ignore[arg-type]
    context.add_cookies([{"name": "django_language", "value": language, "url": url}])
    page = context.new_page()
    log_in(page, url, user, PASSWORD)
    return page


@pytest.mark.browser
@pytest.mark.clause("1.2.3", "3.1")
def test_from_a_dropped_file_to_a_restored_and_a_terminated_number(
    city: Quietline, simulated: Path, port: int, tmp_path: Path
) -> None:
    log = tmp_path / "orders.jsonl"
    with served(city.home) as url, chromium() as browser, receiver(city, port, log) as network, worker(city):
        analyst = visit(browser, url, "analyst")
        drop_call_records(analyst, url, simulated / "files" / "calls-2025-03-04.csv")

        guilty = shut_down_by_keyboard(analyst, url)
        until("the network has the first order", lambda: len(log_of(port)) == 1)
        network.send(signal.SIGKILL)
        innocent = shut_down_by_keyboard(analyst, url)
        analyst.goto(f"{url}/cases/{innocent}/")
        until("the order was tried in vain", lambda: attempts_of(city, innocent) >= 1)
        network.start()
        until("the order is acknowledged", lambda: orders_of(city, innocent)[-1:] == ["done"])
        analyst.reload()
        expect(analyst.locator("section", has=analyst.locator("#orders-title"))).to_contain_text("已执行")

        reviewer = visit(browser, url, "reviewer", language="en")
        agree(reviewer, url, guilty, "Agree with the shutdown")
        verifier = visit(browser, url, "verifier", language="en")
        for case, outcome in ((guilty, "confirmed"), (innocent, "not_confirmed")):
            decide_on_page(analyst, url, case, "verify")
            complete_verification(verifier, url, case, outcome)

        decide_on_page(analyst, url, guilty, "terminate")
        assert state_of(city, guilty) == "verifying", "a termination waits for the second person"
        agree(reviewer, url, guilty, "Agree: it takes effect")
        decide_on_page(analyst, url, innocent, "restore")
        until("both are closed", lambda: state_of(city, guilty) == state_of(city, innocent) == "closed")

        effective = Counter(line["key"] for line in log_of(port) if line["effective"])
        until("the holder was told three times", lambda: len(told_by(port)) == 3)
        done = {
            (line["number"], line["action"])
            for line in log_of(port)
            if line["effective"] and line["action"] != "notify"
        }
        assert set(effective.values()) == {1}
        assert done == {
            (number_of(city, guilty), "bar_outgoing"),
            (number_of(city, guilty), "terminate"),
            (number_of(city, innocent), "bar_outgoing"),
            (number_of(city, innocent), "restore"),
        }
        analyst.goto(f"{url}/clauses/")
        expect(analyst.locator("tr", has_text="c102_hourly_frequency")).to_contain_text("3.1")

    every_change_of_state_has_its_audit_entry(city)
    assert "chain complete" in city("audit", "verify").out


def told_by(port: int) -> list[dict[str, object]]:
    """The text messages that the network was given."""
    return [line for line in log_of(port) if line["effective"] and line["action"] == "notify"]


def drop_call_records(page: Page, url: str, path: Path) -> None:
    """Drop a file with bad lines: it is loaded, its bad lines wait in quarantine, its callers become cases."""
    page.goto(f"{url}/intake/")
    page.set_input_files("#file", path)
    expect(page.locator(".job").first).to_contain_text("隔离 3", timeout=60_000)
    expect(page.locator("tr", has_text=path.name)).to_have_count(1, timeout=60_000)
    page.locator("tr", has_text=path.name).locator("a.warn").click()
    expect(page.locator(".line-input")).to_have_count(3)
    page.goto(f"{url}/cases/?control=c102_hourly_frequency")
    expect(page.locator("tbody tr").first).to_be_visible()


def shut_down_by_keyboard(page: Page, url: str) -> int:
    """Shut down the first case of the queue that nobody protects; the next one is shown at once."""
    page.goto(f"{url}/")
    rows = page.locator(".queue-row").evaluate_all(
        "rows => rows.map(row => [Number(row.dataset.case), !row.querySelector('.shield, .badge')])"
    )
    case, steps = next((case, position) for position, (case, is_plain) in enumerate(rows) if is_plain)
    for _ in range(steps):
        page.keyboard.press("j")
    expect(page.locator(f"form.decision-form[data-case='{case}']")).to_be_visible()
    page.keyboard.press("5")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#done-text")).to_contain_text("已决定:关停")
    expect(page.locator(f"form.decision-form[data-case='{case}']")).to_have_count(0)
    return int(case)


def decide_on_page(page: Page, url: str, case: int, measure: str) -> None:
    """Decide on the page of the case, by the measure's digit."""
    page.goto(f"{url}/cases/{case}/")
    radio = page.locator(f"#decision input[value={measure}]")
    page.keyboard.press(radio.get_attribute("data-digit") or "")
    expect(radio).to_be_checked()
    offered = page.locator("#decision select[name=reason] option:not([disabled]):not([value=''])").first
    page.locator("#decision select[name=reason]").select_option(offered.get_attribute("value"))
    page.locator("#decision textarea[name=note]").fill("核对无误")
    with page.expect_navigation():
        page.locator("#decision button.confirm").click()


def complete_verification(page: Page, url: str, case: int, outcome: str) -> None:
    page.goto(f"{url}/cases/{case}/")
    page.locator("select[name=method]").select_option("call_back")
    page.locator("[name='answer.call_back.asked']").fill("3")
    page.locator("[name='answer.call_back.disturbed']").select_option("unclear")
    page.locator("[name='answer.call_back.purpose']").select_option("unclear")
    page.locator(f"input[name=outcome][value={outcome}]").check(force=True)
    page.locator("form[action$='/verification/'] textarea").fill("called back, spoke with the holder")
    with page.expect_navigation():
        page.get_by_role("button", name="Complete the verification").click()


def agree(page: Page, url: str, case: int, button: str) -> None:
    page.goto(f"{url}/cases/{case}/")
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def row_of(city: Quietline, case: int) -> dict[str, object]:
    return next(row for row in city("cases", "list", "--all", "--json").objects if row["case"] == case)


def state_of(city: Quietline, case: int) -> object:
    return row_of(city, case)["state"]


def number_of(city: Quietline, case: int) -> object:
    return row_of(city, case)["number"]


def orders_of(city: Quietline, case: int) -> list[str]:
    return [row["state"] for row in city("orders", "list", "--json").objects if row["case"] == case]


def attempts_of(city: Quietline, case: int) -> int:
    return sum(row["attempts"] for row in city("orders", "list", "--json").objects if row["case"] == case)


def every_change_of_state_has_its_audit_entry(city: Quietline) -> None:
    """Each table's versions, added up, are the number of the trail's entries that carry a version of such a thing."""
    with closing(sqlite3.connect(city.home / "ledger.sqlite3")) as ledger:
        for kind, table in STATEFUL.items():
            (changes,) = ledger.execute(f"select sum(version) from {table}").fetchone()
            (entries,) = ledger.execute(
                "select count(*) from audit_auditentry where object_kind = ? and after ->> 'version' is not null",
                (kind,),
            ).fetchone()
            assert changes == entries > 0, kind
