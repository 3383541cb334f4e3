"""Cuts: sorted files fall into ranges of about equal size, and every row into one."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from quietline.warehouse.cuts import cuts


def a_file(path: Path, values: list[str | None]) -> Path:
    pq.write_table(pa.table({"line": range(len(values)), "caller": values}), path, row_group_size=10)
    return path


def spread(count: int, every: int = 1) -> list[str | None]:
    return [f"{number:05d}" for number in range(0, count * every, every)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        (spread(10), []),
        (spread(40), []),
        (spread(50), ["00040"]),
        (spread(100), ["00040", "00080"]),
        ([None] * 100, []),
        (["00007"] * 100, ["00007"]),
    ],
)
def test_cuts_lie_where_a_range_is_full(
    tmp_path: Path, values: list[str | None], expected: list[str]
) -> None:
    assert cuts([a_file(tmp_path / "a.parquet", values)], "caller", 40) == expected


def test_several_files_are_cut_at_the_same_values(tmp_path: Path) -> None:
    files = [a_file(tmp_path / "a.parquet", spread(60)), a_file(tmp_path / "b.parquet", spread(60))]
    assert cuts(files, "caller", 40) == ["00020", "00040"]


def test_without_files_there_is_one_range() -> None:
    assert cuts([], "caller", 40) == []
