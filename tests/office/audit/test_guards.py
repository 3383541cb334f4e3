"""The database itself refuses to change or delete an entry or a seal."""

import pytest
from django.db import DatabaseError, connection, transaction

from quietline.home import Home
from quietline.office.audit.sealer import seal
from tests.ledger_builders import NOW, a_case

STATEMENTS = [
    "UPDATE audit_auditentry SET reason = 'another'",
    "DELETE FROM audit_auditentry",
    "UPDATE audit_seal SET digest = ''",
    "DELETE FROM audit_seal",
]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", STATEMENTS)
def test_entries_and_seals_are_never_changed_or_deleted(home: Home, statement: str) -> None:
    a_case()
    seal(home, NOW)
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.postgresql
@pytest.mark.parametrize("table", ["audit_auditentry", "audit_seal"])
def test_tables_are_not_emptied_at_a_stroke(table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table}")
