"""Opening a delivered file, and saying why it cannot be."""

import io
from pathlib import Path

from quietline.domain.errors import InputError

FILE_MAX_BYTES = 20 * 10**9
"""Of a text, also of one that comes packed."""


def open_file(path: Path) -> io.FileIO:
    """The file opened for reading bytes. Raises InputError that says why it cannot be."""
    mend = "check the path"
    try:
        if path.is_dir():
            raise InputError("is a folder", where=str(path), mend="name the files in it")
        if not path.is_file() and path.exists():
            raise InputError("is not an ordinary file", where=str(path), mend="copy its content into a file")
        return io.FileIO(path)
    except FileNotFoundError as error:
        raise InputError("there is no such file", where=str(path), mend=mend) from error
    except PermissionError as error:
        mend = "give the user who loads it the right to read it"
        raise InputError("may not be read: permission denied", where=str(path), mend=mend) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), mend=mend) from error


def check_size(path: Path, limit: int) -> int:
    """The file's size in bytes. Raises InputError when it is empty or larger than the limit."""
    size = path.stat().st_size
    if not size:
        raise InputError(
            "the file is empty (0 bytes)", where=str(path), mend="have the source deliver it again"
        )
    if size > limit:
        raise InputError(
            f"the file has {size:,} bytes, more than {limit:,}",
            where=str(path),
            mend="split it at a line end",
        )
    return size
