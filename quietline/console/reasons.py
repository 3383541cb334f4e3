"""Reasons in words and as bars: each quantity of a control against its limit, those that fired first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from quietline.console.pictures.limit_bar import LimitBar, limit_bar
from quietline.domain.control import Breach, Control, EvidenceColumn
from quietline.domain.labels import Label
from quietline.office.cases.models import CaseFinding
from quietline.rulebook.explain import NotFired

Controls = Mapping[str, Control]


@dataclass(frozen=True)
class Reason:
    """One line under "why". `short` is the value without its limit, for a row; `day` is that of the worst finding of
    `days`.

    `times` says how many times beyond its limit the value is, where that can be said; `is_beyond` that the value speaks against the
    number, though its control did not fire because another one does not.
    """

    text: Label
    has_fired: bool
    is_unknown: bool
    clause: str
    control: str
    bar: LimitBar | None = None
    times: float | None = None
    short: Label | None = None
    day: date | None = None
    days: int = 1
    is_floor: bool = False
    is_beyond: bool = False


def worst_finding(found: Sequence[CaseFinding], control: Control | None) -> CaseFinding:
    """The finding of one control that is furthest beyond its limits; the youngest of equals."""
    columns = [column for column in control.evidence if column.breach] if control else []
    return max(
        found,
        key=lambda finding: (
            max([_times(column, finding) or 0 for column in columns], default=0),
            finding.day,
        ),
    )


def by_control(findings: Iterable[CaseFinding]) -> dict[str, list[CaseFinding]]:
    """The findings of each control."""
    grouped: dict[str, list[CaseFinding]] = {}
    for finding in findings:
        grouped.setdefault(finding.control, []).append(finding)
    return grouped


def fired_reasons(findings: Iterable[CaseFinding], controls: Controls) -> list[Reason]:
    """The reasons of the case's findings, each control with its worst day: too much before too little, the strongest first.

    How much was known stands last.
    """
    reasons = [
        reason
        for control, found in by_control(findings).items()
        for reason in _of_control(found, controls.get(control))
    ]
    return sorted(reasons, key=lambda reason: (reason.times is None, reason.is_floor, -(reason.times or 0)))


def silent_reasons(seen: Iterable[NotFired]) -> list[Reason]:
    """What the other controls saw of the number and did not fire on. It protects the innocent."""
    return [
        Reason(
            text=sentence(reason.column, reason.value, reason.limit),
            has_fired=False,
            is_unknown=reason.value is None,
            is_beyond=reason.breached,
            clause=one.control.control.clause,
            control=one.control.control.id,
            bar=limit_bar(reason.value, reason.limit),
        )
        for one in seen
        for reason in one.reasons
    ]


def sentence(column: EvidenceColumn, value: float | None, limit: float | None) -> Label:
    """`60 分钟内最多呼叫 142 次,门限 60`. Without a limit only the value is said."""
    said = Label(
        zh=f"{column.title.zh} {_quantity(value, column.unit.zh, 'zh')}",
        en=f"{column.title.en}: {_quantity(value, column.unit.en, 'en')}",
    )
    if limit is None:
        return said
    bare = quantity(limit, is_share=column.unit.en == "share")
    word = Label(zh="下限", en="floor") if _is_floor(column) else Label(zh="门限", en="limit")
    return Label(zh=f"{said.zh},{word.zh} {bare}", en=f"{said.en}, {word.en} {bare}")


def quantity(value: float, *, is_share: bool) -> str:
    """`142`, `1,240`, `12.5`, `81%`."""
    if is_share:
        return f"{value:.0%}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def times_of(breach: Breach | None, value: float, limit: float) -> float | None:
    """How many times beyond its limit a value is; None where that cannot be said."""
    upward = breach in {Breach.AT_LEAST, Breach.ABOVE}
    high, low = (value, limit) if upward else (limit, value)
    return high / low if low > 0 else None


def _quantity(value: float | None, unit: str, language: str) -> str:
    if value is None:
        return "未知" if language == "zh" else "unknown"
    if unit in {"比例", "share"}:
        return quantity(value, is_share=True)
    return f"{quantity(value, is_share=False)} {unit}"


def _of_control(found: Sequence[CaseFinding], control: Control | None) -> list[Reason]:
    """The reasons of one control on its worst day; of a control that is not there any more only what its finding said."""
    worst = worst_finding(found, control)
    columns = [column for column in control.evidence if column.breach] if control else []
    days = len({finding.day for finding in found})
    reasons = [
        _reason(column, worst, days) for column in columns if _is_number(worst.evidence.get(column.limit))
    ]
    return reasons or [_plain(worst, control)]


def _reason(column: EvidenceColumn, worst: CaseFinding, days: int) -> Reason:
    value, limit = worst.evidence.get(column.name), worst.evidence[column.limit]
    known = value if _is_number(value) else None
    return Reason(
        text=sentence(column, known, limit),
        has_fired=True,
        is_unknown=known is None,
        clause=worst.clause,
        control=worst.control,
        bar=limit_bar(known, limit),
        times=_times(column, worst),
        short=sentence(column, known, None),
        day=worst.day,
        days=days,
        is_floor=_is_floor(column),
    )


def _times(column: EvidenceColumn, finding: CaseFinding) -> float | None:
    value, limit = finding.evidence.get(column.name), finding.evidence.get(column.limit)
    if column.says_how_much_is_known or not (_is_number(value) and _is_number(limit)):
        return None
    return times_of(column.breach, float(value), float(limit))


def _plain(finding: CaseFinding, control: Control | None = None) -> Reason:
    said = finding.counterfactual or {"zh": finding.control, "en": finding.control}
    text = control.title if control else Label(zh=said["zh"], en=said["en"])
    return Reason(text=text, has_fired=True, is_unknown=False, clause=finding.clause, control=finding.control)


def _is_floor(column: EvidenceColumn) -> bool:
    """True where too little speaks against the number."""
    return column.breach in {Breach.BELOW, Breach.AT_MOST}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
