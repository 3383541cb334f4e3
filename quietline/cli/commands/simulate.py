"""`quietline simulate`: the files of an invented city, with the truth about its callers apart."""

import os
import time
from datetime import datetime
from pathlib import Path

import click

from quietline.simulator.scenario_file import DEFAULT, named_scenario
from quietline.simulator.simulate import DEFAULT_START, Plan
from quietline.simulator.simulate import simulate as make

CLAUSES = ()


@click.command(name="simulate")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    required=True,
    help="The same seed gives the same city, byte for byte.",
)
@click.option("--days", type=click.IntRange(1, 400), required=True, help="Number of days of calls.")
@click.option("--numbers", type=click.IntRange(100, 5_000_000), required=True, help="Numbers in the city.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="New folder: files/ to ingest, truth/ to compare with.",
)
@click.option(
    "--scenario",
    metavar="FILE.toml",
    default=DEFAULT,
    show_default=True,
    help="Who lives in the city; a file of yours, or the name of one that ships.",
)
@click.option(
    "--start",
    type=click.DateTime(["%Y-%m-%d"]),
    default=str(DEFAULT_START),
    help="First day.",
    show_default=True,
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=lambda: os.cpu_count() or 1,
    help="Days that are made at the same time; the files do not depend on it.  [default: one a processor]",
)
def command(
    seed: int, days: int, numbers: int, out: Path, scenario: str, start: datetime, processes: int
) -> None:
    """Write the files of an invented city: calls by day, holders, channels, enterprises, reports and more.

    People call whom they know; couriers, a hospital and shops call many lawfully; some numbers are nuisance callers of several kinds.
    Who they are stands in truth/, apart from the files to ingest. docs/scenarios.md tells how to change all of it.
    """
    begin = time.monotonic()
    plan = Plan(seed, days, numbers, start.date(), scenario=named_scenario(scenario))
    made = make(plan, out.expanduser().absolute(), processes=processes)
    seconds = time.monotonic() - begin
    click.echo(
        f"{made.calls} calls and {made.reports} reports of {numbers} numbers in {days} days, {seconds:.1f} s"
    )
    click.echo(
        f"{made.offenders} offenders and {made.lookalikes} lawful lookalikes are named in {out / 'truth'}"
    )
    click.echo(f"load it: quietline ingest {out / 'files'}")
