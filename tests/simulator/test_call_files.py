"""The files of calls are as dirty as real ones, in ways that are known."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.simulator.builders import (
    LIFE,
    Record,
    a_city,
    all_records,
    attempts,
    records,
    text_of,
    with_dirt,
    with_files,
)

OWN_BLOCKS = ("86154", "86391", "8610648", "10085", "969")
WEEK = with_files(replace(LIFE, numbers=1500), registers="csv")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week of a city as it is."""
    return a_city(tmp_path_factory.mktemp("dirt") / "city", WEEK)


def calls_files(city: Path) -> list[Path]:
    return sorted((city / "files").glob("calls-*.csv"))


def test_every_third_file_is_gb18030_and_headers_are_of_two_languages(city: Path) -> None:
    encodings = []
    for path in calls_files(city):
        try:
            path.read_bytes().decode("utf-8")
            encodings.append("utf-8")
        except UnicodeDecodeError:
            encodings.append("gb18030")
    assert encodings == ["utf-8", "utf-8", "gb18030", "utf-8", "utf-8", "gb18030", "utf-8"]
    assert {text_of(path)[:6] for path in calls_files(city)} == {"caller", "主叫号码,被"}


def test_three_lines_of_a_file_cannot_be_read(city: Path) -> None:
    for path in calls_files(city):
        lines = text_of(path).splitlines()[1:]
        readable = records(path)
        assert len(lines) - len(readable) == 3
        assert sum(len(line.split(",")) == 4 for line in lines) == 1
        assert sum("-13-" in line for line in lines) == 1


def test_some_records_come_twice_and_some_with_the_next_day(city: Path) -> None:
    for path, after in zip(calls_files(city), calls_files(city)[1:], strict=False):
        day = path.stem.removeprefix("calls-")
        doubles = [count for count in Counter(records(path)).values() if count > 1]
        assert doubles
        assert len(doubles) * 100 < len(records(path))
        late = [
            one
            for one in records(after)
            if str(one.start.date()) == day and one.call_id[:8] == day.replace("-", "")
        ]
        assert late
        assert len(late) * 20 < len(records(path))


def test_a_city_without_dirt_has_none(tmp_path: Path) -> None:
    clean = with_dirt(replace(WEEK, days=2), late=0, double=0, bad_lines=0, piece_s=0, invalid_imei=0)
    for path in calls_files(a_city(tmp_path / "city", clean)):
        found = records(path)
        assert len(found) == len(set(found)) == len(text_of(path).splitlines()) - 1
        assert {one.start.date().isoformat() for one in found} == {path.stem.removeprefix("calls-")}
        assert {one.part for one in found} == {0}


def test_a_call_within_the_network_has_both_sides_and_one_with_another_network_only_ours(city: Path) -> None:
    sides: dict[str, set[bool]] = defaultdict(set)
    parties: dict[str, Record] = {}
    for one in all_records(city):
        sides[one.call_id].add(one.outgoing)
        parties[one.call_id] = one
    late = 20  # per mille of the calls of which a side is delivered after the last day
    wrong = 0
    for call_id, one in parties.items():
        ours = {True: one.caller.startswith(OWN_BLOCKS), False: one.callee.startswith(OWN_BLOCKS)}
        assert ours[True] or ours[False]
        wrong += sides[call_id] != {side for side, own in ours.items() if own}
    assert wrong * 1000 < late * len(parties)


def test_both_sides_tell_of_the_same_call_each_with_its_own_device_and_cell(city: Path) -> None:
    by_call: dict[tuple[str, int], list[Record]] = defaultdict(list)
    for one in all_records(city):
        by_call[one.call_id, one.part].append(one)
    pairs = [found for found in by_call.values() if len(found) == 2]
    assert len(pairs) > 1000
    for one, other in pairs:
        assert (one.caller, one.callee, one.start, one.talk_s) == (
            other.caller,
            other.callee,
            other.start,
            other.talk_s,
        )
    assert sum(one.imei != other.imei for one, other in pairs) > 0.9 * len(pairs)


def test_a_long_call_goes_on_in_records_that_follow_each_other(city: Path) -> None:
    pieces: dict[tuple[str, bool], dict[int, Record]] = defaultdict(dict)
    for one in all_records(city):
        if one.part:
            pieces[one.call_id, one.outgoing][one.part] = one
    assert len(pieces) > 20
    for found in pieces.values():
        for number, one in found.items():
            after = found.get(number + 1)
            if after:
                ring_s = (one.ring_s or 0) if number == 1 else 0
                assert after.start == one.start + timedelta(seconds=one.talk_s + ring_s)
                assert (one.talk_s, after.ring_s) == (900, None)


def test_nobody_with_one_line_calls_twice_at_once(city: Path) -> None:
    for caller, made in attempts(city).items():
        if not caller.startswith("86154"):
            continue
        made.sort(key=lambda one: one.start)
        for one, after in pairwise(made):
            assert after.start >= one.start + timedelta(seconds=(one.ring_s or 0) + one.talk_s), (one, after)
