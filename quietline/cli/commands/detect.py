"""`quietline detect`: judges days with the controls; what active ones find becomes cases."""

import json
from datetime import date
from typing import TYPE_CHECKING

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.day import DAY
from quietline.cli.table import show_table

if TYPE_CHECKING:
    from quietline.rulebook.run import ControlDay

CLAUSES = ("1.2.3", "3.1")


@click.command(name="detect")
@click.option("--from", "first", type=DAY, required=True, help="First calendar day of the city.")
@click.option("--to", "last", type=DAY, required=True, help="Last calendar day, included.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a finding.")
@as_option
def command(first: date, last: date, as_json: bool, username: str | None) -> None:
    """Run every control on each day. Matches of active controls open cases or join those that are open.

    Running again over the same days changes nothing. A control that fails is told as an error, never as "no match".
    """
    if last < first:
        raise click.BadParameter(f"{last} lies before {first}", param_hint="--to")
    home = open_ledger()
    from quietline.office.cases.detection import detect

    counted: list[ControlDay] = []
    with acting(home, username) as actor:
        for control_day in detect(home, first, last, actor=actor, at=now()):
            counted.append(control_day)
            if as_json:
                for finding in control_day.findings:
                    click.echo(json.dumps(finding.as_dict(), ensure_ascii=False))
    if not as_json:
        _show(counted)


def _show(counted: list["ControlDay"]) -> None:
    """Counts by control over all days."""
    rows = []
    for control_id in sorted({one.control.control.id for one in counted}):
        days = [one for one in counted if one.control.control.id == control_id]
        counts = (
            sum(getattr(one, name) for one in days)
            for name in ("evaluated", "matched", "no_match", "not_enough_history")
        )
        errors = [one for one in days if one.error]
        rows.append([control_id, "shadow" if days[0].control.shadow else "active", *counts, len(errors)])
    show_table(["control", "life", "evaluated", "matched", "no match", "not enough history", "errors"], rows)
    for one in counted:
        if one.error:
            click.echo(f"{one.control.control.id} {one.day}: error: {one.error}")
