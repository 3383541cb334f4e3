"""The evidence of a case as a page shows it: two pictures, the reasons that fired, those that did not, and what is unknown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from quietline.console.known_controls import controls_by_id, rulebook_key
from quietline.console.pictures.heat_map import HeatMap, heat_map
from quietline.console.pictures.hour_chart import HourChart, hour_chart
from quietline.console.reasons import (
    Controls,
    Reason,
    by_control,
    fired_reasons,
    silent_reasons,
    worst_finding,
)
from quietline.console.remembered import Remembered
from quietline.domain.labels import Label
from quietline.home import Home
from quietline.office.cases.models import CaseFinding
from quietline.rulebook.explain import NotFired, not_fired
from quietline.signals.series import CallerDay, HourlyAttempts, days_of, hourly_attempts
from quietline.warehouse.lake import Lake

DAYS_SHOWN = 7
HOURLY_SIGNAL = "attempts_60min"
"""The signal whose limit stands as a line in the pictures."""


@dataclass(frozen=True)
class Evidence:
    """What is seen of a number around its findings."""

    heat: HeatMap
    chart: HourChart
    reasons: tuple[Reason, ...]
    counterfactuals: tuple[Label, ...]
    note: Label | None


_EVIDENCE: Remembered[Evidence] = Remembered(size=500)


def evidence_of(home: Home, number: str, findings: Sequence[CaseFinding]) -> Evidence:
    """The evidence of a number with these findings, remembered while neither the records nor the controls nor the findings change.

    The heat map ends at the day of the youngest finding, else of the youngest records; the hours are those of the worst day.
    """
    key = (
        number,
        home.root,
        Lake(home).fingerprint("calls"),
        Lake(home).fingerprint("holdings"),
        rulebook_key(home),
        tuple((finding.key, str(finding.evidence)) for finding in findings),
    )
    return _EVIDENCE.get(key, lambda: _evidence(home, number, findings, controls_by_id(home)))


def _evidence(home: Home, number: str, findings: Sequence[CaseFinding], controls: Controls) -> Evidence:
    known = Lake(home).days("calls")
    day = max((finding.day for finding in findings), default=known[-1] if known else date(1970, 1, 1))
    days = [day - timedelta(days=back) for back in reversed(range(DAYS_SHOWN))]
    hourly = hourly_attempts(home, number, days[0], day)
    shown = _worst_day(findings, controls, days) or day
    seen = days_of(home, number, shown, shown)
    silent = not_fired(home, number, shown) if seen else []
    limit = _hourly_limit(findings, silent)
    return Evidence(
        heat=heat_map(
            {(one.day, one.hour): one.attempts for one in hourly}, days=days, known_days=known, limit=limit
        ),
        chart=_chart(shown, hourly, seen[0] if seen else None, limit, shown in known),
        reasons=(*fired_reasons(findings, controls), *silent_reasons(_others(silent, findings))),
        counterfactuals=_counterfactuals(findings, controls),
        note=_note(seen[0] if seen else None, shown in known),
    )


def _chart(
    day: date, hourly: Sequence[HourlyAttempts], seen: CallerDay | None, limit: float | None, is_known: bool
) -> HourChart:
    of_day = [one for one in hourly if one.day == day]
    tells_answered = seen is None or seen.unanswered_carried
    return hour_chart(
        day,
        {one.hour: one.attempts for one in of_day},
        {one.hour: one.answered for one in of_day} if tells_answered else None,
        limit=limit,
        is_known=is_known,
    )


def _hourly_limit(findings: Sequence[CaseFinding], silent: Sequence[NotFired]) -> float | None:
    """The limit of attempts within an hour that held for this number: as frozen in a finding, else as judged on the day."""
    for finding in findings:
        limit = finding.evidence.get("limit_60min")
        if HOURLY_SIGNAL in finding.evidence and isinstance(limit, int | float):
            return float(limit)
    return next((r.limit for one in silent for r in one.reasons if r.column.name == HOURLY_SIGNAL), None)


def _others(silent: Sequence[NotFired], findings: Sequence[CaseFinding]) -> list[NotFired]:
    """Controls that fired on another day of the case stand above already."""
    fired = {finding.control for finding in findings}
    return [one for one in silent if one.control.control.id not in fired]


def _worst_day(findings: Sequence[CaseFinding], controls: Controls, days: Sequence[date]) -> date | None:
    """The day of the shown week whose hours say most: of the hourly limit's worst breach, else of any control's."""
    of_week = [finding for finding in findings if finding.day in days]
    hourly = [finding for finding in of_week if HOURLY_SIGNAL in finding.evidence]
    worst = [
        worst_finding(found, controls.get(name)) for name, found in by_control(hourly or of_week).items()
    ]
    return worst[0].day if worst else None


def _counterfactuals(findings: Sequence[CaseFinding], controls: Controls) -> tuple[Label, ...]:
    """What would have kept each control quiet on its worst day."""
    worst = [worst_finding(found, controls.get(name)) for name, found in by_control(findings).items()]
    said = [finding.counterfactual for finding in worst if finding.counterfactual]
    return tuple(Label(zh=one["zh"], en=one["en"]) for one in said)


def _note(seen: CallerDay | None, is_known: bool) -> Label | None:
    """What is unknown is said, not drawn as zero."""
    if not is_known:
        return Label(zh="当日无话单,呼叫情况未知", en="No records of that day: what it called is unknown")
    if seen is None:
        return Label(zh="当日无呼出记录", en="No outgoing calls recorded on that day")
    if not seen.unanswered_carried:
        return Label(zh="无未接通记录,接通率未知", en="No unanswered records: the answer rate is unknown")
    return None
