"""The SQL files of this room and what their headers declare: grain, partition key, what a file reads and what it gives.

A new measure is one new file. Header lines, each `-- field: value`:

- `grain`: what a row is.
- `partition key`: a column of everything the file reads. Run on hash shards by it and united, the file gives the same rows as on the
  whole, so that a cluster runs the very same files.
- `reads`: names, comma-separated: `calls` (records of the day and of the day before), `calls_week` (of the seven days up to the day), other
  files of this room, or `<table>_before` (a table of this room on each of the `DAYS_BEFORE` days before, with its `day`).
- `broadcast` (where there are any): registers or tables that each shard gets whole.
- `gives`: `table` (for controls and for people), `part of caller_day` (its columns join the table `caller_day`), `step` (for other files)
  or `view` (a step that is cheaper to ask anew than to keep).
- `parameters`: for the reader; a file gets the figures that it names with `$`.
- columns: `-- name TYPE unit meaning`, the types are the engine's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from quietline.warehouse.schema import KINDS

SQL_FOLDER = Path(__file__).parent
DAYS_BEFORE = 30
DAYS_OF_WEEK = 7
UNITED = "caller_day"
BEFORE = "_before"
WEEK = "calls_week"
REGISTERS = tuple(name for name, kind in KINDS.items() if not kind.by_day)
TYPES = ("VARCHAR", "DATE", "INTEGER", "BIGINT", "DOUBLE", "BOOLEAN")

_PARAMETER = re.compile(r"\$([a-z]\w*)")
_COLUMN = re.compile(rf"^-- (\w+) +({'|'.join(TYPES)}) ", re.MULTILINE)


@dataclass(frozen=True)
class Grain:
    """One SQL file. `later` files look at days before and are made when those days' tables are there."""

    name: str
    sql: str
    partition_key: str
    reads: tuple[str, ...]
    broadcast: tuple[str, ...]
    gives: str
    columns: dict[str, str]

    @property
    def sources(self) -> tuple[str, ...]:
        """Everything that the file reads."""
        return (*self.reads, *self.broadcast)

    @property
    def parameters(self) -> frozenset[str]:
        """Names of the figures that the file asks for: the engine refuses others."""
        return frozenset(re.findall(_PARAMETER, self._steps))

    def asked_with(self, figures: Mapping[str, object]) -> str:
        """The file's query with its figures (dates and whole numbers) written in: a view takes no parameters."""
        return re.sub(_PARAMETER, lambda asked: _literal(figures[asked[1]]), self._steps)

    @property
    def _steps(self) -> str:
        return "\n".join(line for line in self.sql.splitlines() if not line.lstrip().startswith("--"))


@cache
def grains() -> dict[str, Grain]:
    """Every file by its name, in an order in which each comes after those that it reads."""
    found = {path.stem: _read(path) for path in sorted(SQL_FOLDER.glob("*.sql"))}
    parts = [name for name, grain in found.items() if grain.gives == f"part of {UNITED}"]
    known = {*found, UNITED, "calls", WEEK, *REGISTERS}
    order: TopologicalSorter[str] = TopologicalSorter({UNITED: parts})
    for name, grain in found.items():
        of_the_day = [source for source in grain.sources if not source.endswith(BEFORE)]
        if unknown := {source.removesuffix(BEFORE) for source in grain.sources} - known:
            raise ValueError(f"{name}.sql reads {', '.join(sorted(unknown))}, which nobody gives")
        order.add(name, *of_the_day)
    return {name: found[name] for name in order.static_order() if name in found}


@cache
def later() -> frozenset[str]:
    """Names of the files that look at days before, themselves or by what they read."""
    found: set[str] = set()
    for name, grain in grains().items():
        if any(source == WEEK or source.endswith(BEFORE) or source in found for source in grain.sources):
            found.add(name)
    return frozenset(found)


def parts_of_caller_day() -> list[Grain]:
    """The files whose columns make up `caller_day`, the one that knows every caller first."""
    parts = [grain for grain in grains().values() if grain.gives == f"part of {UNITED}"]
    return sorted(parts, key=lambda grain: (grain.name != "caller_measures", grain.name))


def _read(path: Path) -> Grain:
    sql = path.read_text(encoding="utf-8")
    (key,) = _field(sql, "partition key")
    (gives,) = _field(sql, "gives")
    columns = dict(_COLUMN.findall(sql))
    return Grain(path.stem, sql, key, _field(sql, "reads"), _field(sql, "broadcast"), gives, columns)


def _field(sql: str, name: str) -> tuple[str, ...]:
    found = re.search(rf"^-- {name}: (.+)$", sql, re.MULTILINE)
    return tuple(part.strip() for part in found[1].split(",")) if found else ()


def _literal(figure: object) -> str:
    return f"date '{figure}'" if isinstance(figure, date) else str(int(str(figure)))
