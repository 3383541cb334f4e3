"""Alarms stand on every page's clock strip and in a list that they open."""

import pytest
from django.urls import reverse

from quietline.office.cases.models import Measure
from quietline.office.cases.queries import measures_to_review
from quietline.office.cases.services.watch import watch_clocks
from tests.console.page_cases import client_of
from tests.ledger_builders import Cast, a_case, a_number, a_person, decided, later, verified

pytestmark = pytest.mark.django_db


@pytest.mark.clause("1.2.3", "3.1")
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "关停未复核"), ("en", "Shutdown not reviewed")])
def test_an_unreviewed_shutdown_stands_on_every_page_and_in_the_list(
    cast: Cast, language: str, words: str
) -> None:
    decided(a_case(), "shutdown", cast.analyst)
    watch_clocks(later(hours=25))
    client = client_of(cast, "reviewer", language=language)
    for name in ("queue", "cases", "review"):
        text = client.get(reverse(name)).content.decode()
        assert 'data-clock="unreviewed"' in text, name
    answer = client.get(reverse("alarms") + "?kind=unreviewed").content.decode()
    assert answer.count("138 **** 0001") == 1
    assert words in answer


def test_a_quiet_ledger_says_so_and_rings_nowhere(cast: Cast) -> None:
    text = client_of(cast, "reviewer").get(reverse("alarms")).content.decode()
    assert "没有告警" in text
    assert 'data-clock="unreviewed"' not in text


@pytest.mark.parametrize(
    "asked", ["?kind=nothing", "?level=9", "?level=x", "?kind=overdue&level=2", "?page=99"]
)
def test_odd_filters_show_a_page(cast: Cast, asked: str) -> None:
    assert client_of(cast, "analyst").get(reverse("alarms") + asked).status_code == 200


def test_the_second_persons_list_says_that_the_product_proposes(cast: Cast) -> None:
    decided(a_case(), "shutdown", cast.analyst)
    watch_clocks(later(hours=25))
    text = client_of(cast, "reviewer").get(reverse("review")).content.decode()
    assert "系统" in text
    assert "关停后未在时限内复核" in text


@pytest.mark.clause("1.2.3", "3.1")
def test_one_press_accepts_the_restoration_from_the_approvals(cast: Cast) -> None:
    case = a_case()
    decided(case, "shutdown", cast.analyst)
    watch_clocks(later(hours=25))
    client = client_of(cast, "reviewer")
    proposal = Measure.objects.get(kind="restore")
    listed = client.get(reverse("review") + "?what=restoration").content.decode()
    assert reverse("agree", args=[proposal.pk]) in listed
    answer = client.post(reverse("agree", args=[proposal.pk]), {"next": reverse("review")})
    assert answer["Location"] == reverse("review")
    case.refresh_from_db()
    assert case.state == "restored"


@pytest.mark.parametrize(
    ("what", "count"), [("proposal", 1), ("review", 1), ("restoration", 1), ("", 3), ("x", 3)]
)
def test_approvals_show_each_sort_by_itself(cast: Cast, what: str, count: int) -> None:
    decided(a_case(), "shutdown", cast.analyst)
    watch_clocks(later(hours=25))
    other = a_case(a_number(2))
    decided(other, "verify", cast.analyst)
    verified(other, "confirmed", cast.second)
    decided(other, "terminate", cast.analyst)
    text = client_of(cast, "reviewer").get(reverse("review"), {"what": what}).content.decode()
    assert text.count("<tr data-row>") == count


def test_who_shut_a_number_down_is_not_offered_its_restoration(cast: Cast) -> None:
    decided(a_case(), "shutdown", cast.analyst)
    watch_clocks(later(hours=25))
    again = a_person("both", "reviewer", staff_number=cast.analyst.name)
    assert not measures_to_review(again).exists()
