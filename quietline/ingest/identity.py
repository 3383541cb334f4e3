"""Which call a record belongs to, and whether it is but a leg of it, by the ids that the source writes.

Dialect: DuckDB, over the table `block` of texts.
"""

from dataclasses import dataclass

from quietline.ingest.header import ColumnMap
from quietline.ingest.profile_model import Profile
from quietline.warehouse.lake import quoted


@dataclass(frozen=True)
class Identity:
    """SQL: the id of the call, an empty text where the record has none, and whether the record is told to be a leg."""

    call: str
    told_leg: str


def identity_of(profile: Profile, columns: ColumnMap) -> Identity:
    """A record belongs to the call of its other leg, to the one that it is linked to, or to the one of its own id.

    It is a leg where it is linked to another call than its own, or where it is not the first part of a long call. An id that does not
    look as `identity_pattern` says counts as none. What an id is unique within, such as an exchange, stands before it.
    """
    own, linked, other = (
        _id(indices, profile.identity_pattern)
        for indices in (columns.identity, columns.linked_identity, columns.other_leg_identity)
    )
    found = f"coalesce({', '.join(filter(None, (other, linked, own)))})" if own or linked or other else ""
    within = "".join(f"trim(c{index}) || chr(30) || " for index in columns.identity_within)
    call = f"coalesce({within}{found}, '')" if found else "''"
    told = [f"coalesce({linked} <> {own}, false)"] if linked and own else []
    told += [f"trim(c{index}) NOT IN ('', '0', '1')" for index in columns.part]
    return Identity(call, " OR ".join(told) or "false")


def _id(indices: tuple[int, ...], pattern: str) -> str:
    """The id that these columns make together; null where it is empty or has another form."""
    if not indices:
        return ""
    text = " || chr(31) || ".join(f"trim(c{index})" for index in indices)
    nothing = quoted("\x1f" * (len(indices) - 1))
    fits = f"AND regexp_matches({text}, {quoted(pattern)})" if pattern else ""
    return f"CASE WHEN {text} <> {nothing} {fits} THEN {text} END"
