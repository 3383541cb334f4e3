"""Readers see what was committed and nothing else."""

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from quietline.domain.errors import InputError
from quietline.warehouse.lake import Lake
from quietline.warehouse.manifest import manifest_path
from quietline.warehouse.schema import KINDS, SQL_TYPES
from tests.warehouse.builders import AT, a_batch, a_city, a_part

FIRST, SECOND, THIRD = date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 3)


def test_files_are_unseen_until_their_manifest_is_there(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    part = a_part(home, "2026-04-01")
    assert Lake(home).files("calls") == []
    a_batch(home, part)
    assert Lake(home).files("calls") == [home.lake / part]


def test_an_open_lake_sees_batches_that_are_committed_later(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    lake = Lake(home)
    assert lake.days() == []
    a_batch(home, a_part(home, "2026-04-01"))
    assert lake.days() == [FIRST]


@pytest.mark.parametrize(
    "damage", [Path.unlink, lambda path: os.truncate(path, 200), lambda path: os.truncate(path, 0)]
)
def test_a_committed_file_that_is_damaged_or_gone_is_named_with_the_mend(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    home = a_city(tmp_path)
    part = a_part(home, "2026-04-01")
    a_batch(home, part)
    damage(home.lake / part)
    lake = Lake(home)
    with lake.connect() as con, pytest.raises(InputError, match="damaged or gone; put it back") as caught:
        lake.create_view(con, "calls", FIRST, FIRST)
    assert caught.value.where == str(home.lake / part)


def test_days_choose_files_with_both_ends_included(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    parts = [a_part(home, f"2026-04-0{day}") for day in (1, 2, 3)]
    a_batch(home, *parts)
    lake = Lake(home)
    assert lake.days() == [FIRST, SECOND, THIRD]
    assert lake.files("calls", SECOND, THIRD) == [home.lake / part for part in parts[1:]]
    assert lake.files("calls", last=FIRST) == [home.lake / parts[0]]


def test_the_fingerprint_of_days_changes_exactly_when_their_files_do(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    a_batch(home, a_part(home, "2026-04-01"))
    lake = Lake(home)
    before = lake.fingerprint("calls", FIRST, FIRST)
    a_batch(home, a_part(home, "2026-04-02", batch="two"), batch="two")
    assert lake.fingerprint("calls", FIRST, FIRST) == before
    a_batch(home, a_part(home, "2026-04-01", batch="three"), batch="three")
    assert lake.fingerprint("calls", FIRST, FIRST) != before


def test_a_replaced_file_is_no_longer_read(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    old = a_part(home, "2026-04-01")
    a_batch(home, old)
    new = a_part(home, "2026-04-01", batch="one.two")
    a_batch(home, new, batch="two", replaced=(old,))
    assert Lake(home).files("calls") == [home.lake / new]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_view_without_files_is_empty_and_typed(tmp_path: Path, kind: str) -> None:
    lake = Lake(a_city(tmp_path))
    with lake.connect() as con:
        lake.create_view(con, kind)
        found = {name: column for name, column, *_ in con.execute(f"DESCRIBE {kind}").fetchall()}
        assert con.execute(f"SELECT count(*) FROM {kind}").fetchone() == (0,)
    assert found == {field.name: SQL_TYPES[field.type] for field in KINDS[kind].schema}


def test_a_view_reads_the_committed_rows_of_its_days(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    a_batch(home, a_part(home, "2026-04-01", rows=2), a_part(home, "2026-04-02", rows=3))
    lake = Lake(home)
    with lake.connect() as con:
        lake.create_view(con, "calls", SECOND, SECOND)
        assert con.execute("SELECT count(*), min(day) FROM calls").fetchone() == (3, SECOND)
        lake.create_view(con, "calls")
        assert con.execute("SELECT count(*) FROM calls").fetchone() == (5,)


def test_connections_reckon_in_utc(tmp_path: Path) -> None:
    with Lake(a_city(tmp_path)).connect() as con:
        assert con.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)


def test_manifests_come_oldest_first(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    a_batch(home, batch="a", at=AT + timedelta(hours=1))
    a_batch(home, batch="b", at=AT)
    assert [manifest.batch for manifest in Lake(home).manifests()] == ["b", "a"]


def test_an_unknown_batch_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no batch 'x' was committed"):
        Lake(a_city(tmp_path)).manifest("x")


def test_a_damaged_manifest_is_named_with_what_to_do(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    path = manifest_path(home.lake, a_batch(home).batch)
    path.write_text("{")
    with pytest.raises(InputError) as caught:
        Lake(home).manifests()
    assert str(path) in str(caught.value)
    assert "backup" in caught.value.mend
