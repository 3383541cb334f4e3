"""The closer look at the texts of numbers that are not of the commonest forms, each distinct text once."""

from functools import lru_cache

import duckdb
import pyarrow as pa

from quietline.domain.number_normalisation import (
    NormalisedNumber,
    as_extension,
    is_withheld,
    normalise,
    normalise_local,
)
from quietline.domain.number_plan import LineClass, line_class
from quietline.ingest.number_code import code_of
from quietline.ingest.plan import WITHHELD
from quietline.ingest.profile_model import Numbers

_SCHEMA = pa.schema([("text", pa.string()), ("number", pa.int64()), ("problem", pa.string())])
_AT_ONCE = 100_000


class NumberLookup:
    """Texts → codes of numbers by the profile's plan, kept in the table `numbers` of the connection.

    `texts` are the numbers that are not made of digits alone, in the order of their codes; `of_no_class` are those that fit no class.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, numbers: Numbers, *, city_area_code: str) -> None:
        self._con = con
        self._numbers = numbers
        self._area_code = numbers.area_code or city_area_code
        self.read = lru_cache(maxsize=_AT_ONCE)(self._read)
        self._used = False
        self._places: dict[str, int] = {}
        self.of_no_class: set[str] = set()
        con.execute("CREATE TEMP TABLE numbers (text VARCHAR, number BIGINT, problem VARCHAR)")

    @property
    def texts(self) -> list[str]:
        """The numbers with negative codes: the first has the code -1."""
        return list(self._places)

    def resolve(self, unresolved: str) -> bool:
        """Look at the texts that the query gives. True when the table has been needed at all."""
        batches: pa.RecordBatchReader = self._con.sql(unresolved).to_arrow_reader(_AT_ONCE)
        found = [self._found(batch.column(0).to_pylist()) for batch in batches]
        for table in found:
            self._con.register("found_numbers", table)
            self._con.execute("INSERT INTO numbers SELECT text, number, problem FROM found_numbers")
            self._con.unregister("found_numbers")
        self._used = self._used or bool(found)
        return self._used

    def _found(self, texts: list[str]) -> pa.Table:
        read = list(map(self._read, texts))
        if not self._numbers.extensions:  # those of a private exchange have no class by nature
            self.of_no_class |= {one.number for one in read if one.number and _has_no_class(one.number)}
        codes = [self._code(one.number) if one.number else None for one in read]
        return pa.table([texts, codes, [one.problem or None for one in read]], _SCHEMA)

    def _code(self, number: str) -> int:
        code = code_of(number)
        return -self._places.setdefault(number, len(self._places) + 1) if code is None else code

    def _read(self, text: str) -> NormalisedNumber:
        """The number that the text means, or what is wrong with it; "withheld" is a problem of its own."""
        if is_withheld(text):
            return NormalisedNumber(problem=WITHHELD)
        found = self._by_plan(text)
        if found.number or not self._numbers.extensions:
            return found
        extension = as_extension(text)
        return NormalisedNumber(number=extension) if extension else found

    def _by_plan(self, text: str) -> NormalisedNumber:
        if self._numbers.plan == "local":
            return normalise_local(text, prefix=self._numbers.prefix, width=self._numbers.width)
        return normalise(text, area_code=self._area_code)


def _has_no_class(number: str) -> bool:
    return line_class(number) is LineClass.UNKNOWN
