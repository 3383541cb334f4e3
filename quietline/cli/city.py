"""What every command needs: the home that was named, and Django started for it."""

import os

from quietline.home import Home


def home() -> Home:
    """The home named by `--home` or `QUIETLINE_HOME`. Raises SetupError when no city is there."""
    found = Home.locate()
    _ = found.city
    return found


def start_ledger() -> Home:
    """Start Django for the home's ledger. Raises SetupError when no city is there."""
    found = home()
    os.environ["QUIETLINE_HOME"] = str(found.root)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quietline.office.settings")
    import django  # only commands that need the ledger pay for its start

    django.setup()
    return found


def open_ledger() -> Home:
    """Start Django for a ledger that is there. Raises SetupError when no city is there or its tables are not up to date."""
    found = start_ledger()
    from quietline.office.set_up import check_ledger

    check_ledger(found)
    return found
