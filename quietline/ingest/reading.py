"""A delivered file from bytes to staged rows, block by block; the next block is read while this one is typed."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from quietline.domain.errors import InputError
from quietline.ingest.blocks import Block, Delivery
from quietline.ingest.decoding import TextBlock, decode, is_utf_8_instead, undecodable
from quietline.ingest.delimited import ParsedBlock, parse
from quietline.ingest.encodings import UTF_8, is_wide, label
from quietline.ingest.header import ColumnMap, header_of, map_columns
from quietline.ingest.line_checks import check_lines
from quietline.ingest.plan import Plan
from quietline.ingest.profile_model import Profile
from quietline.ingest.quarantine import QuarantinedRow
from quietline.ingest.rows import same_in_all
from quietline.ingest.staging import Staging, WrongRow

if TYPE_CHECKING:
    from quietline.ingest.by_bytes import PlainReader

FUTURE_TOLERATED = timedelta(days=1)
"""Clocks of switches differ; what lies farther ahead is a fault."""

BY_BYTES_FROM = 8 * 2**20
"""Blocks of so many bytes are worth loading the compiled loop for; it gives the same rows."""

_Read = tuple[TextBlock, pa.Table | None, ParsedBlock]
"""A block's text without its plain lines, the rows of those, and the rows of the text."""

_NO_IDS: dict[str, list[str]] = {"identity": [], "linked_identity": [], "other_leg_identity": []}
_BYTE_ORDER_MARK = "\ufeff".encode()
_NOT_BLANK = re.compile(rb"^[^\n]*[^\s\n][^\n]*", re.MULTILINE)


@dataclass
class FileReader:
    """Reads one delivery into the staging. `at` is now, aware. `rows` counts data lines: neither the header nor blank lines."""

    delivery: Delivery
    profile: Profile
    staging: Staging
    at: datetime
    city_zone: str
    by_bytes_from: int = BY_BYTES_FROM
    rows: int = 0
    header: str = ""
    _by_bytes: "PlainReader | None" = None

    def read(self) -> Iterator[tuple[list[QuarantinedRow], float]]:
        """Stage the good rows; give the bad ones of each block by line, and the share of the file that is done.

        Raises InputError where the header is wrong or the lines do not add up.
        """
        is_begun = False
        for text, plain, parsed in _one_ahead(self._parsed()):
            if not is_begun:
                self.staging.begin(same_in_all(self.profile, self._columns.values()))
                is_begun = True
            staged = self._take_plain(plain)
            wrong = [
                row for width, table in parsed.tables.items() for row in self._take(table, width, staged)
            ]
            self.rows += parsed.lines - parsed.blank
            yield _quarantined(text, parsed, wrong), text.done

    def _take_plain(self, plain: pa.Table | None) -> int:
        """Stage the rows that were read by their bytes; give how many they are."""
        if plain is None:
            return 0
        staged = self.staging.take_plain(plain, self._plan(next(iter(self._columns))))
        self.rows += staged
        return staged

    def _take(self, table: pa.Table, width: int, staged: int) -> list[WrongRow]:
        """Stage the rows of the table; give the wrong ones. Where most of a block was plain, the rest needs the closer look."""
        if 0 < table.num_rows < staged // 8:
            return self.staging.take_closely(table, self._plan(width))
        return self.staging.take(table, self._plan(width))

    def _parsed(self) -> Iterator[_Read]:
        wide = is_wide(self.delivery.encoding)
        delimiter = self.profile.delimiter
        for block in self._without_header():
            text, plain = decode(block, UTF_8 if wide else self.delivery.encoding), None
            if len(text.content) >= self.by_bytes_from and not wide:
                plain, text = self._plain(text)
            text = check_lines(text, delimiter=delimiter, decoded_with_replacement=wide)
            yield text, plain, parse(text, widths=list(self._columns), delimiter=delimiter)

    def _plain(self, text: TextBlock) -> tuple[pa.Table | None, TextBlock]:
        """The rows of the lines of a plain form, and the block without them; None where the profile is not plain."""
        from quietline.ingest.by_bytes import (
            PlainReader,
            is_readable,
        )  # compiled code takes half a second to load

        plan = self._plan(next(iter(self._columns)))
        if self._by_bytes is None and is_readable(plan):
            self._by_bytes = PlainReader(plan)
        return self._by_bytes.read(text) if self._by_bytes else (None, text)

    def _without_header(self) -> Iterator[Block]:
        """The blocks, the header line and a byte order mark taken away; `_columns` is known from the first on."""
        self._columns = {len(names): map_columns(self.profile, names) for names in self.profile.layouts}
        for block in self.delivery.blocks():
            if block.first_line == 1 and block.content.startswith(_BYTE_ORDER_MARK):
                block = replace(block, content=block.content[len(_BYTE_ORDER_MARK) :])
            if self._columns:
                yield block
                continue
            block = self._take_header(block)
            if self._columns:
                yield block

    def _take_header(self, block: Block) -> Block:
        """The block with an empty line in place of the header. Raises InputError where it lacks columns or is no text."""
        found = _NOT_BLANK.search(block.content)
        if found is None:
            return block
        number = block.first_line + block.content.count(b"\n", 0, found.start())
        self.header = self._header_text(found.group(), number)
        columns = header_of(self.profile, self.header, where=f"{self.delivery.where} line {number}")
        self._columns = {len(columns.names): columns}
        if not columns.names_calls:
            self.profile = self.profile.model_copy(update=_NO_IDS)
        before, behind = block.content[: found.start()], block.content[found.end() :]
        return replace(block, content=before + behind)

    def _header_text(self, line: bytes, number: int) -> str:
        encoding = UTF_8 if is_wide(self.delivery.encoding) else self.delivery.encoding
        if is_utf_8_instead(line, encoding):
            what = f"the header looks like UTF-8 and not {label(encoding)}"
            mend = 'set encoding = "utf-8" in the profile'
            raise InputError(what, where=f"{self.delivery.where} line {number}", mend=mend)
        try:
            return line.decode(encoding)
        except UnicodeDecodeError as error:
            reason, expected = undecodable(line, encoding, error)
            where = f"{self.delivery.where} line {number}"
            raise InputError(
                f"the header cannot be read: {reason}", where=where, mend=f"expected {expected}"
            ) from error

    def _plan(self, width: int) -> Plan:
        columns: ColumnMap = self._columns[width]
        latest_s = int((self.at + FUTURE_TOLERATED).timestamp())
        return Plan(self.profile, columns, self.city_zone, latest_s)


def _one_ahead(blocks: Iterator[_Read]) -> Iterator[_Read]:
    """The same items; each is made in a second thread while the one before it is worked on."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        coming = pool.submit(next, blocks, None)
        while (item := coming.result()) is not None:
            coming = pool.submit(next, blocks, None)
            yield item


def _quarantined(text: TextBlock, parsed: ParsedBlock, wrong: list[WrongRow]) -> list[QuarantinedRow]:
    if not parsed.bad and not wrong:
        return []
    numbers = text.numbers()
    found = [
        QuarantinedRow(int(numbers[bad.index]), "", bad.reason, bad.expected, bad.raw) for bad in parsed.bad
    ]
    if wrong:
        lines = text.content.split(b"\n")
        places = np.searchsorted(numbers, [row.line for row in wrong])
        found += [_row(row, lines[place].decode()) for row, place in zip(wrong, places, strict=True)]
    return sorted(found, key=lambda row: row.line)


def _row(row: WrongRow, raw: str) -> QuarantinedRow:
    """The row with its first complaint in front and every other one behind it."""
    first, *others = row.complaints
    reason = "; ".join([first.reason, *(f'column "{other.column}": {other.reason}' for other in others)])
    return QuarantinedRow(row.line, first.column, reason, first.expected, raw)
