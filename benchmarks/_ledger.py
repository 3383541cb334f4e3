"""A ledger of any size in seconds: one case that the product made, multiplied by the database itself."""

from dataclasses import dataclass
from typing import Any

FINDINGS_A_CASE = 10
FIRST_NUMBER = 8613900000000
DAYS_S = 200_000
"""Due times lie within so many seconds before the first."""


@dataclass(frozen=True)
class Dialect:
    """What the two databases write differently."""

    earlier: str
    uid: str


SQLITE = Dialect(
    "strftime('%Y-%m-%d %H:%M:%S', {}, '-' || (i * 37 % {}) || ' seconds')", "lower(hex(randomblob(16)))"
)
POSTGRESQL = Dialect("{} - (i * 37 % {}) * interval '1 second'", "gen_random_uuid()")


def multiply(case: Any, count: int, waiting: int) -> None:
    """So many cases like this one, each of another holder with ten findings and an audit entry; all but `waiting` of them are closed."""
    from django.db import connection

    from quietline.office.audit.models import AuditEntry
    from quietline.office.cases.models import Case, CaseFinding
    from quietline.office.registry.models import Holding

    dialect = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    earlier = dialect.earlier.format("due_at", DAYS_S)
    is_waiting = f"i > {count - waiting}"
    number, pk = f"CAST({FIRST_NUMBER} + i AS TEXT)", f"{case.pk} + i"
    finding_case = f"{case.pk} + (i - 1) / {FINDINGS_A_CASE} + 1"
    _clone(
        Holding,
        case.holding_id,
        count,
        id=f"{case.holding_id} + i",
        number=number,
        subscriber="'S' || CAST(i AS TEXT)",
    )
    _clone(
        Case,
        case.pk,
        count,
        id=pk,
        holding_id=f"{case.holding_id} + i",
        number=number,
        state=f"CASE WHEN {is_waiting} THEN 'suspected' ELSE 'closed' END",
        due_at=earlier,
        closed_at=f"CASE WHEN {is_waiting} THEN NULL ELSE {earlier} END",
    )
    finding = case.findings.get()
    _clone(
        CaseFinding,
        finding.pk,
        count * FINDINGS_A_CASE,
        id=f"{finding.pk} + i",
        key="'k' || CAST(i AS TEXT)",
        case_id=finding_case,
    )
    entry = AuditEntry.objects.get(action="case.created")
    _clone(
        AuditEntry,
        entry.pk,
        count,
        id=f"{entry.pk} + 1000000 + i",
        uid=dialect.uid,
        object_id=f"CAST({pk} AS TEXT)",
        case=pk,
    )
    _settle((Holding, Case, CaseFinding, AuditEntry))


def _clone(model: Any, pk: int, count: int, **changes: str) -> None:
    """Copies of one row; `changes` are expressions over the copy's number `i`, by column."""
    from django.db import connection

    columns = [field.column for field in model._meta.concrete_fields]
    into = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(changes.get(column, f'"{column}"') for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE copies(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM copies WHERE i < {count})"
            f" INSERT INTO {model._meta.db_table} ({into}) SELECT {values}"
            f" FROM copies CROSS JOIN (SELECT * FROM {model._meta.db_table} WHERE id = {pk}) AS original"
        )


def _settle(models: tuple[Any, ...]) -> None:
    """PostgreSQL's counters and statistics, as its own vacuum would have them; SQLite keeps none."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
            cursor.execute(f"ANALYZE {table}")
