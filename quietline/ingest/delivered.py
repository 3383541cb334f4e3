"""What one report is made of: a file, a file in a zip archive, or a sheet of a workbook.

A zip archive and a workbook can hold several; each is loaded, reported and known by itself.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO
from zipfile import ZipFile, ZipInfo

from quietline.domain.errors import InputError
from quietline.domain.printable import printable
from quietline.ingest import archives, workbooks
from quietline.ingest.files import FILE_MAX_BYTES, check_size, open_file
from quietline.ingest.streams import Stream

NAME_LETTERS = 255
_PEEK_BYTES = 4


@dataclass(frozen=True)
class Delivered:
    """One table. `member` is its file in the archive, `sheet` its sheet where the workbook has several."""

    path: Path
    member: str = ""
    sheet: str = ""

    @property
    def name(self) -> str:
        """The file's name as text on one line, also where its bytes are none; behind it what is in it."""
        name = os.fsencode(self.path.name).decode(errors="backslashreplace")
        return printable("/".join(filter(None, (name, self.member, self.sheet))))[:NAME_LETTERS]

    @property
    def where(self) -> str:
        """The same with the path, for messages."""
        return " ".join(filter(None, (str(self.path), self.member, self.sheet)))


@dataclass(frozen=True)
class Content:
    """A delivered table while it is open. `begin` gives what was delivered from its first byte, as often as wanted."""

    delivered: Delivered
    size_bytes: int
    begin: Callable[[], IO[bytes]]
    begin_bytes: int
    packed: bool = False
    is_sheet: bool = False
    workbook_sha256: str = ""
    unpacked_max_bytes: int = FILE_MAX_BYTES

    def stream(self) -> Stream:
        """The text from its beginning."""
        return Stream(
            self.begin(),
            self.begin_bytes,
            self.delivered.where,
            packed=self.packed,
            unpacked_max_bytes=self.unpacked_max_bytes,
        )

    def sha256(self) -> str:
        """SHA-256 of what was delivered, hexadecimal, by reading it through. Raises InputError where it cannot be read."""
        if self.workbook_sha256:
            return self.workbook_sha256
        stream = Stream(self.begin(), self.begin_bytes, self.delivered.where)
        while stream.read(2**20):
            pass
        return stream.tap.sha256


def deliveries(path: Path, *, spool: Path, file_max_bytes: int = FILE_MAX_BYTES) -> list[Delivered]:
    """The tables in the file, in the order of their names in an archive and as they stand in a workbook.

    `spool` is a folder for unnamed files. Raises InputError where the file cannot be read or an archive is beyond the limits.
    """
    with ExitStack() as stack:
        opening = _Opening(stack, spool, file_max_bytes)
        source, archive = opening.file(path)
        if archive is None:
            return [Delivered(path)]
        if workbooks.is_workbook(archive, where=str(path)):
            return _sheets(Delivered(path), source)
        found = archives.members(archive, where=str(path), file_max_bytes=file_max_bytes)
        return [
            one
            for info in found
            for one in opening.tables_of(Delivered(path, archives.name_of(info)), archive, info)
        ]


@contextmanager
def opened(delivered: Delivered, *, spool: Path, file_max_bytes: int = FILE_MAX_BYTES) -> Iterator[Content]:
    """The table, open. Raises InputError where it cannot be read, or where an archive or workbook holds several and none is named."""
    with ExitStack() as stack:
        yield _Opening(stack, spool, file_max_bytes).content(delivered)


@dataclass(frozen=True)
class _Opening:
    """Files that stay open until the stack unwinds."""

    stack: ExitStack
    spool: Path
    file_max_bytes: int

    def file(self, path: Path) -> tuple[IO[bytes], ZipFile | None]:
        """The file, and what it is as a zip archive. Raises InputError where it is empty, too large or cannot be read."""
        source = self.stack.enter_context(open_file(path))
        check_size(path, self.file_max_bytes)
        is_zip = (source.read(_PEEK_BYTES) or b"").startswith(archives.ZIP_MAGICS)
        return source, self.stack.enter_context(archives.open_zip(path)) if is_zip else None

    def content(self, delivered: Delivered) -> Content:
        """The table as it will be read."""
        source, archive = self.file(delivered.path)
        size_bytes = check_size(delivered.path, self.file_max_bytes)
        if archive is None:
            packed = _begins(_rewound(source), archives.GZIP_MAGIC)
            return Content(
                delivered,
                size_bytes,
                lambda: _rewound(source),
                size_bytes,
                packed=packed,
                unpacked_max_bytes=self.file_max_bytes,
            )
        if workbooks.is_workbook(archive, where=delivered.where):
            return self._sheet(delivered, source, size_bytes)
        return self._member(delivered, archive)

    def tables_of(self, member: Delivered, archive: ZipFile, info: ZipInfo) -> list[Delivered]:
        """The member, or the sheets of the workbook that it is. What is wrong with it is told when it is loaded."""
        try:
            workbook = self._workbook_in(archive, info, member.where)
            return _sheets(member, workbook) if workbook else [member]
        except InputError:
            return [member]

    def _member(self, delivered: Delivered, archive: ZipFile) -> Content:
        found = archives.members(archive, where=str(delivered.path), file_max_bytes=self.file_max_bytes)
        if not delivered.member and len(found) > 1:
            raise _several(delivered, [archives.name_of(info) for info in found])
        info = _named(delivered, found) if delivered.member else found[0]
        delivered = replace(delivered, member=archives.name_of(info))
        workbook = self._workbook_in(archive, info, delivered.where)
        if workbook:
            return self._sheet(delivered, workbook, info.file_size)
        return Content(
            delivered, info.file_size, lambda: _begun(archive, info, delivered.where), info.file_size
        )

    def _workbook_in(self, archive: ZipFile, info: ZipInfo, where: str) -> IO[bytes] | None:
        """The member as a file of its own where it is a workbook; any other archive in an archive is refused when it is read."""
        if not _begins(_begun(archive, info, where), archives.ZIP_MAGICS):
            return None
        copy = self._unnamed()
        stream = Stream(_begun(archive, info, where), info.file_size, where)
        while chunk := stream.read(2**20):
            copy.write(chunk)
        copy.flush()
        try:
            with ZipFile(copy) as inner:
                return copy if workbooks.is_workbook(inner, where=where) else None
        except (*archives.DAMAGED, OSError):
            return None

    def _sheet(self, delivered: Delivered, workbook: IO[bytes], size_bytes: int) -> Content:
        # Listing the sheets reads them all, so it is left out where one is named: there are several then.
        sheets = (
            [delivered.sheet] if delivered.sheet else workbooks.sheets_of(workbook, where=delivered.where)
        )
        if len(sheets) > 1:
            raise _several(delivered, sheets)
        text = self._unnamed()
        workbooks.write_sheet(workbook, sheets[0], text, where=delivered.where)
        digest = hashlib.file_digest(_rewound(workbook), "sha256")  # type: ignore[arg-type]
        if delivered.sheet:
            digest.update(f"\0{delivered.sheet}".encode())
        return Content(
            delivered,
            size_bytes,
            lambda: _rewound(text),
            os.fstat(text.fileno()).st_size,
            is_sheet=True,
            workbook_sha256=digest.hexdigest(),
        )

    def _unnamed(self) -> IO[bytes]:
        """A file without a name: it is gone with the process, however that ends."""
        return self.stack.enter_context(tempfile.TemporaryFile(dir=self.spool))


def _sheets(workbook: Delivered, content: IO[bytes]) -> list[Delivered]:
    names = workbooks.sheets_of(content, where=workbook.where)
    return [workbook] if len(names) == 1 else [replace(workbook, sheet=name) for name in names]


def _named(delivered: Delivered, found: list[ZipInfo]) -> ZipInfo:
    for info in found:
        if archives.name_of(info) == delivered.member:
            return info
    raise InputError(
        f"the zip archive holds no file {delivered.member!r} any more",
        where=str(delivered.path),
        mend="load the archive again",
    )


def _several(delivered: Delivered, names: list[str]) -> InputError:
    what = f"there are {len(names)} tables in it: {', '.join(map(printable, names[:10]))}"
    return InputError(what, where=delivered.where, mend="load each by itself")


def _rewound(source: IO[bytes]) -> IO[bytes]:
    source.seek(0)
    return source


def _begins(source: IO[bytes], magic: bytes | tuple[bytes, ...]) -> bool:
    try:
        return source.read(_PEEK_BYTES).startswith(magic)
    except (*archives.DAMAGED, OSError, EOFError):  # told when it is read
        return False


def _begun(archive: ZipFile, info: ZipInfo, where: str) -> IO[bytes]:
    try:
        return archive.open(info)
    except (*archives.DAMAGED, RuntimeError) as error:
        mend = "have the source deliver it again, packed in the ordinary way"
        raise InputError(f"the zip archive is damaged: {error}", where=where, mend=mend) from error
