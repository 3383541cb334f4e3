"""Running controls over days: counts add up, errors are errors and stop nobody, nothing is silently judged."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from quietline.domain.control import DatedValue
from quietline.domain.findings import Outcome
from quietline.domain.number_plan import LineClass
from quietline.home import Home
from quietline.rulebook import judge
from quietline.rulebook.load import LoadedControl, load_control, load_controls
from quietline.rulebook.run import ControlDay, run_controls
from tests.lake_builders import DAY, MOBILE, a_call, a_city, commit_rows
from tests.rulebook.builders import write_own

LANDLINE, TRUNK = "863915550001", "863915550002"
NEED_UNANSWERED = (
    "c102_hourly_frequency",
    "c103_distinct_callees",
    "c104_low_answer_rate",
    "c107_one_ring",
    "c108_call_bombing",
)


def burst(
    count: int, caller: str = MOBILE, first: str = "2026-03-18 10:00:00", every_s: int = 20, **more: object
) -> list[dict[str, object]]:
    """Calls to one number after the other."""
    start = int(a_call(first)["start_s"])  # type: ignore[call-overload]
    return [
        a_call(start + step * every_s, caller=caller, callee=f"86159{step:08d}", **more)
        for step in range(count)
    ]  # type: ignore[arg-type]


def a_loaded_city(folder: Path, *rows: Iterable[dict[str, object]]) -> Home:
    home = a_city(folder)
    commit_rows(home, "calls", [row for part in rows for row in part])
    return home


def by_control(home: Home, day: date = DAY, **more: object) -> dict[str, ControlDay]:
    return {found.control.control.id: found for found in run_controls(home, day, day, **more)}  # type: ignore[arg-type]


@pytest.mark.clause("3.1")
def test_a_match_carries_evidence_and_counterfactual(tmp_path: Path) -> None:
    home = a_loaded_city(tmp_path, burst(142), burst(3, LANDLINE))
    found = by_control(home)["c102_hourly_frequency"]
    assert (found.evaluated, found.matched, found.no_match, found.not_enough_history, found.error) == (
        2,
        1,
        1,
        0,
        "",
    )
    (finding,) = found.findings
    assert finding.as_dict() == {
        "control": "c102_hourly_frequency",
        "version": 2,
        "clause": "3.1",
        "subject": MOBILE,
        "subject_kind": "number",
        "day": "2026-03-18",
        "outcome": "match",
        "severity": "high",
        "evidence": {"attempts_60min": 142, "limit_60min": 60, "attempts": 142, "distinct_callees": 142},
        "counterfactual": {
            "zh": "若 60 分钟内呼叫不超过 60 次,本规则不会触发;实际为 142 次",
            "en": "with at most 60 attempts within 60 minutes this control would not have fired; it was 142",
        },
    }


def test_counts_add_up_for_every_control(tmp_path: Path) -> None:
    rows = [
        burst(142),
        burst(30, LANDLINE, talk_s=0),
        burst(30, "8613803910002", unanswered_carried=False),
        burst(90, "95588"),
    ]
    for name, found in by_control(a_loaded_city(tmp_path, *rows)).items():
        judged = 2 if name == "c109_shared_device" else 3  # a landline is no device that changes cards
        assert found.matched + found.no_match + found.not_enough_history == found.evaluated == judged


def test_line_classes_without_a_value_are_not_judged(tmp_path: Path) -> None:
    home = a_loaded_city(tmp_path, burst(300, TRUNK))
    commit_rows(
        home, "holdings", [{"number": TRUNK, "line_class": "trunk", "since": date(2020, 1, 1)}], "register"
    )
    found = by_control(home)
    assert (found["c102_hourly_frequency"].evaluated, found["c102_hourly_frequency"].findings) == (0, ())
    assert (found["c103_distinct_callees"].evaluated, found["c103_distinct_callees"].findings) == (0, ())
    assert found["c104_low_answer_rate"].evaluated == 1


def test_callers_below_the_minimum_evidence_are_counted_and_get_no_finding(tmp_path: Path) -> None:
    home = a_loaded_city(tmp_path, burst(19, talk_s=0), burst(20, LANDLINE, talk_s=0))
    found = by_control(home)["c104_low_answer_rate"]
    assert (found.matched, found.no_match, found.not_enough_history) == (1, 0, 1)
    assert [finding.subject for finding in found.findings] == [LANDLINE]


@pytest.mark.parametrize("count", [19, 20, 59])
def test_a_source_without_unanswered_attempts_gives_not_enough_history_and_never_no_match(
    tmp_path: Path, count: int
) -> None:
    found = by_control(a_loaded_city(tmp_path, burst(count, unanswered_carried=False)))
    for name in NEED_UNANSWERED:
        run = found[name]
        assert (run.matched, run.no_match, run.not_enough_history) == (0, 0, 1), name


def test_a_control_that_needs_answered_calls_only_judges_a_source_without_unanswered_attempts(
    tmp_path: Path,
) -> None:
    found = by_control(a_loaded_city(tmp_path, burst(40, unanswered_carried=False)))["c106_short_calls"]
    assert (found.matched, found.no_match, found.not_enough_history) == (0, 1, 0)


def test_days_are_run_in_order_and_those_without_calls_judge_nobody(tmp_path: Path) -> None:
    home = a_loaded_city(tmp_path, burst(61))
    runs = list(
        run_controls(home, DAY - timedelta(days=1), DAY + timedelta(days=1), controls=[load_control("c102")])
    )
    assert [(run.day, run.evaluated, run.matched) for run in runs] == [
        (DAY - timedelta(days=1), 0, 0),
        (DAY, 1, 1),
        (DAY + timedelta(days=1), 0, 0),
    ]


def test_a_control_may_read_every_table_of_the_days_signals(tmp_path: Path) -> None:
    home = a_loaded_city(
        tmp_path, burst(5, imei="490154203237518"), burst(5, "8613803910002", imei="490154203237519")
    )
    write_own(
        home,
        (
            "where caller_day.attempts",
            "inner join device_use on device_use.caller = caller_day.caller "
            "inner join device_day on device_day.imei = device_use.imei where caller_day.attempts",
        ),
    )
    found = by_control(home)["c901_own"]
    assert (found.error, [finding.subject for finding in found.findings]) == ("", [MOBILE])


BROKEN_SQL = {
    "fails in the engine": ("'match' as outcome", "error('boom') as outcome", "boom"),
    "an outcome nobody knows": (
        "'match' as outcome",
        "'perhaps' as outcome",
        'outcome "perhaps" of its SQL is not known',
    ),
    "a subject twice": (
        "where caller_day.attempts",
        "inner join (select 1 as one union all select 2) as twice on true where caller_day.attempts",
        "its SQL gives 2 rows for 1 subjects",
    ),
    "a subject without a value": (
        "limits.line_class = caller_day.line_class",
        "true",
        "subjects that it has no value for",
    ),
    "a column that is missing": (
        "caller_day.attempts, limits.limit_day\n",
        "limits.limit_day\n",
        "SQL does not deliver attempts",
    ),
    "evidence that is a date": (
        "caller_day.attempts, limits.limit_day\n",
        "caller_day.day as attempts, limits.limit_day\n",
        "its SQL gives attempts as date",
    ),
    "a table of others": (
        "from caller_day inner",
        "from read_csv('/etc/passwd') as caller_day inner",
        "SQL reads",
    ),
}


@pytest.mark.parametrize("case", BROKEN_SQL)
def test_a_control_that_fails_is_an_error_and_the_others_go_on(tmp_path: Path, case: str) -> None:
    old, new, said = BROKEN_SQL[case]
    home = a_loaded_city(
        tmp_path, burst(142) if case != "a subject without a value" else burst(142, LANDLINE)
    )
    write_own(home, (old, new))
    found = by_control(home)
    assert said in found["c901_own"].error
    assert (found["c901_own"].evaluated, found["c901_own"].matched, found["c901_own"].no_match) == (0, 0, 0)
    (finding,) = found["c901_own"].findings
    assert (finding.outcome, finding.subject, finding.evidence["error"]) == (
        Outcome.ERROR,
        "",
        found["c901_own"].error,
    )
    assert found["c102_hourly_frequency"].matched == 1


def test_a_file_that_does_not_load_is_an_error_finding_and_the_others_go_on(tmp_path: Path) -> None:
    home = a_loaded_city(tmp_path, burst(142))
    write_own(home, ("control = Control(", "control = Cntrol("))
    found = by_control(home)
    assert "NameError" in found["c901_own"].error
    assert [finding.outcome for finding in found["c901_own"].findings] == [Outcome.ERROR]
    assert found["c102_hourly_frequency"].matched == 1


def test_an_own_control_runs_in_shadow(tmp_path: Path) -> None:
    home = a_loaded_city(tmp_path, burst(3), burst(2, "8613803910002"))
    write_own(home)
    found = by_control(home)["c901_own"]
    assert (found.control.shadow, found.evaluated, found.matched, found.no_match) == (True, 2, 1, 1)


def test_an_own_control_under_a_shipped_name_does_not_take_the_place_of_its_findings(tmp_path: Path) -> None:
    home = a_loaded_city(tmp_path, burst(142))
    write_own(home, ("c901_own", "c102_hourly_frequency"), name="c102_hourly_frequency.py")
    found = by_control(home)
    assert found["c102_hourly_frequency"].matched == 1
    refused = found["own_c102_hourly_frequency"]
    assert refused.error == "its number is that of c102_hourly_frequency"
    assert [finding.control for finding in refused.findings] == ["own_c102_hourly_frequency"]


def test_decimals_become_numbers_that_json_knows_and_what_is_no_number_is_unknown(tmp_path: Path) -> None:
    home = a_loaded_city(tmp_path, burst(3))
    given = "'nan'::double as attempts, limits.limit_day * 1.5 as limit_day\n"
    write_own(home, ("caller_day.attempts, limits.limit_day\n", given))
    found = by_control(home)["c901_own"]
    assert (found.error, [dict(one.evidence) for one in found.findings]) == (
        "",
        [{"attempts": None, "limit_day": 4.5}],
    )


def test_findings_come_in_the_order_of_their_subjects(tmp_path: Path) -> None:
    callers = [f"86138039{n * 7919 % 10007:05d}" for n in range(200)]
    home = a_loaded_city(tmp_path, *(burst(3, caller) for caller in callers))
    write_own(home)
    findings = by_control(home)["c901_own"].findings
    assert [finding.subject for finding in findings] == sorted(callers)


def dated(loaded: LoadedControl, *values: DatedValue) -> LoadedControl:
    parameter = replace(loaded.control.parameters[0], values=values)
    return replace(loaded, control=replace(loaded.control, parameters=(parameter,)))


def test_the_value_that_is_valid_on_the_day_decides(tmp_path: Path) -> None:
    eve = DAY - timedelta(days=1)
    home = a_loaded_city(tmp_path, burst(40, first="2026-03-17 10:00:00"), burst(40))
    loose, strict = (
        DatedValue(date(2000, 1, 1), {LineClass.MOBILE: 60}, "a"),
        DatedValue(DAY, {LineClass.MOBILE: 39}, "b"),
    )
    runs = run_controls(home, eve, DAY, controls=[dated(load_control("c102"), strict, loose)])
    assert [(run.day, run.matched, [f.evidence["limit_60min"] for f in run.findings]) for run in runs] == [
        (eve, 0, []),
        (DAY, 1, [39]),
    ]


def test_a_day_before_the_first_value_is_an_error_and_not_no_match(tmp_path: Path) -> None:
    home = a_loaded_city(tmp_path, burst(142))
    later = DatedValue(DAY + timedelta(days=1), {LineClass.MOBILE: 60}, "a")
    (run,) = run_controls(home, DAY, DAY, controls=[dated(load_control("c102"), later)])
    assert run.error == "no values of its parameters are valid on 2026-03-18"
    assert [finding.outcome for finding in run.findings] == [Outcome.ERROR]


def test_progress_ends_at_one_and_never_falls(tmp_path: Path) -> None:
    told: list[float] = []
    home = a_loaded_city(tmp_path, burst(3))
    runs = list(run_controls(home, DAY, DAY + timedelta(days=1), progress=told.append))
    assert told == sorted(told)
    assert len(told) == len(runs) == 2 * len(load_controls())
    assert told[-1] == pytest.approx(1.0)


def test_nothing_is_begun_after_cancelling(tmp_path: Path) -> None:
    home = a_loaded_city(tmp_path, burst(3))
    seen: list[ControlDay] = []
    for run in run_controls(home, DAY, DAY + timedelta(days=30), cancelled=lambda: len(seen) >= 2):
        seen.append(run)
    assert len(seen) == 2


def test_a_retired_control_keeps_its_file_and_is_not_run(tmp_path: Path) -> None:
    home = a_loaded_city(tmp_path, burst(3))
    write_own(
        home,
        ("    version=1,", "    version=1,\n    retired=Label('已由新规则取代', 'replaced by another'),"),
    )
    assert [one.life for one in load_controls(home) if one.shadow] == ["retired"]
    assert "c901_own" not in by_control(home)


def test_a_control_that_accuses_everybody_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_loaded_city(tmp_path, burst(3), burst(3, "8613803910002"))
    write_own(home)
    monkeypatch.setattr(judge, "MOST_MATCHES", 1)
    assert by_control(home)["c901_own"].error == "it matches 2 subjects, more than 1 a day"


def test_callers_without_history_are_counted_in_the_engine_and_no_finding_leaves_it(tmp_path: Path) -> None:
    callers = [f"86138039{n:05d}" for n in range(50)]
    rows = [burst(2, caller, unanswered_carried=False) for caller in callers]
    found = by_control(a_loaded_city(tmp_path, *rows))["c102_hourly_frequency"]
    assert (found.evaluated, found.not_enough_history, found.findings) == (50, 50, ())
