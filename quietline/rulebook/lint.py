"""Checks that a control says all it must: clause, dated parameters, evidence, examples, docstring, SQL."""

import string
from collections.abc import Callable, Iterable, Iterator

from quietline.domain.clauses import CLAUSES
from quietline.domain.control import Control, ExampleKind, Parameter
from quietline.domain.findings import Outcome
from quietline.domain.labels import Label
from quietline.domain.sources import SOURCES
from quietline.rulebook.lint_sql import sql_problems
from quietline.rulebook.load import LoadedControl
from quietline.rulebook.problem import Problem
from quietline.signals.tables import SIGNALS

HEADINGS = ("Why", "Evidence", "Limits", "What the reviewer does")
SUBJECT_KINDS = frozenset({"number"})
SCHEDULES = frozenset({"daily"})

Found = tuple[str, str]
"""What is wrong, and what to do."""


def problems_of(loaded: LoadedControl) -> list[Problem]:
    """All that is wrong with a control; empty when nothing is. A file that does not load has that one problem."""
    if loaded.problem:
        return [Problem(loaded.path, loaded.problem, loaded.mend)]
    found = [*_docstring(loaded.docstring)]
    for check in CHECKS:
        found.extend(_tried(check, loaded.control))
    return [Problem(loaded.path, what, hint) for what, hint in found]


def _tried(check: Callable[[Control], Iterable[Found]], control: Control) -> list[Found]:
    """A field of a wrong type breaks a check in ways nobody can foresee: that too is a problem of the file."""
    try:
        return list(check(control))
    except (AttributeError, TypeError, ValueError) as error:
        subject = check.__name__.strip("_").replace("_", " ")
        return [(f"{subject}: {error}", "give the fields the types that the shipped controls have")]


def _docstring(text: str) -> Iterator[Found]:
    lines = [line.strip() for line in text.splitlines()]
    if missing := [heading for heading in HEADINGS if heading not in lines]:
        yield (
            f"docstring lacks the headings {', '.join(missing)}",
            "write them, underlined with dashes: they are the control's page",
        )


def _head(control: Control) -> Iterator[Found]:
    if control.version < 1:
        yield f"field version: {control.version} is no version", "count from 1"
    if control.clause not in CLAUSES:
        yield f'field clause: there is no clause "{control.clause}"', f"take one of {', '.join(CLAUSES)}"
    if control.source not in SOURCES:
        yield f'field source: "{control.source}" is not a source', f"take one of {', '.join(SOURCES)}"
    if control.subject_kind not in SUBJECT_KINDS:
        yield (
            f'field subject_kind: "{control.subject_kind}" is not known',
            f"take one of {', '.join(SUBJECT_KINDS)}",
        )
    if control.schedule not in SCHEDULES:
        yield f'field schedule: "{control.schedule}" is not known', f"take one of {', '.join(SCHEDULES)}"
    yield from _in_both_languages("title", control.title)
    yield from _in_both_languages("window", control.window)
    if control.retired is not None:
        yield from _in_both_languages("retired", control.retired)


def _in_both_languages(field: str, label: Label) -> Iterator[Found]:
    if not (label.zh.strip() and label.en.strip()):
        yield f"field {field}: a language is missing", "give zh and en"


def _parameters(control: Control) -> Iterator[Found]:
    if not control.parameters:
        yield (
            "field parameters: there is none",
            "every figure of the SQL is a dated parameter with unit and anchor",
        )
    for parameter in control.parameters:
        field = f"parameter {parameter.name}"
        if not parameter.name.isidentifier() or parameter.name in SIGNALS:
            yield f"{field}: not usable as a column", "take a name in lower case that no signal has"
        yield from _in_both_languages(f"{field} title", parameter.title)
        yield from _in_both_languages(f"{field} unit", parameter.unit)
        yield from _values(field, parameter)


def _values(field: str, parameter: Parameter) -> Iterator[Found]:
    if not parameter.values:
        yield f"{field}: no value", "give a DatedValue"
    if len({value.valid_from for value in parameter.values}) < len(parameter.values):
        yield f"{field}: two values from the same day on", "keep one"
    for value in parameter.values:
        if not value.by_line_class:
            yield f"{field} from {value.valid_from}: no line class has a value", "name those that are judged"
        if not value.anchor.strip():
            yield f"{field} from {value.valid_from}: no anchor", "say where the figure comes from"


def _line_classes(control: Control) -> Iterator[Found]:
    """Parameters of one control judge the same line classes, else some would drop out unseen."""
    for day in sorted({value.valid_from for parameter in control.parameters for value in parameter.values}):
        judged = {
            frozenset(value.by_line_class) for parameter in control.parameters if (value := parameter.on(day))
        }
        if len(judged) > 1:
            yield (
                f"on {day} its parameters have values for different line classes",
                "give all of them the same classes",
            )


def _evidence(control: Control) -> Iterator[Found]:
    parameters = {parameter.name for parameter in control.parameters}
    names = [column.name for column in control.evidence]
    if len(set(names)) < len(names):
        yield "field evidence: a column is there twice", "keep one"
    for column in control.evidence:
        field = f"evidence {column.name}"
        yield from _in_both_languages(f"{field} title", column.title)
        yield from _in_both_languages(f"{field} unit", column.unit)
        if bool(column.limit) != (column.breach is not None):
            yield f"{field}: limit and breach belong together", "give both or neither"
        if column.limit and (column.limit not in parameters or column.limit not in names):
            yield (
                f'{field}: limit "{column.limit}" is not a parameter among the evidence',
                "show the limit beside the value",
            )
        if column.limit and column.name not in SIGNALS:
            yield (
                f"{field}: a compared column must be a signal",
                f"take one of {', '.join(sorted(SIGNALS))}",
            )
    if not any(column.limit for column in control.evidence):
        yield "field evidence: no column is compared with a limit", "say which column makes it match"


def _counterfactual(control: Control) -> Iterator[Found]:
    yield from _in_both_languages("counterfactual", control.counterfactual)
    known = {column.name for column in control.evidence} | {
        f"quiet_{c.name}" for c in control.evidence if c.limit
    }
    for text in (control.counterfactual.zh, control.counterfactual.en):
        for _, name, _, _ in string.Formatter().parse(text):
            if name is not None and name not in known:
                yield (
                    f"field counterfactual: {{{name}}} is not among the evidence",
                    f"take one of {', '.join(sorted(known))}",
                )


def _examples(control: Control) -> Iterator[Found]:
    kinds = [example.kind for example in control.examples]
    if missing := [kind.value for kind in ExampleKind if kind not in kinds]:
        yield (
            f"field examples: none of the sort {', '.join(missing)}",
            "give calls that stay quiet, that fire, and on the boundary",
        )
    if kinds.count(ExampleKind.QUIET) < kinds.count(ExampleKind.FIRES):
        yield "field examples: fewer that stay quiet than that fire", "add callers that must not be accused"
    if kinds != sorted(kinds, key=list(ExampleKind).index):
        yield (
            "field examples: not in order",
            "first those that stay quiet, then those that fire, then the boundary",
        )
    if len({example.name for example in control.examples}) < len(kinds):
        yield "field examples: two have the same name", "name what is special in each"
    wanted = {ExampleKind.QUIET: None, ExampleKind.FIRES: Outcome.MATCH}
    for example in control.examples:
        if example.kind in wanted and example.expected is not wanted[example.kind]:
            yield (
                f'example "{example.name}": expects what its sort excludes',
                "quiet ones expect None, firing ones a match",
            )


def _sql(control: Control) -> Iterator[Found]:
    yield from sql_problems(control)


CHECKS = (_head, _parameters, _line_classes, _evidence, _counterfactual, _examples, _sql)
