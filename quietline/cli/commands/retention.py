"""`quietline retention`: removes what the city does not keep any longer, and keeps what a legal hold names."""

import json
from datetime import date
from typing import TYPE_CHECKING

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.day import DAY
from quietline.cli.table import show_table

if TYPE_CHECKING:
    from quietline.office.intake.retention import Part

CLAUSES = ("3.1",)
HEAD = ("what", "kept from", "removed", "MB", "rows on hold")


@click.group(name="retention", invoke_without_command=True)
@click.option("--dry-run", is_flag=True, help="List what would go; change nothing.")
@click.option("--as-of", type=DAY, help="Reckon from this day instead of today.")
@click.option("--json", "as_json", is_flag=True, help="One object for machines.")
@as_option
@click.pass_context
def command(
    ctx: click.Context, dry_run: bool, as_of: date | None, as_json: bool, username: str | None
) -> None:
    """Remove calls, details, aggregates, findings, quarantined lines and uploads that are older than the city's settings keep them.

    The worker does the same once a day. Evidence of cases is frozen in the ledger and stays; batches stay known by their counts.
    """
    if ctx.invoked_subcommand:
        return
    home = open_ledger()
    from quietline.office.intake import retention

    with acting(home, username) as actor:
        day = as_of or now().astimezone(home.zone).date()
        if dry_run:
            parts = retention.planned(home, as_of=day, actor=actor)
        else:
            if as_of is None:
                retention.refuse_wrong_clock(home, day)
            parts = retention.remove(home, as_of=day, actor=actor, at=now())
    _show(parts, dry_run=dry_run, as_json=as_json)


@command.command(name="hold")
@click.option("--number", default="", help="Keep the calls from and to this number.")
@click.option("--from", "first", type=DAY, help="First day that is kept.")
@click.option("--to", "last", type=DAY, help="Last day that is kept.")
@click.option("--reason", required=True, help="Why, for example the letter that asks for it.")
@as_option
def hold(number: str, first: date | None, last: date | None, reason: str, username: str | None) -> None:
    """Keep calls beyond retention: those of a number, of a span of days, or of a number in a span."""
    home = open_ledger()
    with acting(home, username) as actor:
        from quietline.office.intake.holds import set_hold

        found = set_hold(number=number, first=first, last=last, reason=reason, actor=actor, at=now())
    click.echo(f"hold {found.pk} is set")


@command.command(name="release")
@click.argument("hold_id", type=click.IntRange(1), metavar="HOLD")
@click.option("--reason", required=True, help="Why it is not needed any more.")
@as_option
def release(hold_id: int, reason: str, username: str | None) -> None:
    """End a hold; the next run removes what only it kept."""
    home = open_ledger()
    with acting(home, username) as actor:
        from quietline.office.intake.holds import release_hold

        release_hold(hold_id=hold_id, reason=reason, actor=actor, at=now())
    click.echo(f"hold {hold_id} is released")


@command.command(name="holds")
@as_option
def holds(username: str | None) -> None:
    """List the holds, those in force first."""
    home = open_ledger()
    with acting(home, username) as actor:
        from quietline.office.intake.holds import holds_visible_to

        found = list(holds_visible_to(actor))
    head = ("hold", "state", "number", "from", "to", "reason", "set by")
    show_table(
        head,
        [
            [one.pk, one.state, one.number, one.first_day, one.last_day, one.reason, one.set_by]
            for one in found
        ],
    )


def _show(parts: "list[Part]", *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({part.name: _as_object(part) for part in parts}))
        return
    rows = [
        [part.name, part.first_kept, part.count, f"{part.size_bytes / 1e6:.1f}", part.kept_rows]
        for part in parts
    ]
    show_table([*HEAD[:2], "would go" if dry_run else "removed", *HEAD[3:]], rows)


def _as_object(part: "Part") -> dict[str, object]:
    return {
        "first_kept": part.first_kept.isoformat(),
        "count": part.count,
        "bytes": part.size_bytes,
        "kept_rows": part.kept_rows,
    }
