"""The files that an operator would hand over, with the dirt that such files have, and the truth beside them."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from quietline.simulator.calls import Call
from quietline.simulator.clock import time_of_day
from quietline.simulator.draws import Draws

CALLS_HEADER = "caller,callee,start,duration,answered,direction,ring,imei,cell"


def write_calls(path: Path, calls: Sequence[Call], day: date, draws: Draws) -> None:
    """One day's records; three lines of each file are dirty: a date that does not exist, a line cut short, a row given twice."""
    lines = [CALLS_HEADER, *_rows(calls, day)]
    if calls:
        dirty = [
            _with_impossible_date(draws.pick(calls), day),
            _cut_short(draws.pick(lines[1:])),
            draws.pick(lines[1:]),
        ]
        for line in dirty:
            lines.insert(draws.between(1, len(lines)), line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _rows(calls: Iterable[Call], day: date) -> Iterator[str]:
    date_text = day.isoformat()
    for start_s, caller, callee, talk_s, answered, direction, ring_s, imei, cell in calls:
        yield (
            f"{caller},{callee},{date_text} {time_of_day(start_s)},{talk_s},{1 if answered else 0},{direction},{ring_s},{imei},{cell}"
        )


def _with_impossible_date(call: Call, day: date) -> str:
    (row,) = _rows([call], day)
    return row.replace(day.isoformat(), f"{day.year}-13-{day.day:02d}")


def _cut_short(row: str) -> str:
    return ",".join(row.split(",")[:4])


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A small file: comma separated, quoted where needed."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
