"""`quietline appeals`: what holders say against what was decided, and what was judged."""

import json
from typing import TYPE_CHECKING

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.clock import shown
from quietline.cli.table import show_table
from quietline.domain.appeals import AppealVia, RefusalGround

if TYPE_CHECKING:
    from quietline.office.cases.models import Appeal

CLAUSES = ("2.3",)
VIEWS = ("all", "mine", "overdue")
APPEAL = click.argument("appeal_id", metavar="APPEAL", type=click.IntRange(1, 2**63 - 1))
REASON = click.option("--reason", required=True, help="Why, in a sentence.")


@click.group(name="appeals")
def command() -> None:
    """Appeals: list them, lodge one for a holder, take it back, judge it."""


@command.command(name="list")
@click.option(
    "--view",
    type=click.Choice(VIEWS),
    default="all",
    show_default=True,
    help="mine: those that the account may judge.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object an appeal.")
@as_option
def list_appeals(view: str, as_json: bool, username: str | None) -> None:
    """Appeals, newest first; those that wait for a judgement, first due first."""
    home = open_ledger()
    from quietline.office.cases.appeals import appeals_to_judge, appeals_visible_to, overdue_appeals

    with acting(home, username) as actor:
        found = {
            "all": lambda: appeals_visible_to(actor),
            "mine": lambda: appeals_to_judge(actor),
            "overdue": lambda: overdue_appeals(actor, now()),
        }[view]()
        rows = [_as_object(appeal) for appeal in found]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    head = ["appeal", "case", "number", "state", "via", "due", "judgement", "statement"]
    texts = [{**row, "due": shown(home, row["due"])} for row in rows]
    show_table(head, [[str(text[name] or "-") for name in head] for text in texts])


@command.command()
@click.argument("case_id", metavar="CASE", type=click.IntRange(1, 2**63 - 1))
@click.option(
    "--via",
    required=True,
    type=click.Choice([via.value for via in AppealVia]),
    help="How the holder came to us.",
)
@click.option("--statement", required=True, help="What the holder says.")
@as_option
def lodge(case_id: int, via: str, statement: str, username: str | None) -> None:
    """Lodge the holder's appeal against a case."""
    home = open_ledger()
    from quietline.office.cases.services.appeal import lodge_appeal

    with acting(home, username) as actor:
        appeal = lodge_appeal(case_id=case_id, via=via, statement=statement, actor=actor, at=now())
    click.echo(f"case {case_id}: appeal {appeal.pk} lodged, due {shown(home, appeal.due_at.isoformat())}")


@command.command()
@APPEAL
@REASON
@as_option
def withdraw(appeal_id: int, reason: str, username: str | None) -> None:
    """Take an appeal back because the holder says so."""
    home = open_ledger()
    from quietline.office.cases.services.appeal import withdraw_appeal

    with acting(home, username) as actor:
        withdraw_appeal(appeal_id=appeal_id, reason=reason, actor=actor, at=now())
    click.echo(f"appeal {appeal_id}: withdrawn")


@command.command()
@APPEAL
@REASON
@as_option
def grant(appeal_id: int, reason: str, username: str | None) -> None:
    """Grant an appeal: its confirmation counts no more, the number is restored."""
    home = open_ledger()
    from quietline.office.cases.services.judge_appeal import grant_appeal

    with acting(home, username) as actor:
        appeal = grant_appeal(appeal_id=appeal_id, reason=reason, actor=actor, at=now())
    click.echo(f"appeal {appeal_id}: granted, {'restored' if appeal.restoration else 'nothing to restore'}")


@command.command()
@APPEAL
@click.option(
    "--ground",
    required=True,
    type=click.Choice([ground.value for ground in RefusalGround]),
    help="What the holder is told hangs on it.",
)
@REASON
@as_option
def refuse(appeal_id: int, ground: str, reason: str, username: str | None) -> None:
    """Refuse an appeal; what was decided stands."""
    home = open_ledger()
    from quietline.office.cases.services.judge_appeal import refuse_appeal

    with acting(home, username) as actor:
        refuse_appeal(appeal_id=appeal_id, ground=ground, reason=reason, actor=actor, at=now())
    click.echo(f"appeal {appeal_id}: refused, {ground}")


def _as_object(appeal: "Appeal") -> dict[str, object]:
    return {
        "appeal": appeal.pk,
        "case": appeal.case_id,
        "number": appeal.case.number,
        "state": appeal.state,
        "via": appeal.via,
        "statement": appeal.statement,
        "lodged": appeal.lodged_at.isoformat(),
        "due": appeal.due_at.isoformat(),
        "judgement": appeal.judgement,
    }
