"""The page of a control for the documentation: its docstring, with what it declares as tables."""

import inspect
from collections.abc import Sequence
from datetime import date

from quietline.domain.clauses import CLAUSES
from quietline.domain.control import SINCE_EVER, Control, Parameter
from quietline.domain.number_plan import LINE_CLASS_LABELS
from quietline.domain.sources import SOURCES
from quietline.rulebook.load import LoadedControl, load_controls


def control_pages() -> dict[str, str]:
    """File name → page of each control that ships."""
    return {f"{loaded.control.id}.md": page(loaded) for loaded in load_controls() if not loaded.problem}


def page(loaded: LoadedControl) -> str:
    """The control's page as Markdown."""
    control = loaded.control
    summary, _, reasons = inspect.cleandoc(loaded.docstring).partition("\n\n")
    parts = [
        f"# {control.id}",
        f"**{control.title.en}** · {control.title.zh}",
        summary,
        _head(control),
        _as_headings(reasons),
        "## Parameters",
        _parameters(control),
        "## Evidence columns",
        _evidence(control),
        "## What would have changed the result",
        f"> {control.counterfactual.en}\n>\n> {control.counterfactual.zh}",
        "## Known false positives",
        "\n".join(f"- {known.en} ({known.zh})" for known in control.false_positives),
        "## Examples",
        _examples(control),
        "## SQL",
        f"```sql\n{inspect.cleandoc(control.sql)}\n```",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def sections(docstring: str) -> tuple[str, list[tuple[str, list[str]]]]:
    """The first sentence of a control's docstring, and each underlined heading with its paragraphs."""
    summary, _, rest = inspect.cleandoc(docstring).partition("\n\n")
    found: list[tuple[str, list[str]]] = []
    for block in filter(None, (part.strip() for part in rest.split("\n\n"))):
        lines = block.splitlines()
        if len(lines) > 1 and set(lines[1]) == {"-"}:
            found.append((lines[0], []))
            lines = lines[2:]
        if lines and found:
            found[-1][1].append(" ".join(lines))
    return summary, found


def _head(control: Control) -> str:
    rows = [
        ("version", str(control.version)),
        ("clause", f"{control.clause} {CLAUSES[control.clause].en}"),
        ("source", SOURCES[control.source].en),
        ("subject", control.subject_kind),
        ("runs", control.schedule),
        ("window", control.window.en),
        ("severity", control.severity.value),
    ]
    return _table(("field", "value"), rows)


def _as_headings(text: str) -> str:
    """Underlined headings of a docstring as headings of the page."""
    lines: list[str] = []
    for line in text.splitlines():
        if lines and line and set(line) == {"-"}:
            lines[-1] = f"## {lines[-1]}\n"
        else:
            lines.append(line)
    return "\n".join(lines).replace("\n\n\n", "\n\n").strip()


def _parameters(control: Control) -> str:
    rows = [row for parameter in control.parameters for row in _values(parameter)]
    return _table(("parameter", "valid from", "values by line class", "unit", "anchor"), rows)


def _values(parameter: Parameter) -> list[tuple[str, ...]]:
    return [
        (
            f"`{parameter.name}` {parameter.title.en}",
            _since(value.valid_from),
            ", ".join(
                f"{LINE_CLASS_LABELS[line].en} {limit:g}" for line, limit in value.by_line_class.items()
            ),
            parameter.unit.en,
            value.anchor,
        )
        for value in parameter.values
    ]


def _since(day: date) -> str:
    return "always" if day == SINCE_EVER else day.isoformat()


def _evidence(control: Control) -> str:
    rows = [
        (
            f"`{column.name}`",
            column.title.en,
            column.title.zh,
            column.unit.en,
            f"{column.breach.value} `{column.limit}`" if column.breach else "",
        )
        for column in control.evidence
    ]
    return _table(("column", "English", "Chinese", "unit", "speaks against the number when"), rows)


def _examples(control: Control) -> str:
    rows = [
        (example.kind.value, example.name, example.expected.value if example.expected else "no finding")
        for example in control.examples
    ]
    return _table(("sort", "calls", "answer"), rows)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    escaped = [tuple(cell.replace("|", "\\|") for cell in row) for row in rows]
    lines = [head, tuple("---" for _ in head), *escaped]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
