"""Reasons in words and as bars: each quantity of a control against its limit, those that fired first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quietline.console.pictures.limit_bar import LimitBar, limit_bar
from quietline.domain.control import Breach, Control, EvidenceColumn
from quietline.domain.labels import Label
from quietline.office.cases.models import CaseFinding
from quietline.rulebook.explain import NotFired

Controls = Mapping[str, Control]


@dataclass(frozen=True)
class Reason:
    """One line under "why". `times` says how many times the limit the value is, where that can be said."""

    text: Label
    has_fired: bool
    is_unknown: bool
    clause: str
    control: str
    bar: LimitBar | None = None
    times: float | None = None


def fired_reasons(findings: Iterable[CaseFinding], controls: Controls) -> list[Reason]:
    """The reasons of the case's findings, each control once with its worst day, the strongest first."""
    by_control: dict[str, list[CaseFinding]] = {}
    for finding in findings:
        by_control.setdefault(finding.control, []).append(finding)
    reasons = [
        reason for control, found in by_control.items() for reason in _of_control(found, controls.get(control))
    ]
    return sorted(reasons, key=lambda reason: -(reason.times or 0))


def silent_reasons(seen: Iterable[NotFired]) -> list[Reason]:
    """What the other controls saw of the number and did not fire on. It protects the innocent."""
    return [
        Reason(
            text=sentence(reason.column, reason.value, reason.limit),
            has_fired=False,
            is_unknown=reason.value is None,
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
    return Label(zh=f"{said.zh},门限 {bare}", en=f"{said.en}, limit {bare}")


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
    """The reasons of one control; of a control that is not there any more only what its finding said."""
    if control is None:
        return [_plain(found[0])]
    days = len({finding.day for finding in found})
    columns = [column for column in control.evidence if column.breach]
    reasons = [_worst(column, found, days) for column in columns]
    return [reason for reason in reasons if reason] or [_plain(found[0], control)]


def _worst(column: EvidenceColumn, found: Sequence[CaseFinding], days: int) -> Reason | None:
    """The day on which the quantity was furthest beyond its limit."""
    known = [finding for finding in found if _is_number(finding.evidence.get(column.limit))]
    if not known:
        return None
    worst = max(known, key=lambda finding: _times(column, finding) or 0)
    value, limit = worst.evidence.get(column.name), worst.evidence[column.limit]
    said = sentence(column, value if _is_number(value) else None, limit)
    if days > 1:
        said = Label(zh=f"{said.zh};共 {days} 天", en=f"{said.en}; on {days} days")
    return Reason(
        text=said,
        has_fired=True,
        is_unknown=not _is_number(value),
        clause=worst.clause,
        control=worst.control,
        bar=limit_bar(value if _is_number(value) else None, limit),
        times=_times(column, worst),
    )


def _times(column: EvidenceColumn, finding: CaseFinding) -> float | None:
    value, limit = finding.evidence.get(column.name), finding.evidence.get(column.limit)
    if not (_is_number(value) and _is_number(limit)):
        return None
    return times_of(column.breach, float(value), float(limit))


def _plain(finding: CaseFinding, control: Control | None = None) -> Reason:
    said = finding.counterfactual or {"zh": finding.control, "en": finding.control}
    text = control.title if control else Label(zh=said["zh"], en=said["en"])
    return Reason(text=text, has_fired=True, is_unknown=False, clause=finding.clause, control=finding.control)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
