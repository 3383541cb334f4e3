"""Whatever files the records of calls come in, in whatever order and how often: the rows are the same, each call is one attempt."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietline.home import Home
from quietline.ingest.profile import Profile, read_profile, shipped
from tests.ingest.builders import HERE, a_file, calls, load
from tests.ingest.test_laws import SLOW, a_fresh_city

HEADER = "caller,callee,start,duration,direction,call,linked,part"
NUMBERS = st.sampled_from(["13800000001", "13800000002", "13800000003", "anonymous"])
IDS = st.sampled_from(["", "k1", "k2", "k3"])
INSTANTS = [f"2026-03-31 23:59:{second}" for second in (50, 55, 58)] + [
    f"2026-04-01 00:00:0{second}" for second in (0, 3, 9)
]
RECORDS = st.tuples(
    st.sampled_from(["csv", "exchange", "gateway"]),
    NUMBERS,
    NUMBERS.filter("anonymous".__ne__),
    st.sampled_from(INSTANTS),
    st.sampled_from(["0", "20", "30"]),
    st.sampled_from(["outgoing", "outgoing", "incoming", "leg"]),
    IDS,
    IDS,
    st.sampled_from(["", "", "1", "2"]),
)


def profile(name: str) -> Profile:
    with_ids = read_profile(HERE / "exchange.toml")
    return shipped()["csv"] if name == "csv" else with_ids.model_copy(update={"name": name})


def load_all(home: Home, folder: Path, files: list[tuple[str, list[str]]]) -> None:
    for number, (source, lines) in enumerate(files):
        load(home, a_file(folder, lines, f"{number}.csv", header=HEADER), profile(source))


def rows(home: Home) -> list[tuple[object, ...]]:
    return calls(home, "* EXCLUDE (batch, line)")


def of_source(records: list[tuple[str, ...]], source: str) -> list[str]:
    return [",".join(values) for name, *values in records if name == source]


def split(records: list[tuple[str, ...]], chance: random.Random) -> list[tuple[str, list[str]]]:
    """The records of each source in some files that overlap, in any order."""
    files = []
    for source in ("csv", "exchange", "gateway"):
        lines = of_source(records, source)
        pieces = chance.randint(1, 3)
        where = [chance.randrange(pieces) for _ in lines]
        for piece in range(pieces):
            taken = [
                line
                for line, place in zip(lines, where, strict=True)
                if place == piece or chance.random() < 0.2
            ]
            chance.shuffle(taken)
            files.append((source, taken))
    chance.shuffle(files)
    return [(source, lines) for source, lines in files if lines]


DELIVERIES = given(st.lists(RECORDS, min_size=1, max_size=14), st.integers(0, 2**32))


@settings(SLOW, max_examples=12)
@DELIVERIES
def test_files_split_overlapping_and_in_any_order_give_the_rows_of_one_file_a_source(
    records: list[tuple[str, ...]], seed: int
) -> None:
    check_that_files_do_not_matter(records, seed)


@pytest.mark.long
@pytest.mark.timeout(1800)
@settings(SLOW, max_examples=100)
@DELIVERIES
def test_of_many_deliveries_the_files_do_not_matter(records: list[tuple[str, ...]], seed: int) -> None:
    check_that_files_do_not_matter(records, seed)


def check_that_files_do_not_matter(records: list[tuple[str, ...]], seed: int) -> None:
    with a_fresh_city() as (home, folder):
        load_all(home, folder, [(name, of_source(records, name)) for name in ("csv", "exchange", "gateway")])
        whole = rows(home)
        keys = calls(home, "call_key, direction")
    attempts = [key for key, direction in keys if direction == "outgoing"]
    assert len(attempts) == len(set(attempts))
    with a_fresh_city() as (home, folder):
        load_all(home, folder, split(records, random.Random(seed)))
        assert rows(home) == whole
