"""Who may see a case, its whole number, and take back a measure; the table of rights is `people/permissions.py`."""

from django.db.models import Q

from quietline.domain.errors import Refused
from quietline.office.cases.models import Case, Measure, Verification
from quietline.office.people.actors import Actor
from quietline.office.people.permissions import Permission

ORGANISED_CALLING = "1.1.2"
"""Clause whose findings accuse a unit and not only a number."""


def scope_of(actor: Actor, *, branch_field: str = "branch") -> Q | None:
    """The condition that keeps an actor within his scope; None where he sees nothing at all."""
    if not actor.may(Permission.SEE_CASES):
        return None
    if actor.is_city_wide:
        return Q()
    branches = actor.branches - {""}
    return Q(**{f"{branch_field}__in": branches}) if branches else None


def sees_whole_number(actor: Actor) -> bool:
    """Who decides, verifies or reviews a case sees its number; everybody else sees it masked."""
    return actor.may(Permission.DECIDE) or actor.may(Permission.VERIFY) or actor.may(Permission.SECOND_PERSON)


def check_is_above_unit(case: Case, actor: Actor) -> None:
    """Returns unless the case is about organised calling of a unit that the actor belongs to, or that he is not above.

    Such a case goes one level above the unit, which is heard and never decides (clause 1.1.2): it takes somebody of the whole city who
    has no scope in the unit's branch. Raises Refused.
    """
    found = list(case.findings.filter(clause=ORGANISED_CALLING).values_list("evidence", flat=True))
    units = {case.branch, *(evidence.get("unit_branch") or "" for evidence in found)}
    if found and not (actor.is_city_wide and actor.branches.isdisjoint(units)):
        raise Refused(
            "a case of organised calling is decided one level above the unit concerned, which is only heard (clause 1.1.2)",
            mend="leave it to somebody of the city who does not belong to the unit's branch",
        )


def check_may_undo(measure: Measure, actor: Actor) -> None:
    """Returns for the decider himself and for a reviewer; raises Refused for others."""
    is_decider = measure.decider == actor.name and actor.may(Permission.DECIDE)
    if not (is_decider or actor.may(Permission.SECOND_PERSON)):
        raise Refused("only who decided it, or a reviewer, takes a measure back", mend="ask one of them")


def check_carries_out(verification: Verification, actor: Actor) -> None:
    """Returns for who verifies, and for who was given this verification; raises Refused for others."""
    is_his = actor.user is not None and verification.assignee_id == actor.user.pk
    if not (actor.may(Permission.VERIFY) or is_his):
        raise Refused("the verification is not assigned to you", mend="ask an analyst to assign it to you")
