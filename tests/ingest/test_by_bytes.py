"""What the compiled loop reads of a block is what SQL reads of it; any line that it does not know goes the other way."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietline.ingest.load import Limits, load_file
from quietline.ingest.profile import Profile, shipped
from quietline.ingest.report import BatchReport
from tests.ingest.builders import AT, Content, a_city, a_file, content

HEADER = "caller,callee,start,duration,answered,direction,ring,presented,imei,cell,end"
PLAIN = "13812345678,13912345678,2026-04-01 09:00:00,30,1,out,5,,860000000000001,c1,"

NUMBERS = (
    "13812345678", "12345678901", "8613812345678", "+8613812345678", "008613812345678", "138-1234-5678", "0391-2345678",
    "03912345678", "010-12345678", "01012345678", "0101234567", "02112345678", "0212345678", "0391-23456789", "0800-2345678",
    "04002345678", "0411-82345678", "0391-2345678-1", "039-12345678", "013812345678", "10086", "95588", "anonymous", "",
    "+13812345678", "+86-13812345678", " 13812345678", "13812345678 ", "１３８１２３４５６７８", "1381234567O", "00862512345678", "20000000000",
    "8610012345678", "-", "--13812345678", "13812345678-", "99999999999999999999", "+", "12593013812345678",
)  # fmt: skip
TIMES = (
    "2026-04-01 09:00:00", "2026-04-01 00:00:00", "2026-02-29 10:00:00", "2024-02-29 23:59:59", "2026-02-30 10:00:00", "1970-01-01 00:00:01",
    "1991-09-15 00:30:00", "1991-04-14 00:30:00", "1992-01-01 00:00:00", "2026-05-02 07:59:59", "2026-05-02 08:00:01", "2026-04-01 24:00:00",
    "2026-04-01 23:60:00", "2026-13-01 00:00:00", "2026-04-00 00:00:00", "2026/04/01 09:00:00", "2026-04-01T09:00:00", "2026-04-01 09:00", "soon",
    "", "2026-4-1 9:00:00", "2026-04-01 09:00:0x", " 2026-04-01 09:00:00", "20260401090000", "2026-04-01 09:00:00.5", "2100-02-29 00:00:00",
)  # fmt: skip
SECONDS = (
    "30", "0", "604800", "604801", "1234567890", "-1", "+5", "5.9", "0:01:04", "1:00", "x", "", " 30", "000000030", "٣",
)  # fmt: skip
ANSWERS = ("1", "0", "yes", "NO", "True", "是", "否", "", "maybe", " 1", "Ｙ")
DIRECTIONS = ("out", "IN", "呼入", "leg", "", "sideways", "mo ")
TEXTS = (
    "",
    "c1",
    " c1 ",
    "小区一",
    "x" * 64,
    "x" * 65,
    "小" * 64,
    "小" * 65,
    '"c,1"',
    'c"1',
    "c\x001",
    "\tc1",
    "  ",
)
ROW = st.tuples(
    *map(st.sampled_from, (NUMBERS, NUMBERS, TIMES, SECONDS, ANSWERS, DIRECTIONS, SECONDS, NUMBERS, TEXTS, TEXTS, TIMES))
)  # fmt: skip


def near(values: tuple[str, ...]) -> st.SearchStrategy[str]:
    """A plain row with one value changed, or one of many that are wrong in several places."""
    plain = PLAIN.split(",")
    return st.integers(0, 10).map(lambda at: ",".join([*plain[:at], values[at], *plain[at + 1 :]]))


LINES = st.one_of(
    ROW.flatmap(near),
    ROW.map(",".join),
    st.sampled_from([PLAIN, "", "  ", "1,2", PLAIN + ",x", "=1+1", PLAIN.replace("c1", "�")]),
    st.text(max_size=20).filter(lambda text: "\n" not in text and "\r" not in text),
)


def both(folder: Path, lines: bytes, profile: Profile) -> tuple[list[Content], list[BatchReport]]:
    """What the lake holds and what was reported, by the loop and by SQL alone."""
    contents, reports = [], []
    for name, by_bytes_from in (("loop", 0), ("sql", 2**40)):
        (folder / name).mkdir()
        home, path = a_city(folder / name), a_file(folder, lines)
        limits = Limits(block_bytes=2_000, by_bytes_from=by_bytes_from)
        report = load_file(home, path, profile=profile, loaded_by="tester", at=AT, limits=limits)
        contents.append(content(home))
        reports.append(replace(report, files=()))
    return contents, reports


def assert_alike(lines: bytes, profile: Profile) -> None:
    with TemporaryDirectory() as folder:
        (loop, sql), (by_loop, by_sql) = both(Path(folder), lines, profile)
    assert loop.quarantined == sql.quarantined
    assert loop.calls == sql.calls
    assert by_loop == by_sql


def as_bytes(lines: Iterable[str], header: str = HEADER, encoding: str = "utf-8") -> bytes:
    return "".join(f"{line}\n" for line in (header, *lines)).encode(encoding, errors="replace")


@settings(max_examples=25, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=60))
def test_any_lines_give_the_same_rows_quarantine_and_remarks(lines: list[str]) -> None:
    assert_alike(as_bytes(lines), shipped()["csv"])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    ("at", "values"),
    [(0, NUMBERS), (1, NUMBERS), (2, TIMES), (3, SECONDS), (4, ANSWERS), (5, DIRECTIONS), (6, SECONDS), (7, NUMBERS), (9, TEXTS), (10, TIMES)],
)  # fmt: skip
def test_each_way_to_write_a_value_means_the_same(at: int, values: tuple[str, ...], encoding: str) -> None:
    plain = PLAIN.split(",")
    lines = [",".join([*plain[:at], value, *plain[at + 1 :]]) for value in (*values, plain[at])]
    assert_alike(as_bytes(lines, encoding=encoding), shipped()["csv"])


@pytest.mark.parametrize(
    "changes",
    [
        {"time_zone": "America/New_York"},
        {"time_zone": "Europe/London"},
        {"units": {"talk": "ms", "ring": "min"}},
        {"units": {"talk": "h:m:s"}},
        {"time_resolution_s": 60},
        {"time_formats": ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:00"]},
        {"identity_pattern": "^c"},
    ],
    ids=str,
)
def test_what_a_profile_says_is_heard_by_both(changes: dict[str, object]) -> None:
    lines = [PLAIN.replace("09:00:00", time) for time in ("09:00:00", "01:30:00", "02:30:00", "23:59:59")]
    lines += [PLAIN.replace(",30,", f",{talk},") for talk in ("0", "5999", "999999999")]
    lines += [PLAIN.replace("04-01", day) for day in ("03-08", "03-29", "01-01")]
    header = HEADER.replace("cell", "call_id")
    assert_alike(as_bytes(lines, header), shipped()["csv"].model_copy(update=changes))


def test_ids_parts_and_withheld_numbers_are_read_by_both() -> None:
    header = HEADER.replace("cell", "call_id").replace("imei", "part")
    rows = [
        PLAIN.replace("860000000000001,c1", f"{part},{call}")
        for part in ("", "0", "1", "2", "x")
        for call in ("a", "b", "", " a")
    ]
    rows += [row.replace("13812345678", "") for row in rows]
    profile = shipped()["csv"]
    numbers = profile.numbers.model_copy(update={"empty_is_withheld": True})
    assert_alike(as_bytes(rows, header), profile.model_copy(update={"numbers": numbers}))


@pytest.mark.parametrize("name", ["tsv", "freeswitch", "asterisk"])
def test_other_profiles_give_the_same_rows_too(name: str) -> None:
    profile = shipped()[name]
    names = profile.layout if not profile.header else [names[0] for names in profile.columns.values()]
    mark = profile.delimiter
    written = {"start": "2026-04-01 09:00:00", "caller": "13812345678", "callee": "13912345678", "talk": "30"}
    fields = {accepted[0]: written.get(field, "") for field, accepted in profile.columns.items()}
    line = mark.join(fields.get(column, "") for column in names)
    lines = [line, line.replace("13812345678", "x"), f'"{line}'] * 3
    assert_alike(
        as_bytes(lines, mark.join(names)) if profile.header else as_bytes(lines[1:], lines[0]), profile
    )
