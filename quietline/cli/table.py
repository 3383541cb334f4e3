"""Tables for people: columns as wide as their content, Chinese counted as two."""

from collections.abc import Iterable, Sequence

import click
from rich.cells import cell_len


def show_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print the rows under their heads, left-aligned, figures to the right."""
    texts = [[("" if value is None else str(value)) for value in row] for row in rows]
    widths = [max(cell_len(text) for text in column) for column in zip(head, *texts, strict=True)]
    numeric = [
        bool(texts) and all(_is_figure(text) for text in column) for column in zip(*texts, strict=True)
    ]
    for line in (list(head), *texts):
        cells = (
            _padded(text, width, right)
            for text, width, right in zip(line, widths, numeric or [False] * len(head), strict=True)
        )
        click.echo("  ".join(cells).rstrip())


def _is_figure(text: str) -> bool:
    """True for a count; numbers of telephones are long and stay to the left."""
    return text.isdecimal() and len(text) < 7


def _padded(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks
