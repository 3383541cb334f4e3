"""Makes the ledger of a city whose home is there: for `init`, and for the demo."""

from quietline.cli.acting import local_username, now
from quietline.home import Home


def make_ledger(home: Home) -> str:
    """Make the tables and the local operator's account, as far as they are missing. Gives the account's name.

    Django must have been started. Raises SetupError where the database cannot be used.
    """
    from quietline.office.people.models import User
    from quietline.office.set_up import make_operator, make_tables

    make_tables(home)
    home.secret("orders")  # the network's receiver needs it before the first order leaves
    username = local_username()
    if not User.objects.filter(username=username).exists():
        make_operator(home, username, at=now())
    return username
