"""Alarms stand on every page's clock strip and in a list that they open."""

import pytest
from django.urls import reverse

from quietline.office.cases.services.watch import watch_clocks
from tests.console.page_cases import client_of
from tests.ledger_builders import Cast, a_case, decided, later

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
