"""Where typed rows wait until the whole file has been read: a table `staged` that spills to disk, and the rows that are wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from quietline.ingest.complaints import Complaint, complaints
from quietline.ingest.delimited import LINE
from quietline.ingest.number_code import decoded
from quietline.ingest.number_lookup import NumberLookup
from quietline.ingest.plan import KEPT_AS_CODES, Plan
from quietline.ingest.rows import key_column, rows_of
from quietline.warehouse.schema import KINDS, SQL_TYPES

PIECE_ROWS = 61_440


@dataclass(frozen=True)
class WrongRow:
    """A row that no fact can be made of, with everything that is wrong with it."""

    line: int
    complaints: tuple[Complaint, ...]


class Staging:
    """The rows of one file on their way into the lake. `by_loop` says that the compiled loop read some of them."""

    def __init__(self, con: duckdb.DuckDBPyConnection, kind: str, lookup: NumberLookup) -> None:
        self._con = con
        self._lookup = lookup
        self.by_loop = False
        self._kind = kind
        self._same: dict[str, str] | None = None

    def begin(self, same: dict[str, str]) -> None:
        """Make the tables. `same` are columns that have one value in all rows: SQL of it. They are not kept, only shown by `staged_rows`."""
        kind, self._same = self._kind, same
        types = {one.name: SQL_TYPES[one.type] for one in KINDS[kind].schema if one.name != "batch"}
        if kind == "calls":
            types |= dict.fromkeys(KEPT_AS_CODES, "BIGINT") | {"repeatable": "BOOLEAN"}
        types.setdefault(key_column(kind), "VARCHAR")
        columns = ", ".join(f'"{name}" {types[name]}' for name in types if name not in same)
        self._con.execute(f"CREATE TEMP TABLE staged ({columns})")
        shown = "".join(f", {value}::{types[name]} AS {name}" for name, value in same.items())
        self._con.execute(f"CREATE TEMP VIEW staged_rows AS SELECT *{shown} FROM staged")

    @property
    def has_digits_only(self) -> bool:
        """Whether each number is made of digits."""
        return not self._lookup.texts

    def close(self) -> None:
        """End the staging: from now on `number_text(code)` is the number of a code."""
        if self._same is None:
            self.begin({})
        self._con.execute(f"CREATE TEMP MACRO number_text(code) AS {decoded('code', self._lookup.texts)}")

    def take_plain(self, table: pa.Table, plan: Plan) -> int:
        """Stage the rows that the compiled loop read; give how many they are."""
        self.by_loop = True
        with self._as_block(_in_pieces(table)):
            return self._stage(f"resolved AS ({plan.read_by_bytes()})", plan)

    def take(self, table: pa.Table, plan: Plan) -> list[WrongRow]:
        """Stage the good rows of a table of texts; give the others, by line."""
        if not table.num_rows:
            return []
        with self._as_block(_in_pieces(table)):
            staged = self._stage(f"resolved AS ({plan.at_a_glance()})", plan)
            if staged == table.num_rows:
                return []
            first, last = pc.min_max(table.column(LINE)).values()
            known = f"SELECT line FROM staged WHERE line BETWEEN {first} AND {last}"
            rest = self._con.sql(f"SELECT * FROM block ANTI JOIN ({known}) USING (line)").to_arrow_table()
        return self.take_closely(rest, plan)

    def take_closely(self, table: pa.Table, plan: Plan) -> list[WrongRow]:
        """As `take`, for rows that are known to need the closer look: few, or of no plain form."""
        with self._as_block(table):
            return self._take_closely(table, plan)

    def _take_closely(self, table: pa.Table, plan: Plan) -> list[WrongRow]:
        """The same for rows of which a number has no common form or something is wrong."""
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE typed AS {plan.typed()}")
        by_lookup = self._lookup.resolve(plan.unresolved())
        self._con.execute(
            f"CREATE OR REPLACE TEMP VIEW resolved_all AS {plan.resolved(by_lookup=by_lookup, texts=self._lookup.texts)}"
        )
        staged = self._stage(f"resolved AS (SELECT * FROM resolved_all WHERE NOT ({plan.wrong()}))", plan)
        return list(self._wrong_rows(plan)) if staged < table.num_rows else []

    def _stage(self, resolved: str, plan: Plan) -> int:
        """Stage the rows of the common table expression `resolved`; give how many they are."""
        fields = frozenset(plan.columns.index)
        rows = rows_of(
            plan.profile,
            columns=fields,
            city_zone=plan.city_zone,
            latest_s=plan.latest_s,
            texts=self._lookup.texts,
        )
        kept = f"SELECT * EXCLUDE ({', '.join(self._same)}) FROM ({rows})" if self._same else rows
        staged = self._con.execute(f"WITH {resolved} INSERT INTO staged BY NAME {kept}").fetchone()
        return int(staged[0]) if staged else 0

    @contextmanager
    def _as_block(self, table: pa.Table) -> Iterator[None]:
        self._con.register("block", table)
        try:
            yield
        finally:
            self._con.unregister("block")

    def _wrong_rows(self, plan: Plan) -> Iterator[WrongRow]:
        names = [field.name for field in plan.fields]
        codes, texts = ", ".join(f"w_{name}" for name in names), ", ".join(f"x_{name}" for name in names)
        bad = f"SELECT * FROM resolved_all WHERE {plan.wrong()}"
        query = f"SELECT line, {codes}, {texts} FROM ({bad}) JOIN ({plan.texts()}) USING (line) ORDER BY line"
        for line, *values in self._con.execute(query).fetchall():
            wrong = dict(zip(names, values[: len(names)], strict=True))
            text = dict(zip(names, values[len(names) :], strict=True))
            yield WrongRow(line, tuple(complaints(plan, self._lookup, wrong, text)))


def _in_pieces(table: pa.Table) -> pa.Table:
    """The same rows as pieces: the engine gives each to a thread of its own."""
    return pa.Table.from_batches(table.combine_chunks().to_batches(max_chunksize=PIECE_ROWS), table.schema)
