"""Finding the profile of a file: by name, by its own TOML file, or by what the file looks like.

Profiles that ship lie in `quietline/ingest/profiles`, a city's own in `profiles` of its home; an own one wins over a shipped one.
"""

import difflib
import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import ValidationError

from quietline.domain.errors import HoldsNoRecords, InputError, ProfileError
from quietline.home import Home
from quietline.ingest.encodings import label
from quietline.ingest.header import lacking_columns, map_columns, split_header
from quietline.ingest.profile_model import Profile
from quietline.ingest.sniffing import Beginning, fits
from quietline.ingest.workbooks import for_sheets

__all__ = ["Profile", "available", "chosen", "named", "read_profile", "refuse_notes", "shipped"]

_HOW_TO_NAME = "name one with --profile NAME or --profile FILE.toml"


def available(home: Home) -> dict[str, Profile]:
    """All profiles by name, the city's own first. Raises ProfileError for one that is not valid."""
    own = {profile.name: profile for profile in map(read_profile, sorted(home.profiles.glob("*.toml")))}
    return own | {name: profile for name, profile in shipped().items() if name not in own}


def shipped() -> dict[str, Profile]:
    """The profiles that come with the product, by name."""
    found = [
        path for path in (files("quietline.ingest") / "profiles").iterdir() if path.name.endswith(".toml")
    ]
    return {profile.name: profile for profile in map(read_profile, sorted(found, key=lambda path: path.name))}


def named(home: Home, name: str) -> Profile:
    """The profile of this name, or of this TOML file. Raises ProfileError, naming those that are there."""
    if name.endswith(".toml"):
        return read_profile(Path(name).expanduser())
    known = available(home)
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1)
    guess = f"did you mean {near[0]}? " if near else ""
    raise ProfileError(f"there is no profile {name!r}", mend=f"{guess}there are {', '.join(sorted(known))}")


def chosen(home: Home, start: Beginning) -> Profile:
    """The profile that this beginning of a file fits. Raises InputError where none or more than one does."""
    own = {profile.name for profile in map(read_profile, sorted(home.profiles.glob("*.toml")))}
    known = available(home)
    fitting = [profile for profile in known.values() if fits(profile, start)]
    fitting = _reading_most([profile for profile in fitting if profile.name in own] or fitting, start)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(profile.name for profile in fitting)
        raise InputError(f"several profiles fit: {names}", where=start.where, mend=_HOW_TO_NAME)
    raise _none_fits(start, known)


def refuse_notes(profile: Profile, start: Beginning) -> None:
    """Raise HoldsNoRecords where a sheet has no column that the profile knows."""
    if start.is_sheet and profile.header and not map_columns(profile, split_header(start.header, ",")).index:
        what = f"the sheet holds no records: it begins with {start.shown!r}"
        raise HoldsNoRecords(what, where=start.where, mend="remove the sheet where it is not meant")


def _reading_most(fitting: list[Profile], start: Beginning) -> list[Profile]:
    """Those of them that know most columns of the header: a register of holdings also has what one of channels needs."""

    def known(profile: Profile) -> int:
        if not profile.header:
            return 0
        delimiter = for_sheets(profile).delimiter if start.is_sheet else profile.delimiter
        return len(map_columns(profile, split_header(start.header, delimiter)).index)

    most = max(map(known, fitting), default=0)
    return [profile for profile in fitting if known(profile) == most]


def _none_fits(start: Beginning, known: dict[str, Profile]) -> InputError:
    """What keeps the file from fitting: its encoding, some columns, or everything."""
    where = f"{start.where} line {start.first_line}"
    if not start.shown:
        return InputError(
            "the file has blank lines only", where=start.where, mend="have the source deliver it again"
        )
    nearest = _nearest(start, known)
    what = f"none of the profiles {', '.join(sorted(known))} fits; the file begins with {start.shown!r}"
    if nearest is None:
        mend = f"{_HOW_TO_NAME}; docs/profiles.md tells how to write one for a new source"
        return (HoldsNoRecords if start.is_sheet else InputError)(what, where=where, mend=mend)
    columns = map_columns(nearest, split_header(start.header, nearest.delimiter))
    if columns.missing:
        lacks = lacking_columns(nearest, columns)
        return InputError(f"{what}; for {nearest.name} it lacks {lacks}", where=where, mend=_HOW_TO_NAME)
    wanted = ", ".join(map(label, nearest.encodings))
    what = f"the header fits the profile {nearest.name}, but the file looks like {label(start.guess)} and not {wanted}"
    mend = f'set encoding = "{start.guess}" in a profile of your own, or save the file as {wanted}'
    return InputError(what, where=where, mend=mend)


def _nearest(start: Beginning, known: dict[str, Profile]) -> Profile | None:
    """The profile of which the header has most columns, at least one."""

    def score(profile: Profile) -> tuple[int, int]:
        columns = map_columns(profile, split_header(start.header, profile.delimiter))
        return len(columns.index), -len(columns.missing)

    found = max((profile for profile in known.values() if profile.header), key=score, default=None)
    return found if found and score(found)[0] else None


def read_profile(path: Path | Traversable) -> Profile:
    """The profile in the TOML file. Raises ProfileError that names file, key and what is allowed."""
    try:
        return Profile.model_validate(tomllib.loads(path.read_bytes().decode("utf-8")))
    except OSError as error:
        mend = "give the path of a profile file, or the name of a profile that is there"
        raise ProfileError(f"cannot be read: {error.strerror}", where=str(path), mend=mend) from error
    except UnicodeDecodeError as error:
        raise ProfileError("is not UTF-8 text", where=str(path), mend="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(
            f"is not valid TOML: {error}", where=str(path), mend="mend the line named"
        ) from error
    except ValidationError as error:
        raise ProfileError(_said(error), where=str(path), mend="docs/profiles.md lists every key") from error


def _said(error: ValidationError) -> str:
    """The first complaint about each key."""
    complaints: dict[str, str] = {}
    for one in error.errors():
        # Behind "[" stands which of several types a value was tried as: nobody wrote that into the file.
        key = ".".join(str(part) for part in one["loc"] if "[" not in str(part)) or "the profile"
        given = (
            f" (given: {one['input']!r})"
            if not isinstance(one["input"], dict) and one["type"] != "missing"
            else ""
        )
        known = (
            f"; keys are {', '.join(_keys_beside(one['loc']))}" if one["type"] == "extra_forbidden" else ""
        )
        complaints.setdefault(key, f"{key}: {one['msg'].removeprefix('Value error, ')}{given}{known}")
    return "; ".join(complaints.values())


def _keys_beside(place: tuple[int | str, ...]) -> list[str]:
    """The keys that are allowed where an unknown one stood."""
    model: type = Profile
    for part in place[:-1]:
        annotation = Profile.model_fields[str(part)].annotation
        model = annotation if isinstance(annotation, type) else model
    return list(getattr(model, "model_fields", {}))
