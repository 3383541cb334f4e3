"""`quietline duty`: who is on duty, who stands in, and who is above."""

from datetime import datetime

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.clock import shown
from quietline.cli.table import show_table

CLAUSES = ("3.1",)
HEAD = ("from", "to", "on duty", "stand-in", "above")
INSTANT = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])


@click.group(name="duty", invoke_without_command=True)
@as_option
@click.pass_context
def command(ctx: click.Context, username: str | None) -> None:
    """The shifts of now and to come, by the city's clock. Without a command: list them."""
    if ctx.invoked_subcommand:
        return
    home = open_ledger()
    from quietline.office.policy.duty import shifts_from

    with acting(home, username):
        shifts = list(shifts_from(now()))
    show_table(
        HEAD,
        [
            (
                shown(home, one.begins_at.isoformat()),
                shown(home, one.ends_at.isoformat()),
                one.person.username,
                one.stand_in.username if one.stand_in else None,
                one.above.username if one.above else None,
            )
            for one in shifts
        ],
    )


@command.command(name="set")
@click.argument("person", metavar="USERNAME")
@click.option(
    "--from", "begins", type=INSTANT, required=True, help="City time, for example 2026-03-20T08:00."
)
@click.option("--to", "ends", type=INSTANT, required=True, help="City time.")
@click.option("--stand-in", default="", metavar="USERNAME", help="Who is told when the first does not act.")
@click.option("--above", default="", metavar="USERNAME", help="The level above, told last.")
@as_option
def set_duty(
    person: str, begins: datetime, ends: datetime, stand_in: str, above: str, username: str | None
) -> None:
    """Put somebody on duty; over hours that are set already the new shift counts."""
    home = open_ledger()
    from quietline.office.policy.duty import set_shift

    with acting(home, username) as actor:
        set_shift(
            person=person,
            stand_in=stand_in,
            above=above,
            begins_at=begins.replace(tzinfo=home.zone),
            ends_at=ends.replace(tzinfo=home.zone),
            actor=actor,
            at=now(),
        )
    click.echo(f"{person} is on duty from {begins:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M}")
