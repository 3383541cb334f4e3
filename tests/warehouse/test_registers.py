"""Of a register's rows about the same thing the one that was delivered last counts, whatever the batches are called."""

from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from quietline.home import Home
from quietline.warehouse.lake import Lake
from quietline.warehouse.manifest import BatchManifest, commit
from quietline.warehouse.schema import HOLDINGS
from tests.warehouse.builders import AT, a_city

SINCE = date(2025, 1, 1)
NUMBER = "8613800000001"


def deliver(home: Home, batch: str, hours: int, *rows: dict[str, object]) -> None:
    """A file of holdings, committed so many hours after the first."""
    path = home.lake / "holdings" / f"{batch}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pylist(
        [{"batch": batch, "line": 2 + n, **row} for n, row in enumerate(rows)], HOLDINGS.schema
    )
    pq.write_table(table, path)
    commit(
        home.lake,
        BatchManifest(
            batch=batch, file_name=f"{batch}.csv", sha256="0" * 64, profile="holdings", kind="holdings",
            accepted=len(rows), duplicate=0, quarantined=0, total=len(rows), first_day=None, last_day=None,
            loaded_at=AT + timedelta(hours=hours), loaded_by="tester", files=(f"holdings/{batch}.parquet",),
        ),
    )  # fmt: skip


def seen(home: Home) -> list[tuple[object, ...]]:
    lake = Lake(home)
    with lake.connect() as con:
        lake.create_view(con, "holdings")
        return con.execute("SELECT number, since, branch, until FROM holdings ORDER BY ALL").fetchall()


def holding(
    branch: str, *, number: str = NUMBER, since: date | None = SINCE, until: date | None = None
) -> dict[str, object]:
    return {"number": number, "since": since, "branch": branch, "until": until}


def test_the_row_that_came_last_counts_and_a_number_that_is_not_named_again_stays(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    deliver(home, "z-first", 0, holding("old"), holding("other", number="8613800000002"))
    deliver(home, "a-second", 1, holding("new"))
    deliver(home, "m-third", 2, holding("newest", until=date(2026, 1, 1)))
    assert seen(home) == [
        (NUMBER, SINCE, "newest", date(2026, 1, 1)),
        ("8613800000002", SINCE, "other", None),
    ]


def test_a_new_holder_stands_beside_the_former_one(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    deliver(home, "a", 0, holding("former"))
    deliver(home, "b", 1, holding("present", since=date(2026, 2, 1)))
    assert [row[2] for row in seen(home)] == ["former", "present"]


def test_rows_that_do_not_say_since_when_supersede_each_other(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    deliver(home, "a", 0, holding("old", since=None))
    deliver(home, "b", 1, holding("new", since=None))
    assert [row[2] for row in seen(home)] == ["new"]


def test_one_delivery_is_read_as_it_is(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    deliver(home, "a", 0, holding("one"), holding("two"))
    assert [row[2] for row in seen(home)] == ["one", "two"]
