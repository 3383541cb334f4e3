"""`quietline alarms`: cases that are due soon, overdue or escalated, and shutdowns that nobody reviewed in time."""

import json

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.clock import shown
from quietline.cli.table import show_table

CLAUSES = ("1.2.3", "3.1")
HEAD = ("case", "number", "alarm", "level", "due", "told")
KINDS = ("due_soon", "overdue", "unreviewed")


@click.group(name="alarms", invoke_without_command=True)
@click.option("--kind", type=click.Choice(KINDS), help="Only alarms of this kind.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object an alarm.")
@as_option
@click.pass_context
def command(ctx: click.Context, kind: str | None, as_json: bool, username: str | None) -> None:
    """The alarms that stand, the highest level first: 0 who is on duty, 1 his stand-in, 2 the level above."""
    if ctx.invoked_subcommand:
        return
    home = open_ledger()
    from quietline.office.cases.alarms import alarms_visible_to

    with acting(home, username) as actor:
        found = alarms_visible_to(actor)
        alarms = list(found.filter(kind=kind) if kind else found)
    if as_json:
        for alarm in alarms:
            click.echo(
                json.dumps(
                    {
                        "case": alarm.case_id,
                        "number": alarm.case.number,
                        "measure": alarm.measure_id,
                        "alarm": alarm.kind,
                        "level": alarm.level,
                        "due": alarm.due_at.isoformat(),
                        "raised": alarm.raised_at.isoformat(),
                        "told": str(alarm.raised_to) if alarm.raised_to else None,
                    },
                    ensure_ascii=False,
                )
            )
        return
    show_table(
        HEAD,
        [
            (
                one.case_id,
                one.case.number,
                one.kind,
                one.level,
                shown(home, one.due_at.isoformat()),
                one.raised_to,
            )
            for one in alarms
        ],
    )


@command.command(name="watch")
@as_option
def watch(username: str | None) -> None:
    """Look at the clocks now, as the worker does every few seconds."""
    home = open_ledger()
    from quietline.office.cases.services.watch import watch_clocks

    with acting(home, username):
        raised = watch_clocks(now())
    click.echo(f"{raised} alarms raised")
