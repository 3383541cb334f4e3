"""The registers that an operator keeps: who holds a number, and which callers are protected."""

from collections.abc import Iterator
from datetime import date, timedelta

from quietline.simulator.draws import Draws
from quietline.simulator.people import Line, Population

HOLDINGS_HEADER = ("number", "subscriber", "holder_name", "line_class", "branch", "channel", "since", "until")
PROTECTED_HEADER = ("number", "purpose", "valid_from", "valid_until", "evidence")

_CHANNELS = ("示例市营业厅", "虚构东路代理点", "虚构西街代理点", "样本大道专营店", "线上示例商城")
_SURNAMES = ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸")
_COMPANIES = {
    "courier": "示例快递有限公司",
    "courier_in_a_rush": "虚构速运有限公司",
    "school": "示例市虚构小学",
    "shop": "样本百货商店",
    "recruiter": "样本人力资源",
    "clinic": "示例市虚构诊所",
}
_PURPOSES = {
    "courier": "courier",
    "courier_in_a_rush": "courier",
    "school": "school",
    "shop": "shop",
    "clinic": "doctor",
}
_RECYCLED_PER_MILLE = 30
_NEW_NUMBER_PER_MILLE = 600  # of nuisance callers; the others are old numbers
_SECOND_NUMBER_PER_MILLE = 120  # of private numbers, those that belong to the holder of the one before


def holdings(seed: int, population: Population, start: date) -> Iterator[tuple[str, ...]]:
    """Rows of the register of holders as it stands on `start`; a recycled number has its former holder too."""
    draws = Draws(seed, "holdings")
    private = 0
    for line in population.lines:
        if not draws.happens(_SECOND_NUMBER_PER_MILLE):
            private = line.index
        since = start - timedelta(days=_age_days(line, draws))
        if draws.happens(_RECYCLED_PER_MILLE):
            yield _row(
                line,
                9_000_000 + line.index,
                since - timedelta(days=900),
                draws,
                until=since - timedelta(days=91),
            )
        yield _row(line, private if line.role is None else line.index, since, draws)


def _age_days(line: Line, draws: Draws) -> int:
    is_new = line.role is not None and line.role.habit.offends and draws.happens(_NEW_NUMBER_PER_MILLE)
    return draws.between(4, 40) if is_new else draws.between(60, 3000)


def _row(line: Line, holder: int, since: date, draws: Draws, until: date | None = None) -> tuple[str, ...]:
    subscriber, name = _holder(line, holder) if until is None else (f"S{holder:07d}", _private_name(holder))
    return (
        line.number,
        subscriber,
        name,
        str(line.line_class),
        line.branch,
        draws.pick(_CHANNELS),
        since.isoformat(),
        until.isoformat() if until else "",
    )


def _holder(line: Line, holder: int) -> tuple[str, str]:
    """Subscriber and name. A firm has all numbers of its kind, a rotating group one subscriber."""
    if line.role is None:
        return f"S{holder:07d}", _private_name(holder)
    habit, group = line.role.habit, line.role.group
    if habit.kind in _COMPANIES:
        return f"E{habit.kind}{group // 4:03d}", f"{_COMPANIES[habit.kind]}{group // 4 + 1}部"
    if habit.group > 1:
        return f"R{group:07d}", f"样本信息咨询{group + 1}部"
    return f"S{holder:07d}", _private_name(holder)


def _private_name(holder: int) -> str:
    """A name that nobody has: a cyclic sign for the surname and a number."""
    return f"{_SURNAMES[holder % len(_SURNAMES)]}示例{holder:04d}"


def is_registered(line: Line) -> bool:
    """Whether the register of protected callers knows the line; it lags behind, so that some lawful callers are missing."""
    if line.role is None or line.role.habit.offends:
        return False
    # By its place within the kind instead of a draw: every city, however small, has protected ones.
    return line.role.group * 1000 // 8 % 1000 < line.role.habit.registered


def protected_callers(population: Population, start: date) -> Iterator[tuple[str, ...]]:
    """Rows of the register of protected callers, valid since half a year before `start`."""
    for line in population.lines:
        if line.role is not None and is_registered(line):
            kind = line.role.habit.kind
            yield (
                line.number,
                _PURPOSES[kind],
                (start - timedelta(days=180)).isoformat(),
                "",
                f"示例备案 {line.index:05d}",
            )
