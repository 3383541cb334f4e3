"""A quarantined line as drawn: its cells, the one that is wrong marked, and hidden from those who need not read it."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from quietline.console.names import masked_name
from quietline.console.written_numbers import all_masked


@dataclass(frozen=True)
class Piece:
    """A part of the line; the pieces joined are the line."""

    text: str
    is_wrong: bool


def pieces(line: str, header: Sequence[str], delimiter: str, column: str) -> list[Piece]:
    """The line, the cell of the column marked; where the column cannot be found the line as a whole is one piece."""
    cells = cells_of(line, delimiter)
    position = list(header).index(column) if column in header else None
    if position is None or position >= len(cells):
        return [Piece(line, is_wrong=not column)]
    before = delimiter.join(cells[:position]) + (delimiter if position else "")
    behind = (delimiter if position + 1 < len(cells) else "") + delimiter.join(cells[position + 1 :])
    found = [Piece(before, False), Piece(cells[position], True), Piece(behind, False)]
    return [piece for piece in found if piece.text or piece.is_wrong]


def cells_of(line: str, delimiter: str) -> list[str]:
    """The cells as they stand, quotes included."""
    cells, begin, is_quoted = [], 0, False
    for position, letter in enumerate(line):
        if letter == '"':
            is_quoted = not is_quoted
        elif letter == delimiter and not is_quoted:
            cells.append(line[begin:position])
            begin = position + 1
    return [*cells, line[begin:]]


def header_cells(header: str, delimiter: str) -> list[str]:
    """The names of the columns as the file has them."""
    return next(csv.reader([header], delimiter=delimiter), [])


def hidden_line(line: str, delimiter: str) -> str:
    """The line for those who see numbers and names masked."""
    return delimiter.join(hidden(cell) for cell in cells_of(line, delimiter))


def hidden_in(text: str, line: str, delimiter: str) -> str:
    """A text about the line with every cell of it hidden as in the line."""
    for cell in sorted(cells_of(line, delimiter), key=len, reverse=True):
        if len(cell) > 1:
            text = text.replace(cell, hidden(cell))
    return all_masked(text)


def hidden(cell: str) -> str:
    """A number masked, a word as a name; instants and short figures as they are."""
    if any(letter.isalpha() for letter in cell):
        return masked_name(cell)
    return all_masked(cell)
