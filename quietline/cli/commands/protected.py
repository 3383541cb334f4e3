"""`quietline protected`: who is verified before any measure, until when, and whose protection ends soon."""

import json

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.table import show_table

CLAUSES = ("1.2.3",)


@click.command(name="protected")
@click.option("--expiring", is_flag=True, help="Only entries that end within 30 days.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object an entry.")
@as_option
def command(expiring: bool, as_json: bool, username: str | None) -> None:
    """The protected callers whose entries are valid today, with purpose, proof and source."""
    home = open_ledger()
    from quietline.office.registry.permissions import protections_visible_to
    from quietline.office.registry.protection import expiring_on, protections_on

    today = now().astimezone(home.zone).date()
    with acting(home, username) as actor:
        valid = expiring_on(today) if expiring else protections_on(today).order_by("number", "pk")
        rows = [
            {
                "number": entry.number,
                "purpose": entry.purpose,
                "proof": entry.evidence,
                "source": entry.batch,
                "valid_from": entry.valid_from.isoformat(),
                "valid_until": entry.valid_until.isoformat() if entry.valid_until else None,
            }
            for entry in protections_visible_to(actor, valid)
        ]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    head = ["number", "purpose", "valid_from", "valid_until", "proof", "source"]
    show_table(head, [[str(row[name] or "-") for name in head] for row in rows])
