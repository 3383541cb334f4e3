"""Who reaches out, whose lists overlap and what belongs together, on raw calls with a known answer."""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest

from quietline.home import Home
from quietline.signals.roll_up import signals_of
from tests.lake_builders import DAY, MOBILE, a_call, a_city, commit_rows

OTHER, THIRD = "8613803910002", "8613803910003"


def called(
    count: int, caller: str = MOBILE, *, first: int = 1, hour: str = "2026-03-18 10", **more: object
) -> list[dict[str, object]]:
    """A call to each of so many called parties."""
    return [
        a_call(
            f"{hour}:{position % 60:02d}:00",
            caller=caller,
            callee=f"86159{first + position:08d}",
            incoming_carried=True,
            **more,
        )
        for position in range(count)
    ]


def rows(home: Home, table: str, columns: str) -> list[tuple[object, ...]]:
    """The rows of a table of the day, in order."""
    with duckdb.connect() as con:
        path = signals_of(home, DAY)[table]
        return con.execute(
            f"select {columns} from read_parquet('{path}', hive_partitioning = false) order by all"
        ).fetchall()


def a_home(folder: Path, *calls: Iterable[dict[str, object]]) -> Home:
    home = a_city(folder)
    commit_rows(home, "calls", [call for some in calls for call in some])
    return home


@pytest.mark.clause("1.2.4")
def test_who_called_back_or_talked_the_day_before_is_no_stranger(tmp_path: Path) -> None:
    home = a_home(
        tmp_path,
        called(10),
        [a_call("2026-03-17 20:00:00", caller="8615900000001", callee=MOBILE)],
        [a_call("2026-03-18 20:00:00", caller="8615900000002", callee=MOBILE, direction="incoming")],
        [a_call("2026-03-17 09:00:00", callee="8615900000003", talk_s=30)],
        [a_call("2026-03-17 09:10:00", callee="8615900000004", talk_s=0)],
        [a_call("2026-03-18 20:00:00", callee="10086"), a_call("2026-03-18 20:01:00", callee="864001234567")],
    )
    assert rows(home, "outreach", "caller, unknown_callees, numbers_back, reach_share") == [
        (MOBILE, 7, 2, 12 / 14)
    ]
    assert ("8615900000004",) in rows(home, "stranger_call", "callee")


@pytest.mark.parametrize(
    ("calls", "reaches_out"),
    [
        (called(4), False),
        (called(5), True),
        (called(5) + called(3, hour="2026-03-18 12"), False),
        (called(5, caller="95588"), False),
    ],
    ids=["four called parties", "five", "1.6 calls each", "a service code"],
)
def test_a_caller_reaches_out_from_five_called_parties_on_each_hardly_twice(
    tmp_path: Path, calls: list[dict[str, object]], reaches_out: bool
) -> None:
    assert bool(rows(a_home(tmp_path, calls), "outreach", "caller")) is reaches_out


def test_what_another_network_does_to_its_own_caller_is_not_known(tmp_path: Path) -> None:
    home = a_home(tmp_path, called(9, direction="incoming"), called(9, caller=OTHER, first=100))
    assert rows(home, "outreach", "caller, incoming_carried") == [(MOBILE, False), (OTHER, True)]


@pytest.mark.clause("1.1.2")
def test_the_odds_of_a_shared_list_are_stated(tmp_path: Path) -> None:
    home = a_home(tmp_path, called(40), called(40, caller=OTHER, first=32))
    own, other = rows(home, "list_pair", "caller, partner, shared_callees, expected_shared, shared_odds")
    assert own == (MOBILE, OTHER, 9, 40 * 40 / 5000, 9)
    assert other == (OTHER, MOBILE, 9, 40 * 40 / 5000, 9)


@pytest.mark.clause("1.1.2")
@pytest.mark.parametrize(("crowd", "is_tied"), [(28, True), (29, False)])
def test_a_called_party_whom_everybody_calls_ties_nobody(tmp_path: Path, crowd: int, is_tied: bool) -> None:
    """Nine shared lines, each called by a crowd of ordinary numbers besides the two lists."""
    lines = [f"86159{position:08d}" for position in range(1, 10)]
    ordinary = [
        a_call(f"2026-03-18 12:{person:02d}:00", caller=f"86137000000{person:02d}", callee=line)
        for person in range(crowd)
        for line in lines
    ]
    own = called(9) + called(30, first=100)
    other = called(9, caller=OTHER) + called(30, caller=OTHER, first=200)
    back = [
        a_call("2026-03-18 21:00:00", caller=OTHER, callee=f"86137000000{person:02d}")
        for person in range(crowd)
    ]
    home = a_home(tmp_path, ordinary, own, other, back)
    pairs = rows(home, "list_pair", "caller, partner")
    assert ((MOBILE, OTHER) in pairs) is is_tied


@pytest.mark.clause("3.1")
def test_a_cohort_is_summed_as_if_it_were_one_caller(tmp_path: Path) -> None:
    calls = (
        called(13) + called(13, OTHER, first=13) + called(13, THIRD, first=50, talk_s=0, hour="2026-03-16 10")
    )
    home = a_home(tmp_path, calls)
    held = [
        {"number": number, "subscriber": f"h{number}", "enterprise": "e1", "since": since}
        for number, since in ((MOBILE, DAY), (OTHER, DAY.replace(year=2020)), (THIRD, DAY.replace(day=1)))
    ]
    commit_rows(home, "holdings", held, "register")
    (cohort,) = rows(
        home,
        "cohort_day",
        "cohort, cohort_members, cohort_attempts, cohort_callees, cohort_shared, cohort_asr, cohort_mean_calls, cohort_new_share",
    )
    assert cohort == ("enterprise:e1", 3, 39, 38, 1, 26 / 39, 13.0, 2 / 3)
    assert rows(home, "cohort_member", "caller") == [(MOBILE,), (OTHER,)]


def in_register(home: Home, kind: str, *entries: dict[str, object]) -> None:
    commit_rows(home, kind, entries, kind)


def of_unit(unit_kind: str, unit: str, **more: object) -> dict[str, object]:
    """An order or a payment of a unit."""
    return {"unit_kind": unit_kind, "unit": unit, **more}


@pytest.mark.clause("1.1.2")
def test_a_units_number_comes_with_what_it_was_ordered_and_paid_to_do(tmp_path: Path) -> None:
    home = a_home(tmp_path, called(6), called(6, caller=OTHER))
    unit = {"channel": "c1", "outlet": "o1", "worker_id": "w1", "branch": "解放区"}
    in_register(home, "channels", unit | {"number": MOBILE, "since": None})
    held = ({"number": number, "subscriber": "h1", "since": None} for number in (MOBILE, OTHER))
    in_register(home, "holdings", *held)
    in_register(
        home,
        "task_orders",
        of_unit("outlet", "o1", issued=DAY, target_calls=300),
        of_unit("channel", "c1", issued=DAY, target_calls=0),
        of_unit("channel", "o1", issued=DAY, target_calls=50),
        of_unit("channel", "c1", issued=DAY.replace(month=2, day=15), target_calls=70),
    )
    in_register(
        home,
        "outbound_payments",
        of_unit("worker_id", "w1", paid=DAY, amount_fen=60_050, purpose="外呼酬金"),
        of_unit("channel", "c1", paid=DAY, amount_fen=250_000, purpose="门店租金补贴"),
    )
    columns = "caller, unit_branch, unit_tie, task_orders, target_calls, payments, paid_yuan"
    assert rows(home, "unit_caller", columns) == [
        (MOBILE, "解放区", "listed", 1, 300, 1, 600.5),
        (OTHER, "解放区", "same_holder", 1, 300, 1, 600.5),
    ]
