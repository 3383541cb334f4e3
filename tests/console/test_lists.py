"""Lists: a constant number of queries, filters that are said and can be dropped, pages of 50, files without formulas."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quietline.console.csv_file import harmless
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.models import Case
from quietline.office.cases.queries import verifications_for
from quietline.office.cases.services.appeal import lodge_appeal
from tests.console.page_cases import client_of
from tests.ledger_builders import Cast, a_case, a_number, decided

pytestmark = pytest.mark.usefixtures("home")

QUERIES = {
    "appeals": 15,
    "cases": 17,
    "orders": 19,
    "review": 16,
    "intake": 18,
    "clauses": 15,
    "search": 16,
    "controls": 16,
    "runs": 17,
}
"""Queries of each list page, log-in, role, scope, rail and clock strip included, however many rows it shows."""


def some_cases(count: int, cast: Cast) -> list[Case]:
    now = timezone.now()
    cases = [a_case(a_number(position), at=now - timedelta(minutes=position)) for position in range(count)]
    for case in cases[::2]:
        decided(case, "shutdown", cast.analyst, at=now)
        lodge_appeal(case_id=case.pk, via="counter", statement="我是快递员", actor=cast.branch, at=now)
    return cases


@pytest.mark.parametrize("count", [2, 9])
@pytest.mark.parametrize("page", list(QUERIES))
def test_a_list_asks_as_often_for_many_rows_as_for_few(
    cast: Cast, page: str, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    some_cases(count, cast)
    client = client_of(cast, "reviewer")
    with django_assert_num_queries(QUERIES[page]):
        assert client.get(reverse(page), {"q": "138"}).status_code == 200


def shown(cast: Cast, **query: str) -> list[int]:
    return [case.pk for case in client_of(cast, "auditor").get(reverse("cases"), query).context["list"].rows]


def test_filters_narrow_and_their_chips_drop_them(cast: Cast) -> None:
    first, second, third = some_cases(3, cast)
    assert set(shown(cast)) == {first.pk, second.pk, third.pk}
    assert shown(cast, state="suspected") == [second.pk]
    assert shown(cast, number="138 0000 0002") == [third.pk]
    assert shown(cast, number="0001") == [second.pk]
    assert shown(cast, control="c103_distinct_callees") == []
    assert len(shown(cast, clause="3.1")) == 3
    answer = client_of(cast, "auditor").get(reverse("cases"), {"state": "suspected", "number": "0001"})
    chips = {chip.text: chip.address for chip in answer.context["chips"]}
    assert chips == {"疑似": "?number=0001", "号码含 0001": "?state=suspected"}


def test_a_click_on_a_head_sorts_and_a_second_one_turns_it_around(cast: Cast) -> None:
    cases = some_cases(3, cast)
    numbers = [case.pk for case in cases]
    assert shown(cast, sort="number") == numbers
    assert shown(cast, sort="-number") == numbers[::-1]
    assert sorted(shown(cast, sort="nonsense")) == numbers
    heads = client_of(cast, "auditor").get(reverse("cases"), {"sort": "number"}).context["list"].heads
    assert {head.column.name: (head.sorted, head.address) for head in heads}["number"] == (
        "ascending",
        "?sort=-number",
    )


def test_a_page_holds_fifty_rows(cast: Cast) -> None:
    now = timezone.now()
    for position in range(51):
        a_case(a_number(position), at=now)
    first, second = (
        client_of(cast, "auditor").get(reverse("cases"), {"page": page}).context["list"] for page in (1, 2)
    )
    assert (len(first.rows), first.total, first.following) == (50, 51, "?page=2")
    assert (len(second.rows), second.previous, second.following) == (1, "?page=1", "")


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_no_cell_becomes_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_ordinary_cells_stay_as_they_are() -> None:
    assert [harmless(cell) for cell in ("张三", "138 **** 2345", "", None, 5)] == [
        "张三",
        "138 **** 2345",
        "",
        "",
        "5",
    ]


def test_the_file_holds_the_filtered_cases_masked_and_leaves_an_entry(cast: Cast) -> None:
    first, second = some_cases(2, cast)
    answer = client_of(cast, "auditor").get(reverse("cases_file"), {"state": "suspected"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[0].startswith("工单,号码,状态")
    assert len(lines) == 2
    assert lines[1].startswith(f"{second.pk},138 **** 0001,疑似")
    assert first.number not in answer.content.decode()
    entry = AuditEntry.objects.get(action="cases.exported")
    assert (entry.actor, entry.after) == (cast.auditor.name, {"rows": 1, "filter": "state=suspected"})


def test_a_reviewer_sees_what_waits_to_be_verified_and_not_what_he_shut_down_himself(cast: Cast) -> None:
    now = timezone.now()
    case = a_case(a_number(1), at=now)
    decided(case, "shutdown", cast.analyst, at=now)
    decided(case, "verify", cast.analyst, at=now)
    answer = client_of(cast, "reviewer").get(reverse("review"))
    assert [verification.case_id for verification in answer.context["verifications"]] == [case.pk]
    assert "待核实" in answer.content.decode()
    assert not verifications_for(cast.analyst)
    assert not verifications_for(cast.outsider)
