"""Checks a control's SQL: one SELECT of DuckDB over the known tables, with exactly the declared columns."""

from collections.abc import Iterator

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from quietline.domain.control import Control
from quietline.signals.tables import TABLES, create_empty

READABLE = frozenset({*TABLES, "limits"})


def sql_problems(control: Control) -> Iterator[tuple[str, str]]:
    """What is wrong with the SQL and the minimum evidence, each with what to do. Nothing is executed."""
    try:
        statements = sqlglot.parse(control.sql, read="duckdb")
        sqlglot.parse_one(control.minimum_evidence, read="duckdb")
    except SqlglotError as error:
        yield f"SQL does not parse: {str(error).splitlines()[0]}", "correct it; the dialect is DuckDB's"
        return
    select = statements[0] if len(statements) == 1 else None
    if not isinstance(select, exp.Select):
        yield "SQL is not a single SELECT", "write one SELECT, with CTEs where it has steps"
        return
    shape = [*_stars(select), *_tables(select), *_columns(select, control)]
    yield from shape or _binding(control)


def _stars(select: exp.Select) -> Iterator[tuple[str, str]]:
    for star in select.find_all(exp.Star):
        if not isinstance(star.parent, exp.Count):
            yield "SQL uses *", "name the columns"
            return


def _tables(select: exp.Select) -> Iterator[tuple[str, str]]:
    steps = {step.alias for step in select.find_all(exp.CTE)}
    for table in select.find_all(exp.Table):
        known = isinstance(table.this, exp.Identifier) and not table.db and table.name in READABLE | steps
        if not known:
            yield f'SQL reads "{table.sql(dialect="duckdb")}"', f"read only {', '.join(sorted(READABLE))}"


def _columns(select: exp.Select, control: Control) -> Iterator[tuple[str, str]]:
    given = select.named_selects
    wanted = ["subject", "outcome", *(column.name for column in control.evidence)]
    for name in wanted:
        if name not in given:
            yield f"SQL does not deliver {name}", "select it under this name"
    for name in given:
        if name not in wanted:
            yield f"SQL delivers {name}, which is not declared", "declare it in `evidence` or leave it out"


def _binding(control: Control) -> Iterator[tuple[str, str]]:
    """The engine itself looks for unknown columns and wrong types, on empty tables."""
    with duckdb.connect() as con:
        limits = ", ".join(f"{parameter.name} DOUBLE" for parameter in control.parameters)
        try:
            create_empty(con)
            con.execute(f"create table limits (line_class VARCHAR, {limits})")
            con.execute(f"explain {control.sql}")
            con.execute(f"explain select 1 from caller_day, limits where {control.minimum_evidence}")  # noqa: S608  code
        except duckdb.Error as error:
            yield (
                f"SQL cannot run: {str(error).splitlines()[0]}",
                "correct the name or type that the message tells",
            )
