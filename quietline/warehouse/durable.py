"""Writing so that it survives a crash: bytes reach the disk before a name points at them."""

import os
from pathlib import Path


def sync_file(path: Path) -> None:
    """Wait until the file's bytes are on the disk. Raises OSError, for example when the disk is full."""
    _sync(path, os.O_RDONLY)


def sync_folder(path: Path) -> None:
    """Wait until the folder's names are on the disk: a new file is not there after a crash before its folder was synced."""
    _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def make_folder(path: Path) -> None:
    """Make the folder and those above it that lack, each name synced into its parent."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    sync_folder(path.parent)


def write_at_once(path: Path, content: bytes) -> None:
    """Put the content under the name in one step: a reader sees the old file or the new one, never half of it."""
    make_folder(path.parent)
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
