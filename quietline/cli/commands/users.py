"""`quietline users`: accounts, their roles and what they may see."""

import json
import sys

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.table import show_table

CLAUSES = ()
ROLES = ("analyst", "reviewer", "branch_staff", "customer_service", "auditor", "administrator")
WHOLE_CITY = "*"


@click.group(name="users", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Accounts. Without a command: list them."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_users)


@command.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object an account.")
@as_option
def list_users(as_json: bool = False, username: str | None = None) -> None:
    """All accounts with their roles and scope."""
    home = open_ledger()
    from quietline.office.people.queries import users_visible_to

    with acting(home, username) as actor:
        users = [
            {
                "username": user.username,
                "name": user.display_name,
                "staff_number": user.staff_number,
                "roles": sorted(role.name for role in user.roles.all()),
                "branches": sorted(scope.branch for scope in user.scopes.all()),
                "active": user.is_active,
            }
            for user in users_visible_to(actor)
        ]
    if as_json:
        for user in users:
            click.echo(json.dumps(user, ensure_ascii=False))
        return
    head = ["username", "name", "staff_number", "roles", "branches", "active"]
    show_table(
        head,
        [[_text(user[name]) for name in head] for user in users],
    )


@command.command()
@click.argument("new_username", metavar="USERNAME")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice(ROLES),
    help="May be given several times.",
)
@click.option("--name", default="", help="How the person is called (default: the user name).")
@click.option(
    "--staff-number",
    default="",
    help="Names the person (default: the user name). Two accounts with one are one person.",
)
@click.option(
    "--branch",
    "branches",
    multiple=True,
    help="County branch that the account sees (default: the whole city).",
)
@click.option(
    "--password-stdin",
    is_flag=True,
    help="Read a password from standard input; without one nobody can log in.",
)
@as_option
def add(
    new_username: str,
    roles: tuple[str, ...],
    name: str,
    staff_number: str,
    branches: tuple[str, ...],
    password_stdin: bool,
    username: str | None,
) -> None:
    """Make an account."""
    home = open_ledger()
    from quietline.office.people.services import make_user

    with acting(home, username) as actor:
        make_user(
            username=new_username,
            display_name=name or new_username,
            staff_number=staff_number or new_username,
            roles=roles,
            branches=branches or (WHOLE_CITY,),
            password=_password() if password_stdin else None,
            actor=actor,
            at=now(),
        )
    click.echo(f"account {new_username}: {', '.join(roles)}")


@command.command()
@click.argument("other", metavar="USERNAME")
@as_option
def password(other: str, username: str | None) -> None:
    """Give an account a new password, read from standard input."""
    home = open_ledger()
    from quietline.office.people.services import set_password

    with acting(home, username) as actor:
        set_password(username=other, password=_password(), actor=actor, at=now())
    click.echo(f"account {other}: new password")


@command.command()
@click.argument("other", metavar="USERNAME")
@as_option
def deactivate(other: str, username: str | None) -> None:
    """Switch an account off. What it did stays."""
    _set_active(other, False, username)


@command.command()
@click.argument("other", metavar="USERNAME")
@as_option
def activate(other: str, username: str | None) -> None:
    """Switch an account on again."""
    _set_active(other, True, username)


def _set_active(other: str, is_active: bool, username: str | None) -> None:
    home = open_ledger()
    from quietline.office.people.services import set_active

    with acting(home, username) as actor:
        set_active(username=other, is_active=is_active, actor=actor, at=now())
    click.echo(f"account {other}: {'active' if is_active else 'switched off'}")


def _text(value: object) -> object:
    return ", ".join(value) if isinstance(value, list) else value


def _password() -> str:
    """A line of standard input; asked for without echo where a person sits there."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")
