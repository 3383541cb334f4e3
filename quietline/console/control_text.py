"""What a control's file says, as its page shows it."""

import string
from dataclasses import dataclass
from datetime import date

from quietline.domain.control import SINCE_EVER, Control, EvidenceColumn, Parameter
from quietline.domain.findings import Outcome
from quietline.domain.labels import Label
from quietline.domain.number_plan import LINE_CLASS_LABELS, LineClass
from quietline.rulebook.docs import sections
from quietline.rulebook.load import LoadedControl

HEADINGS = {
    "Why": Label(zh="为什么", en="Why"),
    "Evidence": Label(zh="证据", en="Evidence"),
    "Limits": Label(zh="局限", en="Limits"),
    "What the reviewer does": Label(zh="复核要点", en="What the reviewer does"),
}
EXAMPLE_KINDS = {
    "quiet": Label(zh="不应触发", en="stays quiet"),
    "fires": Label(zh="应触发", en="fires"),
    "boundary": Label(zh="边界", en="boundary"),
}
NO_FINDING = Label(zh="无预警", en="no finding")
OUTCOMES = {
    Outcome.MATCH: Label(zh="命中", en="match"),
    Outcome.NOT_ENOUGH_HISTORY: Label(zh="记录不足", en="not enough history"),
}


@dataclass(frozen=True)
class LimitRow:
    """A parameter's value from a day on, None where it always held, by line class."""

    parameter: Parameter
    valid_from: date | None
    values: tuple[tuple[Label, float], ...]
    anchor: str


@dataclass(frozen=True)
class ExampleRow:
    """One example: raw calls in a few words and what the control must say of them."""

    kind: Label
    name: str
    line_class: Label | None
    expected: Label


@dataclass(frozen=True)
class ControlText:
    """The whole page but for what happened: `summary` and `sections` are English, as the file has them."""

    summary: str
    sections: tuple[tuple[Label, tuple[str, ...]], ...]
    limits: tuple[LimitRow, ...]
    evidence: tuple[EvidenceColumn, ...]
    examples: tuple[ExampleRow, ...]
    counterfactual: Label
    false_positives: tuple[Label, ...]


def control_text(loaded: LoadedControl) -> ControlText:
    """The parts of the page."""
    control = loaded.control
    summary, found = sections(loaded.docstring)
    return ControlText(
        summary=summary,
        sections=tuple((HEADINGS.get(name, Label(name, name)), tuple(text)) for name, text in found),
        limits=tuple(_limits(control)),
        evidence=control.evidence,
        examples=tuple(
            ExampleRow(
                EXAMPLE_KINDS[example.kind],
                example.name,
                LINE_CLASS_LABELS[example.line_class] if example.line_class else None,
                OUTCOMES[example.expected] if example.expected else NO_FINDING,
            )
            for example in control.examples
        ),
        counterfactual=_with_words(control),
        false_positives=control.false_positives,
    )


def _limits(control: Control) -> list[LimitRow]:
    return [
        LimitRow(
            parameter,
            None if value.valid_from == SINCE_EVER else value.valid_from,
            tuple(
                (LINE_CLASS_LABELS[line], value.by_line_class[line])
                for line in LineClass
                if line in value.by_line_class
            ),
            value.anchor,
        )
        for parameter in control.parameters
        for value in parameter.values
    ]


def _with_words(control: Control) -> Label:
    """The counterfactual with the titles of its quantities in the gaps, those of the limits for what would have kept it quiet."""
    named = {column.name: column.title for column in control.evidence}
    quiet = {
        f"quiet_{column.name}": named[column.limit] for column in control.evidence if column.limit in named
    }
    titles = named | quiet
    return Label(
        zh="".join(_worded(control.counterfactual.zh, {name: title.zh for name, title in titles.items()})),
        en="".join(_worded(control.counterfactual.en, {name: title.en for name, title in titles.items()})),
    )


def _worded(template: str, titles: dict[str, str]) -> list[str]:
    words = []
    for text, name, _, _ in string.Formatter().parse(template):
        words.append(text)
        if name is not None:
            words.append(f"[{titles.get(name, name)}]")
    return words
