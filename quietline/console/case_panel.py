"""All that the evidence and decision panes show of one case, put together once for the queue and the page of a case."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from quietline.console.decision_reasons import ReasonChoice, reason_choices
from quietline.console.evidence import Evidence, evidence_of
from quietline.console.measure_choices import MeasureChoice, measure_choices, suggestion
from quietline.console.names import masked_name
from quietline.domain import number_plan
from quietline.domain.labels import Label
from quietline.domain.sources import SOURCES
from quietline.office.audit.record import record
from quietline.office.cases.facts import facts_of
from quietline.office.cases.models import Case, CaseFinding
from quietline.office.cases.queries import cases_visible_to
from quietline.office.intake.models import Report
from quietline.office.people.actors import Actor
from quietline.office.people.permissions import Permission
from quietline.office.registry.models import Holding
from quietline.office.registry.protection import protections_on


@dataclass(frozen=True)
class SourceCount:
    """One way on which suspicion came, and how often."""

    label: Label
    count: int


@dataclass(frozen=True)
class CasePanel:
    """A case as its panes show it. `number` is whole where `is_whole`, else masked. `protected` names the purposes, empty for none."""

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
    measures: tuple[MeasureChoice, ...]
    suggestion: Label | None
    no_measures: Label
    reason_choices: tuple[ReasonChoice, ...] = field(default=())

    @property
    def holding(self) -> Holding:
        return self.case.holding


def case_panel(case: Case, actor: Actor, at: datetime) -> CasePanel:
    """The panes of a case for this actor. Who sees the whole number leaves an audit entry."""
    home = settings.HOME
    today = at.astimezone(home.zone).date()
    findings = [finding for finding in case.findings.all() if not finding.cleared] or list(
        case.findings.all()
    )
    reports = [joined.report for joined in case.reports.select_related("report")]
    facts = facts_of(case, at)
    is_whole = sees_whole_number(actor)
    if is_whole:
        _record_view(case, actor, at)
    evidence = evidence_of(home, case.number, findings)
    holder = case.holding.holder_name if is_whole else masked_name(case.holding.holder_name)
    choices = (
        measure_choices(facts, actor.name, masked_name(case.holding.holder_name))
        if actor.may(Permission.DECIDE)
        else []
    )
    wish = suggestion(facts, choices, case.severity)
    return CasePanel(
        case=case,
        number=number_plan.grouped(case.number) if is_whole else number_plan.masked(case.number),
        is_whole=is_whole,
        holder=holder,
        held_days=_days_since(case.holding.since, today),
        protected="、".join(
            protections_on(today).filter(number=case.number).values_list("purpose", flat=True)
        ),
        earlier=cases_visible_to(actor, at).filter(number=case.number).exclude(pk=case.pk).count(),
        sources=_sources(findings, reports),
        reports=tuple(reports),
        evidence=evidence,
        measures=tuple(choices),
        suggestion=wish.label if wish else None,
        no_measures=_why_none(actor),
        reason_choices=tuple(reason_choices(evidence.reasons, len(reports))),
    )


def sees_whole_number(actor: Actor) -> bool:
    """Who decides, verifies or reviews a case sees its number; everybody else sees it masked."""
    return actor.may(Permission.DECIDE) or actor.may(Permission.VERIFY) or actor.may(Permission.SECOND_PERSON)


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


def _days_since(since: date | None, today: date) -> int | None:
    return max(0, (today - since).days) if since else None


def _sources(findings: list[CaseFinding], reports: list[Report]) -> tuple[SourceCount, ...]:
    counts = Counter(finding.source for finding in findings)
    counts["user_report"] += len(reports)
    return tuple(SourceCount(label, counts[source]) for source, label in SOURCES.items() if counts[source])


def _why_none(actor: Actor) -> Label:
    if actor.may(Permission.DECIDE):
        return Label(zh="此状态下没有可选的处置措施。", en="This state admits no measure.")
    if actor.may(Permission.VERIFY):
        return Label(
            zh="您的角色不作首次决定;可在工单中核实或复核。",
            en="Your role does not decide first; verify or review in the case.",
        )
    return Label(zh="您的角色可查看工单,不作处置。", en="Your role sees the case and decides nothing.")
