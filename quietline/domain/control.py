"""What a control declares: clause, dated parameters, evidence, examples and SQL. A control finds; policy and people decide.

One control is one file in `controls/`; its fields stand in the order of `Control`. The SQL is DuckDB's and sees
the tables of the day's signals (`signals/tables.py`; `caller_day` has one row a caller) and `limits` (one row a line class, one column
a parameter). It returns one row for each subject that matches or lacks history: `subject`, `outcome` and the evidence columns.
"""

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from quietline.domain.example_calls import ExampleCall
from quietline.domain.findings import EvidenceValue, Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass

_NUMBERS = (int, float)
SINCE_EVER = date(1970, 1, 1)
"""Valid-from of a value that holds for records of any age, so that old days can be replayed."""


@dataclass(frozen=True)
class DatedValue:
    """A parameter's value from a day on. A line class that is not in `by_line_class` is not judged.

    `anchor` says where the figure comes from.
    """

    valid_from: date
    by_line_class: Mapping[LineClass, float]
    anchor: str

    @classmethod
    def always(cls, by_line_class: Mapping[LineClass, float], anchor: str) -> "tuple[DatedValue, ...]":
        """One value that holds for records of any age."""
        return (cls(SINCE_EVER, by_line_class, anchor),)


@dataclass(frozen=True)
class Parameter:
    """A figure that the control compares with. `name` is its column in `limits` and among the evidence."""

    name: str
    title: Label
    unit: Label
    values: tuple[DatedValue, ...]

    def on(self, day: date) -> DatedValue | None:
        """The value that is valid on a calendar day; None before the first one."""
        valid = [value for value in self.values if value.valid_from <= day]
        return max(valid, key=lambda value: value.valid_from, default=None)


class Breach(StrEnum):
    """How a quantity must stand to its limit so that it speaks against the subject."""

    AT_LEAST = ">="
    AT_MOST = "<="
    BELOW = "<"
    ABOVE = ">"

    def holds(self, value: float, limit: float) -> bool:
        """True where the value speaks against the subject."""
        return {
            Breach.AT_LEAST: value >= limit,
            Breach.AT_MOST: value <= limit,
            Breach.BELOW: value < limit,
            Breach.ABOVE: value > limit,
        }[self]


@dataclass(frozen=True)
class EvidenceColumn:
    """One column of the SQL's answer.

    `limit` names the parameter with which the column is compared and `breach` how; both are empty for a column that only informs.
    A compared column bears the name of a signal, so that one of `caller_day` can also be shown of callers that do not match.
    """

    name: str
    title: Label
    unit: Label
    limit: str = ""
    breach: Breach | None = None

    @property
    def says_how_much_is_known(self) -> bool:
        """True where the limit is the least that must be known for judging (`least_…`, `min_…`): more of it accuses nobody more."""
        return self.limit.startswith(("least_", "min_"))

    def quiet_value(self, limit: float) -> float:
        """The value nearest to the limit that does not speak against the subject; whole limits step by one."""
        step = 1 if isinstance(limit, int) else 0.0
        if self.breach is Breach.AT_LEAST:
            return limit - step
        if self.breach is Breach.AT_MOST:
            return limit + step
        return limit


class ExampleKind(StrEnum):
    """What an example shows. On the boundary one step more or less changes the outcome."""

    QUIET = "quiet"
    FIRES = "fires"
    BOUNDARY = "boundary"


Registers = Mapping[str, tuple[Mapping[str, object], ...]]
"""Register → its rows."""

NO_REGISTERS: Registers = MappingProxyType({})


@dataclass(frozen=True)
class Example:
    """Raw calls of one caller and what the control must say of him; None means no finding.

    `line_class` registers the caller in the holders' register; without it the number plan decides. `registers` has rows of any register
    (`holdings`, `channels`, `outbound_platforms` …) as column → value.
    """

    name: str
    kind: ExampleKind
    calls: tuple[ExampleCall, ...]
    expected: Outcome | None
    line_class: LineClass | None = None
    registers: Registers = field(default_factory=lambda: NO_REGISTERS)

    @classmethod
    def quiet(
        cls,
        name: str,
        calls: tuple[ExampleCall, ...],
        line_class: LineClass | None = None,
        registers: Registers = NO_REGISTERS,
    ) -> "Example":
        """A caller who must not be accused."""
        return cls(name, ExampleKind.QUIET, calls, None, line_class, registers)

    @classmethod
    def fires(
        cls,
        name: str,
        calls: tuple[ExampleCall, ...],
        line_class: LineClass | None = None,
        registers: Registers = NO_REGISTERS,
    ) -> "Example":
        """A caller who must be found."""
        return cls(name, ExampleKind.FIRES, calls, Outcome.MATCH, line_class, registers)

    @classmethod
    def boundary(
        cls,
        name: str,
        calls: tuple[ExampleCall, ...],
        expected: Outcome | None,
        registers: Registers = NO_REGISTERS,
    ) -> "Example":
        """A caller one step beside or on the limit."""
        return cls(name, ExampleKind.BOUNDARY, calls, expected, None, registers)


@dataclass(frozen=True)
class Control:
    """One check that carries out a clause.

    `source` is a key of `domain/sources.py`: the way into a case that a match counts as. `minimum_evidence` is an SQL condition over
    `caller_day` and `limits`: callers that do not meet it are counted as not enough history and get no finding of their own.
    `counterfactual` is a template: `{name}` is an evidence column, `{quiet_name}` the nearest value with which it would not have fired.
    `retired` says why it is run no more; its file and its id stay.
    """

    id: str
    version: int
    clause: str
    source: str
    title: Label
    subject_kind: str
    schedule: str
    window: Label
    severity: Severity
    parameters: tuple[Parameter, ...]
    evidence: tuple[EvidenceColumn, ...]
    counterfactual: Label
    false_positives: tuple[Label, ...]
    examples: tuple[Example, ...]
    sql: str
    minimum_evidence: str = "true"
    retired: Label | None = None

    def limits_on(self, day: date) -> dict[LineClass, dict[str, float]]:
        """Line class → parameter → value, for the line classes in which every parameter has a value on the day."""
        found = {parameter.name: parameter.on(day) for parameter in self.parameters}
        tables = {name: value.by_line_class for name, value in found.items() if value}
        if len(tables) < len(found) or not tables:
            return {}
        judged = [line for line in LineClass if all(line in table for table in tables.values())]
        return {line: {name: table[line] for name, table in tables.items()} for line in judged}

    def why_not(self, evidence: Mapping[str, EvidenceValue]) -> Label:
        """What would have had to be different for the control to stay quiet, from the evidence of a match."""
        values: dict[str, object] = dict(evidence)
        for column in self.evidence:
            limit = evidence.get(column.limit)
            if isinstance(limit, _NUMBERS):  # asked for each finding: a union would be made anew each time
                values[f"quiet_{column.name}"] = column.quiet_value(limit)
        return Label(
            zh=_filled(self.counterfactual.zh, values, "无"),
            en=_filled(self.counterfactual.en, values, "none"),
        )


@cache
def _pieces(template: str) -> tuple[tuple[str, str | None, str], ...]:
    """Text, name and format of each gap: a template is read once for thousands of findings."""
    return tuple((text, name, spec or "") for text, name, spec, _ in string.Formatter().parse(template))


def _filled(template: str, values: Mapping[str, object], word: str) -> str:
    """As `str.format` does, with a word where a value is not known. Raises KeyError for a name that nobody gave."""
    return "".join(
        text if name is None else text + (word if (value := values[name]) is None else format(value, spec))
        for text, name, spec in _pieces(template)
    )
