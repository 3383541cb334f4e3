"""A city whose lake holds exactly these calls, written as a load commits them."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from quietline.home import City, Home
from quietline.warehouse.manifest import BatchManifest, commit
from quietline.warehouse.schema import KINDS

DAY = date(2026, 3, 18)
SHANGHAI = ZoneInfo("Asia/Shanghai")
MOBILE = "8613803910001"


def a_city(folder: Path, zone: str = "Asia/Shanghai") -> Home:
    """An empty city."""
    home = Home(folder / "city")
    home.create(City(time_zone=zone))
    return home


def a_call(
    start: str | int = "2026-03-18 10:00:00",
    *,
    caller: str | None = MOBILE,
    callee: str | None = "8615900000001",
    talk_s: int | None = 45,
    answered: bool | None = None,
    key: str | None = None,
    zone: ZoneInfo = SHANGHAI,
    **more: object,
) -> dict[str, object]:
    """One outgoing call as the lake keeps it. `start` is the zone's clock time or epoch seconds; answered follows from the talk."""
    instant = datetime.fromtimestamp(start, zone) if isinstance(start, int) else _local(start, zone)
    start_s = int(instant.timestamp())
    return {
        "caller": caller,
        "callee": callee,
        "direction": "outgoing",
        "start_s": start_s,
        "talk_s": talk_s,
        "answered": (talk_s is None or talk_s > 0) if answered is None else answered,
        "unanswered_carried": True,
        "call_key": _number(key or f"{caller}-{callee}-{start_s}"),
        "batch": "batch",
        "line": 2,
        "day": instant.date(),
        **more,
    }


def commit_rows(home: Home, kind: str, rows: Iterable[Mapping[str, object]], batch: str = "batch") -> None:
    """Write the rows into the lake and commit them as one batch."""
    found = sorted(rows, key=lambda row: str(row.get("day")))
    by_day = KINDS[kind].by_day
    files = [
        _write(
            home,
            kind,
            f"{kind}/day={day}/{batch}.parquet" if by_day else f"{kind}/{batch}.parquet",
            list(group),
        )
        for day, group in groupby(found, key=lambda row: str(row["day"]) if by_day else "")
    ]
    total = len(found)
    manifest = BatchManifest(
        batch=batch, file_name=f"{batch}.csv", sha256="0" * 64, profile="csv", kind=kind,
        accepted=total, duplicate=0, quarantined=0, total=total, first_day=None, last_day=None,
        loaded_at=datetime(2026, 3, 19, tzinfo=UTC), loaded_by="test", files=tuple(files),
    )  # fmt: skip
    commit(home.lake, manifest)


def _write(home: Home, kind: str, name: str, rows: list[Mapping[str, object]]) -> str:
    path = home.lake / name
    path.parent.mkdir(parents=True, exist_ok=True)
    order = [(column, "ascending") for column in KINDS[kind].order]
    pq.write_table(pa.Table.from_pylist(list(rows), KINDS[kind].schema).sort_by(order), path)
    return name


def _number(key: str) -> int:
    """A key as the lake keeps it."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")


def _local(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)
