"""Makes a city's ledger: its tables, and the account of whoever works at the command line."""

from datetime import datetime

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from quietline.domain.errors import SetupError
from quietline.home import Home
from quietline.office.audit.sealer import seal_all
from quietline.office.people.actors import Actor
from quietline.office.people.models import RoleName, User
from quietline.office.people.services import make_user

OPERATOR_ROLES = (RoleName.ANALYST, RoleName.REVIEWER, RoleName.AUDITOR, RoleName.ADMINISTRATOR)


def make_tables(home: Home) -> None:
    """Make the ledger's tables, or bring them up to date. Raises SetupError where the database cannot be reached."""
    try:
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    except DatabaseError as error:
        raise _unreachable(home, error) from error


def check_ledger(home: Home) -> None:
    """Returns where the ledger is there and up to date; raises SetupError that says what to run."""
    try:
        executor = MigrationExecutor(connection)
        is_behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        raise _unreachable(home, error) from error
    if is_behind:
        mend = "run `quietline init --upgrade`"
        raise SetupError(
            "the ledger is not up to date with this version of quietline", where=str(home.root), mend=mend
        )


def make_operator(home: Home, username: str, *, at: datetime) -> User:
    """The account of the person at the command line of this machine: all roles, whole city, no password to log in with."""
    operator = make_user(
        username=username,
        display_name=username,
        staff_number=username,
        roles=OPERATOR_ROLES,
        actor=Actor.system("init", via="cli"),
        at=at,
    )
    seal_all(home, at)
    return operator


def _unreachable(home: Home, error: DatabaseError) -> SetupError:
    where = "the database of database_url" if home.city.database_url else str(home.ledger)
    return SetupError(
        f"the ledger cannot be used: {str(error).strip()}", where=where, mend="see that it is there and free"
    )
