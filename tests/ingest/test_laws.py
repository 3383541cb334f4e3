"""Laws that hold for any file: every line is accounted for, good rows are never lost, order and repetition do not matter."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quietline.home import Home
from quietline.ingest import quarantine
from tests.ingest.builders import AT, HEADER, a_city, a_file, a_line, calls, content, load
from tests.oracle.plain_csv_reader import read

MOBILES = [
    "13812345678",
    "+8613812345678",
    "0086 138-1234-5678",
    "13700000001",
    "8613700000002",
    "013700000003",
    "(137)00000004",
]
LANDLINES = ["2345678", "0391-2345678", "+86391 2345679", "03918345678"]
NUMBERS = st.sampled_from([*MOBILES, *LANDLINES, "10086", "95588", "110"])
BAD_NUMBERS = st.sampled_from(
    ["", "=cmd()", "1381234567", "abc", "x13812345678", "138123456789012345678", "1.38E+10"]
)
STARTS = st.sampled_from(
    [
        "2026-04-01 09:00:00",
        "2026/04/01 09:00:01",
        "2026-04-01 23:59:59",
        "2026-04-02 00:00:00",
        "1999-12-31 01:02:03",
    ]
)
BAD_STARTS = st.sampled_from(
    [
        "",
        "2026-02-30 10:00:00",
        "2026-13-01 10:00:00",
        "2026-04-01 24:00:00",
        "2030-01-01 00:00:00",
        "1989-01-01 00:00:00",
        "x",
    ]
)
TALKS = st.sampled_from(["0", "1", "30", "30", "604800"])
BAD_TALKS = st.sampled_from(["", "-1", "604801", "x", "1:00", "1e3"])


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


VALUES = st.tuples(NUMBERS | st.just("anonymous"), NUMBERS, STARTS, TALKS)
MIXED = st.tuples(NUMBERS | BAD_NUMBERS, NUMBERS | BAD_NUMBERS, STARTS | BAD_STARTS, TALKS | BAD_TALKS)
GOOD_LINES = st.builds(
    lambda values, write: ",".join(map(write, values)).encode(), VALUES, st.sampled_from([str, quoted])
)
ANY_LINES = st.one_of(
    GOOD_LINES,
    MIXED.map(lambda values: ",".join(values).encode()),
    st.binary(max_size=40).map(lambda line: line.replace(b"\r", b"").replace(b"\n", b"")),
    st.sampled_from(
        [
            b"",
            b"  ",
            b",,,",
            b'"',
            b'13812345678,"110',
            b"1,2,3",
            b"1,2,3,4,5",
            "中,文,字,符".encode("gb18030"),
            b"\xff\xfe",
            b"a\0b,,,",
        ]
    ),
)
ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])
SLOW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@contextmanager
def a_fresh_city() -> Iterator[tuple[Home, Path]]:
    with tempfile.TemporaryDirectory() as name:
        yield a_city(Path(name)), Path(name)


def a_whole_file(lines: list[bytes], end: bytes = b"\n") -> bytes:
    return end.join([HEADER.encode(), *lines]) + end


def agrees_with_the_plain_reader(lines: list[bytes], end: bytes, block_bytes: int) -> None:
    whole = a_whole_file(lines, end)
    expected = read(whole, at=AT)
    with a_fresh_city() as (home, folder):
        report = load(home, a_file(folder, whole), block_bytes=block_bytes)
        bad_lines = [row.line for row in quarantine.rows(home, report.batch, limit=1000)]
        found = calls(home)
    assert bad_lines == expected.bad_lines
    assert (report.accepted, report.duplicate, report.total) == (
        len(expected.calls),
        expected.duplicate,
        expected.total,
    )
    assert report.accepted + report.duplicate + report.quarantined == report.total
    wanted = [
        (call.caller, call.callee, call.start_s, call.talk_s, call.answered)
        for call in expected.calls.values()
    ]
    assert sorted(found, key=str) == sorted(wanted, key=str)


A_FILE = given(st.lists(ANY_LINES, max_size=40), ENDS, st.integers(200, 4000))


@SLOW
@A_FILE
def test_the_reader_agrees_with_a_plain_one_on_any_file(
    lines: list[bytes], end: bytes, block_bytes: int
) -> None:
    agrees_with_the_plain_reader(lines, end, block_bytes)


@pytest.mark.long
@pytest.mark.timeout(1800)
@settings(SLOW, max_examples=500)
@A_FILE
def test_the_reader_agrees_with_a_plain_one_on_many_files(
    lines: list[bytes], end: bytes, block_bytes: int
) -> None:
    agrees_with_the_plain_reader(lines, end, block_bytes)


@SLOW
@given(
    st.lists(st.binary(max_size=60), max_size=20), st.randoms(use_true_random=False), st.integers(200, 4000)
)
def test_good_rows_are_never_lost_among_mangled_ones(
    mangled: list[bytes], chance: object, block_bytes: int
) -> None:
    good = [a_line(caller=f"137{number:08d}").encode() for number in range(20)]
    lines = [*good, *mangled]
    chance.shuffle(lines)  # type: ignore[attr-defined]
    with a_fresh_city() as (home, folder):
        report = load(home, a_file(folder, a_whole_file(lines)), block_bytes=block_bytes)
        callers = {caller for (caller,) in calls(home, "caller")}
        assert quarantine.count(home, report.batch) == report.quarantined
    assert {f"86137{number:08d}" for number in range(20)} <= callers
    assert report.accepted + report.duplicate + report.quarantined == report.total


@SLOW
@given(st.lists(ANY_LINES, max_size=30))
def test_loading_twice_changes_nothing(lines: list[bytes]) -> None:
    with a_fresh_city() as (home, folder):
        path = a_file(folder, a_whole_file(lines))
        first = load(home, path)
        before = content(home)
        again = load(home, path)
        assert content(home) == before
    assert (again.accepted, again.duplicate, again.quarantined) == (0, first.total, 0)


@SLOW
@given(st.lists(GOOD_LINES, min_size=1, max_size=30), st.integers(0, 30), st.booleans())
def test_two_halves_in_any_order_give_the_rows_of_the_whole(
    lines: list[bytes], cut: int, second_first: bool
) -> None:
    halves = [lines[:cut], lines[cut:]]
    with a_fresh_city() as (home, folder):
        load(home, a_file(folder, a_whole_file(lines)))
        whole = content(home)
    with a_fresh_city() as (home, folder):
        reports = [
            load(home, a_file(folder, a_whole_file(half), name=f"{number}.csv"))
            for number, half in enumerate(halves[::-1] if second_first else halves)
        ]
        assert content(home) == whole
        assert sum(report.accepted for report in reports) == len(whole.calls)
