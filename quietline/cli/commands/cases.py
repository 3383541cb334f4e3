"""`quietline cases`: the cases, and what is done in them besides deciding."""

import json
from typing import TYPE_CHECKING

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.clock import shown
from quietline.cli.table import show_table
from quietline.domain.case_states import CaseState
from quietline.domain.errors import NotFound
from quietline.domain.verification_script import VerificationMethod
from quietline.home import Home

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from quietline.office.cases.models import Case, CaseFinding, Measure
    from quietline.office.people.actors import Actor

CLAUSES = ("1.2.3", "2.3", "3.1")
CASE = click.argument("case_id", metavar="CASE", type=click.IntRange(1, 2**63 - 1))
INSTANTS = ("due", "opened")
OUTCOMES = ("confirmed", "not_confirmed")


def _answers(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """QUESTION=ANSWER texts as a mapping."""
    without = next((text for text in given if "=" not in text), None)
    if without is not None:
        raise click.BadParameter(f"{without!r} is not of the form QUESTION=ANSWER")
    return dict(text.split("=", 1) for text in given)


@click.group(name="cases")
def command() -> None:
    """The cases: list and show them, verify, agree as second person, take a decision back."""


@command.command(name="list")
@click.option(
    "--state", type=click.Choice([state.value for state in CaseState]), help="Only cases in this state."
)
@click.option("--overdue", is_flag=True, help="Only cases whose time is over.")
@click.option(
    "--control",
    metavar="ID",
    help="Only cases with a finding of this control; c102 stands for c102_hourly_frequency.",
)
@click.option("--all", "with_closed", is_flag=True, help="Closed cases too.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a case.")
@as_option
def list_cases(
    state: str | None,
    overdue: bool,
    control: str | None,
    with_closed: bool,
    as_json: bool,
    username: str | None,
) -> None:
    """Cases that are not closed, most urgent first."""
    home = open_ledger()
    from quietline.office.cases.queries import summary

    with acting(home, username) as actor:
        found = _filtered(actor, state, overdue, control, with_closed)
        summaries = [summary(case) for case in found]
    if as_json:
        for one in summaries:
            click.echo(json.dumps(one, ensure_ascii=False))
        return
    head = ["case", "number", "state", "protected", "due", "controls", "sources", "holder"]
    texts = [
        {name: _text(value) for name, value in one.items()} | {"due": shown(home, one["due"])}
        for one in summaries
    ]
    show_table(head, [[text[name] for name in head] for text in texts])


@command.command()
@CASE
@click.option("--json", "as_json", is_flag=True, help="One object with everything.")
@as_option
def show(case_id: int, as_json: bool, username: str | None) -> None:
    """One case: its evidence and its story."""
    home = open_ledger()
    with acting(home, username) as actor:
        details = _details(actor, case_id)
    if as_json:
        click.echo(json.dumps(details, ensure_ascii=False, indent=2))
    else:
        _show_details(home, details)


@command.command()
@CASE
@click.option(
    "--method",
    required=True,
    type=click.Choice([method.value for method in VerificationMethod]),
    help="How it was verified.",
)
@click.option("--outcome", required=True, type=click.Choice(OUTCOMES), help="Whether the suspicion is true.")
@click.option("--note", required=True, help="What was found, in a sentence.")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="QUESTION=ANSWER",
    callback=_answers,
    help="An answer to the method's script (`quietline verifications script`); once a question.",
)
@as_option
def verify(
    case_id: int, method: str, outcome: str, note: str, answers: dict[str, str], username: str | None
) -> None:
    """Complete the verification that a case waits for."""
    home = open_ledger()
    from quietline.office.cases.services.verification import complete_verification

    with acting(home, username) as actor:
        complete_verification(
            case_id=case_id,
            method=method,
            outcome=outcome,
            note=note,
            answers=answers,
            actor=actor,
            at=now(),
        )
    click.echo(f"case {case_id}: verified, {outcome}")


@command.command()
@CASE
@click.option("--note", default="", help="What the second person wants to add.")
@as_option
def agree(case_id: int, note: str, username: str | None) -> None:
    """As second person, agree to what waits: a proposal takes effect, a shutdown counts as reviewed."""
    home = open_ledger()
    from quietline.office.cases.services import second_person

    with acting(home, username) as actor:
        measure = second_person.agree(
            measure_id=_waiting(actor, case_id).pk, actor=actor, at=now(), note=note
        )
    click.echo(f"case {case_id}: {measure.kind} {measure.state}, agreed")


@command.command()
@CASE
@click.option("--note", required=True, help="Why not.")
@as_option
def disagree(case_id: int, note: str, username: str | None) -> None:
    """As second person, disagree: a proposal is rejected, a shutdown goes to verification."""
    home = open_ledger()
    from quietline.office.cases.services import second_person

    with acting(home, username) as actor:
        measure = second_person.disagree(
            measure_id=_waiting(actor, case_id).pk, actor=actor, at=now(), note=note
        )
    click.echo(f"case {case_id}: {measure.kind} {measure.state}, disagreed")


@command.command()
@CASE
@as_option
def undo(case_id: int, username: str | None) -> None:
    """Take the latest measure back, as long as its order has not left."""
    home = open_ledger()
    from quietline.office.cases.queries import case_for
    from quietline.office.cases.services.undo import latest_measure
    from quietline.office.cases.services.undo import undo as take_back

    with acting(home, username) as actor:
        latest = latest_measure(case_for(actor, case_id))
        if latest is None:
            raise NotFound(
                f"case {case_id} has no measure to take back", mend=f"see `quietline cases show {case_id}`"
            )
        measure = take_back(measure_id=latest.pk, actor=actor, at=now())
    click.echo(f"case {case_id}: {measure.kind} undone")


def _filtered(
    actor: "Actor", state: str | None, overdue: bool, control: str | None, with_closed: bool
) -> "QuerySet[Case]":
    from quietline.office.cases.queries import WAITING, cases_visible_to

    found = (
        cases_visible_to(actor).prefetch_related("findings", "reports").order_by("due_at", "-severity", "id")
    )
    if state:
        found = found.filter(state=state)
    elif not with_closed:
        found = found.exclude(state=CaseState.CLOSED)
    if overdue:
        found = found.filter(state__in=WAITING).filter(due_at__lt=now())
    return found.filter(pk__in=_with_finding_of(control)) if control else found


def _with_finding_of(control: str) -> "QuerySet[CaseFinding, int]":
    """Cases by the control's id, which may be shortened: c102."""
    from django.db.models import Q

    from quietline.office.cases.models import CaseFinding

    is_meant = Q(control=control) | Q(control__startswith=f"{control}_")
    return CaseFinding.objects.filter(is_meant).values_list("case", flat=True)


def _waiting(actor: "Actor", case_id: int) -> "Measure":
    """What waits for a second person in the case: his own decision too, so that the refusal says why."""
    from quietline.office.cases.models import MeasureState
    from quietline.office.cases.queries import case_for

    measures = case_for(actor, case_id).measures.filter(
        state__in=[MeasureState.PROPOSED, MeasureState.EFFECTIVE]
    )
    ordered = list(measures.order_by("-decided_at", "-pk"))
    waiting = [
        m
        for m in ordered
        if m.state == MeasureState.PROPOSED or (m.review_due_at and m.second_person_id is None)
    ]
    if not (waiting or ordered):
        raise NotFound(
            f"nothing in case {case_id} waits for a second person",
            mend=f"see `quietline cases show {case_id}`",
        )
    return (waiting or ordered)[0]


def _details(actor: "Actor", case_id: int) -> dict[str, object]:
    from quietline.office.cases.evidence import frozen_evidence
    from quietline.office.cases.queries import case_for, summary
    from quietline.office.cases.timeline import timeline

    case = case_for(actor, case_id)
    evidence = frozen_evidence(case, now())
    steps = [
        {
            "at": step.at.isoformat(),
            "kind": step.kind,
            "what": step.what,
            "state": step.state,
            "who": step.who,
            "text": step.text,
        }
        for step in timeline(case, actor)
    ]
    return {
        **summary(case),
        "version": case.version,
        "branch": case.branch,
        "line_class": evidence["line_class"],
        "opened": case.opened_at.isoformat(),
        "assignee": case.assignee.username if case.assignee else None,
        "findings": evidence["findings"],
        "reports": evidence["reports"],
        "timeline": steps,
    }


def _show_details(home: Home, details: dict[str, object]) -> None:
    findings, reports, steps = details.pop("findings"), details.pop("reports"), details.pop("timeline")
    for name, value in details.items():
        click.echo(f"{name:<11} {shown(home, value) if name in INSTANTS else _text(value)}")
    for finding in findings if isinstance(findings, list) else []:
        click.echo(
            f"\n{finding['day']} {finding['control']} v{finding['version']} ({finding['clause']}, {finding['severity']})"
        )
        for name, value in finding["evidence"].items():
            click.echo(f"  {name:<24} {_text(value)}")
    for report in reports if isinstance(reports, list) else []:
        click.echo(
            f"\n{shown(home, report['reported_at'])} user report {report['category']} {report['text']}"
        )
    click.echo()
    if isinstance(steps, list):
        show_table(
            ["at", "kind", "what", "state", "who", "text"],
            [[shown(home, step["at"]), *list(step.values())[1:]] for step in steps],
        )


def _text(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)
