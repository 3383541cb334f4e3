"""Which column of the file a field comes from."""

import csv
import difflib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from quietline.domain.errors import InputError
from quietline.ingest.fields import lacking
from quietline.ingest.profile_model import Profile

_ID_KEYS = ("identity", "linked_identity", "other_leg_identity", "part")
_NAMES_SHOWN, _LETTERS_SHOWN = 30, 60
_OTHER_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


@dataclass(frozen=True)
class ColumnMap:
    """The columns of a file: their names in order, each field's index, and what lacks.

    `instead` has the columns that are read where the field's own is empty. `identity` and the three behind it are the indices of the
    columns that the profile's keys of these names list, none where one lacks; `identity_within` has those of its columns that are there.
    """

    names: tuple[str, ...]
    index: dict[str, int]
    missing: tuple[str, ...]
    instead: dict[str, tuple[int, ...]]
    identity: tuple[int, ...] = ()
    identity_within: tuple[int, ...] = ()
    linked_identity: tuple[int, ...] = ()
    other_leg_identity: tuple[int, ...] = ()
    part: tuple[int, ...] = ()

    @property
    def names_calls(self) -> bool:
        """Whether the file has a column with ids of calls."""
        return bool(self.identity or self.linked_identity or self.other_leg_identity)

    def name_of(self, field: str) -> str:
        """The field's column as the file calls it, or the field where the file has none."""
        return self.names[self.index[field]] if field in self.index else field


def map_columns(profile: Profile, names: Sequence[str]) -> ColumnMap:
    """The fields that these column names hold, by the profile. The first accepted name that is there wins."""
    places = {plain(name): index for index, name in reversed(list(enumerate(names)))}
    index = {}
    for field, accepted in profile.columns.items():
        found = [places[plain(name)] for name in accepted if plain(name) in places]
        if found:
            index[field] = found[0]
    instead = {}
    for field, accepted in profile.instead.items():
        found = [places[plain(name)] for name in accepted if plain(name) in places]
        if found and field not in index:
            index[field] = found.pop(0)
        instead[field] = tuple(found)
    ids = {key: [_place(places, name) for name in getattr(profile, key)] for key in _ID_KEYS}
    whole = {key: tuple(found) for key, found in ids.items() if -1 not in found}
    within = tuple(place for name in profile.identity_within if (place := _place(places, name)) >= 0)
    missing = tuple(lacking(profile.kind, index))
    return ColumnMap(tuple(names), index, missing, instead, identity_within=within, **whole)


def _place(places: dict[str, int], names: str) -> int:
    """Where the column of one of these names is, which are separated by bars; -1 where there is none."""
    return next((places[plain(name)] for name in names.split("|") if plain(name) in places), -1)


def split_header(line: str, delimiter: str) -> list[str]:
    """The column names of a header line; a line that the reader cannot split is one long name."""
    try:
        names = next(csv.reader([line.lstrip("\ufeff")], delimiter=delimiter), [])
    except csv.Error:  # a name of more than 131,072 letters
        names = [line]
    return [name.strip() for name in names]


def header_of(profile: Profile, line: str, *, where: str) -> ColumnMap:
    """The columns of a file by its header line. Raises InputError that names what lacks, what is there and the nearest guess."""
    names = split_header(line, profile.delimiter)
    found = map_columns(profile, names)
    if found.missing:
        what = f"the header lacks {lacking_columns(profile, found)}; it has {_listed(names)}"
        raise InputError(what, where=where, mend=_mend(profile, line, names))
    used = [plain(names[index]) for index in found.index.values()]
    twice = [name for name in used if [plain(other) for other in names].count(name) > 1]
    if twice:
        raise InputError(
            f"the header has the column {twice[0]!r} twice",
            where=where,
            mend="rename the one that is not meant",
        )
    return found


def _listed(names: Sequence[str]) -> str:
    """The names for a message; the line may be any text of a megabyte."""
    shown = ", ".join(repr(name[:_LETTERS_SHOWN]) for name in names[:_NAMES_SHOWN])
    more = len(names) - _NAMES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def lacking_columns(profile: Profile, columns: ColumnMap) -> str:
    """The columns that are missing, each with the nearest name that is there."""
    return "; ".join(_wanted(profile, field, columns.names) for field in columns.missing)


def plain(name: str) -> str:
    """The name without what people vary: case, full width, spaces, underscores, hyphens."""
    return (
        unicodedata.normalize("NFKC", name)
        .casefold()
        .translate({ord(letter): None for letter in " \t_-\ufeff"})
    )


def _wanted(profile: Profile, field: str, names: Sequence[str]) -> str:
    accepted = profile.columns.get(field, [field])
    by_plain = {plain(name): name for name in names}
    for candidate in accepted:
        near = difflib.get_close_matches(plain(candidate), by_plain, n=1, cutoff=0.7)
        if near:
            return f"{candidate!r} (is {by_plain[near[0]]!r} meant?)"
    return f"{accepted[0]!r}"


def _mend(profile: Profile, line: str, names: Sequence[str]) -> str:
    for delimiter, called in _OTHER_DELIMITERS.items():
        if delimiter != profile.delimiter and len(split_header(line, delimiter)) > len(names):
            return (
                f'the line looks separated by {called}: set delimiter = "{delimiter}" in the profile'.replace(
                    "\t", "\\t"
                )
            )
    return (
        f"add the file's name for it under [columns] of the profile {profile.name}, or choose another profile"
    )
