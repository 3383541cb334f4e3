"""An order profile: how one system writes batches of orders and their results. Each key is documented in docs/orders.md."""

import codecs
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from quietline.domain.labels import Label
from quietline.domain.line_states import LineState

OrderField = Literal["key", "number", "action", "case", "created_at", "text"]
ResultField = Literal["key", "number", "action", "result", "detail"]
Result = Literal["done", "refused", "unknown_number"]
PROOF = ("{city}", "{rows}", "{check_sum}")
"""What lead and trailer of a file hold together besides fixed words; files of a batch name it too."""


def _known_encoding(value: str) -> str:
    try:
        codecs.lookup(value)
    except LookupError as error:
        raise ValueError(f"{value!r} is not an encoding, for example utf-8 or gb18030") from error
    return value


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Title(_Part):
    """What the profile is called in the two languages."""

    zh: str
    en: str

    @property
    def label(self) -> Label:
        """The title as labels go."""
        return Label(zh=self.zh, en=self.en)


class OrderColumn(_Part):
    """A column of the file that goes out; `head` stands in the first line where the file has heads."""

    field: OrderField
    head: str = ""


class ResultColumn(_Part):
    """A column of the file that comes back."""

    field: ResultField
    head: str = ""


class _Records(_Part):
    """What stands before and after the rows: cells, each fixed or one of `{city}`, `{batch}`, `{rows}`, `{check_sum}`."""

    marks: ClassVar[tuple[str, ...]] = (*PROOF, "{batch}")
    lead: tuple[str, ...] = ()
    trailer: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _can_be_proven_whole(self) -> Self:
        cells = (*self.lead, *self.trailer)
        lacking = [mark for mark in self.marks if cells.count(mark) != 1]
        if lacking:
            raise ValueError(
                f"lead and trailer together hold {', '.join(self.marks)} once each; look at {lacking[0]}"
            )
        if ("{check_sum}" in self.lead) and self.trailer:
            raise ValueError("a check sum in the lead covers what follows: there is no trailer then")
        return self


class Orders(_Records):
    """The file that goes out. `file_name` holds `{city}` and `{batch}`."""

    file_name: str = Field(pattern=r"^[\w.{}-]+$")
    columns: Annotated[tuple[OrderColumn, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _says_what_is_to_be_done(self) -> Self:
        lacking = {"key", "number", "action"} - {column.field for column in self.columns}
        if lacking:
            raise ValueError(f"orders.columns lacks {', '.join(sorted(lacking))}")
        if "{batch}" not in self.file_name:
            raise ValueError("orders.file_name must hold {batch}, so that no file replaces another")
        return self


class Results(_Records):
    """The file that comes back."""

    columns: Annotated[tuple[ResultColumn, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _says_what_was_done(self) -> Self:
        lacking = {"key", "result"} - {column.field for column in self.columns}
        if lacking:
            raise ValueError(f"results.columns lacks {', '.join(sorted(lacking))}")
        return self


class StateColumn(_Part):
    """A column of a file of actual states."""

    field: Literal["number", "state", "since"]
    head: str = ""


class States(_Records):
    """The file of actual states. `complete`: it lists every line, so that one that is not in it is not there."""

    marks: ClassVar[tuple[str, ...]] = PROOF
    complete: bool = False
    columns: Annotated[tuple[StateColumn, ...], Field(min_length=2)]
    codes: dict[LineState, tuple[str, ...]]

    @model_validator(mode="after")
    def _says_which_line_is_how(self) -> Self:
        lacking = {"number", "state"} - {column.field for column in self.columns}
        if lacking:
            raise ValueError(f"states.columns lacks {', '.join(sorted(lacking))}")
        return self

    def state_of(self, code: str) -> LineState | None:
        """What a code of the file means; None where the profile does not know it."""
        return next((state for state, codes in self.codes.items() if code in codes), None)


class OrderProfile(_Part):
    """How one system writes batches."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")
    title: Title
    encoding: Annotated[str, AfterValidator(_known_encoding)] = "utf-8"
    delimiter: str = Field(default=",", pattern=r"^[^\"\r\n]$")
    line_end: Literal["\n", "\r\n"] = "\n"
    heads: bool = True
    check_sum: Literal["crc32", "sha256"] = "sha256"
    numbers: Literal["e164", "national"] = "e164"
    times: str = "%Y-%m-%d %H:%M:%S"
    orders: Orders
    results: Results
    states: States | None = None
    actions: dict[str, str]
    result_codes: dict[Result, tuple[str, ...]]

    @model_validator(mode="after")
    def _codes_mean_one_thing(self) -> Self:
        for name, codes in (
            ("actions", list(self.actions.values())),
            ("result_codes", [code for found in self.result_codes.values() for code in found]),
        ):
            if twice := {code for code in codes if codes.count(code) > 1}:
                raise ValueError(f"{name}: {', '.join(sorted(twice))} stands for two things")
        if "done" not in self.result_codes:
            raise ValueError("result_codes lacks done")
        return self

    @model_validator(mode="after")
    def _columns_have_heads(self) -> Self:
        heads = [
            *(column.head for column in self.orders.columns),
            *(column.head for column in self.results.columns),
            *(column.head for column in (self.states.columns if self.states else ())),
        ]
        if self.heads and not all(heads):
            raise ValueError("heads = true needs a head for each column")
        return self

    def result_of(self, code: str) -> Result | None:
        """What a code of the file means; None where the profile does not know it."""
        return next((result for result, codes in self.result_codes.items() if code in codes), None)
