"""Registers about organisations: channels with outlets and worker IDs, enterprises, task orders and payments for calling."""

from collections.abc import Iterator
from datetime import timedelta

from quietline.simulator.draws import Draws, places
from quietline.simulator.names import (
    CHANNEL_TYPES,
    channel_id,
    channel_name,
    enterprise_id,
    enterprise_name,
    outlet_id,
    outlet_name,
    worker_id,
)
from quietline.simulator.organisations import NOBODY
from quietline.simulator.parts import Part
from quietline.simulator.tables import Table
from quietline.simulator.town import Town

_SINCE_DAYS = 700
_ORDINARY = ("新业务培训及上岗考试", "厅店巡检与陈列整改", "老客户上门回访登记")
_FEN_A_CALL = 60


def channels(town: Town) -> Table:
    """A row for each worker ID, with the number that the worker uses where it is known."""
    header = (
        "渠道",
        "渠道名称",
        "渠道类型",
        "区县分公司",
        "网点",
        "网点名称",
        "工号",
        "使用号码",
        "启用日期",
        "停用日期",
    )
    found = town.organisations
    since = str(town.start - timedelta(days=_SINCE_DAYS))
    rows = []
    for worker, outlet in enumerate(found.worker_outlet.tolist()):
        channel = int(found.outlet_channel[outlet])
        channel_type = int(found.channel_type[channel])
        line = int(found.worker_line[worker])
        number = "" if line == NOBODY else str(town.lines.number[line])
        names = (
            channel_id(channel),
            channel_name(channel, channel_type),
            CHANNEL_TYPES[channel_type],
            county(town, channel),
        )
        rows.append((*names, outlet_id(outlet), outlet_name(outlet), worker_id(worker), number, since, ""))
    return Table.of_rows(header, rows)


def county(town: Town, place: int) -> str:
    """The county branch to which a channel or an enterprise belongs."""
    counties = town.scenario.city.counties
    return counties[place % len(counties)]


def enterprises(town: Town) -> Table:
    """Enterprises with their industry."""
    since = str(town.start - timedelta(days=_SINCE_DAYS))
    rows = [
        (enterprise_id(place), enterprise_name(town, place), industry, county(town, place), since, "")
        for place, industry in enumerate(town.organisations.industry)
    ]
    return Table.of_rows(("单位客户", "单位名称", "行业", "区县分公司", "起始日期", "终止日期"), rows)


def task_orders(town: Town) -> Table:
    """What was ordered: ordinary work, and calling by those who are set to it."""
    rows = [
        ("渠道", channel_id(place), str(town.start - timedelta(days=9 + place)), "0", text)
        for place, text in enumerate(_ORDINARY)
    ]
    for part, channel, size, first in _set_to_calling(town):
        target = size * sum(part.habit.attempts) // 2 * 5
        issued = str(town.start + timedelta(days=first - 1))
        rows.append(
            ("渠道", channel_id(channel), issued, str(target), "按下发清单外呼推荐套餐,每日回报办理量")
        )
    header = ("任务单号", "单位类型", "下达对象", "下达日期", "目标呼叫量", "任务内容")
    return Table.of_rows(header, [(f"RW{place:05d}", *row) for place, row in enumerate(rows)])


def outbound_payments(town: Town) -> Table:
    """What was paid for calling, and what for ordinary work."""
    rows = [
        (
            "渠道",
            channel_id(place),
            str(town.start - timedelta(days=5)),
            str(250_000 + 10_000 * place),
            "门店租金补贴",
        )
        for place in range(3)
    ]
    for part, channel, size, first in _set_to_calling(town):
        amount = size * sum(part.habit.attempts) // 2 * 5 * _FEN_A_CALL
        rows.append(
            (
                "渠道",
                channel_id(channel),
                str(town.start + timedelta(days=first)),
                str(amount),
                "外呼营销酬金",
            )
        )
    header = ("支付单号", "单位类型", "支付对象", "支付日期", "金额（分）", "用途")
    return Table.of_rows(header, [(f"ZF{place:05d}", *row) for place, row in enumerate(rows)])


def _set_to_calling(town: Town) -> Iterator[tuple[Part, int, int, int]]:
    """Part, channel, number of workers and first day of each group for which an order is on file."""
    for part in town.parts:
        if not part.habit.ordered:
            continue
        on_file = (
            Draws(town.seed, "orders", part.code).happens(part.habit.ordered, places(part.groups)).tolist()
        )
        channel = town.organisations.channel_of(town.organisations.opened_by[part.lines])
        for group, is_ordered in enumerate(on_file):
            members = part.group == group
            if is_ordered and members.any():
                yield part, int(channel[members][0]), int(members.sum()), int(part.first_day[members][0])
