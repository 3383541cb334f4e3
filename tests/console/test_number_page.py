"""The page of a number: whole or masked, within the scope, nothing unknown drawn as nought."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.urls import reverse

from quietline.console.number_seal import opened, sealed
from quietline.console.number_signals import number_signals
from quietline.console.pictures.periods import Period, period_bar
from quietline.console.pictures.quantity_chart import ComparedLimit, quantity_chart
from quietline.domain.control import Breach
from quietline.domain.errors import NotFound
from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.detection import detect_changed
from tests.console.page_cases import client_of
from tests.lake_builders import DAY, MOBILE, a_call, commit_rows
from tests.ledger_builders import BRANCH, NOW, SYSTEM, Cast

pytestmark = pytest.mark.usefixtures("db")
CALLEE = "8615900000007"


def judged(home: Home, *, count: int = 70, **more: object) -> None:
    calls = [
        a_call(f"{DAY} 10:{n % 60:02d}:{n // 60:02d}", callee=f"86159{n:08d}", **more)  # type: ignore[arg-type]
        for n in range(count)
    ]
    commit_rows(home, "calls", calls)
    held = [
        {
            "number": MOBILE,
            "holder_name": "张三丰",
            "subscriber": "a",
            "branch": BRANCH,
            "line_class": "mobile",
            "since": date(2024, 1, 1),
            "until": date(2025, 6, 30),
        },
        {
            "number": MOBILE,
            "holder_name": "李四光",
            "subscriber": "b",
            "branch": BRANCH,
            "line_class": "mobile",
            "since": date(2025, 12, 1),
        },
    ]
    commit_rows(home, "holdings", held, "register")
    list(detect_changed(home, actor=SYSTEM, at=NOW))


def page(cast: Cast, who: str, language: str = "en", **query: str) -> str:
    answer = client_of(cast, who, language=language).get(reverse("number", args=[sealed(MOBILE)]), query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


@pytest.mark.parametrize(
    ("who", "is_whole"), [("analyst", True), ("reviewer", True), ("auditor", False), ("branch", False)]
)
def test_a_number_is_whole_for_those_who_judge_it_and_masked_for_others(
    cast: Cast, home: Home, who: str, is_whole: bool
) -> None:
    judged(home)
    text = page(cast, who)
    assert ("138 0391 0001" in text) is is_whole
    assert ("李四光" in text) is is_whole
    assert is_whole or ("138 **** 0001" in text and "李*" in text)
    assert MOBILE not in text.replace("138 0391 0001", "")
    assert CALLEE not in text
    assert "159 **** 0007" in text
    assert AuditEntry.objects.filter(action="number.viewed").exists() is is_whole


def test_called_numbers_are_shown_whole_with_a_reason_only_and_that_is_kept(cast: Cast, home: Home) -> None:
    judged(home)
    client, address = (
        client_of(cast, "analyst", language="en"),
        reverse("number_called", args=[sealed(MOBILE)]),
    )
    assert "159 0000 0007" not in client.post(address, {"reason": "  "}).content.decode()
    assert not AuditEntry.objects.filter(action="number.called_parties_viewed").exists()
    assert "159 0000 0007" in client.post(address, {"reason": "call-back to the called"}).content.decode()
    assert AuditEntry.objects.get(action="number.called_parties_viewed").reason == "call-back to the called"
    assert "159 0000 0007" not in page(cast, "analyst")


def test_an_address_does_not_give_the_number_away_and_cannot_be_made_up() -> None:
    assert MOBILE not in sealed(MOBILE)
    assert opened(sealed(MOBILE)) == MOBILE
    for address in (MOBILE, sealed(MOBILE)[:-2] + "AA", "é", ""):
        with pytest.raises(NotFound):
            opened(address)


def test_who_held_the_number_when_is_told_and_the_time_between_is_unknown(cast: Cast, home: Home) -> None:
    judged(home)
    view = client_of(cast, "analyst").get(reverse("number", args=[sealed(MOBILE)])).context["view"]
    assert [line.name for line in view.holdings] == ["张三丰", "李四光"]
    assert [box.is_last for box in view.bar.boxes] == [False, True]
    assert len(view.bar.gaps) == 1


def test_the_bar_of_a_number_without_a_register_is_unknown_throughout() -> None:
    bar = period_bar([], [], DAY)
    assert (bar.boxes, bar.gaps) == ((), ((0.0, 600.0),))
    assert period_bar([Period(None, None, "x")], [], DAY).gaps == ()


def test_days_without_records_are_unknown_and_not_nought(cast: Cast, home: Home) -> None:
    judged(home)
    seen = number_signals(home, MOBILE, DAY, 7)
    attempts = next(one for one in seen.quantities if one.name == "attempts")
    assert attempts.by_day == {DAY - timedelta(days=back): None if back else 70 for back in range(7)}
    assert (seen.unknown_days, len(attempts.chart.unknown_bands)) == (6, 1)
    silent = number_signals(home, "8613803910099", DAY, 7)
    assert {one.name: one.by_day[DAY] for one in silent.quantities if one.name in ("attempts", "acd")} == {
        "attempts": 0,
        "acd": None,
    }


def test_what_a_source_lacks_is_unknown(cast: Cast, home: Home) -> None:
    judged(home, unanswered_carried=False)
    seen = number_signals(home, MOBILE, DAY, 7)
    assert seen.is_lower_bound
    assert next(one for one in seen.quantities if one.name == "asr").by_day[DAY] is None
    assert "the answer rate is unknown" in page(cast, "auditor")


def test_limits_of_controls_are_lines_in_the_pictures(cast: Cast, home: Home) -> None:
    judged(home)
    seen = {one.name: one for one in number_signals(home, MOBILE, DAY, 30).quantities}
    hourly = seen["attempts_60min"]
    assert [line.value for line in hourly.chart.limits] == [60]
    assert "c102_hourly_frequency" in hourly.controls
    assert [bar.is_over for bar in hourly.chart.bars if bar.value] == [True]


BARS = {
    "nothing known": ({}, [None, None, None], True),
    "known and nought": ({DAY: 0.0}, [None, None, 0.0], False),
}


@pytest.mark.parametrize("case", BARS)
def test_the_picture_tells_nought_from_unknown(case: str) -> None:
    values, expected, is_unknown = BARS[case]
    days = [DAY - timedelta(days=back) for back in (2, 1, 0)]
    chart = quantity_chart(days, values)
    assert [bar.value for bar in chart.bars] == expected
    assert chart.is_unknown is is_unknown


@pytest.mark.parametrize(("breach", "over"), [(">=", [5, 6]), (">", [6]), ("<=", [4, 5]), ("<", [4])])
def test_a_bar_speaks_against_the_number_exactly_where_the_control_does(breach: str, over: list[int]) -> None:
    values = {DAY - timedelta(days=back): float(4 + back) for back in range(3)}
    chart = quantity_chart(list(values), values, limits=[ComparedLimit(Breach(breach), 5)])
    assert [bar.value for bar in chart.bars if bar.is_over] == over


@pytest.mark.parametrize("days", [1, 3])
def test_the_page_asks_as_often_for_many_rows_as_for_few(
    cast: Cast, home: Home, days: int, django_assert_num_queries: Callable[..., object]
) -> None:
    judged(home, count=70 * days if days == 1 else 150)
    client = client_of(cast, "reviewer")
    with django_assert_num_queries(21):
        client.get(reverse("number", args=[sealed(MOBILE)]), {"days": "90"})


def test_a_number_is_found_by_search_without_a_case(cast: Cast, home: Home) -> None:
    commit_rows(home, "calls", [a_call()])
    text = client_of(cast, "auditor").get(reverse("search"), {"q": "138 0391 0001"}).content.decode()
    assert f'href="{reverse("number", args=[sealed(MOBILE)])}"' in text
    outside = client_of(cast, "outsider").get(reverse("search"), {"q": "138 0391 0001"}).content.decode()
    assert "/numbers/" not in outside


def test_lists_lead_to_the_number(cast: Cast, home: Home) -> None:
    judged(home)
    door = reverse("number", args=[sealed(MOBILE)])
    for name in ("cases", "queue"):
        assert door in client_of(cast, "analyst").get(reverse(name)).content.decode()
