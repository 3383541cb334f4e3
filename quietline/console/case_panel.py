"""All that the evidence and decision panes show of one case, put together once for the queue and the page of a case."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from quietline.console.decision_pane import DecisionPane, decision_pane
from quietline.console.evidence import Evidence, evidence_of
from quietline.console.names import masked_name
from quietline.domain import number_plan
from quietline.domain.labels import Label
from quietline.domain.sources import SOURCES
from quietline.office.audit.record import record
from quietline.office.cases.models import Case, CaseFinding
from quietline.office.cases.permissions import sees_whole_number
from quietline.office.cases.queries import cases_visible_to
from quietline.office.cases.withdrawal import is_baseless
from quietline.office.intake.models import Report
from quietline.office.people.actors import Actor
from quietline.office.registry.models import Holding
from quietline.office.registry.protection import protections_on


@dataclass(frozen=True)
class SourceCount:
    """One way on which suspicion came, and how often."""

    label: Label
    count: int


@dataclass(frozen=True)
class CasePanel:
    """A case as its panes show it. `number` is whole where `is_whole`, else masked. `protected` names the purposes, empty for none.

    `reports` are those that stand.
    """

    case: Case
    number: str
    is_whole: bool
    holder: str
    held_days: int | None
    protected: str
    earlier: int
    sources: tuple[SourceCount, ...]
    reports: tuple[Report, ...]
    evidence: Evidence
    decision: DecisionPane
    is_baseless: bool

    @property
    def hidden(self) -> str:
        """The number that texts of the case must not show, empty where the whole one is seen."""
        return "" if self.is_whole else self.case.number

    @property
    def holding(self) -> Holding:
        return self.case.holding


def case_panel(case: Case, actor: Actor, at: datetime, *, is_assigned: bool = False) -> CasePanel:
    """The panes of a case for this actor; `is_assigned`: its verification is his task. Who sees the whole number leaves an audit entry."""
    today = at.astimezone(settings.HOME.zone).date()
    standing = [finding for finding in case.findings.all() if finding.stands]
    findings = [finding for finding in standing if not finding.cleared] or standing
    reports = [joined.report for joined in case.reports.select_related("report") if joined.stands]
    evidence = evidence_of(settings.HOME, case.number, findings)
    is_whole = is_assigned or sees_whole_number(actor)
    if is_whole:
        _record_view(case, actor, at)
    return CasePanel(
        case=case,
        number=number_plan.grouped(case.number) if is_whole else number_plan.masked(case.number),
        is_whole=is_whole,
        holder=case.holding.holder_name if is_whole else masked_name(case.holding.holder_name),
        held_days=_days_since(case.holding.since, today),
        protected=_purposes(case.number, today),
        earlier=cases_visible_to(actor, at).filter(number=case.number).exclude(pk=case.pk).count(),
        sources=_sources(findings, reports),
        reports=tuple(reports),
        evidence=evidence,
        decision=decision_pane(case, evidence, len(reports), actor, at),
        is_baseless=is_baseless(case),
    )


def _record_view(case: Case, actor: Actor, at: datetime) -> None:
    with transaction.atomic():
        record(
            actor=actor,
            at=at,
            action="case.number_viewed",
            object_kind="case",
            object_id=case.pk,
            case=case.pk,
        )


def _purposes(number: str, today: date) -> str:
    """Why the number is protected today, empty where it is not."""
    return "、".join(protections_on(today).filter(number=number).values_list("purpose", flat=True))


def _days_since(since: date | None, today: date) -> int | None:
    return max(0, (today - since).days) if since else None


def _sources(findings: list[CaseFinding], reports: list[Report]) -> tuple[SourceCount, ...]:
    counts = Counter(finding.source for finding in findings)
    counts["user_report"] += len(reports)
    return tuple(SourceCount(label, counts[source]) for source, label in SOURCES.items() if counts[source])
