"""Clocks by source: the hours of the policy's reading, the youngest that holds, and which of several sources rules."""

from datetime import UTC, date, datetime, timedelta

import pytest

from quietline.domain.clocks import CASE_CLOCKS, CLOCK_SOURCES, CaseClock, clocks_valid_on

DAY = date(2026, 3, 20)
NOW = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
CLOCKS = clocks_valid_on(CASE_CLOCKS, DAY)


@pytest.mark.clause("3.1")
@pytest.mark.parametrize(
    ("source", "hours"),
    [
        ("police_notice", 2),
        ("regulator_notice", 24),
        ("user_report", 24),
        ("call_frequency", 48),
        ("hq_eagle_eye", 48),
        ("provincial_list", 48),
        ("big_data_list", 48),
    ],
)
def test_every_source_has_its_hours(source: str, hours: int) -> None:
    assert CLOCKS.of(source).due_at(NOW) == NOW + timedelta(hours=hours)


@pytest.mark.parametrize("source", CLOCK_SOURCES)
def test_a_clock_warns_before_and_escalates_after(source: str) -> None:
    clock = CLOCKS.of(source)
    assert clock.warns_at(NOW) < NOW == clock.escalates_at(NOW, 0)
    assert NOW < clock.escalates_at(NOW, 1) < clock.escalates_at(NOW, 2)


def test_of_several_sources_the_shortest_clock_rules() -> None:
    assert CLOCKS.tightest(["call_frequency", "user_report"]).hours == 24
    assert CLOCKS.tightest([]).hours == 48


def test_the_youngest_clock_that_holds_by_then_runs() -> None:
    new = CaseClock("user_report", 12, 1, 1, date(2026, 4, 1))
    both = [new, *CASE_CLOCKS]
    assert clocks_valid_on(both, date(2026, 3, 31)).of("user_report").hours == 24
    assert clocks_valid_on(both, date(2026, 4, 1)).of("user_report").hours == 12
