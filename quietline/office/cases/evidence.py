"""What a decider sees of a case, as data: frozen into each measure, so that it outlives the warehouse's retention."""

from datetime import datetime

from django.conf import settings

from quietline.domain.sources import SOURCES
from quietline.office.cases.models import Case, CaseFinding, CaseReport
from quietline.office.registry.protection import protected_numbers


def frozen_evidence(case: Case, at: datetime) -> dict[str, object]:
    """Holder, protection, findings and reports of the case as they are now."""
    day = at.astimezone(settings.HOME.zone).date()
    holding = case.holding
    return {
        "number": case.number,
        "holder": holding.holder_name,
        "line_class": holding.line_class,
        "branch": case.branch,
        "protected": bool(protected_numbers([case.number], day)),
        "sources": sources_of(case),
        "findings": [_finding(finding) for finding in case.findings.all()],
        "reports": [_report(joined) for joined in case.reports.select_related("report")],
    }


def sources_of(case: Case) -> list[str]:
    """The ways on which suspicion came (clause 3.1) as far as it stands, in the order of the policy."""
    found = {finding.source for finding in case.findings.all() if finding.stands}
    if any(joined.stands for joined in case.reports.all()):
        found.add("user_report")
    return [source for source in SOURCES if source in found]


def controls_of(case: Case) -> list[str]:
    """Ids of the controls whose findings stand, each once."""
    return sorted({finding.control for finding in case.findings.all() if finding.stands})


def _finding(finding: CaseFinding) -> dict[str, object]:
    return {
        "control": finding.control,
        "version": finding.version,
        "clause": finding.clause,
        "source": finding.source,
        "day": finding.day.isoformat(),
        "outcome": finding.outcome,
        "severity": finding.severity,
        "evidence": finding.evidence,
        "counterfactual": finding.counterfactual,
        "cleared": finding.cleared,
        "withdrawn": not finding.stands,
    }


def _report(joined: CaseReport) -> dict[str, object]:
    report = joined.report
    return {
        "reported_at": report.reported_at.isoformat(),
        "reporter": report.reporter,
        "category": report.category,
        "text": report.text,
        "cleared": joined.cleared,
        "withdrawn": not joined.stands,
    }
