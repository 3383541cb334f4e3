"""Reason codes, clocks and alarms at the command line."""

import pytest

from quietline.office.cases.models import Measure
from tests.cli.said import said
from tests.ledger_builders import Cast, a_case, decided, later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("operator")]


def test_reason_codes_are_listed_and_set() -> None:
    assert "high_frequency" in {line["code"] for line in said("reasons", "--json").lines}
    setting = ("reasons", "set", "rented_out", "--from", "2999-01-01", "--zh", "出租", "--en", "Rented out")
    sentence = ("--customer-zh", "您的号码因出租,{effect}。", "--customer-en", "Rented out: {effect}.")
    done = said(*setting, *sentence, "--measure", "shutdown", "--reason", "省公司通知")
    assert (done.code, done.err) == (0, "")
    assert "rented_out" not in {line["code"] for line in said("reasons", "--json").lines}
    assert "rented_out" in said("reasons", "--on", "2999-01-01").out


def test_clocks_are_listed_and_set() -> None:
    hours = {line["source"]: line["hours"] for line in said("clocks", "--json").lines}
    assert (hours["police_notice"], hours["user_report"], hours["any"]) == (2, 24, 48)
    arguments = ("--from", "2999-01-01", "--hours", "12", "--warn", "1", "--escalate", "1", "--reason", "x1")
    assert said("clocks", "set", "user_report", *arguments).code == 0
    assert "12.0" in said("clocks", "--on", "2999-01-01").out
    refused = said("clocks", "set", "user_report", *arguments)
    assert refused.code != 0
    assert "already" in refused.err


@pytest.mark.clause("3.1")
def test_alarms_are_raised_and_listed(cast: Cast) -> None:
    case = a_case()
    decided(case, "shutdown", cast.analyst, at=later(days=-30))
    assert "alarms raised" in said("alarms", "watch").out
    found = said("alarms", "--kind", "unreviewed", "--json").lines
    assert [(line["case"], line["level"]) for line in found] == [(case.pk, 2)]
    assert "unreviewed" in said("alarms").out
    assert Measure.objects.get(kind="restore").state == "proposed"


def test_the_roster_is_set_and_listed(cast: Cast) -> None:
    hours = ("--from", "2999-01-01T08:00", "--to", "2999-01-01T20:00")
    done = said("duty", "set", "analyst", *hours, "--stand-in", "second")
    assert (done.code, done.err) == (0, "")
    assert "analyst" in said("duty").out
    assert "himself" in said("duty", "set", "analyst", *hours, "--stand-in", "analyst").err
