"""Answers that stay the same while what they were made from does not change: kept by a key that names it."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Remembered(Generic[Answer]):
    """The last `size` answers by key; the one that was asked for longest ago goes first. Threads may share it."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._known: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer of this key, made now if nobody asked before."""
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        made = make()
        with self._lock:
            self._known[key] = made
            while len(self._known) > self.size:
                self._known.popitem(last=False)
        return made
