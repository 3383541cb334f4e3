"""What a withdrawn file had of other files' calls comes back when those are loaded again."""

from datetime import timedelta
from pathlib import Path

import pytest

from quietline.home import Home
from quietline.warehouse.absence import Withdrawal
from quietline.warehouse.lake import Lake
from quietline.warehouse.withdrawal import withdraw
from tests.ingest.builders import AT, a_file, calls, load
from tests.ingest.test_call_identity import IDS, SIDES, A, B, a_record, exchange

HOUR = timedelta(hours=1)


def withdrawn(home: Home, batch: str, hours: int) -> None:
    withdraw(Lake(home), Withdrawal(batches=(batch,), at=AT + hours * HOUR, by="S-1", reason="a mistake"))


@pytest.mark.parametrize("better_first", [True, False])
def test_a_call_counts_in_the_other_source_when_the_better_one_was_withdrawn(
    home: Home, tmp_path: Path, better_first: bool
) -> None:
    better = a_file(tmp_path, [a_record(A, B, 10)], "a.csv", header=IDS)
    other = a_file(tmp_path, [f"{A},{B},2026-04-01 09:00:10,31,outgoing"], "b.csv", header=SIDES)
    batches = {}
    for hours, path in enumerate([better, other][:: 1 if better_first else -1]):
        profile = exchange() if path == better else "csv"
        batches[path] = load(home, path, profile, at=AT + hours * HOUR).batch
    withdrawn(home, batches[better], 2)
    load(home, other, at=AT + 3 * HOUR)
    assert calls(home, "direction, talk_s") == [("outgoing", 31)]
    assert load(home, other, at=AT + 4 * HOUR).known_as


def test_a_file_of_another_time_than_the_withdrawn_one_stays_known(home: Home, tmp_path: Path) -> None:
    before = a_file(tmp_path, [a_record(B, A)], "before.csv", header=IDS)
    mistake = a_file(tmp_path, [a_record(A, B)], "mistake.csv", header=IDS)
    load(home, before, exchange())
    withdrawn(home, load(home, mistake, exchange(), at=AT + HOUR).batch, 2)
    assert load(home, before, exchange(), at=AT + 3 * HOUR).known_as
