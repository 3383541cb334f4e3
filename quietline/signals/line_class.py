"""The line class of each caller of a day: from the register of holdings where one is loaded, else from the number plan."""

from datetime import date

import duckdb
import pyarrow as pa

from quietline.domain.number_plan import LineClass, line_class

SHAPE_DIGITS = 7
"""The number plan looks at no more leading digits, at the length, and at nothing else: one number stands for all of its shape."""

# Classifying shapes instead of callers: some thousand calls of Python a day instead of millions.
_SHAPE = (
    f"""case when regexp_full_match(caller, '[0-9]+') then left(caller, {SHAPE_DIGITS}) else caller end"""
)

_SHAPES = f"""
select {_SHAPE} as head, length(caller) as digits, min(caller) as sample
from callers
group by head, digits
"""  # noqa: S608  a fixed expression

_PLAN = pa.schema({"head": pa.string(), "digits": pa.int64(), "line_class": pa.string()})

_LINE_CLASSES = f"""
with held as (
    select number, arg_max(line_class, since) as line_class
    from holdings
    where since <= $day and (until is null or until >= $day) and list_contains($known, line_class)
    group by number
)

select callers.caller, coalesce(held.line_class, plan.line_class) as line_class
from (select caller, {_SHAPE} as head, length(caller) as digits from callers) as callers
inner join plan on plan.head = callers.head and plan.digits = callers.digits
left join held on held.number = callers.caller
"""  # noqa: S608  a fixed expression


def create_line_classes(con: duckdb.DuckDBPyConnection, day: date) -> None:
    """Make the table `line_class_of` (caller, line_class) for table `callers` (caller, each once) from view `holdings` as of a day.

    Where a number has several holdings on the day the youngest counts; a class that the register has no name for falls back too.
    """
    rows = con.execute(_SHAPES).fetchall()
    shapes = [
        {"head": head, "digits": digits, "line_class": line_class(sample).value}
        for head, digits, sample in rows
    ]
    con.register("plan", pa.Table.from_pylist(shapes, _PLAN))
    known = [found.value for found in LineClass if found is not LineClass.UNKNOWN]
    con.execute(
        f"create or replace temp table line_class_of as {_LINE_CLASSES}", {"day": day, "known": known}
    )
    con.unregister("plan")
