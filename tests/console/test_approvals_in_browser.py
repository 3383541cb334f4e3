"""A restoration that the product proposes is accepted with one key, in a real browser."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.console.conftest import City, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.clause("1.2.3", "3.1")]


def test_y_restores_what_nobody_reviewed_in_time(visitor: Visitor, city: City) -> None:
    open_ones = city.quietline("cases", "list", "--state", "suspected", "--json").objects
    case = next(one["case"] for one in open_ones if not one["protected"])
    why = ("--code", "high_frequency", "--reason", "一小时呼叫过频")
    city.quietline("decide", case, "shutdown", *why, "--as", "analyst")
    with closing(sqlite3.connect(city.quietline.home / "ledger.sqlite3")) as ledger:
        ledger.execute(
            "UPDATE cases_measure SET review_due_at = '2025-03-05 00:00:00' WHERE case_id = ? AND kind = 'shutdown'",
            (case,),
        )
        ledger.commit()
    city.quietline("alarms", "watch")
    page = visitor.page("reviewer")
    expect(page.locator('[data-clock="unreviewed"]')).to_be_visible()
    page.goto(f"{city.url}/review/?what=restoration")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("y")
    expect(page.locator("main")).to_contain_text("已同意")
    assert city.states()[case] == "restored"
