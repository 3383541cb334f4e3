"""Who acts at the command line, and the seal that ends every command which writes."""

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import click

from quietline.domain.errors import NotFound, SetupError
from quietline.home import Home

if TYPE_CHECKING:
    from quietline.office.people.actors import Actor

OPERATOR = "operator"
"""Name of the local account where the system's log-in name cannot be one."""
Command = TypeVar("Command", bound=Callable[..., object])


def as_option(command: Command) -> Command:
    """Adds `--as USERNAME` to a command."""
    text = "Account that acts (default: the local operator's, made by `quietline init`)."
    return click.option("--as", "username", metavar="USERNAME", help=text)(command)


@contextmanager
def acting(home: Home, username: str | None) -> Iterator["Actor"]:
    """The actor of a command; whatever becomes of the command, what was written is sealed at its end.

    Raises NotFound for an unknown account, Refused for one that is switched off, SetupError where the ledger is busy or away.
    """
    from django.db import OperationalError

    from quietline.office.audit.sealer import seal

    try:
        try:
            yield _actor(username)
        finally:
            seal(home, now())
    except OperationalError as error:
        raise SetupError(
            f"the ledger cannot be used: {error}", where=str(home.root), mend="try again when it is free"
        ) from error


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def local_username() -> str:
    """The log-in name of whoever runs the command, `operator` where it cannot be a user name."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        return OPERATOR
    return (
        name if name and all(character.isalnum() or character in "@.+-_" for character in name) else OPERATOR
    )


def _actor(username: str | None) -> "Actor":
    from quietline.office.people.actors import Actor
    from quietline.office.people.models import User
    from quietline.office.people.services import account

    if username is not None:
        return Actor.of(account(username), via="cli")
    operator = User.objects.filter(username__in=[local_username(), OPERATOR]).order_by("pk").first()
    if operator is None:
        raise NotFound(
            f"there is no account {local_username()!r}",
            mend="name one with --as, or make one with `quietline users add`",
        )
    return Actor.of(operator, via="cli")
