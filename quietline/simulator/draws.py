"""Integers from a seed, the same on any machine and with any version of the libraries. No floats: their last digit may differ.

A draw is a function of its stream's name and of its place in the stream alone (SplitMix64 as a hash of a counter), so that a million are
made at once, in any order, and a new use does not shift the others. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number
generators", OOPSLA 2014.
"""

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def places(count: int) -> Ints:
    """The first `count` places of a stream."""
    return np.arange(count, dtype=np.int64)


class Draws:
    """A stream of integers, named by a seed and by what it is for."""

    __slots__ = ("_key", "_name")

    def __init__(self, seed: int, *purpose: object) -> None:
        self._name = "|".join(str(part) for part in (seed, *purpose))
        digest = hashlib.sha256(self._name.encode()).digest()
        self._key = np.uint64(int.from_bytes(digest[:8], "big"))

    def of(self, *purpose: object) -> "Draws":
        """The stream of a narrower purpose."""
        return Draws(0, self._name, *purpose)

    def words(self, at: Ints) -> NDArray[np.uint64]:
        """64 random bits for each place."""
        word = at.astype(np.uint64) * _STEP + self._key
        word = (word ^ (word >> np.uint64(30))) * _FIRST
        word = (word ^ (word >> np.uint64(27))) * _SECOND
        return word ^ (word >> np.uint64(31))

    def below(self, limit: int | Ints, at: Ints) -> Ints:
        """For each place an integer from 0 to `limit` - 1 (0 where the limit is 0); limits are below 2^31."""
        scaled = (self.words(at) >> np.uint64(32)) * np.asarray(limit, dtype=np.uint64)
        return (scaled >> np.uint64(32)).astype(np.int64)

    def between(self, low: int | Ints, high: int | Ints, at: Ints) -> Ints:
        """For each place an integer from `low` to `high`, both included."""
        return np.asarray(low, dtype=np.int64) + self.below(
            np.asarray(high, dtype=np.int64) - np.asarray(low, dtype=np.int64) + 1, at
        )

    def happens(self, per_mille: int | Ints, at: Ints) -> Mask:
        """For each place whether something of that probability happens."""
        return self.below(1000, at) < per_mille

    def pick(self, choices: Ints, at: Ints) -> Ints:
        """For each place one of the choices, each as likely as any other."""
        return choices[self.below(len(choices), at)]

    def favourite(self, counts: Ints, at: Ints) -> Ints:
        """For each place a rank below its count, the first ones far more often: the product of two uniform draws."""
        first, second = self.of("first").below(counts, at), self.of("second").below(counts, at)
        return first * second // np.maximum(counts, 1)

    def one(self, limit: int) -> int:
        """A single integer from 0 to `limit` - 1."""
        return int(self.below(limit, places(1))[0])

    def one_between(self, low: int, high: int) -> int:
        """A single integer from `low` to `high`, both included."""
        return low + self.one(high - low + 1)

    def order(self, count: int) -> Ints:
        """The integers below `count` in random order."""
        return np.argsort(self.words(places(count)), kind="stable").astype(np.int64)
