"""The account with which commands act."""

from collections.abc import Iterator

import pytest

from quietline.cli.acting import local_username
from quietline.home import Home
from quietline.office.audit.models import AuditEntry, Seal
from quietline.office.set_up import make_operator
from tests.ledger_builders import NOW


@pytest.fixture
def operator(home: Home, db: None) -> Iterator[None]:
    """The account that `init` makes; whatever the test wrote, all of it is sealed at the end."""
    make_operator(home, local_username(), at=NOW)
    yield
    assert Seal.objects.count() == AuditEntry.objects.count()
