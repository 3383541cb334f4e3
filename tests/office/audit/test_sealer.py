"""Two sealers never make two links at one position, whatever writers do meanwhile."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from quietline.home import Home
from quietline.office.audit.models import AuditEntry, Seal
from quietline.office.audit.record import record
from quietline.office.audit.sealer import seal
from quietline.office.audit.verify import Result, verify
from tests.ledger_builders import NOW, SYSTEM

WRITERS, SEALERS, ENTRIES = 3, 3, 25


def write(home: Home) -> None:
    for position in range(ENTRIES):
        with transaction.atomic():
            record(actor=SYSTEM, at=NOW, action="a", object_kind="k", object_id=position)
    connection.close()


def seal_often(home: Home) -> None:
    for _ in range(ENTRIES):
        seal(home, NOW)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_sealers_and_writers_at_once_end_in_one_chain(home: Home) -> None:
    with ThreadPoolExecutor(WRITERS + SEALERS) as threads:
        work = [threads.submit(write, home) for _ in range(WRITERS)] + [
            threads.submit(seal_often, home) for _ in range(SEALERS)
        ]
    for one in work:
        one.result()
    seal(home, NOW)
    assert AuditEntry.objects.count() == Seal.objects.count() == WRITERS * ENTRIES
    result = Result()
    assert list(verify(home, result)) == []
    assert result.unsealed == 0
