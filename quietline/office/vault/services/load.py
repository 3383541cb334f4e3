"""Puts documents from the business system's register into the vault; no number is told to anybody, not even in a complaint."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from quietline.domain.errors import InputError
from quietline.domain.id_documents import DocumentKind, kind_named, normalised
from quietline.home import Home
from quietline.office.audit.record import record
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.people.actors import Actor, require
from quietline.office.people.permissions import Permission
from quietline.office.vault.models import SealedDocument
from quietline.office.vault.sealing import key_to_seal_with, match_of, seal_into

CHUNK = 200
MAX_BYTES = 200_000_000
COLUMNS = {"用户标识": "subscriber", "证件类型": "kind", "证件号码": "number"}


@dataclass(frozen=True)
class Row:
    """A line of the register."""

    line: int
    subscriber: str
    kind: DocumentKind
    number: str


@dataclass
class Loaded:
    """What became of the lines. `bad` are the lines that were not taken, each with what is wrong with it, never its number."""

    new: int = 0
    renewed: int = 0
    known: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)


def load_documents(home: Home, path: Path, *, actor: Actor, at: datetime) -> Loaded:
    """Take in a CSV file (UTF-8 or GB18030) with 用户标识, 证件类型, 证件号码 or subscriber, kind, number. The same file twice changes nothing.

    Raises Refused for who keeps no documents, InputError for what is no such file.
    """
    with recorded_refusal(actor=actor, at=at, action="vault.load", object_kind="vault", object_id=path.name):
        require(actor, Permission.KEEP_DOCUMENTS)
        loaded = Loaded()
        key_number = key_to_seal_with(home)
        for rows in _chunks(_rows(path, loaded)):
            with transaction.atomic():
                counts = [_take_in(home, row, key_number, at) for row in rows]
                new, renewed, known = (counts.count(outcome) for outcome in ("new", "renewed", "known"))
                loaded.new, loaded.renewed = loaded.new + new, loaded.renewed + renewed
                loaded.known += known
                after = {"file": path.name, "new": new, "renewed": renewed, "known": known}
                record(
                    actor=actor,
                    at=at,
                    action="vault.loaded",
                    object_kind="vault",
                    object_id=path.name,
                    after=after,
                )
    return loaded


def _take_in(home: Home, row: Row, key_number: int, at: datetime) -> str:
    found = SealedDocument.objects.filter(subscriber=row.subscriber).first()
    if found and (found.kind, found.match) == (row.kind, match_of(row.number, home)):
        return "known"
    document = found or SealedDocument(subscriber=row.subscriber)
    document.kind, document.stored_at = row.kind, at
    seal_into(document, row.number, home, key_number)
    document.save()
    return "renewed" if found else "new"


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _rows(path: Path, loaded: Loaded) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(_text(path), newline=""))
    try:
        head = [COLUMNS.get(name.strip(), name.strip()) for name in next(reader, [])]
        missing = [name for name in COLUMNS.values() if name not in head]
        if missing:
            raise InputError(
                f"the file has no column {missing[0]!r}",
                where=path.name,
                mend=f"the first line names {', '.join(COLUMNS)}",
            )
        for cells in reader:
            yield from _row(dict(zip(head, map(str.strip, cells), strict=False)), reader.line_num, loaded)
    except csv.Error as error:
        raise InputError(f"not a CSV file: {error}", where=path.name, mend="export it as CSV anew") from error


def _row(cells: dict[str, str], line: int, loaded: Loaded) -> Iterator[Row]:
    subscriber, kind = cells.get("subscriber", ""), kind_named(cells.get("kind", ""))
    number = normalised(kind, cells.get("number", "")) if kind else ""
    if not subscriber or len(subscriber) > 64:
        loaded.bad.append((line, "no subscriber, or one of more than 64 characters"))
    elif kind is None:
        loaded.bad.append((line, "no known kind of document"))
    elif not number:
        loaded.bad.append((line, f"no number of this kind of document ({kind})"))
    else:
        yield Row(line, subscriber, kind, number)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"the file has more than {MAX_BYTES} bytes", where=path.name, mend="split it")
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the file cannot be read: {error.strerror}", where=path.name, mend="see that it is there"
        ) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise InputError(
        "the file is text neither in UTF-8 nor in GB18030", where=path.name, mend="export it as CSV anew"
    )
