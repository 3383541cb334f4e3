"""`docs/replay.md`: what the shipped controls find in simulated cities, where the truth is known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quietline.rulebook.load import load_controls

REPLAY_PAGE = "replay.md"


@dataclass(frozen=True)
class PageTable:
    """A part of the page: heading, what it says, and a table where there is a header."""

    title: str
    note: str
    header: Sequence[str]
    rows: Sequence[Sequence[object]]


def replay_page(*, command: str, city: str, tables: Sequence[PageTable]) -> str:
    """The page as Markdown. `city` describes what was simulated."""
    lines = [
        "# Replay of the controls",
        "",
        f"The controls that ship, run over simulated cities in which the truth is known: {city}.",
        f"Made by `{command}`. The simulator's callers were made after public figures, without a look at the controls; still this shows what a",
        "control does, not how well it will do in your city. There, replay it on your own records before you rely on it.",
        "",
    ]
    for table in tables:
        lines += [f"## {table.title}", "", table.note, "", *_table(table)]
    return "\n".join(lines)


def _table(table: PageTable) -> Iterator[str]:
    if table.header:
        yield f"| {' | '.join(table.header)} |"
        yield f"|{'---|' * len(table.header)}"
        yield from (f"| {' | '.join(map(str, row))} |" for row in table.rows)
        yield ""


def named(control_id: str, version: int) -> str:
    """A control with its version as the page writes it."""
    return f"[{control_id}](controls/{control_id}.md) version {version}"


def controls_without_replay(docs: Path) -> list[str]:
    """Shipped controls that the page does not show in their present version."""
    page = docs / REPLAY_PAGE
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    present = [loaded.control for loaded in load_controls()]
    return [
        f"{control.id} version {control.version}"
        for control in present
        if named(control.id, control.version) not in text
    ]
