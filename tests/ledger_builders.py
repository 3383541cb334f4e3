"""People, findings and cases for tests of the ledger, with good defaults."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from uuid import uuid4

from quietline.domain.findings import EvidenceValue, Finding, Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import line_class
from quietline.office.cases.models import Case, CaseFinding, Measure, Verification
from quietline.office.cases.opening import Suspicion, join_case
from quietline.office.cases.services.decide import decide
from quietline.office.cases.services.verification import complete_verification
from quietline.office.people.actors import Actor
from quietline.office.people.models import CITY_WIDE
from quietline.office.people.services import make_user
from quietline.office.registry.holders import RegisterRow
from quietline.office.registry.models import ProtectedCaller
from quietline.rulebook.load import LoadedControl, load_control
from quietline.rulebook.run import ControlDay

NOW = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
"""When tests take place: 10:00 in Shanghai."""
DAY = date(2026, 3, 18)
MOBILE = "8613803910001"
BRANCH = "解放区"
OTHER_BRANCH = "山阳区"
SYSTEM = Actor.system("tests", via="tests")


@dataclass(frozen=True)
class Cast:
    """Who plays. `second` is another analyst; the outsider may decide, but elsewhere."""

    analyst: Actor
    second: Actor
    reviewer: Actor
    branch: Actor
    auditor: Actor
    administrator: Actor
    outsider: Actor

    def by_name(self, name: str) -> Actor:
        found: Actor = getattr(self, name)
        return found


def make_cast() -> Cast:
    """The named cast, each an account of its own."""
    return Cast(
        analyst=a_person("analyst", "analyst"),
        second=a_person("second", "analyst"),
        reviewer=a_person("reviewer", "reviewer"),
        branch=a_person("branch", "branch_staff", branches=(BRANCH,)),
        auditor=a_person("auditor", "auditor"),
        administrator=a_person("administrator", "administrator"),
        outsider=a_person("outsider", "analyst", "reviewer", branches=(OTHER_BRANCH,)),
    )


def a_person(
    username: str,
    *roles: str,
    branches: tuple[str, ...] = (CITY_WIDE,),
    staff_number: str = "",
    password: str | None = None,
) -> Actor:
    """An account, acting through the console."""
    user = make_user(
        username=username,
        display_name=username.title(),
        staff_number=staff_number or f"S-{username}",
        roles=roles,
        branches=branches,
        password=password,
        actor=SYSTEM,
        at=NOW,
    )
    return Actor.of(user, via="console")


def a_number(position: int) -> str:
    """The mobile number at a position."""
    return f"86138{position:08d}"


def a_landline(position: int = 1) -> str:
    """The landline at a position: its holder gets letters, and no text message goes out as an order."""
    return f"86391{8_000_000 + position}"


def a_register_row(
    number: str = MOBILE, *, branch: str = BRANCH, holder: str = "张三", since: date | None = date(2025, 1, 1)
) -> RegisterRow:
    """What a register says of a number."""
    return RegisterRow(
        number, f"subscriber-of-{holder}", holder, line_class(number).value, branch, "", since, None
    )


def a_finding(
    control: str = "c102_hourly_frequency",
    *,
    subject: str = MOBILE,
    day: date = DAY,
    outcome: Outcome = Outcome.MATCH,
    severity: Severity = Severity.HIGH,
    evidence: Mapping[str, EvidenceValue] | None = None,
) -> Finding:
    """A control's answer about a number."""
    seen = {"attempts_60min": 130, "limit_60min": 60} if evidence is None else evidence
    why_not = Label(zh="若不超过 59 次", en="with at most 59")
    return Finding(control, 1, "3.1", subject, "number", day, outcome, severity, seen, why_not)


def a_control_day(*findings: Finding, shadow: bool = False, day: date = DAY) -> ControlDay:
    """One control's day with these findings."""
    matched = sum(finding.outcome is Outcome.MATCH for finding in findings)
    control = findings[0].control if findings else "c102_hourly_frequency"
    loaded = dataclasses.replace(_loaded(control), shadow=shadow)
    return ControlDay(loaded, day, len(findings), matched, 0, len(findings) - matched, "", findings)


@cache
def _loaded(control: str) -> LoadedControl:
    return load_control(control)


def a_case(
    number: str = MOBILE,
    *,
    branch: str = BRANCH,
    holder: str = "张三",
    control: str = "c102_hourly_frequency",
    source: str = "call_frequency",
    day: date = DAY,
    at: datetime = NOW,
) -> Case:
    """A suspected case with one finding."""
    row = (
        a_register_row(number, branch=branch, holder=holder)
        if holder
        else RegisterRow(number, "", "", "mobile", branch, "", None, None)
    )
    joined = join_case(Suspicion(row, day, source, "high"), actor=SYSTEM, at=at)
    assert joined is not None
    finding = a_finding(control, subject=number, day=day)
    CaseFinding.objects.create(
        key=finding.key,
        case=joined.case,
        control=control,
        version=1,
        clause="3.1",
        source=source,
        day=day,
        outcome=finding.outcome,
        severity=finding.severity,
        evidence=dict(finding.evidence),
        counterfactual=finding.counterfactual.as_dict() if finding.counterfactual else None,
        cleared=joined.cleared,
        taken_in_at=at,
    )
    return joined.case


def protect(
    number: str = MOBILE, *, valid_from: date = date(2026, 1, 1), valid_until: date | None = None
) -> ProtectedCaller:
    """An entry of the list of protected callers."""
    return ProtectedCaller.objects.create(
        number=number,
        purpose=f"快递 {uuid4().hex[:6]}",
        valid_from=valid_from,
        valid_until=valid_until,
        batch="tests",
    )


def decided(
    case: Case,
    measure: str,
    actor: Actor,
    *,
    at: datetime = NOW,
    reason: str = "一小时呼叫 130 个陌生号码",
    shutdown_kind: str = "",
) -> Measure:
    """A measure on the case; the case is read anew."""
    found = decide(
        case_id=case.pk,
        measure=measure,
        reason=reason,
        reason_code=a_reason_code(measure),
        shutdown_kind=shutdown_kind,
        actor=actor,
        at=at,
    )
    case.refresh_from_db()
    return found


def a_reason_code(measure: str) -> str:
    """A code that can be given for the measure, empty where none is needed."""
    return {"terminate": "confirmed", "shutdown": "high_frequency", "intercept": "high_frequency"}.get(
        measure, ""
    )


def verified(case: Case, outcome: str, actor: Actor, *, at: datetime = NOW) -> Verification:
    """The completed verification of a case; the case is read anew."""
    found = complete_verification(
        case_id=case.pk,
        method="call_back",
        outcome=outcome,
        note="回访被叫",
        answers={"asked": "3", "disturbed": "yes", "purpose": "marketing"},
        actor=actor,
        at=at,
    )
    case.refresh_from_db()
    return found


def later(**delta: float) -> datetime:
    """An instant after NOW."""
    return NOW + timedelta(**delta)
