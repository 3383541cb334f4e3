"""`quietline vault`: the sealed numbers of identity documents."""

from pathlib import Path

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger

CLAUSES = ()


@click.group(name="vault")
def command() -> None:
    """Numbers of identity documents, sealed with keys that lie apart from the ledger."""


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_option
@click.pass_context
def load(ctx: click.Context, file: Path, username: str | None) -> None:
    """Take in a CSV file with 用户标识, 证件类型, 证件号码. Exit code 1 where lines were not taken; they are named without their numbers."""
    home = open_ledger()
    from quietline.office.vault.services.load import load_documents

    with acting(home, username) as actor:
        loaded = load_documents(home, file, actor=actor, at=now())
    for line, what in loaded.bad:
        click.echo(f"{file.name} line {line}: {what}", err=True)
    click.echo(
        f"{loaded.new} new, {loaded.renewed} renewed, {loaded.known} known, {len(loaded.bad)} not taken"
    )
    if loaded.bad:
        ctx.exit(1)


@command.command()
@as_option
def rotate(username: str | None) -> None:
    """Seal every document anew under a new key. Old keys that no document needs can be destroyed then."""
    home = open_ledger()
    from quietline.office.vault import keys
    from quietline.office.vault.services.rotate import keys_in_use, rotate

    with acting(home, username) as actor:
        done = rotate(home, actor=actor, at=now())
    idle = sorted(set(range(1, keys.newest(home))) - keys_in_use())
    click.echo(f"{done} documents under key {keys.newest(home)} in {home.vault_keys}")
    if idle:
        click.echo(f"no document needs any more: {', '.join(f'vault-{number}.key' for number in idle)}")


@command.command(name="open")
@click.argument("case_id", metavar="CASE", type=click.IntRange(1, 2**63 - 1))
@click.option("--reason", required=True, help="Why; it is kept in the audit trail.")
@as_option
def open_document(case_id: int, reason: str, username: str | None) -> None:
    """Show the document of a case's holder. Each view is kept in the audit trail with its reason, and counted an hour and person."""
    home = open_ledger()
    from quietline.office.vault.services.view import view_document

    with acting(home, username) as actor:
        found = view_document(case_id=case_id, reason=reason, actor=actor, at=now())
    click.echo(f"{found.kind} {found.number}")
