"""Zip archives and gzip streams: what may be in them, and how much may come out of them.

Limits hold against archives that are made to fill a disk: a count of files, a size for each, a ratio of unpacked to packed bytes.
An archive within an archive is not unpacked. Names in an archive are text to show, never paths.
"""

import gzip
import lzma
import struct
import zlib
from collections import Counter
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from quietline.domain.errors import InputError
from quietline.domain.printable import printable

GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
MEMBERS_MAX = 1_000
RATIO_MAX = 250
RATIO_FREE_BYTES = 64 * 2**20
"""Call records shrink to a tenth. Below this size the ratio does not matter."""

DAMAGED = (
    BadZipFile,
    gzip.BadGzipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    UnicodeDecodeError,
    struct.error,
)
"""What the libraries raise where an archive's bytes are not as they were packed: its data, a method, a name, a head that is cut."""

_UTF_8_NAME, _ENCRYPTED = 0x800, 0x1


def open_zip(path: Path) -> ZipFile:
    """The archive. Raises InputError where its directory cannot be read, for example because the file is cut."""
    try:
        return ZipFile(path)
    except (*DAMAGED, OSError) as error:
        mend = "have the source deliver it again, or wait until it is there as a whole"
        raise InputError(f"the zip archive is damaged or cut: {error}", where=str(path), mend=mend) from error


def members(archive: ZipFile, *, where: str, file_max_bytes: int) -> list[ZipInfo]:
    """The files in the archive by name, without folders and what systems leave there. Raises InputError beyond the limits."""
    found = [info for info in archive.infolist() if not info.is_dir() and not _is_left_by_a_system(info)]
    if not found:
        raise InputError(
            "the zip archive holds no file", where=where, mend="have the source deliver it again"
        )
    if len(found) > MEMBERS_MAX:
        what = f"the zip archive holds {len(found):,} files, more than {MEMBERS_MAX:,}"
        raise InputError(what, where=where, mend="pack fewer files into an archive")
    for info in found:
        _refuse_beyond_limits(info, where=f"{where} {name_of(info)}", file_max_bytes=file_max_bytes)
    if sum(info.compress_size for info in found) > Path(str(archive.filename)).stat().st_size:
        what = "the files of the zip archive overlap, as in an archive made to fill a disk"
        raise InputError(what, where=where, mend="have the source pack it anew")
    _refuse_twins(found, where)
    return sorted(found, key=name_of)


def name_of(info: ZipInfo) -> str:
    """The file's name as people wrote it: archives made in China often have it in GBK without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF_8_NAME and not name.isascii():
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = info.filename
    return printable(name)


def refuse_ratio(packed: int, unpacked: int, *, where: str) -> None:
    """Raise InputError where more comes out of an archive than any delivery of text would give."""
    if unpacked > RATIO_FREE_BYTES and unpacked > RATIO_MAX * packed:
        what = f"{packed:,} packed bytes unpack to {unpacked:,} and more, over {RATIO_MAX} times as many"
        raise InputError(
            what, where=where, mend="an archive like this is made to fill a disk; ask the source what it is"
        )


def _refuse_beyond_limits(info: ZipInfo, *, where: str, file_max_bytes: int) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise InputError(
            "the file in the zip archive is encrypted", where=where, mend="pack it without a password"
        )
    if info.file_size > file_max_bytes:
        what = f"the file in the zip archive has {info.file_size:,} bytes, more than {file_max_bytes:,}"
        raise InputError(what, where=where, mend="split it at a line end")
    refuse_ratio(info.compress_size, info.file_size, where=where)


def _refuse_twins(found: list[ZipInfo], where: str) -> None:
    twins = sorted(name for name, count in Counter(map(name_of, found)).items() if count > 1)
    if twins:
        what = f"the zip archive holds two files of the name {twins[0]!r}"
        raise InputError(what, where=where, mend="rename one of them")


def _is_left_by_a_system(info: ZipInfo) -> bool:
    parts = PurePosixPath(info.filename).parts or ("",)
    return (
        "__MACOSX" in parts
        or parts[-1].startswith(".")
        or parts[-1].casefold() in {"thumbs.db", "desktop.ini"}
    )
