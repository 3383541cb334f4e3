"""`quietline signals`: what each caller did on a day, as a file."""

from datetime import date
from pathlib import Path

import click

from quietline.cli.city import home
from quietline.cli.day import DAY
from quietline.signals.export import FORMATS, export
from quietline.signals.tables import TABLES

CLAUSES = ("3.1",)


@click.command(name="signals")
@click.option("--day", type=DAY, required=True, help="Calendar day of the city.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File to write: .parquet or .csv.",
)
@click.option(
    "--table",
    type=click.Choice(list(TABLES)),
    default="caller_day",
    show_default=True,
    help="Which of the day's tables: one row a caller, or those of devices and of much-called numbers.",
)
def command(day: date, out: Path, table: str) -> None:
    """Write the signals of a day, one row a caller: attempts, answered, distinct callees, answer rate, talk and more.

    asr is between 0 and 1, acd in seconds of talk an answered call; what is not known is empty.
    """
    if out.suffix.lower() not in FORMATS:
        raise click.BadParameter(
            f'"{out.name}" ends neither in {" nor in ".join(FORMATS)}', param_hint="--out"
        )
    rows = export(home(), day, out, table)
    if rows:
        click.echo(f"{out}: {rows} {'callers' if table == 'caller_day' else f'rows of {table}'} on {day}")
    elif table != "caller_day":
        click.echo(f"{out}: {table} has no rows for {day}; the file has its columns and no rows")
    else:
        click.echo(f"{out}: no outgoing calls are loaded for {day}; the file has its columns and no rows")
