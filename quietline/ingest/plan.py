"""From a table of texts to typed values: the statements for one profile and one set of columns.

Step 1 makes `typed`: each field's value and the code of what is wrong with it. Numbers that are not seen at a glance keep their
text as key into the table `numbers`, which is filled between the steps. Step 2, `resolved_all`, has every number and code.
Fields without a column in the file take no part: their value is null.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from quietline.ingest import expressions
from quietline.ingest.at_a_glance import number_at_a_glance
from quietline.ingest.expressions import Wrong
from quietline.ingest.fields import FIELDS, Field, FieldType
from quietline.ingest.header import ColumnMap
from quietline.ingest.identity import identity_of
from quietline.ingest.number_code import decoded
from quietline.ingest.profile_model import Profile

WITHHELD = "withheld"
"""What `numbers.problem` says of a caller who withheld the number."""

MAY_BE_WITHHELD = frozenset({"caller", "presented"})


KEPT_AS_CODES = frozenset({"caller", "callee"})
"""Numbers that stay codes until the rows are written: those that rows are sorted by and compared on."""

DIRECTIONS = ("outgoing", "incoming", "leg")
"""What a record is, in the order of the numbers that stand for it where lines are read by their bytes."""

IDENTITY = "identity"
"""The column with the id of a call where lines are read by their bytes."""

_RECORD = "line, identity, told_leg, lacks_seconds"
"""What is known of a record besides its fields."""


@dataclass(frozen=True)
class Plan:
    """Reads the rows of one column map. `latest_s` is the latest instant that a record may have, epoch seconds."""

    profile: Profile
    columns: ColumnMap
    city_zone: str
    latest_s: int

    @cached_property
    def fields(self) -> list[Field]:
        """The fields of the profile's kind that have a column."""
        return [field for field in FIELDS[self.profile.kind] if field.name in self.columns.index]

    @property
    def numbers(self) -> list[Field]:
        """Those of them that are numbers."""
        return [field for field in self.fields if field.type is FieldType.NUMBER]

    @property
    def _others(self) -> list[Field]:
        return [field for field in self.fields if field.type is not FieldType.NUMBER]

    def texts(self) -> str:
        """SELECT over the table `block`: the trimmed text of each field, and what identifies the record."""
        return self._texts({field.name: self._text(field.name, "trim({})") for field in self.fields})

    def _text(self, name: str, form: str) -> str:
        """The text of the field's column, or of the first column in its stead that is not empty."""
        places = (self.columns.index[name], *self.columns.instead.get(name, ()))
        texts = [form.format(f"c{place}") for place in places]
        filled = ", ".join(f"nullif({text}, '')" for text in texts)
        return f"coalesce({filled}, '')" if texts[1:] else texts[0]

    def _texts(self, read: dict[str, str]) -> str:
        of = identity_of(self.profile, self.columns)
        texts = ", ".join(f"{text} AS x_{name}" for name, text in read.items())
        return f"SELECT line, {of.call} AS identity, {of.told_leg} AS told_leg, {texts} FROM block"

    def typed(self) -> str:
        """Step 1: SELECT over the table `block`."""
        return self._typed(self.texts())

    def _typed(self, texts: str) -> str:
        made = {field: self._expression(field) for field in self._others}
        values = [f"{one.value} AS v_{field.name}" for field, one in made.items()]
        values += [f"{number_at_a_glance(f'x_{f.name}', self.profile)} AS g_{f.name}" for f in self.numbers]
        wrongs = [
            f"v_{field.name}, {self._wrong(field, one.wrong)} AS w_{field.name}"
            for field, one in made.items()
        ]
        wrongs += [
            f"g_{f.name}, {_key(f)} AS k_{f.name}, {self._empty(f)} AS e_{f.name}" for f in self.numbers
        ]
        seconds = self._lacks_seconds()
        return f"SELECT line, identity, told_leg, {seconds} AS lacks_seconds, {', '.join(wrongs)} FROM (SELECT *, {', '.join(values)} FROM ({texts}))"

    def at_a_glance(self) -> str:
        """SELECT over the table `block`: the resolved rows with nothing wrong and every number of a common form.

        A row that has blanks around a value is left to the closer look, so that only free texts need to be trimmed here.
        """
        read = {
            f.name: self._text(f.name, "trim({})" if f.type is FieldType.TEXT else "{}") for f in self.fields
        }
        good = " AND ".join([*(f"k_{f.name} IS NULL" for f in self.numbers), f"NOT ({self.wrong()})"])
        # Materialised, because a condition pushed below would have each value made twice.
        typed = f"typed AS MATERIALIZED ({self._typed(self._texts(read))})"
        return f"WITH {typed}, shown AS ({self.resolved(by_lookup=False)}) SELECT * FROM shown WHERE {good}"

    def read_by_bytes(self) -> str:
        """SELECT over the table `block` of values that `by_bytes` read: rows as those of `at_a_glance`."""
        identity = f"coalesce({IDENTITY}, '')" if self.columns.identity else "''"
        directions = " ".join(f"WHEN {code} THEN '{name}'" for code, name in enumerate(DIRECTIONS))
        shown = {f.name: f'"{f.name}"' for f in self.fields}
        shown |= {"presented": decoded("presented", ())} if "presented" in shown else {}
        shown |= {"direction": f"CASE direction {directions} END"} if "direction" in shown else {}
        values = [f"{shown.get(f.name, 'NULL')} AS v_{f.name}" for f in FIELDS[self.profile.kind]]
        record = f"line, {identity} AS identity, false AS told_leg, false AS lacks_seconds"
        return f"SELECT {record}, {', '.join(values)} FROM block"

    def unresolved(self) -> str:
        """The distinct texts of `typed` that need a closer look."""
        if not self.numbers:
            return "SELECT NULL::VARCHAR AS text WHERE false"
        keys = " UNION ALL ".join(
            f"SELECT k_{f.name} AS text FROM typed WHERE k_{f.name} IS NOT NULL" for f in self.numbers
        )
        return f"SELECT DISTINCT text FROM ({keys}) ANTI JOIN numbers USING (text)"

    def resolved(self, *, by_lookup: bool, texts: Sequence[str] = ()) -> str:
        """Step 2: SELECT over `typed`, and over `numbers` where a text needed a closer look, which may have given some of `texts`."""
        read = _by_lookup if by_lookup else _at_a_glance
        numbers = [
            f"{code if f.name in KEPT_AS_CODES else decoded(code, texts)} AS v_{f.name}, {wrong} AS w_{f.name}"
            for f in self.numbers
            for code, wrong in [read(f)]
        ]
        others = [f"v_{field.name}, w_{field.name}" for field in self._others]
        absent = [
            f"NULL AS v_{f.name}" for f in FIELDS[self.profile.kind] if f.name not in self.columns.index
        ]
        joins = [
            f"LEFT JOIN numbers AS n_{f.name} ON k_{f.name} = n_{f.name}.text"
            for f in self.numbers
            if by_lookup
        ]
        keys = [f"k_{f.name}" for f in self.numbers]
        return f"SELECT {_RECORD}, {', '.join(others + numbers + absent + keys)} FROM typed {' '.join(joins)}"

    def wrong(self) -> str:
        """A condition on `resolved_all`: something is wrong with the row."""
        return " + ".join(f"w_{field.name}" for field in self.fields) + " > 0"

    def _expression(self, field: Field) -> expressions.Expression:
        x, v = f"x_{field.name}", f"v_{field.name}"
        return expressions.of(field, x, v, self.profile, city_zone=self.city_zone, latest_s=self.latest_s)

    def _lacks_seconds(self) -> str:
        if "start" not in self.columns.index:
            return "false"
        return expressions.lacks_seconds("x_start", "v_start", self.profile)

    def _empty(self, field: Field) -> str:
        """An empty number is a fault where the field is required and an empty one does not mean that it is withheld."""
        if not field.required or (field.name in MAY_BE_WITHHELD and self.profile.numbers.empty_is_withheld):
            return "false"
        return f"x_{field.name} = ''"

    def _wrong(self, field: Field, wrong: str) -> str:
        """The field's own check, after those that look at its neighbours."""
        has = self.columns.index
        cases = {
            "end": f"WHEN v_end < v_start THEN {Wrong.BEFORE_START} "
            f"WHEN v_end > v_start + {expressions.LONGEST_S} THEN {Wrong.TOO_LONG}",
            # Sources leave the time empty where nobody answered, or do not know it.
            "talk": f"WHEN x_talk = '' {'AND v_answered IS NULL' if 'answered' in has else ''} THEN {Wrong.EMPTY}",
            "total": f"WHEN v_total < v_talk THEN {Wrong.LESS_THAN_TALK}" if "talk" in has else "",
            "until": f"WHEN v_until < v_since THEN {Wrong.BEFORE_START}",
            "valid_until": f"WHEN v_valid_until < v_valid_from THEN {Wrong.BEFORE_START}",
        }
        first = cases.get(field.name, "")
        return f"CASE {first} ELSE {wrong} END" if first else wrong


def _key(field: Field) -> str:
    return f"CASE WHEN g_{field.name} IS NULL AND x_{field.name} <> '' THEN x_{field.name} END"


def _by_lookup(field: Field) -> tuple[str, str]:
    name = field.name
    withheld = f"AND coalesce(n_{name}.problem, '') <> '{WITHHELD}'" if name in MAY_BE_WITHHELD else ""
    unread = f"k_{name} IS NOT NULL AND n_{name}.number IS NULL {withheld}"
    wrong = f"CASE WHEN e_{name} THEN {Wrong.EMPTY} WHEN {unread} THEN {Wrong.FORM} ELSE 0 END"
    return f"coalesce(g_{name}, n_{name}.number)", wrong


def _at_a_glance(field: Field) -> tuple[str, str]:
    return f"g_{field.name}", f"CASE WHEN e_{field.name} THEN {Wrong.EMPTY} ELSE 0 END"
