"""What no button of ours sends is answered in words, never by a mistake of the console."""

from io import BytesIO

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from quietline.console.listing import whole_number
from quietline.domain.errors import Refused
from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.models import Case, Measure
from quietline.office.cases.services import decide as decide_service
from quietline.office.intake.models import Batch, Source
from quietline.office.intake.services import upload
from quietline.office.jobs.running import run_next
from tests.console.page_cases import client_of
from tests.ledger_builders import Cast

BEYOND = 10**22
FETCH = {"X-Requested-With": "fetch"}


@pytest.mark.parametrize("page", ["decide", "assign", "verification"])
def test_a_case_beyond_every_key_is_not_found_and_the_attempt_is_recorded(
    cast: Cast, home: Home, page: str
) -> None:
    data = {"measure": "watch", "reason": "x", "method": "call_back", "outcome": "confirmed", "note": "x"}
    answer = client_of(cast, "analyst").post(reverse(page, args=[BEYOND]), data)
    assert answer.status_code == 404
    assert AuditEntry.objects.get(action__endswith=".refused").object_id == str(BEYOND)


def test_a_version_that_is_no_number_of_ours_counts_as_none(cast: Cast, a_case_of_the_city: Case) -> None:
    data = {"measure": "watch", "reason": "x", "version": "9" * 5000}
    answer = client_of(cast, "analyst").post(
        reverse("decide", args=[a_case_of_the_city.pk]), data, headers=FETCH
    )
    assert (answer.status_code, Measure.objects.count()) == (200, 1)
    assert [whole_number(text) for text in ("12", "-1", "", "x", "9" * 19)] == [12, None, None, None, None]


def test_a_page_number_of_thousands_of_digits_is_the_first_page(cast: Cast, quarantined_batch: Batch) -> None:
    address = reverse("quarantine", args=[quarantined_batch.batch])
    assert client_of(cast, "analyst").get(address, {"page": "9" * 5000}).context["page"] == 1


@pytest.mark.parametrize("query", ["state=%00", "control=%00", "clause=a%00b", "number=1%002"])
def test_nul_in_an_address_is_refused(cast: Cast, home: Home, query: str) -> None:
    client = client_of(cast, "analyst")
    assert [client.get(f"{reverse(page)}?{query}").status_code for page in ("cases", "orders", "search")] == [
        400
    ] * 3


@pytest.mark.parametrize(
    ("page", "arguments", "data"),
    [
        ("decide", [1], {"measure": "watch\0", "reason": "x"}),
        ("source_rhythm", ["csv"], {"note": "a\0b"}),
        ("batch_withdraw", ["b"], {"rows": "1", "reason": "\0"}),
        ("quarantine_line", ["b", 3], {"action": "correct", "text": "1,2\0"}),
        ("run_again", [], {"control": "\0"}),
    ],
)
def test_nul_in_a_form_is_refused_in_words(
    cast: Cast, home: Home, page: str, arguments: list[object], data: dict[str, str]
) -> None:
    answer = client_of(cast, "reviewer" if page == "batch_withdraw" else "analyst").post(
        reverse(page, args=arguments), data, headers=FETCH
    )
    assert (answer.status_code, answer.json()["text"]) == (422, "含有无法保存的字符;请重新输入")


def test_a_measure_with_nul_that_comes_another_way_is_refused_and_recorded(
    cast: Cast, a_case_of_the_city: Case
) -> None:
    with pytest.raises(Refused):
        decide_service.decide(
            case_id=a_case_of_the_city.pk,
            measure="watch\0",
            reason="x",
            actor=cast.analyst,
            at=timezone.now(),
        )
    assert AuditEntry.objects.get(action__endswith=".refused").action == "case.watch\ufffd.refused"


@pytest.mark.parametrize("hours", ["24h", "-5", "1.5", "１２x", "9" * 19])
def test_an_alarm_is_not_switched_off_by_hours_that_cannot_be_read(
    cast: Cast, quarantined_batch: Batch, hours: str
) -> None:
    address, data = reverse("source_rhythm", args=["csv"]), {"version": "1", "silent_after_h": hours}
    answer = client_of(cast, "analyst").post(address, data, headers=FETCH)
    assert (answer.status_code, Source.objects.get().silent_after_h) == (422, 26)
    assert "不是整数" in answer.json()["text"]
    assert client_of(cast, "analyst").post(address, {**data, "silent_after_h": " "}).status_code == 302
    assert Source.objects.get().silent_after_h is None


def test_a_ledger_that_somebody_else_holds_is_said_and_nothing_is_changed(
    cast: Cast, a_case_of_the_city: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(case_id: int) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(decide_service, "take_turn", locked)
    data = {"measure": "watch", "reason": "x"}
    answer = client_of(cast, "analyst").post(
        reverse("decide", args=[a_case_of_the_city.pk]), data, headers=FETCH
    )
    assert (answer.status_code, answer.json()["title"]) == (503, "台账正忙")


def test_a_file_that_cannot_be_loaded_is_named_without_its_place_and_in_the_language_of_the_page(
    cast: Cast, home: Home
) -> None:
    upload(home, "book.xlsx", BytesIO(b"PK\x03\x04" + bytes(100)), actor=cast.analyst, at=timezone.now())
    run_next(home, timezone.now())
    text = client_of(cast, "analyst").get(reverse("intake")).content.decode()
    assert "book.xlsx:" in text
    assert "请让来源重新提供" in text
    assert str(home.root) not in text


@pytest.mark.parametrize("who", ["auditor", "branch", "administrator", "analyst", "reviewer"])
def test_every_clock_leads_to_a_page_that_opens(cast: Cast, home: Home, who: str) -> None:
    client = client_of(cast, who)
    frame = client.get(reverse("clauses")).context["frame"]
    assert [client.get(door).status_code for door in frame.clock_doors.values()] in ([200, 200], [])
    assert frame.opens_intake == (client.get(reverse("intake")).status_code == 200)
