"""Large blocks read by one run along their bytes: the plain lines become values, the others go on as text.

The SQL of `plan` is what the loop must agree with. It is for call records of a plain table; a profile that it cannot read is left to SQL.
"""

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pyarrow as pa

from quietline.ingest.at_a_glance import EARLIEST_S, PLAIN_FORMAT
from quietline.ingest.decoding import TextBlock
from quietline.ingest.expressions import LONGEST_S
from quietline.ingest.fields import Field, FieldType
from quietline.ingest.kernels import lines
from quietline.ingest.kernels.lines import Bytes, Integers
from quietline.ingest.kernels.texts import texts_at
from quietline.ingest.plan import DIRECTIONS, IDENTITY, MAY_BE_WITHHELD, Plan
from quietline.ingest.profile_model import Profile
from quietline.ingest.zones import steady_span

_Told = tuple[int, Integers, Integers, Integers, Integers, Bytes, Integers, Integers, Integers, Integers, int]

_KINDS = {
    FieldType.NUMBER: lines.NUMBER,
    FieldType.INSTANT: lines.INSTANT,
    FieldType.SECONDS: lines.SECONDS,
    FieldType.ANSWERED: lines.WORD,
    FieldType.DIRECTION: lines.WORD,
    FieldType.TEXT: lines.TEXT,
}
_FACTORS = {"s": 1, "ms": -1000, "min": 60}
_CHECKED = ("start", "end", "talk", "total", "answered")
_A_PLAIN_TIME = datetime(2026, 4, 1, 9, 0, 0)
_ID_MAX_BYTES = 2**20


@dataclass(frozen=True)
class _Column:
    """One column that is read: its place, the field (or the id) in it, and what the loop is told of it."""

    place: int
    name: str
    kind: int
    limit: int


class PlainReader:
    """Reads the plain lines of the blocks of one file. The rows of a block are there until the next but one is read."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._columns = _columns(plan)
        self._texts = [one.name for one in self._columns if one.kind == lines.TEXT]
        self._values = [one.name for one in self._columns if one.kind != lines.TEXT]
        self._spaces: list[Integers] = [np.empty((0, 0), np.int64)] * 2

    def read(self, text: TextBlock) -> tuple[pa.Table, TextBlock]:
        """The rows of the plain lines, and the block without them."""
        content = np.frombuffer(text.content, np.uint8)
        count = text.content.count(b"\n")
        space = self._space(count)
        values, places = space[4 : 4 + len(self._values)], space[4 + len(self._values) :]
        found, rest = space[0, :count], space[1:4]
        read, left = lines.read_lines(content, *self._told(), values, places, found, rest)
        rows = self._rows(values[:, :read], content, places[:, :read])
        rows["line"] = pa.array(np.add(found[:read], text.first_line, out=found[:read]))
        return pa.table(rows), _without(text, rest[:, :left], count)

    def _space(self, count: int) -> Integers:
        """Room for the rows of a block, used again: touching new memory costs more than reading the bytes."""
        self._spaces.reverse()
        if self._spaces[0].shape[1] < count:
            rows = 4 + len(self._values) + 2 * len(self._texts)
            self._spaces[0] = np.empty((rows, count + count // 8), np.int64)
        return self._spaces[0]

    def _told(self) -> _Told:
        """What the loop is told of the file, from the delimiter to the longest duration."""
        plan, width = self._plan, len(self._plan.columns.names)
        kinds, rows, limits = (np.zeros(width, np.int64) for _ in range(3))
        for one in self._columns:
            named = self._texts if one.kind == lines.TEXT else self._values
            kinds[one.place], rows[one.place], limits[one.place] = one.kind, named.index(one.name), one.limit
        words = [
            found for one in self._columns if one.kind == lines.WORD for found in _words(one, plan.profile)
        ]
        letters = np.frombuffer(b"".join(word for word, _, _ in words) or b"\0", np.uint8)
        ends = np.cumsum([len(word) for word, _, _ in words], dtype=np.int64)
        meanings, places = (np.array([one[at] for one in words], np.int64) for at in (1, 2))
        checked = np.array([_place(self._values, name) for name in _CHECKED], np.int64)
        delimiter = ord(plan.profile.delimiter)
        return (
            delimiter,
            kinds,
            rows,
            limits,
            _span(plan),
            letters,
            ends,
            meanings,
            places,
            checked,
            LONGEST_S,
        )

    def _rows(self, values: Integers, content: Bytes, places: Integers) -> dict[str, pa.Array]:
        rows = {
            name: texts_at(content, places[2 * row], places[2 * row + 1])
            for row, name in enumerate(self._texts)
        }
        for row, name in enumerate(self._values):
            is_nothing = values[row] == lines.NOTHING
            found = values[row] == 1 if name == "answered" else values[row]
            rows[name] = pa.array(found, mask=is_nothing) if is_nothing.any() else pa.array(found)
        return rows


def is_readable(plan: Plan) -> bool:
    """Whether the loop knows all that the profile asks for."""
    profile, columns = plan.profile, plan.columns
    ids = (
        *columns.linked_identity,
        *columns.other_leg_identity,
        *columns.identity_within,
        *columns.identity[1:],
    )
    places = [one.place for one in _columns(plan)] if profile.kind == "calls" else []
    return (
        profile.kind == "calls"
        and profile.numbers.plan == "cn"
        and profile.delimiter.isascii()
        and not ids
        and not (columns.identity and profile.identity_pattern)
        and not any(columns.instead.values())
        and len(set(places)) == len(places)
        and all(profile.units.get(field.name, "s") in _FACTORS for field in plan.fields)
        and _writes_plain_times(profile)
    )


def _writes_plain_times(profile: Profile) -> bool:
    """Whether the commonest way to write a time is the first, and none that lacks seconds reads it too."""
    coarse = [name for name in profile.time_formats if "%" in name and "%S" not in name]
    return (
        profile.time_formats[0] == PLAIN_FORMAT
        and profile.time_resolution_s == 1
        and not any(_reads_plain_time(name) for name in coarse)
    )


def _reads_plain_time(time_format: str) -> bool:
    try:
        datetime.strptime(f"{_A_PLAIN_TIME}", time_format)
    except ValueError:
        return False
    return True


def _columns(plan: Plan) -> list[_Column]:
    columns = plan.columns
    found = [_column(field, columns.index[field.name], plan.profile) for field in plan.fields]
    found += [_Column(place, IDENTITY, lines.TEXT, _ID_MAX_BYTES) for place in columns.identity]
    return found + [_Column(place, f"part{place}", lines.FIRST_PART, 0) for place in columns.part]


def _column(field: Field, place: int, profile: Profile) -> _Column:
    kind = _KINDS[field.type]
    if field.type is FieldType.ANSWERED and profile.answered.rule == "filled":
        kind = lines.FILLED
    may_be_empty = not field.required or (field.name in MAY_BE_WITHHELD and profile.numbers.empty_is_withheld)
    limit = {lines.TEXT: field.limit, lines.SECONDS: _FACTORS.get(profile.units.get(field.name, "s"), 0)}
    return _Column(place, field.name, kind, limit.get(kind, int(may_be_empty)))


def _words(column: _Column, profile: Profile) -> list[tuple[bytes, int, int]]:
    """The words of the column in small letters, what they mean and their column, the first to be tried first."""
    if column.name == "answered":
        listed = [*((word, 1) for word in profile.answered.yes), *((word, 0) for word in profile.answered.no)]
        listed.append(("", lines.NOTHING))
    else:
        words = profile.direction
        listed = [("", DIRECTIONS.index(words.default))]
        listed += [(word, code) for code, name in enumerate(DIRECTIONS) for word in getattr(words, name)]
    return [(word.lower().encode(), meaning, column.place) for word, meaning in listed]


def _span(plan: Plan) -> Integers:
    """First and last local second that is read without the zone's rules, and what to take from it for UTC."""
    zone = plan.profile.time_zone or plan.city_zone
    span = steady_span(zone, earliest_s=EARLIEST_S, until_s=plan.latest_s)
    first_s, last_s = max(span.since_s, EARLIEST_S), min(span.until_s, plan.latest_s)
    return np.array([first_s + span.offset_s, last_s + span.offset_s, span.offset_s, 0, 0], np.int64)


def _place(names: list[str], name: str) -> int:
    return names.index(name) if name in names else -1


def _without(text: TextBlock, rest: Integers, count: int) -> TextBlock:
    """The block of the lines that are left: index, begin and end of each."""
    if rest.shape[1] == count:
        return text
    left, begins, ends = rest.copy()
    content = b"".join(
        text.content[begin : end + 1] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
    )
    bad = tuple(replace(one, index=int(np.searchsorted(left, one.index))) for one in text.bad)
    return replace(text, content=content, bad=bad, lines=left + text.first_line)
