"""Who sees numbers masked learns no hidden digit: not by search, not from texts that name them, not from an address."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quietline.console.templatetags.console import hiding
from quietline.console.written_numbers import all_masked
from quietline.home import Home
from quietline.office.cases.models import Case, Order
from quietline.office.intake.corrections import give_up
from quietline.office.intake.models import Batch
from quietline.office.intake.services import ingest
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


@pytest.mark.parametrize(
    "written",
    [
        "138 0371 2345",
        "138-0371-2345",
        "+86 138 0371-2345",
        "008613803712345",
        "86-138-03712345",
        "1 3 8 0371 2345",
    ],
)
def test_a_number_is_hidden_however_it_is_written(written: str) -> None:
    assert hiding(f"call {written} back", NUMBER) == "call 138 **** 2345 back"


@pytest.mark.parametrize("written", ["0391 8765432", "03918765432", "0391-8765432", "391 876 5432"])
def test_so_is_a_landline(written: str) -> None:
    assert hiding(f"{written} rang", "863918765432") == "0391 **** 32 rang"


HIDDEN = {
    "13803910003": "1380 **** 03",
    "138 0391 0003": "1380 **** 03",
    "138-0391-0003": "1380 **** 03",
    "138\u00a00391\u20130003": "1380 **** 03",
    "(0391) 876-5432": "(0391 **** 32",
    "+86 138.0391.0003": "+138 **** 0003",
    "1 3 8 0 3 9 1 0 0 0 3": "1380 **** 03",
    "13803910003 2026-03-18": "1380 **** 18",
    "2026-03-18 10:00:00": "2026-03-18 10:00:00",
    "2026-13-01 10:00:00+08:00": "2026-13-01 10:00:00+08:00",
    "2026/3/18": "2026/3/18",
    "2012-34-56 789": "2012 **** 89",
    "5,000.00": "5,000.00",
    "110": "110",
}


@pytest.mark.parametrize("written", HIDDEN)
def test_in_a_line_of_a_file_instants_stay_and_numbers_do_not(written: str) -> None:
    assert all_masked(written) == HIDDEN[written]


@pytest.fixture
def oddly_written_batch(home: Home, cast: Cast, tmp_path: Path) -> Batch:
    """A line that was given up, with a number in its cells, in what is wrong with it and in the note."""
    path = tmp_path / "calls.csv"
    path.write_text(
        "caller,callee,start,duration\n"
        "13803910001,13803910002,2026-03-18 10:00:00,12\n"
        "138-0391-0003 ext,138 0391 0004,2026-13-01 10:00:00,138 0391 0005\n",
        encoding="utf-8",
    )
    ingest(home, [path], actor=cast.analyst, at=timezone.now())
    batch = Batch.objects.get()
    note = "asked 138-0391-0006 twice"
    give_up(home, batch, line=3, version=0, note=note, actor=cast.analyst, at=timezone.now())
    return batch


def test_no_number_of_a_quarantined_line_is_read_in_any_part_of_its_card(
    cast: Cast, oddly_written_batch: Batch
) -> None:
    address = f"{reverse('quarantine', args=[oddly_written_batch.batch])}?state=all"
    for who, is_whole in (("analyst", True), ("auditor", False)):
        text = client_of(cast, who).get(address).content.decode()
        seen = [tail for tail in ("0391-0003", "0391 0004", "0391 0005", "0391-0006") if tail in text]
        assert bool(seen) is is_whole, f"{who} reads {seen}"
        assert "2026-13-01 10:00:00" in text


def test_quarantined_lines_are_masked_for_who_may_not_correct_them(
    cast: Cast, quarantined_batch: Batch, db: None
) -> None:
    address = reverse("quarantine", args=[quarantined_batch.batch])
    for who, whole in (("analyst", True), ("auditor", False)):
        text = client_of(cast, who).get(address).content.decode()
        assert ("13803910003" in text) is whole
        assert ("line-input" in text) is whole
        assert "2026-13-01 10:00:00" in text
