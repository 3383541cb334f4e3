"""`quietline doctor`: what should be mended before somebody needs it."""

import json

import click

from quietline.cli.acting import now
from quietline.cli.city import open_ledger

CLAUSES = ()


@click.command(name="doctor")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a complaint.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Say what is wrong with how this city is set up and run, and how to mend it. Exit code 1 where anything is."""
    home = open_ledger()
    from quietline.office.doctor import complaints_of

    found = complaints_of(home, now())
    for one in found:
        if as_json:
            click.echo(
                json.dumps(
                    {"check": one.check, "said": one.said.as_dict(), "mend": one.mend.as_dict()},
                    ensure_ascii=False,
                )
            )
        else:
            click.echo(f"{one.check}: {one.said.en}; {one.mend.en}")
    if not found and not as_json:
        click.echo("all is well")
    if found:
        ctx.exit(1)
