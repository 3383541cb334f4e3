"""Reasons that did not fire: value against limit for each active control."""

from datetime import date
from pathlib import Path

from quietline.rulebook.explain import not_fired
from tests.lake_builders import DAY, MOBILE, a_city, commit_rows
from tests.rulebook.builders import write_own
from tests.rulebook.test_run import TRUNK, a_loaded_city, burst


def told(
    home_rows: list[dict[str, object]], folder: Path, number: str = MOBILE
) -> dict[str, list[tuple[str, float | None, float, bool]]]:
    home = a_loaded_city(folder, home_rows)
    return {
        seen.control.control.id: [(r.column.name, r.value, r.limit, r.breached) for r in seen.reasons]
        for seen in not_fired(home, number, DAY)
    }


def test_a_control_that_did_not_fire_tells_its_values_and_limits(tmp_path: Path) -> None:
    found = told(burst(142, talk_s=60), tmp_path)
    assert found["c104_low_answer_rate"] == [("asr", 1.0, 0.4, False), ("acd", 60.0, 30, False)]
    assert found["c106_short_calls"] == [("short_call_ratio", 0.0, 0.3, False)]
    assert found.keys().isdisjoint({"c102_hourly_frequency", "c103_distinct_callees"})


def test_a_control_that_half_fired_is_told_too(tmp_path: Path) -> None:
    found = told(burst(59, talk_s=10), tmp_path)
    assert found["c102_hourly_frequency"] == [("attempts_60min", 59, 60, False)]
    assert found["c103_distinct_callees"] == [
        ("distinct_callees", 59, 100, False),
        ("calls_per_callee", 1.0, 1.5, True),
    ]
    assert found["c104_low_answer_rate"] == [("asr", 1.0, 0.4, False), ("acd", 10.0, 30, True)]


def test_a_value_that_is_not_known_is_told_as_such(tmp_path: Path) -> None:
    found = told(burst(30, unanswered_carried=False), tmp_path)
    assert found["c104_low_answer_rate"][0] == ("asr", None, 0.4, False)


def test_controls_without_a_value_for_the_line_and_those_in_shadow_are_left_out(tmp_path: Path) -> None:
    home = a_loaded_city(tmp_path, burst(2, TRUNK))
    write_own(home)
    commit_rows(
        home, "holdings", [{"number": TRUNK, "line_class": "trunk", "since": date(2020, 1, 1)}], "register"
    )
    told = {seen.control.control.id for seen in not_fired(home, TRUNK, DAY)}
    assert "c104_low_answer_rate" in told
    assert told.isdisjoint({"c102_hourly_frequency", "c103_distinct_callees", "c901_own"})


def test_a_number_without_calls_has_no_reasons(tmp_path: Path) -> None:
    assert not_fired(a_city(tmp_path), MOBILE, DAY) == []
