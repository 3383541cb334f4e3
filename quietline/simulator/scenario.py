"""The scenario of a simulated city: how large its parts are, who plays which part in it, how dirty its files are."""

from collections import Counter
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from quietline.simulator.habit import Habit, PerMille, Table


class CityTable(Table):
    """The city and its ordinary people."""

    counties: tuple[Annotated[str, Field(min_length=1, max_length=20)], ...] = Field(
        min_length=1, max_length=40, description="Names of the county branches."
    )
    outside: PerMille = Field(description="Share of people's acquaintances who are with another network.")
    landlines: PerMille = Field(description="Share of the numbers that are landlines.")
    iot_cards: PerMille = Field(description="Share of the numbers that are cards in machines.")
    new_a_day: int = Field(ge=0, le=1000, description="Numbers opened a day, per 10,000 numbers.")


class DirtTable(Table):
    """What is wrong with the files of calls."""

    late: PerMille = Field(description="Share of the records that are delivered with the next day's.")
    double: PerMille = Field(description="Share of the records that are delivered twice.")
    bad_lines: int = Field(ge=0, le=1000, description="Lines a file that cannot be read.")
    piece_s: int = Field(
        ge=0, le=86_400, description="Seconds after which a long call goes on in another record; 0 is never."
    )
    invalid_imei: PerMille = Field(
        description="Share of the mobiles whose device shows zeros or the IMEI of a clone."
    )


class FilesTable(Table):
    """How the files are written."""

    registers: Literal["xlsx", "csv"] = Field(description="Workbooks, or text of the same columns.")
    headers: Literal["english", "chinese", "mixed"] = Field(
        description="Language of the calls' headers and words; mixed changes by day."
    )
    gb18030_every: int = Field(
        ge=0,
        le=31,
        description="Every so many days a file of calls is GB18030, with a Chinese header; 0 is never.",
    )


class Scenario(Table):
    """A whole scenario file."""

    title: str = Field("", max_length=200, description="What it is for.")
    city: CityTable
    dirt: DirtTable
    files: FilesTable
    offender: tuple[Habit, ...] = Field(description="Nuisance callers.")
    lookalike: tuple[Habit, ...] = Field(description="Lawful callers who look like them.")

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        """The truth numbers the groups of each label: two entries of one label would become one campaign there."""
        repeated = [
            label for label, count in Counter(habit.label for habit in self.habits).items() if count > 1
        ]
        if repeated:
            raise ValueError(f"two entries are called {repeated[0]}: give each a name of its own")
        return self

    @property
    def habits(self) -> tuple[Habit, ...]:
        """Everybody with a habit, the nuisance callers first."""
        return self.offender + self.lookalike
