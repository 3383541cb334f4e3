"""What a network writes about the calls of a day: a record for each side of its own, several for a long call, some late, some twice."""

from dataclasses import dataclass, fields

import numpy as np

from quietline.simulator.calls import Calls
from quietline.simulator.draws import Draws, Ints, Mask, places
from quietline.simulator.scenario import DirtTable
from quietline.simulator.town import Town


@dataclass(frozen=True)
class Records:
    """One place for each record. `call` is the place of its call, `side` the line that the record is of, `piece` 0 for a whole call."""

    call: Ints
    start_s: Ints
    talk_s: Ints
    piece: Ints
    side: Ints
    outgoing: Mask

    def __len__(self) -> int:
        return len(self.call)

    def where(self, chosen: Mask | Ints | slice) -> "Records":
        """Those that are chosen: by a mask, by their places, or from one place to another."""
        return Records(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})


def records_of(town: Town, calls: Calls) -> Records:
    """Records of the callers and the callees of our own network, in pieces where the call is long, in order of time."""
    own = town.lines.count
    sides = [np.flatnonzero(party < own) for party in (calls.caller, calls.callee)]
    call = np.concatenate(sides).astype(np.int32)
    outgoing = np.arange(len(call)) < len(sides[0])
    side = np.where(outgoing, calls.caller[call], calls.callee[call])
    whole = Records(
        call, calls.start_s[call], calls.talk_s[call], np.zeros(len(call), np.int16), side, outgoing
    )
    found = _in_pieces(whole, calls, town.scenario.dirt.piece_s)
    return found.where(np.argsort(found.start_s, kind="stable"))


def _in_pieces(records: Records, calls: Calls, piece_s: int) -> Records:
    """A record ends after `piece_s` seconds of talk, and another one goes on."""
    if not piece_s:
        return records
    pieces = np.maximum(1, -(-records.talk_s.astype(np.int64) // piece_s))
    if int(pieces.max(initial=1)) == 1:
        return records
    found = records.where(np.repeat(places(len(records)), pieces))
    number = places(len(found)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    several = np.repeat(pieces, pieces) > 1
    begun = number * piece_s
    ring_s = np.where(number > 0, calls.ring_s[found.call], 0)
    return Records(
        call=found.call,
        start_s=(found.start_s + begun + ring_s).astype(np.int32),
        talk_s=np.minimum(found.talk_s - begun, piece_s).astype(np.int32),
        piece=np.where(several, number + 1, 0).astype(np.int16),
        side=found.side,
        outgoing=found.outgoing,
    )


def delivered(records: Records, dirt: DirtTable, draws: Draws) -> tuple[Records, Records]:
    """The records as they come in the day's file, some of them twice, and those that come a day late."""
    at = places(len(records))
    late = draws.of("late").happens(dirt.late, at)
    on_time = records.where(~late)
    twice = draws.of("double").happens(dirt.double, places(len(on_time)))
    return on_time.where(np.repeat(places(len(on_time)), 1 + twice)), records.where(late)
