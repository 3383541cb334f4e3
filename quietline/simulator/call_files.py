"""The file of call records that a network delivers for a day, with the dirt that such files have."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from quietline.simulator.call_text import CallText, Layout, layout_of
from quietline.simulator.calls import Calls
from quietline.simulator.draws import Draws, places
from quietline.simulator.records import Records, delivered, records_of
from quietline.simulator.town import Town

ROWS_AT_ONCE = 250_000


def write_calls(path: Path, town: Town, calls: Calls, day: int) -> bytes:
    """Write the day's file. Gives the lines that come late, as they must stand in the file of the next day."""
    text, dirt = CallText(town, calls, day), town.scenario.dirt
    draws = Draws(town.seed, "dirt", day)
    on_time, late = delivered(records_of(town, calls), dirt, draws)
    layout = layout_of(town.scenario.files, day)
    with path.open("wb") as file:
        file.write(layout.header)
        _write(file, text, on_time, layout, dirt.bad_lines if len(on_time) else 0, draws)
    return text.lines(late, layout_of(town.scenario.files, day + 1)) if len(late) else b""


def _write(
    file: BinaryIO, text: CallText, records: Records, layout: Layout, bad_lines: int, draws: Draws
) -> None:
    """All records, with bad lines between them."""
    cuts = sorted(map(int, draws.of("cuts").below(len(records), places(bad_lines))))
    for place, (first, last) in enumerate(zip([0, *cuts], [*cuts, len(records)], strict=True)):
        if place:
            file.write(_spoilt(text.lines(records.where(slice(first, first + 1)), layout), place))
        for start, end in _in_parts(first, last):
            file.write(text.lines(records.where(slice(start, end)), layout))


def _in_parts(first: int, last: int) -> Iterator[tuple[int, int]]:
    for start in range(first, last, ROWS_AT_ONCE):
        yield start, min(start + ROWS_AT_ONCE, last)


def _spoilt(line: bytes, place: int) -> bytes:
    """The line with a date that does not exist, cut short, or with letters in a number."""
    fields = line.rstrip(b"\n").split(b",")
    if place % 3 == 1:
        fields[2] = fields[2][:5] + b"13" + fields[2][7:]
    elif place % 3 == 2:
        fields = fields[:4]
    else:
        fields[0] = fields[0][:6] + b"ABCDE"
    return b",".join(fields) + b"\n"
