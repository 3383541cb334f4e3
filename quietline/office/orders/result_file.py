"""Reading the file that a business system sends back: whole and for this city, or refused with words. No database here."""

from dataclasses import dataclass
from uuid import UUID

from quietline.domain.errors import InputError
from quietline.office.orders.profile_model import OrderProfile, Result
from quietline.office.orders.proven_file import proven_rows
from quietline.office.orders.records import cells_of

MAX_CELL = 200


@dataclass(frozen=True)
class ResultLine:
    """One row: the key of the order and what became of it, `result` None where the row cannot be read and `problem` says why.

    `number` and `action` are as written, empty where the file has no such column.
    """

    line: int
    key: UUID | None
    result: Result | None
    number: str = ""
    action: str = ""
    detail: str = ""
    problem: str = ""


@dataclass(frozen=True)
class ReadResults:
    """A file that is whole and of this city."""

    batch: int
    lines: tuple[ResultLine, ...]


def read_results(profile: OrderProfile, content: bytes, *, name: str, city: str) -> ReadResults:
    """What the file says. Raises InputError where it is cut off, changed, of another city, or no such file at all."""
    found = proven_rows(profile, profile.results, content, name=name, city=city)
    batch = found.said["batch"]
    if not batch.isdecimal() or len(batch) > 12:
        raise InputError(f"{batch[:20]!r} is no batch of ours", where=name, mend="see which file it answers")
    read = tuple(_row(profile, text, found.first + position) for position, text in enumerate(found.rows))
    return ReadResults(int(batch), read)


def _row(profile: OrderProfile, text: str, line: int) -> ResultLine:
    try:
        cells = cells_of(profile, text)
    except InputError as error:
        return ResultLine(line, None, None, problem=error.what)
    if len(cells) != len(profile.results.columns):
        problem = f"the row has {len(cells)} cells, not {len(profile.results.columns)}"
        return ResultLine(line, None, None, problem=problem)
    found = {
        column.field: cell[:MAX_CELL] for column, cell in zip(profile.results.columns, cells, strict=True)
    }
    key, result = _key(found["key"]), profile.result_of(found["result"])
    problem = ""
    if key is None:
        problem = f"{found['key'][:40]!r} is no key of an order"
    elif result is None:
        problem = f"the result {found['result'][:40]!r} is not one of the profile {profile.name}"
    return ResultLine(
        line,
        key,
        result,
        found.get("number", ""),
        found.get("action", ""),
        found.get("detail", ""),
        problem,
    )


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
