"""Plain call records that name their calls: sides and parts of a call are one attempt, in English and in Chinese."""

from pathlib import Path

import pytest

from quietline.home import Home
from tests.ingest.builders import a_file, calls, load

ENGLISH = "caller,callee,start,duration,answered,direction,ring,imei,cell,call_id,part"
CHINESE = "主叫号码,被叫号码,开始时间,通话时长,是否接通,呼叫类型,振铃时长,终端串号,小区,呼叫标识,部分话单序号"
WORDS = {ENGLISH: ("1", "outgoing", "incoming"), CHINESE: ("是", "呼出", "呼入")}
A, B = "13800000001", "13800000002"


def a_row(header: str, second: int, talk: int, part: int, *, call: str = "k1", incoming: bool = False) -> str:
    yes, out, into = WORDS[header]
    side = into if incoming else out
    return (
        f"{A},{B},2026-04-01 09:00:{second:02},{talk},{yes},{side},{6 if part < 2 else ''},,c1,{call},{part}"
    )


@pytest.mark.parametrize("header", WORDS)
def test_both_sides_and_all_parts_of_a_call_are_one_attempt(home: Home, tmp_path: Path, header: str) -> None:
    lines = [
        a_row(header, 0, 20, 1),
        a_row(header, 20, 20, 2),
        a_row(header, 40, 5, 3),
        a_row(header, 0, 20, 1, incoming=True),
        a_row(header, 0, 45, 0, call="k2"),
    ]
    report = load(home, a_file(tmp_path, lines, header=header))
    assert (report.accepted, report.quarantined) == (5, 0)
    assert [side for (side,) in calls(home, "direction")] == [
        "incoming",
        "leg",
        "leg",
        "outgoing",
        "outgoing",
    ]


@pytest.mark.parametrize("column", ["exchange", "网元"])
def test_two_exchanges_may_give_the_same_id(home: Home, tmp_path: Path, column: str) -> None:
    header = f"caller,callee,start,duration,call_id,{column}"
    lines = [f"{A},{B},2026-04-01 09:00:00,20,1,one", f"{A},{B},2026-04-01 09:30:00,20,1,two"]
    load(home, a_file(tmp_path, lines, header=header))
    assert calls(home, "direction") == [("outgoing",), ("outgoing",)]


def test_sides_of_a_call_at_one_exchange_are_of_one_call(home: Home, tmp_path: Path) -> None:
    header = "caller,callee,start,duration,call_id,exchange"
    lines = [f"{A},{B},2026-04-01 09:00:00,20,1,one", f"{A},{B},2026-04-01 09:00:01,19,1,one"]
    load(home, a_file(tmp_path, lines, header=header))
    assert calls(home, "direction") == [("leg",), ("outgoing",)]


@pytest.mark.parametrize("header", WORDS)
def test_a_record_that_comes_again_with_another_file_is_a_duplicate(
    home: Home, tmp_path: Path, header: str
) -> None:
    lines = [a_row(header, 0, 20, 1), a_row(header, 20, 20, 2)]
    load(home, a_file(tmp_path, lines, header=header))
    again = load(
        home, a_file(tmp_path, [lines[1], a_row(header, 50, 1, 0, call="k9")], "b.csv", header=header)
    )
    assert (again.accepted, again.duplicate) == (1, 1)
