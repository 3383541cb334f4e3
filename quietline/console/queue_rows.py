"""Rows of the queue: masked number, the strongest reason in a few words, how far over the limit, and the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from quietline.console.reasons import Controls, fired_reasons
from quietline.domain.labels import Label
from quietline.office.cases.models import Case
from quietline.office.cases.withdrawal import is_baseless

MAX_ROWS = 100
BASELESS = Label(zh="预警已撤回", en="findings taken back")


@dataclass(frozen=True)
class QueueRow:
    """One case in the list. `times` says how far its strongest value is over the limit, or under the floor."""

    case: int
    number: str
    state: str
    is_protected: bool
    due_at: datetime
    why: Label
    times: float | None
    is_floor: bool = False


def queue_rows(cases: Iterable[Case], controls: Controls) -> list[QueueRow]:
    """Rows of these cases; findings and reports must be prefetched. `is_protected` comes annotated from the office's query."""
    return [_row(case, controls) for case in cases]


def _row(case: Case, controls: Controls) -> QueueRow:
    reasons = fired_reasons([finding for finding in case.findings.all() if finding.stands], controls)
    reports = sum(joined.stands for joined in case.reports.all())
    parts = [reason.short or reason.text for reason in reasons[:1]]
    if reports:
        parts.insert(0 if not reasons else 1, Label(zh=f"举报 ×{reports}", en=f"reported ×{reports}"))
    if is_baseless(case):
        parts.append(BASELESS)
    return QueueRow(
        case=case.pk,
        number=case.number,
        state=case.state,
        is_protected=bool(getattr(case, "is_protected", False)),
        due_at=case.due_at,
        why=Label(zh=" · ".join(part.zh for part in parts), en=" · ".join(part.en for part in parts)),
        times=reasons[0].times if reasons else None,
        is_floor=bool(reasons) and reasons[0].is_floor,
    )
