"""`quietline verifications`: whose task a verification is, its script, and its photos."""

import json
from datetime import datetime
from pathlib import Path

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.clock import shown
from quietline.cli.table import show_table
from quietline.domain.errors import InputError
from quietline.domain.verification_script import METHOD_LABELS, OPENING, SCRIPTS, VerificationMethod

CLAUSES = ("1.2.3", "3.1")
VIEWS = ("all", "mine", "overdue")


@click.group(name="verifications")
def command() -> None:
    """Verifications as tasks: list them, give one to somebody, see the script, add a photo."""


@command.command(name="list")
@click.option("--view", type=click.Choice(VIEWS), default="all", show_default=True, help="Which of them.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a verification.")
@as_option
def list_verifications(view: str, as_json: bool, username: str | None) -> None:
    """Verifications that wait, first due first."""
    home = open_ledger()
    from quietline.office.cases.queries import verifications_for

    chosen = next(name for name in VIEWS if name == view)
    with acting(home, username) as actor:
        rows = [
            {
                "verification": found.pk,
                "case": found.case_id,
                "number": found.case.number,
                "assignee": found.assignee.username if found.assignee else None,
                "due": found.due_at.isoformat(),
                "reason": found.measure.reason,
            }
            for found in verifications_for(actor, chosen, at=now())  # type: ignore[arg-type]
        ]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    head = ["verification", "case", "number", "assignee", "due", "reason"]
    texts = [{**row, "due": shown(home, row["due"]), "assignee": row["assignee"] or "-"} for row in rows]
    show_table(head, [[str(text[name]) for name in head] for text in texts])


@command.command()
@click.argument("verification_id", metavar="VERIFICATION", type=click.IntRange(1, 2**63 - 1))
@click.argument("assignee", metavar="USER")
@click.option("--due", metavar="INSTANT", help="Until when, as 2026-03-20T18:00 in the city's time zone.")
@as_option
def assign(verification_id: int, assignee: str, due: str | None, username: str | None) -> None:
    """Give a verification to an account."""
    home = open_ledger()
    from quietline.office.cases.services.verification_task import assign_verification

    with acting(home, username) as actor:
        found = assign_verification(
            verification_id=verification_id,
            assignee=assignee,
            due_at=_instant(due).replace(tzinfo=home.zone) if due else None,
            actor=actor,
            at=now(),
        )
    click.echo(
        f"verification {found.pk}: assigned to {assignee}, due {shown(home, found.due_at.isoformat())}"
    )


@command.command()
@click.argument("method", type=click.Choice([method.value for method in VerificationMethod]))
def script(method: str) -> None:
    """What is asked when a suspicion is verified this way, and which answers there are."""
    found = VerificationMethod(method)
    click.echo(f"{METHOD_LABELS[found].en}. {OPENING[found].en}")
    show_table(
        ["question", "asks", "answers", "needed"],
        [
            [one.code, one.text.en, ", ".join(one.choices) or "text", "yes" if one.is_required else "no"]
            for one in SCRIPTS[found]
        ],
    )


@command.command(name="add-photo")
@click.argument("case_id", metavar="CASE", type=click.IntRange(1, 2**63 - 1))
@click.argument("photo", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_option
def add_photo(case_id: int, photo: Path, username: str | None) -> None:
    """Add a photo (JPEG, PNG or WebP) to the verification that a case waits for."""
    home = open_ledger()
    from quietline.office.cases.photos import MAX_BYTES
    from quietline.office.cases.services.proof import add_proof

    with photo.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    with acting(home, username) as actor:
        proof = add_proof(home, case_id=case_id, file_name=photo.name, content=content, actor=actor, at=now())
    click.echo(f"case {case_id}: photo {proof.pk}, {proof.width} × {proof.height}, {proof.sha256}")


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is no date and time", mend="give it as 2026-03-20T18:00") from error
