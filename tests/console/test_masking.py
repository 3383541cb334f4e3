"""Who sees numbers masked learns no hidden digit: not by search, not from texts that name them, not from an address."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quietline.console.templatetags.console import hiding
from quietline.office.cases.models import Case, Order
from quietline.office.intake.models import Batch
from tests.console.page_cases import client_of
from tests.ledger_builders import Cast, a_case, decided

pytestmark = pytest.mark.usefixtures("home")
NUMBER = "8613803712345"
MASKED = ("auditor", "branch")


@pytest.fixture
def case(db: None) -> Case:
    return a_case(NUMBER, holder="欧阳张三", at=timezone.now())


def found(client: Client, page: str, name: str, text: str) -> bool:
    """Whether the case is among what the page shows."""
    return "138 **** 2345" in client.get(reverse(page), {name: text}).content.decode()


@pytest.mark.parametrize("who", MASKED)
@pytest.mark.parametrize(("page", "name"), [("search", "q"), ("cases", "number"), ("cases_file", "number")])
def test_hidden_digits_are_not_guessed_piece_by_piece(
    cast: Cast, case: Case, who: str, page: str, name: str
) -> None:
    client = client_of(cast, who)
    pieces = ("0371", "13803", "1380371", "71234", "3712345")
    assert [piece for piece in pieces if found(client, page, name, piece)] == []
    assert all(found(client, page, name, whole) for whole in ("13803712345", "86 138 0371 2345", "2345"))


def test_who_sees_numbers_whole_finds_them_by_any_piece(cast: Cast, case: Case) -> None:
    client = client_of(cast, "analyst")
    assert all(found(client, "search", "q", piece) for piece in ("0371", "13803", "3712345", "阳张"))


@pytest.mark.parametrize("who", MASKED)
def test_a_masked_name_is_found_as_a_whole_only(cast: Cast, case: Case, who: str) -> None:
    client = client_of(cast, who)
    assert not found(client, "search", "q", "阳张")
    assert found(client, "search", "q", "欧阳张三")


@pytest.mark.parametrize("who", MASKED)
def test_texts_and_addresses_do_not_give_the_number_away(cast: Cast, case: Case, who: str) -> None:
    a_case(NUMBER, holder="李四", control="c103_distinct_callees", at=timezone.now())
    decided(case, "shutdown", cast.analyst, at=timezone.now(), reason="回拨13803712345为推销")
    answer = {"result": "done", "detail": f"bar_outgoing {NUMBER}"}
    Order.objects.update(state="done", answer=answer, answered_at=timezone.now())
    client = client_of(cast, who)
    for address in (reverse("case", args=[case.pk]), reverse("orders")):
        text = client.get(address).content.decode()
        assert "13803712345" not in text
        assert "bar_outgoing 138 **** 2345" in text
    assert "回拨138 **** 2345为推销" in client.get(reverse("case", args=[case.pk])).content.decode()


def test_a_text_is_left_alone_where_nothing_is_hidden() -> None:
    assert hiding("bar 8613803712345", "") == "bar 8613803712345"
    assert hiding("0391 8765432 is 03918765432", "863918765432") == "0391 8765432 is 0391 **** 32"


def test_quarantined_lines_are_masked_for_who_may_not_correct_them(
    cast: Cast, quarantined_batch: Batch, db: None
) -> None:
    address = reverse("quarantine", args=[quarantined_batch.batch])
    for who, whole in (("analyst", True), ("auditor", False)):
        text = client_of(cast, who).get(address).content.decode()
        assert ("13803910003" in text) is whole
        assert ("line-input" in text) is whole
        assert "2026-13-01 10:00:00" in text
