"""What the page of a case shows of appeals against it: the one that waits, and what this actor can do (clause 2.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from quietline.domain.appeals import REFUSAL_LABELS, REFUSAL_SENTENCES, VIA_LABELS, AppealVia, RefusalGround
from quietline.domain.errors import Refused
from quietline.domain.labels import Label
from quietline.office.cases.appeals import appeals_to_judge
from quietline.office.cases.models import Appeal, AppealState, Case
from quietline.office.cases.services.appeal import check_may_be_appealed
from quietline.office.people.actors import Actor
from quietline.office.people.permissions import Permission


@dataclass(frozen=True)
class AppealCard:
    """`waiting` is the appeal to be judged; `has_part`: the actor could judge, but not this one."""

    waiting: Appeal | None
    may_lodge: bool
    may_withdraw: bool
    may_judge: bool
    has_part: bool
    vias: Mapping[AppealVia, Label] = field(default_factory=lambda: VIA_LABELS)
    grounds: Mapping[RefusalGround, Label] = field(default_factory=lambda: REFUSAL_LABELS)
    sentences: Mapping[RefusalGround, Label] = field(default_factory=lambda: REFUSAL_SENTENCES)


def appeal_card(case: Case, actor: Actor) -> AppealCard | None:
    """The card, None where there is nothing to show to this actor."""
    waiting = case.appeals.filter(state=AppealState.LODGED).select_related("lodged_by").first()
    may_receive = actor.may(Permission.LODGE_APPEAL)
    if waiting is None:
        is_offered = may_receive and _is_appealable(case)
        return AppealCard(None, True, False, False, False) if is_offered else None
    may_judge = appeals_to_judge(actor).filter(pk=waiting.pk).exists()
    has_part = actor.may(Permission.JUDGE_APPEAL) and not may_judge
    return AppealCard(waiting, False, may_receive, may_judge, has_part)


def _is_appealable(case: Case) -> bool:
    try:
        check_may_be_appealed(case)
    except Refused:
        return False
    return True
