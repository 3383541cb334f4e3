"""`quietline signals`: what each caller did on a day, as a file."""

from datetime import date
from pathlib import Path

import click

from quietline.cli.city import home
from quietline.cli.day import DAY
from quietline.signals.export import FORMATS, export

CLAUSES = ("3.1",)


@click.command(name="signals")
@click.option("--day", type=DAY, required=True, help="Calendar day of the city.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File to write: .parquet or .csv.",
)
def command(day: date, out: Path) -> None:
    """Write the signals of a day, one row a caller: attempts, answered, distinct callees, answer rate, talk and more.

    asr is between 0 and 1, acd in seconds of talk an answered call; what is not known is empty.
    """
    if out.suffix.lower() not in FORMATS:
        raise click.BadParameter(
            f'"{out.name}" ends neither in {" nor in ".join(FORMATS)}', param_hint="--out"
        )
    callers = export(home(), day, out)
    if callers:
        click.echo(f"{out}: {callers} callers on {day}")
    else:
        click.echo(f"{out}: no outgoing calls are loaded for {day}; the file has its columns and no rows")
