"""`quietline detect`: judges days with the controls; what active ones find becomes cases."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.day import DAY
from quietline.cli.table import show_table

if TYPE_CHECKING:
    from quietline.home import Home
    from quietline.office.people.actors import Actor
    from quietline.rulebook.run import ControlDay

CLAUSES = ("1.2.3", "3.1")
COUNTS = ("evaluated", "matched", "no_match", "not_enough_history")


@click.command(name="detect")
@click.option("--from", "first", type=DAY, help="First calendar day of the city.")
@click.option("--to", "last", type=DAY, help="Last calendar day, included.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a finding.")
@as_option
@click.pass_context
def command(
    ctx: click.Context, first: date | None, last: date | None, as_json: bool, username: str | None
) -> None:
    """Run every control on each of the days; without days, exactly those controls and days whose records, registers or control changed.

    Matches of active controls open cases or join those that are open; a match that late records took back is marked so in cases that nobody
    has decided. Running again changes nothing. Callers without enough history are counted and get no finding. A control that fails is told
    as an error, never as "no match": the exit code is then 1. Ctrl-C stops between two controls; what is done stays, the next run goes on.
    """
    if (first is None) != (last is None):
        raise click.UsageError("give both --from and --to, or neither: then what changed is judged")
    if first and last and last < first:
        raise click.BadParameter(f"{last} lies before {first}", param_hint="--to")
    home = open_ledger()
    counted: list[ControlDay] = []
    with acting(home, username) as actor, _progress() as progress:
        for control_day in _judged(home, first, last, actor, progress):
            counted.append(control_day)
            if as_json:
                for finding in control_day.findings:
                    click.echo(json.dumps(finding.as_dict(), ensure_ascii=False))
    if not as_json:
        _show(counted)
    if any(one.error for one in counted):
        ctx.exit(1)


def _judged(
    home: "Home", first: date | None, last: date | None, actor: "Actor", progress: Callable[[float], None]
) -> "Iterator[ControlDay]":
    from quietline.office.cases.detection import detect, detect_changed

    if first and last:
        return detect(home, first, last, actor=actor, at=now(), progress=progress)
    return detect_changed(home, actor=actor, at=now(), progress=progress)


@contextmanager
def _progress() -> Iterator[Callable[[float], None]]:
    """A bar on the error stream where a person looks at it."""
    steps = 1000
    with click.progressbar(
        length=steps, label="controls", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        yield lambda done: bar.update(int(done * steps) - bar.pos)


def _show(counted: list["ControlDay"]) -> None:
    """Counts by control over all days."""
    if not counted:
        click.echo("nothing changed since it was judged")
        return
    rows = []
    for control_id in sorted({one.control.control.id for one in counted}):
        days = [one for one in counted if one.control.control.id == control_id]
        counts = (sum(getattr(one, name) for one in days) for name in COUNTS)
        errors = [one for one in days if one.error]
        rows.append([control_id, days[0].control.life, len(days), *counts, len(errors)])
    show_table(
        ["control", "life", "days", "evaluated", "matched", "no match", "not enough history", "errors"], rows
    )
    for one in counted:
        if one.error:
            click.echo(f"{one.control.control.id} {one.day}: error: {one.error}")
