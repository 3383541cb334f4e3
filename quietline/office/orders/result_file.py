"""Reading the file that a business system sends back: whole and for this city, or refused with words. No database here."""

from dataclasses import dataclass
from uuid import UUID

from quietline.domain.errors import InputError
from quietline.office.orders.profile_model import OrderProfile, Result
from quietline.office.orders.records import DELIVER_AGAIN, cells_of, check_sum_of, marks_in

MAX_BYTES = 16 * 1024 * 1024
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
    lines = _lines(profile, content, name)
    said, rows, first = _proven(profile, content, lines, name)
    if said["city"] != city:
        raise InputError(
            f"the file is for the city {said['city'][:20]!r}, this is {city}",
            where=name,
            mend="deliver it to that city; nothing of it was taken in",
        )
    if said["rows"] != str(len(rows)):
        raise InputError(
            f"the file says that it has {said['rows'][:20]!r} rows and has {len(rows)}: it was cut off or changed",
            where=name,
            mend=DELIVER_AGAIN,
        )
    if not said["batch"].isdecimal() or len(said["batch"]) > 12:
        raise InputError(
            f"{said['batch'][:20]!r} is no batch of ours", where=name, mend="see which file it answers"
        )
    read = tuple(_row(profile, text, first + position) for position, text in enumerate(rows))
    return ReadResults(int(said["batch"]), read)


def _lines(profile: OrderProfile, content: bytes, name: str) -> list[str]:
    if len(content) > MAX_BYTES:
        raise InputError(
            f"the file has more than {MAX_BYTES // 1024**2} MB",
            where=name,
            mend="see that it is a result file",
        )
    try:
        text = content.decode(profile.encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"byte {error.start} is not {profile.encoding}",
            where=name,
            mend=f"see that the profile {profile.name} fits",
        ) from error
    if not text.endswith(profile.line_end):
        raise InputError("the last line has no end: the file was cut off", where=name, mend=DELIVER_AGAIN)
    return text.removesuffix(profile.line_end).split(profile.line_end)


def _proven(
    profile: OrderProfile, content: bytes, lines: list[str], name: str
) -> tuple[dict[str, str], list[str], int]:
    """What lead and trailer say, the rows between them, and the line of the first row. Raises InputError where the check sum differs."""
    lead, trailer = profile.results.lead, profile.results.trailer
    fixed = bool(lead) + profile.heads + bool(trailer)
    if len(lines) < fixed:
        raise InputError(
            f"the file has {len(lines)} lines, at least {fixed} are needed", where=name, mend=DELIVER_AGAIN
        )
    said: dict[str, str] = {}
    end = profile.line_end.encode(profile.encoding)
    if lead:
        said |= marks_in(lead, cells_of(profile, lines[0]), f"{name} line 1")
    if trailer:
        said |= marks_in(trailer, cells_of(profile, lines[-1]), f"{name} line {len(lines)}")
    covered = (
        content.partition(end)[2]
        if "{check_sum}" in lead
        else content[: len(content) - len(lines[-1].encode(profile.encoding)) - len(end)]
    )
    if said["check_sum"].lower() != check_sum_of(profile, covered):
        raise InputError(
            "the check sum does not hold: the file was cut off or changed", where=name, mend=DELIVER_AGAIN
        )
    first = bool(lead)
    if profile.heads:
        _check_heads(profile, lines[first], f"{name} line {first + 1}")
    rows = lines[first + profile.heads : len(lines) - bool(trailer)]
    return said, rows, first + profile.heads + 1


def _check_heads(profile: OrderProfile, line: str, where: str) -> None:
    wanted = [column.head for column in profile.results.columns]
    found = cells_of(profile, line)
    if found != wanted:
        raise InputError(
            f"the heads are {', '.join(found)[:120]}, not {', '.join(wanted)}",
            where=where,
            mend=f"see that the profile {profile.name} fits",
        )


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
