"""Each kind of nuisance caller does what its scenario says, and the truth counts it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from quietline.simulator.scenario_file import read_scenario
from quietline.simulator.simulate import Plan, simulate
from tests.simulator.builders import Record, attempts, kinds, rows

SCENARIO = """
[dirt]
late = 0
double = 0
piece_s = 0
invalid_imei = 0
[files]
registers = "csv"
[city]
new_a_day = 0
[[offender]]
kind = "telemarketer"
count = 3
attempts = [80, 120]
hours = [[9, 11], [15, 16]]
days = [1000, 1000, 1000, 1000, 0, 0, 0]
start_day = [2, 2]
[[offender]]
kind = "channel_calling"
count = 1
group_size = [5, 5]
attempts = [60, 60]
list_size = 120
overlap = 1000
strangers = 0
start_day = [1, 1]
ordered = 1000
[[offender]]
kind = "rotation"
count = 1
group_size = [60, 60]
attempts = [100, 100]
calls_a_number = 13
devices = 3
start_day = [1, 1]
days = [1000, 1000, 1000, 1000, 1000, 1000, 1000]
[[offender]]
kind = "one_ring"
count = 1
attempts = [200, 200]
start_day = [1, 1]
[[offender]]
kind = "call_bombing"
count = 1
group_size = [2, 2]
start_day = [3, 3]
days_active = 1
[[offender]]
kind = "sim_box"
count = 1
group_size = [9, 9]
start_day = [1, 1]
[[offender]]
kind = "office_sales"
count = 2
start_day = [3, 3]
[[offender]]
kind = "sleeper"
count = 2
start_day = [4, 4]
[[offender]]
kind = "off_platform"
count = 1
group_size = [3, 3]
start_day = [1, 1]
"""


@dataclass(frozen=True)
class Planted:
    """A week of a city with these offenders."""

    city: Path
    calls: dict[str, list[Record]]

    def of(self, kind: str) -> dict[str, list[Record]]:
        """Number → calls of the offenders of a kind."""
        return {
            number: self.calls.get(number, []) for number, found in kinds(self.city).items() if found == kind
        }

    def truth(self, kind: str) -> list[dict[str, str]]:
        """The truth's rows of a kind."""
        return [row for row in rows(self.city / "truth" / "offenders.csv") if row["kind"] == kind]

    def day(self, number: int) -> str:
        """The date of a day of the simulation, which begins on a Monday."""
        return str(START + timedelta(days=number - 1))


START = Plan(seed=1, days=1, numbers=100).start


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    folder = tmp_path_factory.mktemp("planted")
    (folder / "mine.toml").write_text(SCENARIO, encoding="utf-8")
    simulate(
        Plan(seed=4, days=6, numbers=3000, scenario=read_scenario(folder / "mine.toml")), folder / "city"
    )
    return Planted(folder / "city", attempts(folder / "city"))


def test_a_telemarketer_keeps_his_hours_days_and_attempts(planted: Planted) -> None:
    found = planted.of("telemarketer")
    assert len(found) == 3
    for calls in found.values():
        days = Counter(str(one.start.date()) for one in calls)
        worked = {
            day: count for day, count in days.items() if count > 5
        }  # on days off a call or two in return
        assert set(worked) == {planted.day(day) for day in (2, 3, 4)}
        assert all(60 <= count <= 120 for count in worked.values())
        assert sum(one.start.hour in {9, 10, 11, 15, 16} for one in calls) > 0.95 * len(calls)
        assert len({one.callee for one in calls}) > 0.9 * len(calls)


def test_workers_of_a_channel_share_a_list_and_are_in_the_register_of_channels(planted: Planted) -> None:
    found = planted.of("channel_calling")
    lists = [{one.callee for one in calls} for calls in found.values()]
    assert len(found) == 5
    assert len(lists[0] & lists[1]) > 40
    workers = [row for row in rows(planted.city / "files" / "channels.csv") if row["使用号码"] in found]
    assert len({row["工号"] for row in workers}) == 5
    (channel,) = {row["渠道"] for row in workers}
    orders = rows(planted.city / "files" / "task_orders.csv")
    payments = rows(planted.city / "files" / "outbound_payments.csv")
    assert [row["任务内容"] for row in orders if row["下达对象"] == channel] == [
        "按下发清单外呼推荐套餐,每日回报办理量"
    ]
    assert [row["用途"] for row in payments if row["支付对象"] == channel] == ["外呼营销酬金"]


def test_a_campaign_gives_up_its_numbers_after_about_thirteen_calls(planted: Planted) -> None:
    used = [calls for calls in planted.of("rotation").values() if calls]
    assert sum(map(len, used)) > 500
    finished = sorted(used, key=lambda calls: calls[0].start)[:-3]
    mean = sum(map(len, finished)) / len(finished)
    assert 10 < mean < 16
    assert max(map(len, finished)) <= 25 + 5, "and some that return a call"
    assert len({calls[0].imei for calls in used}) == 3
    assert {row["counted_by"] for row in planted.truth("rotation")} == {"campaign"}


def test_one_ring_rings_once_and_is_called_back(planted: Planted) -> None:
    ((number, calls),) = planted.of("one_ring").items()
    missed = [one for one in calls if not one.answered]
    assert len(missed) > 0.95 * len(calls)
    assert all(one.ring_s is not None and one.ring_s <= 3 for one in missed)
    back = [caller for caller, made in planted.calls.items() if any(one.callee == number for one in made)]
    assert len(back) > 20


def test_bombers_call_one_victim_on_one_day(planted: Planted) -> None:
    found = planted.of("call_bombing")
    victims = Counter(one.callee for calls in found.values() for one in calls)
    assert len(found) == 2
    ((_, times),) = victims.most_common(1)
    assert times > 100
    assert times > 0.95 * victims.total()
    assert {str(one.start.date()) for calls in found.values() for one in calls} == {planted.day(3)}


def test_the_cards_of_a_box_show_one_imei_and_never_move(planted: Planted) -> None:
    found = planted.of("sim_box")
    assert len(found) == 9
    assert len({one.imei for calls in found.values() for one in calls}) == 1
    assert {len({one.cell for one in calls}) for calls in found.values()} == {1}


def test_an_office_line_sells_only_from_its_day_on(planted: Planted) -> None:
    found = planted.of("office_sales")
    assert len(found) == 2
    for number, calls in found.items():
        before = [one for one in calls if str(one.start.date()) < planted.day(3)]
        assert number.startswith("86391")
        assert len(calls) - len(before) > 5 * max(1, len(before))


def test_a_sleeper_is_silent_until_it_wakes(planted: Planted) -> None:
    found = planted.of("sleeper")
    assert len(found) == 2
    assert min(str(one.start.date()) for calls in found.values() for one in calls) == planted.day(4)
    since = {row["号码"]: row["持有起始日"] for row in rows(planted.city / "files" / "holdings.csv")}
    assert all(since[number] < str(START - timedelta(days=50)) for number in found)


def test_an_enterprise_that_sells_from_its_own_numbers_is_the_holder_of_them(planted: Planted) -> None:
    found = planted.of("off_platform")
    holders = {
        row["单位客户"] for row in rows(planted.city / "files" / "holdings.csv") if row["号码"] in found
    }
    industries = {row["单位客户"]: row["行业"] for row in rows(planted.city / "files" / "enterprises.csv")}
    assert [industries[holder] for holder in holders] == ["地产中介"]
    platforms = {row["平台号码"] for row in rows(planted.city / "files" / "outbound_platforms.csv")}
    assert not platforms & set(found)


def test_the_truth_counts_the_attempts_and_names_the_first_day(planted: Planted) -> None:
    silent_otherwise = ("telemarketer", "rotation", "one_ring", "call_bombing", "sim_box", "sleeper")
    for kind in silent_otherwise:
        told = planted.truth(kind)
        assert told, kind
        for row in told:
            calls = planted.calls.get(row["number"], [])
            back = len(calls) - int(
                row["attempts"]
            )  # who is called by mistake or out of interest may be called back
            assert 0 <= back <= 10, (row, len(calls))
            assert not row["first_day"] or row["first_day"] in {str(one.start.date()) for one in calls}
    by_day: dict[str, int] = defaultdict(int)
    for row in rows(planted.city / "truth" / "attempts.csv"):
        by_day[row["number"]] += int(row["attempts"])
    assert by_day == {
        row["number"]: int(row["attempts"])
        for row in rows(planted.city / "truth" / "offenders.csv")
        if row["first_day"]
    }
