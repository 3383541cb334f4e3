"""Dated values, limits and breaches of controls; the calls of their examples."""

from datetime import date

import pytest

from quietline.domain.control import Breach, DatedValue, EvidenceColumn, Parameter
from quietline.domain.example_calls import calls, seconds_of_day
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.rulebook.load import load_control

UNIT = Label("次", "attempts")


@pytest.mark.parametrize(
    ("breach", "below", "equal", "above"),
    [
        (Breach.AT_LEAST, False, True, True),
        (Breach.AT_MOST, True, True, False),
        (Breach.BELOW, True, False, False),
        (Breach.ABOVE, False, False, True),
    ],
)
def test_a_breach_is_decided_at_its_limit(breach: Breach, below: bool, equal: bool, above: bool) -> None:
    assert [breach.holds(value, 10) for value in (9, 10, 11)] == [below, equal, above]


@pytest.mark.parametrize(
    ("breach", "limit", "quiet"),
    [
        (Breach.AT_LEAST, 60, 59),
        (Breach.AT_MOST, 5, 6),
        (Breach.BELOW, 0.4, 0.4),
        (Breach.BELOW, 30, 30),
        (Breach.ABOVE, 7, 7),
    ],
)
def test_the_quiet_value_is_the_nearest_that_does_not_breach(
    breach: Breach, limit: float, quiet: float
) -> None:
    column = EvidenceColumn("attempts", UNIT, UNIT, "limit", breach)
    assert column.quiet_value(limit) == quiet
    assert not breach.holds(column.quiet_value(limit), limit)


def test_the_youngest_value_that_has_begun_is_valid() -> None:
    old = DatedValue(date(2020, 1, 1), {LineClass.MOBILE: 60}, "a")
    new = DatedValue(date(2026, 3, 18), {LineClass.MOBILE: 50}, "b")
    parameter = Parameter("limit", UNIT, UNIT, (new, old))
    assert parameter.on(date(2019, 12, 31)) is None
    assert parameter.on(date(2026, 3, 17)) is old
    assert parameter.on(date(2026, 3, 18)) is new


@pytest.mark.clause("3.1")
def test_sixty_an_hour_accuse_a_mobile_and_no_trunk() -> None:
    limits = load_control("c102").control.limits_on(date(2026, 3, 18))
    assert limits[LineClass.MOBILE] == {"limit_60min": 60}
    assert limits.keys().isdisjoint(
        {LineClass.TRUNK, LineClass.PRIVACY_NUMBER, LineClass.SERVICE_CODE, LineClass.FOREIGN}
    )


def test_example_calls_go_round_their_callees_and_the_first_are_answered() -> None:
    made = calls(5, every_s=10, first_at="00:00:05", callees=2, answered_share=0.4, talk_s=7)
    assert [call.at_s for call in made] == [5, 15, 25, 35, 45]
    assert len({call.callee for call in made}) == 2
    assert [(call.answered, call.talk_s) for call in made] == [
        (True, 7),
        (True, 7),
        (False, 0),
        (False, 0),
        (False, 0),
    ]


def test_a_clock_time_with_a_minus_is_the_day_before() -> None:
    assert seconds_of_day("01:01:01") == 3661
    assert seconds_of_day("-23:59:59") == -1
