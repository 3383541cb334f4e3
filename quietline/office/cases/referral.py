"""The file that goes out with a number of another operator or city: what was seen, and nothing of those who reported it (clause 3.1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from quietline.domain.case_states import MeasureKind
from quietline.domain.errors import Refused
from quietline.office.audit.record import record
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.models import Measure, MeasureState
from quietline.office.cases.permissions import sees_whole_number
from quietline.office.cases.queries import case_for
from quietline.office.people.actors import Actor

HEAD = ("号码", "依据", "日期", "条款", "项目", "数值")


@dataclass(frozen=True)
class ReferralFile:
    """A table with one line a piece of evidence, as it was frozen at the decision."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def referral_file(*, case_id: int, actor: Actor, at: datetime) -> ReferralFile:
    """The file of a referred case. Its making is recorded: a whole number leaves the house.

    Raises NotFound outside the actor's scope, Refused where the case was not referred and for who sees numbers masked.
    """
    refusals = recorded_refusal(
        actor=actor, at=at, action="case.referral_file", object_kind="case", object_id=case_id, case=case_id
    )
    with refusals, transaction.atomic():
        case = case_for(actor, case_id)
        if not sees_whole_number(actor):
            raise Refused(f"{actor.name} sees numbers masked", mend="ask who decides or reviews the case")
        effective = case.measures.filter(kind=MeasureKind.REFER, state=MeasureState.EFFECTIVE)
        measure = effective.order_by("-effective_at", "-pk").first()
        if measure is None:
            raise Refused(f"case {case_id} was not referred", mend="decide refer first")
        found = ReferralFile(f"referral-{case_id}.csv", HEAD, tuple(evidence_rows(measure)))
        record(
            actor=actor,
            at=at,
            action="case.referral_file",
            object_kind="case",
            object_id=case_id,
            case=case_id,
            after={"measure": measure.pk, "rows": len(found.rows), "referred_to": measure.referred_to},
        )
    return found


def evidence_rows(measure: Measure) -> Iterator[tuple[str, ...]]:
    """One line a figure of each finding that stood, one a report without its reporter and text, and the reason last."""
    evidence: Mapping[str, Any] = measure.evidence
    number = str(evidence["number"])
    for finding in evidence["findings"]:
        if finding.get("withdrawn"):
            continue
        for name, value in finding["evidence"].items():
            yield (number, finding["control"], finding["day"], finding["clause"], name, _text(value))
    for report in evidence["reports"]:
        yield (
            number,
            "用户举报",
            str(report["reported_at"])[:10],
            "3.1",
            "举报类别",
            _text(report["category"]),
        )
    yield (number, "转办", measure.decided_at.date().isoformat(), "3.1", "理由", measure.reason)


def _text(value: object) -> str:
    return "" if value is None else str(value)
