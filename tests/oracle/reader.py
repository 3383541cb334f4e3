"""The oracle's own eyes: reads raw files of calls and holders with the csv module alone.

It takes part in no load: what it skips (a wrong number of cells, an impossible date, a duration that is no number) it decides itself.
"""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

_ENGLISH = {
    "号码": "number",
    "号码类别": "line_class",
    "持有起始日": "since",
    "持有终止日": "until",
    "小区": "cell",
    "区县": "county",
    "启用日期": "since",
    "停用日期": "until",
    "用户标识": "subscriber",
    "渠道": "channel",
    "网点": "outlet",
    "工号": "worker_id",
    "单位客户": "enterprise",
    "使用号码": "number",
    "平台号码": "code",
    "生效日期": "valid_from",
    "失效日期": "valid_until",
}
CLASSES = {
    "手机号": "mobile",
    "固话": "landline",
    "中继": "trunk",
    "特服号码": "service_code",
    "物联网卡": "iot_card",
}


@dataclass(frozen=True)
class Call:
    """One call of the raw files, told by the caller's or by the called side. `day` is the calendar day of the zone of the file.

    Device and cell are the caller's: a record of the called side has none of them.
    """

    caller: str
    callee: str
    start: int
    day: date
    talk: int
    answered: bool
    unanswered_carried: bool
    ring: int | None = None
    imei: str = ""
    cell: str = ""
    by_called_side: bool = False
    incoming_carried: bool = True

    @property
    def fullness(self) -> tuple[bool, int, int, str, str]:
        """Of several records of one call the one that tells most stays."""
        return self.answered, self.talk, -1 if self.ring is None else self.ring, self.imei, self.cell


@dataclass(frozen=True)
class Holding:
    """That somebody has a number from a day to a day."""

    number: str
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether it is valid on a day."""
        return self.since <= day and (self.until is None or self.until >= day)


def read_holdings(path: Path) -> list[Holding]:
    """The register of holders, as it was delivered."""
    return [
        Holding(
            row["number"],
            date.fromisoformat(row["since"]),
            date.fromisoformat(row["until"]) if row["until"] else None,
        )
        for row in _whole_rows(path)
    ]


def read_calls(
    paths: list[Path], zone: ZoneInfo, unanswered_carried: bool = True, incoming_carried: bool = True
) -> list[Call]:
    """The calls of these files, each once a side: of several records the fullest."""
    best: dict[tuple[str, str, int, bool], Call] = {}
    for path in paths:
        for row in _whole_rows(path):
            call = _call(row, zone, unanswered_carried, incoming_carried)
            if call is None:
                continue
            key = (call.caller, call.callee, call.start, call.by_called_side)
            if key not in best or call.fullness > best[key].fullness:
                best[key] = call
    return list(best.values())


def read_line_classes(path: Path, day: date) -> dict[str, str]:
    """Number → line class of the youngest holding that is valid on the day."""
    found: dict[str, tuple[str, str]] = {}
    for row in _whole_rows(path):
        begun = row["since"] <= day.isoformat()
        lasts = row["until"] == "" or row["until"] >= day.isoformat()
        if begun and lasts and row["line_class"] and row["since"] >= found.get(row["number"], ("", ""))[0]:
            line_class = CLASSES.get(row["line_class"], row["line_class"])
            found[row["number"]] = (row["since"], line_class)
    return {number: line_class for number, (_, line_class) in found.items()}


def read_counties(path: Path, day: date) -> dict[str, str]:
    """Cell → county of the youngest entry that is valid on the day."""
    found: dict[str, tuple[str, str]] = {}
    for row in _whole_rows(path):
        valid = row["since"] <= day.isoformat() and (row["until"] == "" or row["until"] >= day.isoformat())
        if valid and row["since"] >= found.get(row["cell"], ("", ""))[0]:
            found[row["cell"]] = (row["since"], row["county"])
    return {cell: county for cell, (_, county) in found.items()}


def read_register(path: Path) -> list[dict[str, object]]:
    """The rows of a register: days as dates, what is empty as None."""
    return [{name: _typed(name, cell) for name, cell in row.items()} for row in _whole_rows(path)]


def _typed(column: str, cell: str) -> object:
    is_day = column in {"since", "until", "valid_from", "valid_until", "issued", "paid"}
    return (date.fromisoformat(cell) if is_day else cell) if cell else None


def _whole_rows(path: Path) -> list[dict[str, str]]:
    """Rows with exactly the header's number of cells."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = [row for row in csv.reader(file) if row]
    names = [_ENGLISH.get(name, name) for name in header]
    return [dict(zip(names, row, strict=True)) for row in rows if len(row) == len(header)]


def _call(
    row: dict[str, str], zone: ZoneInfo, unanswered_carried: bool, incoming_carried: bool
) -> Call | None:
    try:
        start = datetime.strptime(row["start"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone)
        talk = int(row["duration"])
    except ValueError:
        return None
    incoming = row.get("direction") == "incoming"
    if not row["caller"].isdigit():
        return None
    answered = row["answered"] == "1" if "answered" in row else talk > 0
    return Call(
        caller=row["caller"],
        callee=row["callee"],
        start=int(start.timestamp()),
        day=start.date(),
        talk=talk if answered else 0,
        answered=answered,
        unanswered_carried=unanswered_carried,
        ring=int(row["ring"]) if row.get("ring") else None,
        imei="" if incoming else row.get("imei", ""),
        cell="" if incoming else row.get("cell", ""),
        by_called_side=incoming,
        incoming_carried=incoming_carried,
    )
