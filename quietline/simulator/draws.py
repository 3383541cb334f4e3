"""Integers from a seed, the same on any machine and any Python. No floats: their last digit may differ."""

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draws:
    """A stream of integers, named by a seed and by what it is for, so that a new use does not shift the others."""

    __slots__ = ("_bits",)

    def __init__(self, seed: int, *purpose: object) -> None:
        text = "|".join(str(part) for part in (seed, *purpose))
        start = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")
        self._bits = random.Random(start).getrandbits  # noqa: S311 - a simulation wants to be repeatable

    def below(self, limit: int) -> int:
        """An integer from 0 to `limit` - 1; `limit` is far below 2^32."""
        return (self._bits(32) * limit) >> 32

    def between(self, low: int, high: int) -> int:
        """An integer from `low` to `high`, both included."""
        return low + ((self._bits(32) * (high - low + 1)) >> 32)

    def happens(self, per_mille: int) -> bool:
        """True in `per_mille` of a thousand draws."""
        return (self._bits(32) * 1000) >> 32 < per_mille

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, each as likely as any other."""
        return choices[(self._bits(32) * len(choices)) >> 32]

    def favourite(self, choices: Sequence[T]) -> T:
        """One of the choices, the earlier ones far more often: the product of two uniform draws."""
        count = len(choices)
        return choices[(((self._bits(32) * count) >> 32) * ((self._bits(32) * count) >> 32)) // count]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in random order."""
        found = list(items)
        for last in range(len(found) - 1, 0, -1):
            other = self.below(last + 1)
            found[last], found[other] = found[other], found[last]
        return found
