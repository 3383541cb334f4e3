"""From a table of texts to a table of typed rows: the statements for one profile and one set of columns.

Step 1 makes `typed`: each field's value and the code of what is wrong with it. Numbers that are not seen at a glance keep their
text as key into the table `numbers`, which is filled between the steps. Step 2 makes `resolved`: every number and code known.
"""

from dataclasses import dataclass

from quietline.ingest import expressions
from quietline.ingest.expressions import Wrong
from quietline.ingest.fields import FIELDS, Field, FieldType
from quietline.ingest.header import ColumnMap
from quietline.ingest.profile_model import Profile

WITHHELD = "withheld"
"""What `numbers.problem` says of a caller who withheld the number."""

MAY_BE_WITHHELD = frozenset({"caller", "presented"})


@dataclass(frozen=True)
class Plan:
    """Reads the rows of one column map. `latest_s` is the latest instant that a record may have, epoch seconds."""

    profile: Profile
    columns: ColumnMap
    city_zone: str
    latest_s: int

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the profile's kind."""
        return FIELDS[self.profile.kind]

    @property
    def numbers(self) -> list[Field]:
        """The fields that are numbers and have a column."""
        return [
            field
            for field in self.fields
            if field.type is FieldType.NUMBER and field.name in self.columns.index
        ]

    def typed(self) -> str:
        """Step 1: SELECT over the table `block`."""
        texts = [f"{self._text(field)} AS x_{field.name}" for field in self.fields]
        identity = " || chr(31) || ".join(f"trim(c{index})" for index in self.columns.identity) or "''"
        values, wrongs = [], []
        for field in self.fields:
            if field.type is FieldType.NUMBER:
                values += self._glance(field)
                continue
            made = expressions.of(
                field,
                f"x_{field.name}",
                f"v_{field.name}",
                self.profile,
                city_zone=self.city_zone,
                latest_s=self.latest_s,
            )
            values.append(f"{made.value} AS v_{field.name}")
            wrongs.append(f"{self._wrong(field, made.wrong)} AS w_{field.name}")
        read = f"SELECT line, {identity} AS identity, {', '.join(texts)} FROM block"
        valued = f"SELECT *, {', '.join(values)} FROM ({read})"
        return f"SELECT *, {', '.join(wrongs)} FROM ({valued})"

    def unresolved(self) -> str:
        """The distinct texts of `typed` that need a closer look."""
        keys = " UNION ALL ".join(
            f"SELECT k_{f.name} AS text FROM typed WHERE k_{f.name} IS NOT NULL" for f in self.numbers
        )
        return f"SELECT DISTINCT text FROM ({keys}) ANTI JOIN numbers USING (text)"

    def resolved(self, *, by_lookup: bool) -> str:
        """Step 2: SELECT over `typed`, and over `numbers` where a text needed a closer look."""
        joins, numbers = "", []
        for field in self.numbers:
            name = field.name
            if by_lookup:
                joins += f" LEFT JOIN numbers AS n_{name} ON k_{name} = n_{name}.text"
                numbers.append(f"coalesce(g_{name}, n_{name}.number) AS v_{name}")
            else:
                numbers.append(f"g_{name} AS v_{name}")
            numbers.append(f"{self._number_wrong(field, by_lookup=by_lookup)} AS w_{name}")
        absent = [f for f in self.fields if f.type is FieldType.NUMBER and f.name not in self.columns.index]
        numbers += [f"NULL::VARCHAR AS v_{f.name}, 0 AS w_{f.name}" for f in absent]
        others = ", ".join(f"v_{f.name}, w_{f.name}" for f in self.fields if f.type is not FieldType.NUMBER)
        return f"SELECT line, identity, {others}, {', '.join(numbers)} FROM typed{joins}"

    def wrong(self) -> str:
        """A condition on `resolved`: something is wrong with the row."""
        return " + ".join(f"w_{field.name}" for field in self.fields) + " > 0"

    def _text(self, field: Field) -> str:
        index = self.columns.index.get(field.name)
        return "''" if index is None else f"trim(c{index})"

    def _glance(self, field: Field) -> list[str]:
        if field.name not in self.columns.index:
            return []
        x = f"x_{field.name}"
        glance = expressions.number_at_a_glance(x, self.profile)
        return [
            f"{glance} AS g_{field.name}",
            f"CASE WHEN g_{field.name} IS NULL AND {x} <> '' THEN {x} END AS k_{field.name}",
        ]

    def _number_wrong(self, field: Field, *, by_lookup: bool) -> str:
        """An empty number is a fault where the field is required; a withheld caller is none."""
        name = field.name
        empty = f"x_{name} = ''" if field.required and not self._empty_is_withheld(field) else "false"
        found = f"n_{name}.number IS NULL" if by_lookup else "true"
        if by_lookup and name in MAY_BE_WITHHELD:
            found = f"(n_{name}.number IS NULL AND n_{name}.problem <> '{WITHHELD}')"
        unread = f"k_{name} IS NOT NULL AND {found}"
        return f"CASE WHEN {empty} THEN {Wrong.EMPTY} WHEN {unread} THEN {Wrong.FORM} ELSE 0 END"

    def _empty_is_withheld(self, field: Field) -> bool:
        return field.name in MAY_BE_WITHHELD and self.profile.numbers.empty_is_withheld

    def _wrong(self, field: Field, wrong: str) -> str:
        """The field's own check and those that look at its neighbours."""
        match field.name:
            case "end":
                too_long = f"WHEN v_end > v_start + {expressions.LONGEST_S} THEN {Wrong.TOO_LONG}"
                return f"CASE WHEN v_end < v_start THEN {Wrong.BEFORE_START} {too_long} ELSE {wrong} END"
            case "talk" if "talk" in self.columns.index:
                # Sources leave the time empty where nobody answered, or do not know it.
                lacks = (
                    f"x_talk = '' AND {'v_answered IS NULL' if 'answered' in self.columns.index else 'true'}"
                )
                return f"CASE WHEN {lacks} THEN {Wrong.EMPTY} ELSE {wrong} END"
            case "total":
                return f"CASE WHEN v_total < v_talk THEN {Wrong.LESS_THAN_TALK} ELSE {wrong} END"
            case "until":
                return f"CASE WHEN v_until < v_since THEN {Wrong.BEFORE_START} ELSE {wrong} END"
            case "valid_until":
                return f"CASE WHEN v_valid_until < v_valid_from THEN {Wrong.BEFORE_START} ELSE {wrong} END"
            case _:
                return wrong
