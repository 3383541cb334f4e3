"""Nothing that people do all day reads a table from one end to the other: a ledger of a million cases answers like one of five thousand."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quietline.console import listing
from quietline.office.cases.detection import take_in
from quietline.office.cases.models import Case
from quietline.office.registry.holders import take_in as take_in_holding
from tests.console.page_cases import client_of
from tests.ledger_builders import (
    NOW,
    SYSTEM,
    Cast,
    a_case,
    a_control_day,
    a_finding,
    a_number,
    a_register_row,
    decided,
)

pytestmark = pytest.mark.django_db
ENDS_EARLY = re.compile(r"LIMIT \d+( OFFSET \d+)?(\) subquery)?$")
"""Read in the order of an index, or in none, such a question ends with its last row."""
GROWING = ("cases_case", "cases_casefinding", "cases_measure", "registry_holding", "audit_auditentry")


def whole_readings(work: Callable[[], object]) -> list[str]:
    """The questions for which SQLite would read one of the growing tables as a whole."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by how much a table holds")
    with CaptureQueriesContext(connection) as asked:
        work()
    found = []
    for sql in {query["sql"] for query in asked if query["sql"].startswith("SELECT")}:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
            plan = [str(row[-1]) for row in cursor.fetchall()]
        scans = any(line.startswith(f"SCAN {table}") for line in plan for table in GROWING)
        sorts = any("TEMP B-TREE FOR ORDER BY" in line for line in plan)
        if scans and (sorts or not ENDS_EARLY.search(sql)):
            found.append(sql)
    return found


PAGES = [
    "/",
    "/?view=overdue",
    "/?view=mine",
    "/cases/",
    "/cases/?state=any",
    "/cases/?state=closed",
    "/cases/{case}/",
]


@pytest.mark.parametrize("address", PAGES)
def test_no_page_reads_a_whole_table(cast: Cast, a_case_of_the_city: Case, address: str) -> None:
    client = client_of(cast, "analyst")
    client.get("/")
    asked = address.format(case=a_case_of_the_city.pk)
    assert whole_readings(lambda: client.get(asked)) == []


def test_no_decision_reads_a_whole_table(cast: Cast) -> None:
    case = a_case()
    assert whole_readings(lambda: decided(case, "shutdown", cast.analyst)) == []


def test_no_opening_reads_a_whole_table(cast: Cast, home: object) -> None:
    found = a_finding(subject=a_number(7))
    assert whole_readings(lambda: take_in(home, a_control_day(found), actor=SYSTEM, at=NOW)) == []  # type: ignore[arg-type]


def test_no_holding_is_looked_for_in_a_whole_table() -> None:
    rows = [a_register_row(), a_register_row(a_number(8), since=date(2026, 1, 1))]
    assert whole_readings(lambda: [take_in_holding(row) for row in rows]) == []


def test_a_long_list_is_counted_no_further_than_its_pages_are_turned(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "COUNTED", 3)
    for position in range(3):
        a_case(a_number(position), holder=f"机主{position}")
    client = client_of(cast, "analyst")
    assert "3+" not in client.get("/cases/").content.decode()
    a_case(a_number(9), holder="机主九")
    text = client.get("/cases/").content.decode()
    assert "3+" in text
