"""Who knows whom: a graph of people with a heavy tail, where most know each other and friends of friends are neighbours."""

from dataclasses import dataclass

import numpy as np

from quietline.simulator.draws import Draws, Ints, Mask, places

_NEIGHBOURS = 32
_NEAR_PER_MILLE = 550


@dataclass(frozen=True)
class Acquaintances:
    """The contacts of line i are `parties[first[i]:first[i + 1]]`, the dearest first; a party from the number of lines on is outside."""

    first: Ints
    parties: Ints

    def contact(self, who: Ints, draws: Draws, at: Ints) -> Ints:
        """For each place a contact of `who`, who must have some."""
        count = self.first[who + 1] - self.first[who]
        found: Ints = self.parties[self.first[who] + draws.favourite(count, at)]
        return found


def acquaint(seed: int, known: Ints, outside_per_mille: int, outside: int) -> Acquaintances:
    """Pair the open ends of everybody's acquaintances, near ones within the neighbourhood; what stays open leads outside."""
    draws = Draws(seed, "acquaintances", len(known))
    owner = np.repeat(np.arange(len(known), dtype=np.int32), known)
    ends = places(len(owner))
    parties = len(known) + draws.of("outside").below(outside, ends)
    inside = ~draws.of("is outside").happens(outside_per_mille, ends)
    near = draws.of("is near").happens(_NEAR_PER_MILLE, ends)
    words = (draws.of("pairs").words(ends) >> np.uint64(32)).astype(np.int64)
    _pair(parties, owner, np.flatnonzero(inside & near), (owner // _NEIGHBOURS).astype(np.int64), words)
    _pair(parties, owner, np.flatnonzero(inside & ~near), np.zeros(1, dtype=np.int64), words)
    return Acquaintances(np.concatenate([[0], np.cumsum(known)]).astype(np.int64), parties.astype(np.int32))


def _pair(parties: Ints, owner: Ints, ends: Ints, place: Ints, words: Ints) -> None:
    """Join ends of the same place two by two in random order; nobody knows himself."""
    key = (place[ends] if len(place) > 1 else 0) << np.int64(32) | words[ends]
    order = ends[np.argsort(key, kind="stable")]
    order = order[: len(order) // 2 * 2]
    one, other = order[0::2], order[1::2]
    apart: Mask = owner[one] != owner[other]
    parties[one[apart]], parties[other[apart]] = owner[other[apart]], owner[one[apart]]
