"""`quietline clocks`: how long a case may wait, by the source of the suspicion."""

import json
from datetime import date

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.day import DAY
from quietline.cli.table import show_table
from quietline.domain.clocks import CLOCK_SOURCES, CaseClock

CLAUSES = ("3.1",)
HEAD = ("source", "from", "hours", "warns before", "escalates after")
ANY = "any"


@click.group(name="clocks", invoke_without_command=True)
@click.option("--on", "day", type=DAY, help="As they run on this day instead of today.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a clock.")
@as_option
@click.pass_context
def command(ctx: click.Context, day: date | None, as_json: bool, username: str | None) -> None:
    """The clocks that run today, in hours; `any` stands for every other source. Without a command: list them."""
    if ctx.invoked_subcommand:
        return
    home = open_ledger()
    from quietline.office.policy.clocks import clocks_on

    with acting(home, username):
        clocks = clocks_on(day or now().astimezone(home.zone).date()).by_source.values()
    rows = [
        (one.source or ANY, one.valid_from.isoformat(), one.hours, one.warn_hours, one.escalate_hours)
        for one in sorted(clocks, key=lambda clock: clock.hours)
    ]
    if as_json:
        for row in rows:
            names = ("source", "valid_from", "hours", "warn_hours", "escalate_hours")
            click.echo(json.dumps(dict(zip(names, row, strict=True))))
        return
    show_table(HEAD, rows)


@command.command(name="set")
@click.argument("source", type=click.Choice([source or ANY for source in CLOCK_SOURCES]), metavar="SOURCE")
@click.option("--from", "valid_from", type=DAY, required=True, help="First day on which it runs.")
@click.option("--hours", type=float, required=True, help="Until a case from the source is due.")
@click.option("--warn", "warn_hours", type=float, required=True, help="Hours of warning before it is due.")
@click.option(
    "--escalate", "escalate_hours", type=float, required=True, help="Hours from one level to the next after."
)
@click.option("--reason", required=True, help="Why it is set.")
@as_option
def set_hours(
    source: str,
    valid_from: date,
    hours: float,
    warn_hours: float,
    escalate_hours: float,
    reason: str,
    username: str | None,
) -> None:
    """Set the clock of a source from a day on; cases that are open keep their due times."""
    home = open_ledger()
    from quietline.office.policy.clocks import set_clock

    clock = CaseClock("" if source == ANY else source, hours, warn_hours, escalate_hours, valid_from)
    with acting(home, username) as actor:
        set_clock(clock=clock, reason=reason, actor=actor, at=now())
    click.echo(f"the clock of {source} is {hours:g} h from {valid_from}")
