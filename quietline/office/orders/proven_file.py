"""A file that a business system wrote: its rows, where it is whole, unchanged and of this city, else words. No database here."""

from dataclasses import dataclass

from quietline.domain.errors import InputError
from quietline.office.orders.profile_model import OrderProfile, Results, States
from quietline.office.orders.records import DELIVER_AGAIN, cells_of, check_sum_of, marks_in

MAX_BYTES = 16 * 1024 * 1024
Part = Results | States


@dataclass(frozen=True)
class ProvenRows:
    """What lead and trailer say by mark, the rows as text, and the line of the first, from 1."""

    said: dict[str, str]
    rows: list[str]
    first: int


def proven_rows(profile: OrderProfile, part: Part, content: bytes, *, name: str, city: str) -> ProvenRows:
    """The rows of a file of this part of the profile. Raises InputError where it is cut off, changed, or of another city."""
    lines = _lines(profile, content, name)
    said, rows, first = _proven(profile, part, content, lines, name)
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
    return ProvenRows(said, rows, first)


def _lines(profile: OrderProfile, content: bytes, name: str) -> list[str]:
    if len(content) > MAX_BYTES:
        raise InputError(
            f"the file has more than {MAX_BYTES // 1024**2} MB",
            where=name,
            mend="see that it is the right file",
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
    profile: OrderProfile, part: Part, content: bytes, lines: list[str], name: str
) -> tuple[dict[str, str], list[str], int]:
    """What lead and trailer say, the rows between them, and the line of the first row. Raises InputError where the check sum differs."""
    lead, trailer = part.lead, part.trailer
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
        _check_heads(profile, part, lines[first], f"{name} line {first + 1}")
    rows = lines[first + profile.heads : len(lines) - bool(trailer)]
    return said, rows, first + profile.heads + 1


def _check_heads(profile: OrderProfile, part: Part, line: str, where: str) -> None:
    wanted = [column.head for column in part.columns]
    found = cells_of(profile, line)
    if found != wanted:
        raise InputError(
            f"the heads are {', '.join(found)[:120]}, not {', '.join(wanted)}",
            where=where,
            mend=f"see that the profile {profile.name} fits",
        )
