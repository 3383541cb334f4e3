"""Quarantined lines as their page shows them: as delivered and as somebody corrected them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from quietline.console.line_pieces import Piece, header_cells, hidden_in, hidden_line, pieces
from quietline.home import Home
from quietline.ingest import quarantine
from quietline.ingest.quarantine import QuarantinedRow
from quietline.office.intake.models import SETTLED, Batch, Correction, CorrectionState
from quietline.office.intake.queries import corrections_of
from quietline.office.people.actors import Actor
from quietline.office.people.permissions import Permission
from quietline.warehouse.lake import Lake


@dataclass(frozen=True)
class QuarantineRow:
    """One line. `version` is 0 where nobody touched it; `pieces` are its text with the wrong cell marked."""

    batch: Batch
    line: int
    version: int
    state: str
    column: str
    reason: str
    expected: str
    text: str
    pieces: tuple[Piece, ...]
    delivered: str
    note: str = ""
    changed_by: str = ""
    changed_at: datetime | None = None

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    @property
    def was_changed(self) -> bool:
        """Whether its text is another than the delivered one."""
        return self.text != self.delivered


def quarantine_rows(
    home: Home, batch: Batch, state: str, *, offset: int, limit: int, actor: Actor
) -> list[QuarantineRow]:
    """A page of the batch's lines in a state (`all` for every one), in the order of the file; masked for who may not correct them."""
    touched = dict(batch.corrections.values_list("line", "state"))
    if state == CorrectionState.OPEN:
        choice = {"without": [line for line, found in touched.items() if found != state]}
    elif state == "all":
        choice = {}
    else:
        choice = {"only": [line for line, found in touched.items() if found == state]}
    rows = quarantine.rows(home, batch.batch, offset=offset, limit=limit, **choice)
    now = corrections_of(batch, [row.line for row in rows])
    reader = _Reader(home, batch, is_masked=not actor.may(Permission.INGEST))
    return [reader.row(row, now.get(row.line)) for row in rows]


def one_row(batch: Batch, line: int, actor: Actor) -> QuarantineRow:
    """The line, read anew after a change."""
    (row,) = quarantine.rows(settings.HOME, batch.batch, only=[line], limit=1)
    reader = _Reader(settings.HOME, batch, is_masked=not actor.may(Permission.INGEST))
    return reader.row(row, corrections_of(batch, [line]).get(line))


class _Reader:
    def __init__(self, home: Home, batch: Batch, *, is_masked: bool) -> None:
        manifest = Lake(home).manifest(batch.batch)
        self.batch = batch
        self.delimiter = manifest.delimiter
        self.header: Sequence[str] = header_cells(manifest.header, manifest.delimiter)
        self.is_masked = is_masked

    def row(self, row: QuarantinedRow, now: Correction | None) -> QuarantineRow:
        stands = now or Correction(
            text=row.raw, column=row.column, problem=row.reason, expected=row.expected, version=0
        )
        text, delivered, reason = stands.text, row.raw, stands.problem
        expected, note = stands.expected, stands.note
        if self.is_masked:
            reason, expected, note = (
                hidden_in(said, text, self.delimiter) for said in (reason, expected, note)
            )
            text, delivered = hidden_line(text, self.delimiter), hidden_line(delivered, self.delimiter)
        return QuarantineRow(
            batch=self.batch,
            line=row.line,
            version=stands.version,
            state=stands.state,
            column=stands.column,
            reason=reason,
            expected=expected,
            text=text,
            pieces=tuple(
                pieces(text, self.header, self.delimiter, stands.column) if reason else [Piece(text, False)]
            ),
            delivered=delivered,
            note=note,
            changed_by=stands.changed_by,
            changed_at=stands.changed_at,
        )
