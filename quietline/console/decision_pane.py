"""What the decision pane offers: measures with their effects, what the evidence speaks for, reasons; or why there is nothing to choose."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from quietline.console.decision_reasons import ReasonChoice, reason_choices
from quietline.console.evidence import Evidence
from quietline.console.measure_choices import MeasureChoice, measure_choices, suggestion
from quietline.console.names import masked_name
from quietline.domain.labels import Label
from quietline.domain.shutdown_kinds import SHUTDOWN_LABELS, shutdown_kinds
from quietline.office.cases.facts import facts_of
from quietline.office.cases.models import Case
from quietline.office.cases.withdrawal import is_baseless
from quietline.office.people.actors import Actor
from quietline.office.people.permissions import Permission
from quietline.office.policy.reason_codes import reason_codes_on

NO_MEASURE = Label(zh="此状态下没有可选的处置措施。", en="This state admits no measure.")
VERIFIES = Label(
    zh="您的角色不作首次决定;可在工单中核实或复核。",
    en="Your role does not decide first; verify or review in the case.",
)
LOOKS_ON = Label(zh="您的角色可查看工单,不作处置。", en="Your role sees the case and decides nothing.")


@dataclass(frozen=True)
class DecisionPane:
    """`none_because` says why there are no measures; it is shown only where there are none."""

    measures: tuple[MeasureChoice, ...]
    suggestion: Label | None
    reasons: tuple[ReasonChoice, ...]
    none_because: Label
    shutdown_kinds: tuple[tuple[str, Label], ...] = ()


def decision_pane(
    case: Case, evidence: Evidence, report_count: int, actor: Actor, at: datetime
) -> DecisionPane:
    """The pane of a case for this actor; without the right to decide it offers nothing."""
    if not actor.may(Permission.DECIDE):
        return DecisionPane((), None, (), VERIFIES if actor.may(Permission.VERIFY) else LOOKS_ON)
    facts, day = facts_of(case, at), at.astimezone(settings.HOME.zone).date()
    choices = measure_choices(facts, actor.name, masked_name(case.holding.holder_name))
    wish = suggestion(facts, choices, case.severity, is_baseless=is_baseless(case))
    return DecisionPane(
        measures=tuple(choices),
        suggestion=wish.label if wish else None,
        reasons=tuple(reason_choices(evidence.reasons, report_count, reason_codes_on(day).values())),
        none_because=NO_MEASURE,
        shutdown_kinds=tuple(
            (kind.value, SHUTDOWN_LABELS[kind]) for kind in shutdown_kinds(facts.line_class)
        ),
    )
