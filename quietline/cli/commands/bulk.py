"""`quietline bulk`: one decision on many cases, with a typed count and a second person before."""

import json

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.table import show_table
from quietline.domain.case_states import MeasureKind
from quietline.domain.shutdown_kinds import ShutdownKind

CLAUSES = ("1.2.3", "3.1")
BULK = click.argument("bulk_id", metavar="BULK", type=click.IntRange(1, 2**63 - 1))


@click.group(name="bulk")
def command() -> None:
    """Bulk decisions: propose, agree or reject as second person, list, take back. A worker carries them out."""


@command.command()
@click.argument("measure", metavar="MEASURE", type=click.Choice([kind.value for kind in MeasureKind]))
@click.argument("cases", metavar="CASE...", nargs=-1, required=True, type=click.IntRange(1, 2**63 - 1))
@click.option("--count", required=True, type=int, help="How many cases these are, typed as a check.")
@click.option("--reason", required=True, help="Why, in a sentence.")
@click.option("--code", "reason_code", default="", help="Reason code: see `quietline reasons`.")
@click.option(
    "--kind",
    "shutdown_kind",
    default="",
    type=click.Choice(["", *(kind.value for kind in ShutdownKind)]),
    show_choices=False,
    help="Kind of a shutdown; without it the class of each line decides.",
)
@as_option
def propose(
    measure: str,
    cases: tuple[int, ...],
    count: int,
    reason: str,
    reason_code: str,
    shutdown_kind: str,
    username: str | None,
) -> None:
    """Propose a measure on many cases. Nothing happens before a second person agrees."""
    home = open_ledger()
    from quietline.office.cases.services.bulk import propose_bulk

    with acting(home, username) as actor:
        bulk = propose_bulk(
            case_ids=cases,
            count=count,
            measure=measure,
            reason=reason,
            reason_code=reason_code,
            shutdown_kind=shutdown_kind,
            actor=actor,
            at=now(),
        )
    click.echo(f"bulk {bulk.pk}: {measure} of {count} cases waits for a second person")


@command.command()
@BULK
@click.option("--note", default="", help="What the second person wants to add.")
@as_option
def agree(bulk_id: int, note: str, username: str | None) -> None:
    """As second person, agree: a worker carries it out."""
    home = open_ledger()
    from quietline.office.cases.services.bulk import agree_bulk

    with acting(home, username) as actor:
        agree_bulk(bulk_id=bulk_id, note=note, actor=actor, at=now())
    click.echo(f"bulk {bulk_id}: agreed, queued")


@command.command()
@BULK
@click.option("--note", required=True, help="Why not.")
@as_option
def reject(bulk_id: int, note: str, username: str | None) -> None:
    """As second person, reject: nothing happens to any case."""
    home = open_ledger()
    from quietline.office.cases.services.bulk import reject_bulk

    with acting(home, username) as actor:
        reject_bulk(bulk_id=bulk_id, note=note, actor=actor, at=now())
    click.echo(f"bulk {bulk_id}: rejected")


@command.command()
@BULK
@as_option
def undo(bulk_id: int, username: str | None) -> None:
    """Take back every case of it whose order has not left."""
    home = open_ledger()
    from quietline.office.cases.services.bulk import undo_bulk

    with acting(home, username) as actor:
        undo_bulk(bulk_id=bulk_id, actor=actor, at=now())
    click.echo(f"bulk {bulk_id}: to be taken back, queued")


@command.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a bulk decision.")
@as_option
def list_bulk(as_json: bool, username: str | None) -> None:
    """Bulk decisions, the newest first, with what became of their cases."""
    home = open_ledger()
    from quietline.office.cases.services.bulk import bulk_visible_to
    from quietline.office.cases.services.bulk_run import counts_of

    with acting(home, username) as actor:
        rows = [
            {"bulk": bulk.pk, "measure": bulk.measure, "state": bulk.state, "count": bulk.count}
            | counts_of(bulk)
            | {"decided_by": bulk.decided_by.username, "reason": bulk.reason}
            for bulk in bulk_visible_to(actor)
        ]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    head = ["bulk", "measure", "state", "count", "decided", "refused", "undone", "waiting", "decided_by"]
    show_table(head, [[str(row[name]) for name in head] for row in rows])
