"""What is said over several days is what the oracle says, which imports nothing of ours and reads the raw files."""

import csv
import tempfile
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quietline.home import Home
from quietline.ingest.load import load_file
from quietline.ingest.profile import shipped
from quietline.rulebook.judge import outcomes
from quietline.rulebook.load import load_control
from quietline.rulebook.run import create_views
from quietline.signals.roll_up import signals_of
from quietline.warehouse.lake import Lake
from tests.lake_builders import DAY, a_city
from tests.oracle.judge import signals
from tests.oracle.over_time import History, Reciprocity, findings_over_time, histories, reciprocities
from tests.oracle.reader import Call, Holding, read_calls, read_holdings

CALLERS = ["8613803910001", "863915550001", "861064700000001", "95588", "8613803910002"]
CONTROLS = [load_control(name) for name in ("c103", "c105", "c113", "c114")]
SPAN = 12
"""Days of calls up to the day that is judged."""

Burst = dict[str, int | str]

BURSTS = st.lists(
    st.fixed_dictionaries(
        {
            "caller": st.sampled_from(CALLERS),
            "days_before": st.sampled_from([0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11]),
            "count": st.sampled_from([1, 3, 19, 20, 21, 29, 30, 39, 40, 60, 61, 100, 110]),
            "first_callee": st.sampled_from([0, 0, 0, 10, 40, 500]),
            "callees": st.sampled_from([1, 5, 19, 20, 30, 60, 100]),
            "backs": st.sampled_from([0, 0, 0, 1, 2, 3, 6, 10, 11]),
            "side": st.sampled_from(["outgoing", "incoming", "both"]),
        }
    ),
    min_size=1,
    max_size=8,
)
REGISTERS = st.dictionaries(
    st.sampled_from([*CALLERS, *(f"86159{place:08d}" for place in range(6))]),
    st.sampled_from([DAY, *(DAY - timedelta(days=before) for before in (3, 8, 29, 30, 400))]),
)
HABITS: list[Burst] = [
    {"caller": CALLERS[0], "days_before": before, "count": 3, "first_callee": 500, "callees": 3, "backs": 0, "side": "both"}
    for before in (1, 2, 3, 4, 6)
]  # fmt: skip
WOKEN: Burst = {
    "caller": CALLERS[1], "days_before": 0, "count": 60, "first_callee": 0, "callees": 60, "backs": 1, "side": "incoming",
}  # fmt: skip


def write_calls(path: Path, bursts: list[Burst]) -> None:
    """The bursts and the calls back to them as a file of the generic layout."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["caller", "callee", "start", "duration", "direction"])
        for place, burst in enumerate(bursts):
            first = datetime.combine(DAY - timedelta(days=int(burst["days_before"])), datetime.min.time())
            first += timedelta(hours=8, seconds=place)
            called = [
                f"86159{int(burst['first_callee']) + step % int(burst['callees']):08d}"
                for step in range(int(burst["count"]))
            ]
            for step, callee in enumerate(called):
                writer.writerow(
                    [burst["caller"], callee, first + timedelta(seconds=60 * step), 20, "outgoing"]
                )
            sides = ["outgoing", "incoming"] if burst["side"] == "both" else [burst["side"]]
            for step, callee in enumerate(called[: int(burst["backs"])]):
                at = first + timedelta(hours=9, seconds=60 * step)
                writer.writerows([callee, burst["caller"], at, 20, side] for side in sides)


def write_register(path: Path, since: dict[str, date]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "subscriber", "line_class", "since", "until"])
        writer.writerows([number, f"s{number}", "", begun, ""] for number, begun in since.items())


@pytest.mark.clause("3.1")
@pytest.mark.clause("1.2.3")
@given(bursts=BURSTS, register=REGISTERS, incoming=st.sampled_from([True, True, False]))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_random_days_give_the_oracles_signals_and_findings(
    bursts: list[Burst], register: dict[str, date], incoming: bool
) -> None:
    assert_oracle_agrees([*HABITS, *bursts], register, incoming, days=1)


@pytest.mark.long
@pytest.mark.timeout(1800)
@given(bursts=BURSTS, register=REGISTERS, incoming=st.booleans())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_many_random_days_give_the_oracles_signals_and_findings(
    bursts: list[Burst], register: dict[str, date], incoming: bool
) -> None:
    assert_oracle_agrees([*HABITS, *bursts], register, incoming, days=3)


def test_each_day_of_a_row_gives_the_oracles_signals_and_findings() -> None:
    every_day = [
        {**WOKEN, "caller": CALLERS[0], "days_before": before, "backs": before} for before in range(SPAN)
    ]
    found = assert_oracle_agrees(
        [*HABITS, *every_day, WOKEN], {CALLERS[1]: date(2020, 1, 1)}, True, days=SPAN
    )
    assert found["c105_low_reciprocity", CALLERS[1]] == "match"
    assert found["c113_sleeping_number", CALLERS[1]] == "match"


def test_a_changed_habit_gives_the_oracles_findings() -> None:
    changed = {**WOKEN, "caller": CALLERS[0]}
    found = assert_oracle_agrees([*HABITS, changed], {}, True, days=1)
    assert found["c114_sudden_change", CALLERS[0]] == "match"


def test_a_late_file_of_three_days_before_changes_what_looks_back_to_it_and_nothing_else() -> None:
    before = [*HABITS, {**WOKEN, "days_before": 4}, {**WOKEN, "days_before": 3}, WOKEN]
    late = [{**WOKEN, "days_before": 3, "count": 40, "first_callee": 30, "backs": 6}]
    with tempfile.TemporaryDirectory() as folder:
        home = a_city(Path(folder))
        delivered = [Path(folder) / "calls.csv", Path(folder) / "late.csv"]
        write_calls(delivered[0], before)
        write_calls(delivered[1], late)
        load(home, delivered[0], "csv")
        days = [DAY - timedelta(days=step) for step in (4, 3, 2, 1, 0)]
        made = {day: made_at(home, day) for day in days}
        load(home, delivered[1], "csv")
        calls = read_calls(delivered, home.zone)
        for day in days:
            assert_day_agrees(home, day, calls, [])
        again = [day for day in days if made_at(home, day) != made[day]]
        assert again == days[1:], (
            "the day before the late one was made anew, or one that looks back to it was not"
        )


def made_at(home: Home, day: date) -> int:
    return signals_of(home, day)["reciprocity"].stat().st_mtime_ns


def assert_oracle_agrees(
    bursts: list[Burst], register: dict[str, date], incoming: bool, *, days: int
) -> dict[tuple[str, str], str]:
    """Load the bursts as real files, judge so many days in a row and compare with the oracle; gives the last day's findings."""
    with tempfile.TemporaryDirectory() as folder:
        home = a_city(Path(folder))
        delivered, holders = Path(folder) / "calls.csv", Path(folder) / "holdings.csv"
        write_calls(delivered, bursts)
        write_register(holders, register)
        load(home, delivered, "csv", incoming)
        load(home, holders, "holdings")
        calls = read_calls([delivered], home.zone, incoming_carried=incoming)
        for step in reversed(range(days)):
            found = assert_day_agrees(home, DAY - timedelta(days=step), calls, read_holdings(holders))
        return found


def load(home: Home, path: Path, profile: str, incoming: bool = True) -> None:
    known = shipped()[profile]
    carries = known.carries.model_copy(update={"incoming": incoming})
    at = datetime(2026, 4, 1, tzinfo=UTC)
    load_file(home, path, profile=known.model_copy(update={"carries": carries}), loaded_by="test", at=at)


def assert_day_agrees(
    home: Home, day: date, calls: list[Call], holdings: list[Holding]
) -> dict[tuple[str, str], str]:
    paths = signals_of(home, day)
    assert_same(paths["reciprocity"], reciprocities(calls, day, holdings, home.zone))
    assert_same(paths["caller_history"], histories(calls, day, holdings, home.zone))
    seen = signals(calls, day, {}, home.zone)
    expected = findings_over_time(seen, calls, day, holdings, home.zone)
    with Lake(home).connect() as con:
        create_views(con, home, day)
        got = {
            (loaded.control.id, subject): outcome.value
            for loaded in CONTROLS
            for subject, outcome in outcomes(con, loaded.control, day).items()
        }
    assert got == expected
    return expected


def assert_same(path: Path, expected: dict[str, Reciprocity] | dict[str, History]) -> None:
    """One row a busy caller, each value that of the oracle."""
    found = {str(row["caller"]): row for row in pq.read_table(path, partitioning=None).to_pylist()}
    assert found.keys() == expected.keys()
    for caller, seen in expected.items():
        row = {name: value for name, value in found[caller].items() if name not in {"day", "caller"}}
        assert row == {name: pytest.approx(value) for name, value in asdict(seen).items()}
