"""Registers about numbers: who holds them, which callers are protected, which platforms are approved, where the cells stand."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import numpy as np

from quietline.domain.number_plan import LineClass
from quietline.simulator.cells import cell_names, county_of
from quietline.simulator.draws import Draws, Ints, Mask, places
from quietline.simulator.lines import CLASSES
from quietline.simulator.names import (
    CLASS_WORDS,
    channel_id,
    enterprise_id,
    enterprise_name,
    outlet_id,
    person_name,
    subscriber_id,
    worker_id,
)
from quietline.simulator.organisations import NOBODY
from quietline.simulator.parts import Part
from quietline.simulator.tables import Table
from quietline.simulator.town import Town

_FORMER_HOLDER = 30
_FORMER_SINCE_DAYS, _QUARANTINE_DAYS = 900, 91
_PROTECTED_SINCE_DAYS = 180
_SPREAD = 617  # no common factor with a thousand: the register's gaps fall evenly over the numbers of a kind


_HOLDINGS = (
    "号码",
    "用户标识",
    "机主姓名",
    "号码类别",
    "区县分公司",
    "渠道",
    "网点",
    "工号",
    "单位客户",
    "持有起始日",
    "持有终止日",
)


def holdings(town: Town) -> Table:
    """Who holds which number since when; a number that came back has its former holder too."""
    lines, organisations = town.lines, town.organisations
    who, is_former = _held(town)
    until = np.where(is_former, lines.since[who] - _QUARANTINE_DAYS, 0)
    since = np.where(is_former, until - _FORMER_SINCE_DAYS, lines.since[who])
    holder = np.where(is_former, lines.count + who, organisations.subscriber[who])
    firm = np.where(is_former, NOBODY, organisations.enterprise[who])
    worker = organisations.opened_by[who]
    outlet = organisations.worker_outlet[worker]
    columns = (
        lines.number[who].astype(str).tolist(),
        _each(subscriber_id, holder),
        _holder_names(town, firm, holder),
        [CLASS_WORDS[CLASSES[one]] for one in lines.line_class[who].tolist()],
        [town.scenario.city.counties[county] for county in county_of(town, lines.home[who]).tolist()],
        _each(channel_id, organisations.outlet_channel[outlet]),
        _each(outlet_id, outlet),
        _each(worker_id, worker),
        _each(lambda one: enterprise_id(one) if one != NOBODY else "", firm),
        _dates(town.start, since),
        _where(is_former, _dates(town.start, until)),
    )
    return Table(_HOLDINGS, columns)


def _held(town: Town) -> tuple[Ints, Mask]:
    """The line of each holding, and whether it is that of a former holder, which stands before the present one's."""
    count = town.lines.count
    former = Draws(town.seed, "former holders").happens(_FORMER_HOLDER, places(count))
    for part in town.parts:
        former[part.lines] = part.habit.history == "recycled"
    earlier = np.flatnonzero(former)
    who = np.concatenate([earlier, places(count)])
    is_former = places(len(who)) < len(earlier)
    order = np.lexsort((~is_former, who))
    return who[order], is_former[order]


def _holder_names(town: Town, firm: Ints, holder: Ints) -> list[str]:
    pairs = zip(firm.tolist(), holder.tolist(), strict=True)
    return [enterprise_name(town, f) if f != NOBODY else person_name(h) for f, h in pairs]


def _where(flags: Mask, texts: list[str]) -> list[str]:
    """The texts where the flag is set, else nothing."""
    return [text if flag else "" for text, flag in zip(texts, flags.tolist(), strict=True)]


def _each(name: Callable[[int], str], places_of: Ints) -> list[str]:
    """The name of each; most come often."""
    distinct, place = np.unique(places_of, return_inverse=True)
    names = [name(one) for one in distinct.tolist()]
    return [names[one] for one in place.tolist()]


def _dates(start: date, days: Ints) -> list[str]:
    return _each(lambda day: str(start + timedelta(days=day)), days)


def registered(part: Part) -> Sequence[int]:
    """The lines of the part that the register of protected callers knows; it lags behind, so that some are missing."""
    known: list[int] = part.lines[places(part.size) * _SPREAD % 1000 < part.habit.registered].tolist()
    return known


def protected_callers(town: Town) -> Table:
    """Who lawfully calls many, valid since half a year."""
    since = str(town.start - timedelta(days=_PROTECTED_SINCE_DAYS))
    rows = [
        (
            str(town.lines.number[line]),
            part.habit.purpose or part.habit.label,
            f"示例备案 {line:06d}",
            since,
            "",
        )
        for part in town.parts
        if not part.habit.offends
        for line in registered(part)
    ]
    return Table.of_rows(("保障号码", "保障用途", "证明材料", "生效日期", "失效日期"), rows)


def outbound_platforms(town: Town) -> Table:
    """The approved platforms and codes with what they may be used for."""
    codes = np.flatnonzero(town.lines.line_class == CLASSES.index(LineClass.SERVICE_CODE)).tolist()
    since = str(town.start - timedelta(days=2 * _PROTECTED_SINCE_DAYS))
    rows = []
    for line in codes:
        own = town.lines.number[line] == 10085
        holder = "本公司" if own else enterprise_name(town, int(town.organisations.enterprise[line]))
        name = "统一外呼平台" if own else f"{holder}外呼平台"
        rows.append(
            (str(town.lines.number[line]), name, holder, "营销外呼" if own else "客户服务与营销", since, "")
        )
    return Table.of_rows(("平台号码", "平台名称", "持有单位", "许可用途", "生效日期", "失效日期"), rows)


def cells(town: Town) -> Table:
    """In which county each cell stands."""
    names = cell_names(town)
    counties = county_of(town, places(len(names))).tolist()
    since = str(town.start - timedelta(days=1000))
    rows = [
        (name, town.scenario.city.counties[county], since, "")
        for name, county in zip(names, counties, strict=True)
    ]
    return Table.of_rows(("小区", "区县", "启用日期", "停用日期"), rows)
