"""Call records as lines of text, in the layouts in which networks deliver them."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

import numpy as np
import pyarrow as pa
from pyarrow import csv

from quietline.simulator.calls import Calls
from quietline.simulator.cells import cell_names, cells_of
from quietline.simulator.draws import Ints
from quietline.simulator.numbers import COUNTRY
from quietline.simulator.records import Records
from quietline.simulator.scenario import FilesTable
from quietline.simulator.town import Town

_HEADERS = {
    "english": "caller,callee,start,duration,answered,direction,ring,imei,cell,call_id,part",
    "chinese": "主叫号码,被叫号码,开始时间,通话时长,是否接通,呼叫类型,振铃时长,终端串号,小区,呼叫标识,部分话单序号",
}
_ANSWERED = {"english": ("0", "1"), "chinese": ("否", "是")}
_DIRECTION = {"english": ("incoming", "outgoing"), "chinese": ("呼入", "呼出")}
_CALLS_A_DAY = 10**8
_MOBILES = (861 * 10**10, 862 * 10**10)
_LAST_SECOND = 86_399
_MINUTES = [f" {minute // 60:02d}:{minute % 60:02d}:" for minute in range(24 * 60)]
_SECONDS = [f"{second:02d}" for second in range(60)]


@dataclass(frozen=True)
class Layout:
    """How the file of a day is written: language of header and words, encoding."""

    language: str
    encoding: str

    @property
    def header(self) -> bytes:
        """The first line."""
        return f"{_HEADERS[self.language]}\n".encode(self.encoding)


def layout_of(files: FilesTable, day: int) -> Layout:
    """The layout of that day's file. GB18030 comes with a Chinese header; mixed headers are English on every other day."""
    if files.gb18030_every and day % files.gb18030_every == files.gb18030_every - 1:
        return Layout("chinese", "gb18030")
    mixed = "english" if day % 2 == 0 else "chinese"
    return Layout(mixed if files.headers == "mixed" else files.headers, "utf-8")


class CallText:
    """Writes records of one day's calls (`day` 0 is the first of the town)."""

    def __init__(self, town: Town, calls: Calls, day: int) -> None:
        self.town, self.calls, self.day = town, calls, day
        self.on = town.start + timedelta(days=day)
        self._times = pa.array(_times(self.on) + _times(self.on + timedelta(days=1)))
        self._imeis = town.imei_text
        self._cells = pa.array([*cell_names(town), ""])

    def lines(self, records: Records, layout: Layout) -> bytes:
        """The records as lines of the layout."""
        sink = BytesIO()
        csv.write_csv(
            self._table(records, layout), sink, csv.WriteOptions(include_header=False, quoting_style="none")
        )
        text = sink.getvalue()
        return text if layout.encoding == "utf-8" else text.decode("utf-8").encode(layout.encoding)

    def _table(self, records: Records, layout: Layout) -> pa.Table:
        calls, call = self.calls, records.call
        columns = [
            self._numbers(calls.caller[call], layout),
            self._numbers(calls.callee[call], layout),
            self._times.take(records.start_s),
            records.talk_s,
            pa.array(_ANSWERED[layout.language]).take(calls.answered[call].astype(np.int8)),
            pa.array(_DIRECTION[layout.language]).take(records.outgoing.astype(np.int8)),
            pa.array(calls.ring_s[call], mask=records.piece > 1),
            self._imeis.take(self.town.device[records.side]),
            self._cells.take(self._cell(records)),
            int(self.on.strftime("%Y%m%d")) * _CALLS_A_DAY + call.astype(np.int64),
            records.piece,
        ]
        return pa.table(columns, names=[str(place) for place in range(len(columns))])

    def _cell(self, records: Records) -> Ints:
        """The cell of each record's own side; the last place stands for none."""
        cell = cells_of(self.town, records.side, np.minimum(records.start_s, _LAST_SECOND), self.day, self.on)
        return np.where(cell < 0, len(self._cells) - 1, cell)

    def _numbers(self, parties: Ints, layout: Layout) -> Ints:
        """Chinese files write mobiles as people dial them, without the country code."""
        found = self.town.numbers_of(parties)
        if layout.language == "english":
            return found
        return np.where((found >= _MOBILES[0]) & (found < _MOBILES[1]), found - COUNTRY, found)


def _times(on: date) -> list[str]:
    """Every second of the day as text."""
    return [f"{on}{minute}{second}" for minute in _MINUTES for second in _SECONDS]
