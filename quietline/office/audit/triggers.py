"""Database triggers that refuse any change of an audit entry or a seal: the ledger itself says no, whoever asks.

SQLite rebuilds a table that a migration alters and drops its triggers with it: such a migration calls `create` again.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

GUARDED_TABLES = ("audit_auditentry", "audit_seal")
_REFUSAL = "audit entries and seals are never changed or deleted"
_POSTGRESQL_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$
"""


def create(connection: BaseDatabaseWrapper) -> None:
    """Put the guards in place; those that are there stay."""
    _execute(connection, _statements_to_create(connection.vendor))


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away, for a migration backwards and for tests that empty or falsify the tables."""
    _execute(connection, _statements_to_drop(connection.vendor))


def create_in_migration(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """`create` as a step of a migration."""
    create(schema_editor.connection)


def drop_in_migration(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """`drop` as a step of a migration backwards."""
    drop(schema_editor.connection)


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _statements_to_create(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            for table in GUARDED_TABLES
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        _POSTGRESQL_FUNCTION,
        *(
            f"CREATE OR REPLACE TRIGGER {table}_guard BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
            for table in GUARDED_TABLES
        ),
        *(
            f"CREATE OR REPLACE TRIGGER {table}_guard_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
            for table in GUARDED_TABLES
        ),
    ]


def _statements_to_drop(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {table}_no_{verb}"
            for table in GUARDED_TABLES
            for verb in ("update", "delete")
        ]
    return [
        f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}"
        for table in GUARDED_TABLES
        for name in ("guard", "guard_truncate")
    ]
