"""Where typed rows wait until the whole file has been read: a table `staged` that spills to disk, and the rows that are wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from quietline.ingest.complaints import Complaint, complaints
from quietline.ingest.number_lookup import NumberLookup
from quietline.ingest.plan import Plan
from quietline.ingest.rows import rows_of
from quietline.warehouse.schema import KINDS, SQL_TYPES


@dataclass(frozen=True)
class WrongRow:
    """A row that no fact can be made of, with everything that is wrong with it."""

    line: int
    complaints: tuple[Complaint, ...]


class Staging:
    """The rows of one file on their way into the lake."""

    def __init__(self, con: duckdb.DuckDBPyConnection, kind: str, lookup: NumberLookup) -> None:
        self._con = con
        self._lookup = lookup
        columns = [
            f'"{field.name}" {SQL_TYPES[field.type]}' for field in KINDS[kind].schema if field.name != "batch"
        ]
        con.execute(f"CREATE TEMP TABLE staged ({', '.join(columns)}, row_key VARCHAR)")

    def take(self, table: pa.Table, plan: Plan) -> list[WrongRow]:
        """Stage the good rows of a table of texts; give the others, by line."""
        if not table.num_rows:
            return []
        self._con.register("block", table)
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE typed AS {plan.typed()}")
        by_lookup = self._lookup.resolve(plan.unresolved())
        self._con.execute(f"CREATE OR REPLACE TEMP VIEW resolved_all AS {plan.resolved(by_lookup=by_lookup)}")
        good = f"SELECT * FROM resolved_all WHERE NOT ({plan.wrong()})"
        fields = frozenset(plan.columns.index)
        rows = rows_of(plan.profile, columns=fields, city_zone=plan.city_zone)
        staged = self._con.execute(f"WITH resolved AS ({good}) INSERT INTO staged BY NAME {rows}").fetchone()
        wrong = list(self._wrong_rows(plan)) if staged and staged[0] < table.num_rows else []
        self._con.unregister("block")
        return wrong

    def _wrong_rows(self, plan: Plan) -> Iterator[WrongRow]:
        names = [field.name for field in plan.fields]
        codes, texts = ", ".join(f"w_{name}" for name in names), ", ".join(f"x_{name}" for name in names)
        bad = f"SELECT * FROM resolved_all WHERE {plan.wrong()}"
        query = f"SELECT line, {codes}, {texts} FROM ({bad}) JOIN ({plan.texts()}) USING (line) ORDER BY line"
        for line, *values in self._con.execute(query).fetchall():
            wrong = dict(zip(names, values[: len(names)], strict=True))
            text = dict(zip(names, values[len(names) :], strict=True))
            yield WrongRow(line, tuple(complaints(plan, self._lookup, wrong, text)))
