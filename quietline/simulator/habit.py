"""How somebody calls who calls many: the one shape of a nuisance caller and of a lawful one who looks like it."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator


def _rising(pair: tuple[int, int]) -> tuple[int, int]:
    if pair[0] > pair[1]:
        raise ValueError(f"the first of {list(pair)} is larger than the second")
    return pair


def _lasting(pair: tuple[int, int]) -> tuple[int, int]:
    if pair[0] == pair[1]:
        raise ValueError("ends when it begins")
    return pair


PerMille = Annotated[int, Field(ge=0, le=1000)]
Amount = Annotated[int, Field(ge=0, le=100_000)]
Span = Annotated[tuple[Amount, Amount], AfterValidator(_rising)]
Hours = Annotated[
    tuple[Annotated[int, Field(ge=0, le=24)], Annotated[int, Field(ge=0, le=24)]],
    AfterValidator(_rising),
    AfterValidator(_lasting),
]


class Table(BaseModel):
    """A table of a scenario file: no key that is not known, no value that changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Habit(Table):
    """One kind of caller. An entry is one number, or a group of `group_size` numbers that act together."""

    kind: str = Field(description="Which entry of the table of kinds gives what is not said here.")
    name: str = Field(
        "",
        description="What the truth calls it; the kind where it is left out. No two entries are called the same.",
    )
    offends: bool = Field(False, description="Set by the kind: a nuisance caller, or a lawful one.")
    count: int | None = Field(None, ge=0, le=100_000, description="How many entries.")
    per_100_000: int | None = Field(
        None, ge=0, le=50_000, description="How many entries per 100,000 numbers, at least one."
    )
    group_size: Span = Field((1, 1), description="Numbers of an entry, from … to.")
    line_class: Literal["mobile", "landline", "trunk", "service_code", "iot_card"] = Field(
        "mobile", description="Class of the numbers."
    )
    attempts: Span = Field(
        (0, 0), description="Attempts a day and number (rotation: a day and campaign), from … to."
    )
    answered: PerMille = Field(720, description="Share of the attempts that are answered.")
    hours: tuple[Hours, ...] = Field(((9, 20),), min_length=1, description="Stretches of the day, in hours.")
    days: tuple[PerMille, ...] = Field(
        (1000,) * 7, min_length=7, max_length=7, description="Chance of calling on Monday … Sunday."
    )
    talk: Literal[
        "conversation", "consultation", "persuasion", "pitch", "short_pitch", "delivery", "notice", "signal"
    ] = Field("conversation", description="What the calls are about, which says how long they last.")
    ring: Span = Field((6, 50), description="Seconds for which an unanswered call rings, from … to.")
    strangers: PerMille = Field(
        0, description="Share of the attempts that go to anybody; the others go to a list."
    )
    list_size: int = Field(40, ge=1, le=100_000, description="Numbers on a list.")
    overlap: PerMille = Field(
        1000,
        description="Share of the calls to a list that go to the list of the whole group; the others to the number's own.",
    )
    outside: PerMille = Field(450, description="Share of the called that are numbers of other networks.")
    called_back: PerMille = Field(60, description="Share of the attempts that the called party returns.")
    received: Span = Field((0, 0), description="Calls a day that come in by themselves, from … to.")
    lines: int = Field(1, ge=1, le=500, description="Calls that can go on at the same time.")
    start_day: Span = Field((1, 1), description="Day of the simulation on which it begins, from … to.")
    days_active: int = Field(0, ge=0, le=400, description="Days for which it goes on; 0 is to the end.")
    history: Literal["ordinary", "new", "dormant", "recycled"] = Field(
        "ordinary",
        description="Before the start day: ordinary life, opened days before, silent, or silent and another's.",
    )
    devices: int = Field(
        0, ge=0, le=1000, description="Devices that the group shares; 0 is one for each number."
    )
    mobility: Literal["fixed", "ordinary", "roaming"] = Field(
        "ordinary", description="Where mobile numbers call from: one cell, home and work, or two counties."
    )
    moves: bool = Field(False, description="The group lives in another county from the start day on.")
    holder: Literal["person", "one_person", "straw_people", "enterprise", "channel"] = Field(
        "person",
        description="Who holds the numbers: a person each, one person, people who lend their names, an enterprise, workers of a channel.",
    )
    industry: str = Field("", description="Industry of the enterprise that holds them.")
    calls_a_number: int = Field(
        0,
        ge=0,
        le=1000,
        description="Rotation: calls for which a number is used before the next one takes its place.",
    )
    registered: PerMille = Field(0, description="Share that the register of protected callers knows.")
    purpose: str = Field("", description="What that register says of them.")
    reported: PerMille = Field(0, description="Share of the attempts that the called party reports.")
    complained: PerMille = Field(
        0, description="Share of the attempts about which the called party complains."
    )
    ordered: PerMille = Field(
        0, description="Share of the groups for which a task order and a payment are on file."
    )

    @model_validator(mode="after")
    def _how_many(self) -> Self:
        if (self.count is None) == (self.per_100_000 is None):
            raise ValueError("give either count or per_100_000")
        if self.calls_a_number and not self.group_size[0]:
            raise ValueError("a rotation needs numbers: group_size from 1 on")
        return self

    @property
    def label(self) -> str:
        """What the truth calls it."""
        return self.name or self.kind

    def groups(self, numbers: int) -> int:
        """How many entries a city with so many numbers has."""
        if self.count is not None:
            return self.count
        share = self.per_100_000 or 0
        return max(1, (share * numbers + 50_000) // 100_000) if share else 0
