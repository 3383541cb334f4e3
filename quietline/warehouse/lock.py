"""One load at a time: the lake has a single writer, readers are never held up."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from quietline.warehouse.durable import make_folder


def _silent() -> None:
    return None


@contextmanager
def sole_writer(lake: Path, *, waiting: Callable[[], None] = _silent) -> Iterator[None]:
    """Hold the lake's write lock; wait for whoever holds it, after calling `waiting` once.

    The kernel frees the lock when its process dies, however it dies.
    """
    make_folder(lake)
    with (lake / "write.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
