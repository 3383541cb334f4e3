"""Files of quarantined lines go when they are old, but for those that a hold keeps."""

from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from quietline.home import Home
from quietline.warehouse.lake import Lake
from quietline.warehouse.manifest import BatchManifest, commit
from quietline.warehouse.quarantined import quarantine_files
from quietline.warehouse.retention import Held
from quietline.warehouse.schema import QUARANTINE
from tests.warehouse.builders import AT, a_city

RAW = "13800000001,13900000009,soon,30"
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 2)


def a_quarantine(home: Home, batch: str, first: date | None, last: date | None) -> None:
    """A batch with one quarantined line and, where it has days, one that was accepted."""
    path = home.lake / "quarantine" / f"{batch}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    row = {"line": 2, "column": "start", "reason": "r", "expected": "e", "raw": RAW}
    pq.write_table(pa.Table.from_pylist([row], QUARANTINE), path)
    accepted = 1 if first else 0
    commit(
        home.lake,
        BatchManifest(
            batch=batch, file_name=f"{batch}.csv", sha256="0" * 64, profile="csv", kind="calls", accepted=accepted,
            duplicate=0, quarantined=1, total=1 + accepted, first_day=first, last_day=last, loaded_at=AT,
            loaded_by="tester", files=(), quarantine=f"quarantine/{batch}.parquet",
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("held", "gone"),
    [
        ([], {"days", "unknown"}),
        ([Held(first=LAST, last=LAST)], set()),
        ([Held(first=date(2026, 3, 3), last=date(2026, 3, 9))], {"days"}),
        ([Held(first=FIRST)], set()),
        ([Held("8613800000001")], set()),
        ([Held("8613800000002"), Held("8613900000009")], set()),
        ([Held("8613800000002")], {"days", "unknown"}),
    ],
    ids=[
        "no hold",
        "its days",
        "other days",
        "from a day on",
        "its number",
        "one of two numbers",
        "another number",
    ],
)
def test_a_hold_keeps_lines_of_its_days_of_unknown_days_and_of_its_number(
    tmp_path: Path, held: list[Held], gone: set[str]
) -> None:
    home = a_city(tmp_path)
    a_quarantine(home, "days", FIRST, LAST)
    a_quarantine(home, "unknown", None, None)
    found = quarantine_files(Lake(home), AT + timedelta(days=1), held)
    assert {path.stem for path in found} == gone
