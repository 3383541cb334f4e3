"""A call that leaves several records is one attempt, of the first calling party; the other records stay as what they are."""

from datetime import timedelta
from pathlib import Path

import pytest

from quietline.home import Home
from quietline.ingest.profile import Profile, read_profile
from quietline.warehouse.lake import Lake
from quietline.warehouse.withdrawal import days_of
from tests.ingest.builders import AT, HERE, a_file, a_line, calls, load, load_lines

IDS = "caller,callee,start,duration,direction,call,linked,part"
SIDES = "caller,callee,start,duration,direction"
A, B, C = "13800000001", "13800000002", "13800000003"
SEEN = "caller[-1:], callee[-1:], direction, talk_s"


def exchange(**changes: object) -> Profile:
    return read_profile(HERE / "exchange.toml").model_copy(update=changes)


def a_record(
    caller: str, callee: str, second: int = 0, talk: int = 30, direction: str = "outgoing",
    call: str = "k1", linked: str = "", part: str = "",
) -> str:  # fmt: skip
    return f"{caller},{callee},2026-04-01 09:00:{second:02d},{talk},{direction},{call},{linked},{part}"


CALLS = {
    "a forwarding: the second leg is no attempt of who forwards": (
        [a_record(A, B, talk=0, linked="k1"), a_record(B, C, 8, call="k2", linked="k1")],
        [("1", "2", "outgoing", 0), ("2", "3", "leg", 30)],
    ),
    "a forwarding that the source calls so, without the first leg": (
        [a_record(B, C, 8, direction="MCF")],
        [("2", "3", "leg", 30)],
    ),
    "a transfer to another number on the same channel": (
        [a_record(A, B, talk=60), a_record(A, C, 59, talk=90)],
        [("1", "2", "outgoing", 60), ("1", "3", "leg", 90)],
    ),
    "a hunt group that answers at the second try": (
        [a_record(A, B, talk=0), a_record(A, C, 20, talk=50)],
        [("1", "2", "leg", 0), ("1", "3", "outgoing", 50)],
    ),
    "a long call in parts": (
        [a_record(A, B, 0, 20, part="1"), a_record(A, B, 20, 20, part="2"), a_record(A, B, 40, 7, part="3")],
        [("1", "2", "leg", 7), ("1", "2", "leg", 20), ("1", "2", "outgoing", 20)],
    ),
    "both sides with clocks that differ": (
        [a_record(A, B, 3), a_record(A, B, 5, direction="incoming")],
        [("1", "2", "incoming", 30), ("1", "2", "outgoing", 30)],
    ),
    "an off-net caller, of whom there is the called side alone": (
        [a_record(A, B, direction="incoming")],
        [("1", "2", "incoming", 30)],
    ),
    "two calls of one second with ids of their own": (
        [a_record(A, B, call="k1"), a_record(A, B, call="k2")],
        [("1", "2", "outgoing", 30), ("1", "2", "outgoing", 30)],
    ),
    "a call back": (
        [a_record(A, B, call="k1"), a_record(B, A, 40, call="k2")],
        [("1", "2", "outgoing", 30), ("2", "1", "outgoing", 30)],
    ),
}


@pytest.mark.clause("3.1")
@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("separately", [False, True])
@pytest.mark.parametrize("case", CALLS)
def test_a_call_of_several_records_is_one_attempt(
    home: Home, tmp_path: Path, case: str, separately: bool, order: int
) -> None:
    records, expected = CALLS[case]
    files = [[record] for record in records] if separately else [records]
    for number, lines in enumerate(files[::order]):
        load(home, a_file(tmp_path, lines[::order], f"{number}.csv", header=IDS), exchange())
    assert sorted(calls(home, SEEN)) == sorted(expected)


def test_a_record_whose_call_lies_on_the_day_before_is_a_leg_of_it(home: Home, tmp_path: Path) -> None:
    first = a_record(A, B, talk=0).replace("2026-04-01 09:00:00", "2026-03-31 23:59:55")
    second = a_record(A, C).replace("2026-04-01 09:00:00", "2026-04-01 00:00:15")
    load(home, a_file(tmp_path, [first], "first.csv", header=IDS), exchange())
    report = load(home, a_file(tmp_path, [second], "second.csv", header=IDS), exchange())
    assert calls(home, SEEN) == [("1", "2", "leg", 0), ("1", "3", "outgoing", 30)]
    (manifest,) = (one for one in Lake(home).manifests() if one.batch == report.batch)
    assert [str(day) for day in days_of([manifest])] == ["2026-03-31", "2026-04-01"]
    assert (str(manifest.first_day), str(manifest.last_day)) == ("2026-04-01", "2026-04-01")


@pytest.mark.parametrize("ids_first", [True, False])
@pytest.mark.parametrize("apart", [0, 5])
def test_a_call_that_two_sources_deliver_counts_in_the_one_with_ids(
    home: Home, tmp_path: Path, ids_first: bool, apart: int
) -> None:
    with_ids = (
        a_file(tmp_path, [a_record(A, B, 10), a_record(A, B, 10, direction="incoming")], "a.csv", header=IDS),
        exchange(),
    )
    plain = [f"{A},{B},2026-04-01 09:00:{10 + apart},31,{side}" for side in ("outgoing", "incoming")]
    without = (a_file(tmp_path, plain, "b.csv", header=SIDES), "csv")
    for path, profile in [with_ids, without][:: 1 if ids_first else -1]:
        load(home, path, profile)
    assert calls(home, "direction, talk_s") == [("incoming", 30), ("leg", 31), ("leg", 31), ("outgoing", 30)]


@pytest.mark.parametrize("names", [("alpha", "beta"), ("beta", "alpha")])
def test_of_two_sources_with_ids_the_first_by_name_counts(
    home: Home, tmp_path: Path, names: tuple[str, str]
) -> None:
    for name in names:
        talk = 30 if name == "alpha" else 31
        load(
            home,
            a_file(tmp_path, [a_record(A, B, talk=talk)], f"{name}.csv", header=IDS),
            exchange(name=name),
        )
    assert calls(home, "direction, talk_s") == [("leg", 31), ("outgoing", 30)]


def test_calls_six_seconds_apart_are_two_also_from_two_sources(home: Home, tmp_path: Path) -> None:
    load(home, a_file(tmp_path, [a_record(A, B, 10)], "a.csv", header=IDS), exchange())
    load(home, a_file(tmp_path, [f"{A},{B},2026-04-01 09:00:16,30,outgoing"], "b.csv", header=SIDES), "csv")
    assert calls(home, "direction") == [("outgoing",), ("outgoing",)]


def test_repeated_calls_of_one_minute_are_told_apart_where_the_time_has_no_seconds(
    home: Home, tmp_path: Path
) -> None:
    minutes = a_line(start="2026-04-01 09:00")
    report = load_lines(home, tmp_path, minutes, minutes, a_line(), a_line())
    assert (report.accepted, report.duplicate) == (3, 1)
    again = load(home, a_file(tmp_path, [minutes, minutes, minutes], "more.csv"), at=AT + timedelta(hours=1))
    assert (again.accepted, again.duplicate) == (1, 2)


def test_the_lake_says_what_the_source_carries(home: Home, tmp_path: Path) -> None:
    load(home, a_file(tmp_path, [a_record(A, B)], header=IDS), exchange())
    carried = "unanswered_carried, incoming_carried, off_net_carried"
    assert calls(home, carried) == [(True, True, True)]


def test_an_id_of_another_form_names_no_call(home: Home, tmp_path: Path) -> None:
    source = exchange(identity_pattern="k[0-9]")
    lines = [
        a_record(A, B, call="campaign"),
        a_record(A, C, call="campaign", linked="x"),
        a_record(B, C, call="k3"),
    ]
    load(home, a_file(tmp_path, lines, header=IDS), source)
    assert calls(home, "direction") == [("outgoing",)] * 3
