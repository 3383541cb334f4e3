"""The numbers that a control found on a day, page by page, within the actor's scope."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator

from quietline.console.known_controls import controls_by_id
from quietline.console.listing import PAGE_SIZE
from quietline.console.reasons import Controls, Reason, fired_reasons
from quietline.domain.findings import Finding, Outcome
from quietline.home import Home
from quietline.office.cases.models import CaseFinding, ControlRun
from quietline.office.people.actors import Actor
from quietline.office.registry import holders
from quietline.rulebook.store import read_of


@dataclass(frozen=True)
class FoundRow:
    """One number with the reasons of its finding; `case` is None where none stands on it (a control in shadow)."""

    number: str
    branch: str
    line_class: str
    reasons: tuple[Reason, ...]
    case: int | None


@dataclass(frozen=True)
class FoundPage:
    """One page of a run's matches; `total` counts those that the actor may see."""

    rows: tuple[FoundRow, ...]
    total: int
    page: int
    pages: int
    previous: str
    following: str


def findings_shown(home: Home, run: ControlRun, actor: Actor, page: str | None) -> FoundPage:
    """The page of matches; numbers of other branches are left out for who does not see the whole city."""
    found = [one for one in read_of(home, run.day, run.control) if one.outcome is Outcome.MATCH]
    if not actor.is_city_wide:
        rows = holders.look_up(home, {one.subject for one in found}, run.day)
        found = [one for one in found if actor.sees(rows[one.subject].branch)]
    shown = Paginator(found, PAGE_SIZE).get_page(page)
    return FoundPage(
        tuple(_rows(home, list(shown.object_list), run)),
        len(found),
        shown.number,
        shown.paginator.num_pages,
        f"?page={shown.number - 1}" if shown.has_previous() else "",
        f"?page={shown.number + 1}" if shown.has_next() else "",
    )


def reasons_of(finding: Finding, controls: Controls) -> tuple[Reason, ...]:
    """Why a finding of the warehouse fired, as a case would show it."""
    said = finding.counterfactual
    kept = CaseFinding(
        control=finding.control,
        clause=finding.clause,
        day=finding.day,
        evidence=dict(finding.evidence),
        counterfactual=said.as_dict() if said else None,
    )
    return tuple(fired_reasons([kept], controls))


def _rows(home: Home, found: Sequence[Finding], run: ControlRun) -> list[FoundRow]:
    held = holders.look_up(home, {one.subject for one in found}, run.day)
    known = CaseFinding.objects.filter(key__in=[one.key for one in found])
    cases = dict(known.values_list("key", "case"))
    controls = controls_by_id(home)
    return [
        FoundRow(
            one.subject,
            held[one.subject].branch,
            held[one.subject].line_class,
            reasons_of(one, controls),
            cases.get(one.key),
        )
        for one in found
    ]
