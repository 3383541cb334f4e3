"""What `controls check` says of a control that lacks something."""

from pathlib import Path

import pytest

from quietline.rulebook.lint import problems_of
from tests.lake_builders import a_city
from tests.rulebook.builders import loaded_own, write_own

SQL_OF_OWN = """
        select caller_day.caller as subject, 'match' as outcome, caller_day.attempts, limits.limit_day
        from caller_day inner join limits on limits.line_class = caller_day.line_class
        where caller_day.attempts >= limits.limit_day
    """
QUIET = '        Example.quiet("one", calls(1, every_s=60)),\n'
FIRES = '        Example.fires("nine", calls(9, every_s=60)),\n'
BOUNDARY = '        Example.boundary("three", calls(3, every_s=60), Outcome.MATCH),\n'

CASES: dict[str, tuple[str, str, str]] = {
    "no such clause": ('clause="3.1"', 'clause="9.9"', 'field clause: there is no clause "9.9"'),
    "no such source": ('source="call_frequency"', 'source="rumour"', 'field source: "rumour" is not a source'),
    "version 0": ("version=1", "version=0", "field version: 0 is no version"),
    "version as text": ("version=1", 'version="1"', "head: "),
    "unknown subject": ('subject_kind="number"', 'subject_kind="moon"', 'field subject_kind: "moon" is not known'),
    "unknown schedule": ('schedule="daily"', 'schedule="often"', 'field schedule: "often" is not known'),
    "title in one language": ('Label("自有规则", "Own control")', 'Label("自有规则", "")', "field title: a language is missing"),
    "no anchor": ('"a guess"', '""', "parameter limit_day from 1970-01-01: no anchor"),
    "no unit": ('CALLS = Label("次", "attempts")', 'CALLS = Label("", "")', "parameter limit_day unit: a language is missing"),
    "no line class": ("{LineClass.MOBILE: 3}", "{}", "parameter limit_day from 1970-01-01: no line class has a value"),
    "a figure without a date": (
        'DatedValue.always({LineClass.MOBILE: 3}, "a guess")', "(3,)", "parameters: 'int' object has no attribute 'valid_from'"
    ),
    "a parameter that hides a signal": ("limit_day", "answered", "parameter answered: not usable as a column"),
    "a limit that is none": ('CALLS, "limit_day", Breach', 'CALLS, "limit_night", Breach', 'limit "limit_night" is not a parameter'),
    "nothing compared": (', "limit_day", Breach.AT_LEAST', "", "field evidence: no column is compared with a limit"),
    "counterfactual of something else": ("{quiet_attempts} 次", "{quiet_nights} 次", "{quiet_nights} is not among the evidence"),
    "no quiet example": (QUIET, "", "none of the sort quiet"),
    "no firing example": (FIRES, "", "none of the sort fires"),
    "no boundary example": (BOUNDARY, "", "none of the sort boundary"),
    "more that fire than that stay quiet": (FIRES, FIRES + FIRES.replace("nine", "ten"), "fewer that stay quiet than that fire"),
    "firing ones first": (QUIET + FIRES, FIRES + QUIET, "field examples: not in order"),
    "two examples of one name": ('"nine"', '"one"', "two have the same name"),
    "no heading": ("Limits\n------", "Bounds\n------", "docstring lacks the headings Limits"),
    "SQL that does not parse": ("where caller_day.attempts >=", "where where >=", "SQL does not parse"),
    "two statements": ("limits.limit_day\n    ", "limits.limit_day; select 1\n    ", "SQL is not a single SELECT"),
    "another statement": (SQL_OF_OWN, "drop table caller_day", "SQL is not a single SELECT"),
    "a copy to a file": (SQL_OF_OWN, "copy caller_day to 'x.csv'", "SQL is not a single SELECT"),
    "a star": ("caller_day.attempts, limits.limit_day\n", "limits.*\n", "SQL uses *"),
    "a file as table": ("from caller_day inner", "from 'calls.csv' as caller_day inner", "SQL reads "),
    "a function as table": ("from caller_day inner", "from read_csv('x') as caller_day inner", "SQL reads "),
    "an unknown table": ("from caller_day inner", "from calls as caller_day inner", "SQL reads "),
    "a schema of the engine": ("from caller_day inner", "from information_schema.tables as caller_day inner", "SQL reads "),
    "evidence that is not delivered": ("caller_day.attempts, limits.limit_day\n", "limits.limit_day\n", "SQL does not deliver attempts"),
    "delivered and not declared": ("'match' as outcome,", "'match' as outcome, caller_day.asr,", "SQL delivers asr, which is not declared"),
    "an unknown column": ("where caller_day.attempts", "where caller_day.hours", "SQL cannot run"),
    "minimum evidence of an unknown column": ("    sql=", '    minimum_evidence="caller_day.hours > 3",\n    sql=', "SQL cannot run"),
    "minimum evidence that does not parse": ("    sql=", '    minimum_evidence="attempts >",\n    sql=', "SQL does not parse"),
    "a file that does not load": ("control = Control(", "control = Cntrol(", "NameError"),
}  # fmt: skip


def test_a_right_control_has_no_problem(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    write_own(home)
    assert problems_of(loaded_own(home)) == []


@pytest.mark.parametrize("case", CASES)
def test_a_control_that_lacks_something_is_told_so(tmp_path: Path, case: str) -> None:
    old, new, expected = CASES[case]
    home = a_city(tmp_path)
    path = write_own(home, (old, new))
    said = [str(problem) for problem in problems_of(loaded_own(home))]
    assert any(expected in line for line in said), said
    assert all(line.startswith(f"{path}: ") and "; " in line for line in said)


def test_parameters_of_one_control_judge_the_same_line_classes(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    one = 'Parameter("limit_day", Label("上限", "Limit"), CALLS, DatedValue.always({LineClass.MOBILE: 3}, "a guess")),'
    two = one.replace("limit_day", "limit_night").replace("LineClass.MOBILE", "LineClass.LANDLINE")
    write_own(home, (one, one + two))
    (problem,) = problems_of(loaded_own(home))
    assert problem.what == "on 1970-01-01 its parameters have values for different line classes"
