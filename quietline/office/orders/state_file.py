"""Reading a file of actual states of lines. No database here."""

from collections.abc import Iterator
from dataclasses import dataclass

from quietline.domain.errors import InputError, ProfileError
from quietline.domain.line_states import LineState
from quietline.domain.number_normalisation import normalise
from quietline.office.orders.profile_model import OrderProfile, States
from quietline.office.orders.proven_file import proven_rows
from quietline.office.orders.records import cells_of


@dataclass(frozen=True)
class ActualState:
    """A line as the network has it; `problem` says why a row cannot be used, and then the rest is empty."""

    line: int
    number: str
    state: LineState | None
    problem: str = ""


def read_states(
    profile: OrderProfile, content: bytes, *, name: str, city: str, area_code: str
) -> tuple[ActualState, ...]:
    """All rows of the file. Raises ProfileError where the profile knows no such files, InputError where it is not whole or not ours."""
    if profile.states is None:
        raise ProfileError(
            f"the profile {profile.name} says nothing of actual states",
            mend="add [states] to it, see docs/orders.md",
        )
    found = proven_rows(profile, profile.states, content, name=name, city=city)
    return tuple(_rows(profile, profile.states, found.rows, found.first, area_code))


def _rows(
    profile: OrderProfile, part: States, rows: list[str], first: int, area_code: str
) -> Iterator[ActualState]:
    for line, text in enumerate(rows, first):
        try:
            cells = cells_of(profile, text)
        except InputError as error:
            yield ActualState(line, "", None, error.what)
            continue
        if len(cells) != len(part.columns):
            yield ActualState(line, "", None, f"the row has {len(cells)} cells, not {len(part.columns)}")
            continue
        found = {column.field: cell for column, cell in zip(part.columns, cells, strict=True)}
        number, state = normalise(found["number"], area_code=area_code), part.state_of(found["state"])
        if number.number and state:
            yield ActualState(line, number.number, state)
        else:
            yield ActualState(
                line,
                "",
                None,
                f"the number {number.problem}"
                if number.problem
                else f"the state {found['state'][:40]!r} is not known",
            )
