"""Every control that ships: its examples hold, nothing is missing, and its figures decide."""

from dataclasses import replace
from functools import cache

import duckdb
import pytest

from quietline.domain.control import Control, DatedValue, Example, ExampleKind, Parameter
from quietline.domain.findings import Outcome
from quietline.rulebook.docs import page
from quietline.rulebook.examples import signals_of_example, try_example, try_examples
from quietline.rulebook.lint import problems_of
from quietline.rulebook.load import LoadedControl, load_controls
from quietline.rulebook.lock import lock_problems

SHIPPED = load_controls()
CONTROLS = [loaded.control for loaded in SHIPPED]


def ids(loaded: LoadedControl | Control) -> str:
    return loaded.id if isinstance(loaded, Control) else loaded.control.id


def test_the_first_controls_ship_and_are_active() -> None:
    assert [ids(loaded) for loaded in SHIPPED if not loaded.shadow] == [
        "c102_hourly_frequency",
        "c103_distinct_callees",
        "c104_low_answer_rate",
        "c105_low_reciprocity",
        "c106_short_calls",
        "c107_one_ring",
        "c108_call_bombing",
        "c109_shared_device",
        "c110_organised_calling",
        "c111_shared_list",
        "c112_marketing_off_platform",
        "c113_sleeping_number",
        "c114_sudden_change",
        "c115_rotation",
        "c116_little_response",
        "c117_calls_in_vain",
    ]


@pytest.mark.clause("1.1.2")
@pytest.mark.clause("1.2.3")
@pytest.mark.clause("1.2.4")
@pytest.mark.clause("3.1")
@pytest.mark.parametrize("control", CONTROLS, ids=ids)
def test_every_example_gets_its_answer_from_raw_calls(control: Control) -> None:
    wrong = [(tried.example.name, tried.got) for tried in try_examples(control) if not tried.holds]
    assert wrong == []


@pytest.mark.parametrize("loaded", SHIPPED, ids=ids)
def test_nothing_is_missing_in_its_declaration(loaded: LoadedControl) -> None:
    assert [str(problem) for problem in problems_of(loaded)] == []


def test_the_lock_knows_every_control_in_its_present_version() -> None:
    assert [str(problem) for problem in lock_problems(SHIPPED)] == []


@pytest.mark.parametrize("loaded", SHIPPED, ids=ids)
def test_its_page_shows_every_parameter_example_and_heading(loaded: LoadedControl) -> None:
    text = page(loaded)
    for heading in ("Why", "Evidence", "Limits", "What the reviewer does", "Parameters", "Examples", "SQL"):
        assert f"\n## {heading}\n" in text
    for example in loaded.control.examples:
        assert f"| {example.name} |" in text
    for parameter in loaded.control.parameters:
        assert f"`{parameter.name}`" in text


def shifted(parameter: Parameter, by: float) -> Parameter:
    """The parameter with every value moved."""
    values = tuple(
        DatedValue(
            value.valid_from, {line: limit + by for line, limit in value.by_line_class.items()}, value.anchor
        )
        for value in parameter.values
    )
    return replace(parameter, values=values)


@cache
def measured_examples(control_id: str) -> list[tuple[Example, duckdb.DuckDBPyConnection]]:
    """The examples with their signals, which take longer than all judging and do not depend on the figures that are tried."""
    (control,) = (control for control in CONTROLS if control.id == control_id)
    return [(example, signals_of_example(example)) for example in control.examples]


STEPS = [
    (control, parameter, by)
    for control in CONTROLS
    for parameter in control.parameters
    for by in (
        (-0.01, 0.01)
        if isinstance(next(iter(parameter.values[0].by_line_class.values())), float)
        else (-1, 1)
    )
]


@pytest.mark.parametrize(
    ("control", "parameter", "by"), STEPS, ids=lambda part: getattr(part, "id", getattr(part, "name", part))
)
def test_a_threshold_moved_by_one_step_breaks_an_example(
    control: Control, parameter: Parameter, by: float
) -> None:
    others = tuple(shifted(one, by) if one is parameter else one for one in control.parameters)
    changed = replace(control, parameters=others)
    tried = (try_example(con, changed, example) for example, con in measured_examples(control.id))
    assert not all(one.holds for one in tried)


@pytest.mark.clause("3.1")
def test_61_attempts_within_60_minutes_from_a_mobile_match_and_60_do_not() -> None:
    c102 = CONTROLS[0]
    answers = {tried.example.name: tried.got for tried in try_examples(c102)}
    assert answers["61 within 60 minutes"] is Outcome.MATCH
    assert answers["60 within 60 minutes"] is None


def test_the_counterfactual_names_the_value_that_would_have_kept_quiet() -> None:
    said = CONTROLS[0].why_not(
        {"attempts_60min": 142, "limit_60min": 60, "attempts": 142, "distinct_callees": 142}
    )
    assert (
        said.en == "with at most 60 attempts within 60 minutes this control would not have fired; it was 142"
    )
    assert said.zh == "若 60 分钟内呼叫不超过 60 次,本规则不会触发;实际为 142 次"


def test_a_counterfactual_with_a_value_that_is_not_known_reads_as_a_sentence() -> None:
    said = CONTROLS[2].why_not(
        {"asr": 0.0, "limit_asr": 0.4, "acd": None, "limit_acd": 30, "attempts": 50, "answered": 0}
    )
    assert said.en.endswith("the answer rate was 0.0%, the mean talk in seconds none")
    assert said.zh.endswith("实际接通率 0.0%,平均通话(秒)为 无")


@pytest.mark.parametrize("control", CONTROLS, ids=ids)
def test_examples_of_the_boundary_stand_on_both_sides(control: Control) -> None:
    expected = {example.expected for example in control.examples if example.kind is ExampleKind.BOUNDARY}
    assert {None, Outcome.MATCH} <= expected
