"""Reads the scenario of a city from its TOML file.

Scenarios that ship lie in `scenarios`, what the kinds of callers do in `kinds.toml`. A file says only what is different from the default
one; `docs/scenarios.md` lists every key.
"""

import difflib
import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from quietline.domain.errors import InputError
from quietline.simulator.scenario import Scenario

DEFAULT = "default"
_HERE = files("quietline.simulator")
_TABLES = ("city", "dirt", "files")
_LISTS = {"offender": True, "lookalike": False}
_MEND = "docs/scenarios.md lists every key"


def shipped() -> list[str]:
    """Names of the scenarios that come with the product."""
    names = (path.name for path in (_HERE / "scenarios").iterdir())
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


def kinds() -> dict[str, dict[str, Any]]:
    """The table of kinds: what a caller of each kind does unless a scenario says otherwise."""
    return _toml(_HERE / "kinds.toml")


def read_default() -> Scenario:
    """The scenario that completes all others."""
    return read_scenario(_shipped_file(DEFAULT))


def named_scenario(name: str) -> Scenario:
    """The shipped scenario of this name, or that of a TOML file. Raises InputError that names file, key, reason and mend."""
    if name.endswith(".toml"):
        return read_scenario(Path(name).expanduser())
    if name not in shipped():
        mend = f"name a file that ends in .toml, or one of {', '.join(shipped())}"
        raise InputError(f"there is no scenario {name!r}", mend=mend)
    return read_scenario(_shipped_file(name))


def read_scenario(path: Path | Traversable) -> Scenario:
    """The scenario in the file, completed from the default one. Raises InputError that names file, key, reason and mend."""
    given, default = _toml(path), _toml(_shipped_file(DEFAULT))
    whole = default | given
    for name in _TABLES:
        if isinstance(whole[name], dict):
            whole[name] = default[name] | whole[name]
    for name, offends in _LISTS.items():
        whole[name] = [
            _completed(entry, f"{name} {place}", offends, path)
            for place, entry in enumerate(_listed(whole, name, path), 1)
        ]
    try:
        return Scenario.model_validate(whole)
    except ValidationError as error:
        raise InputError(_said(error, whole), where=str(path), mend=_MEND) from error


def _shipped_file(name: str) -> Traversable:
    return _HERE / "scenarios" / f"{name}.toml"


def _toml(path: Path | Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        mend = "give the path of a scenario file, or the name of one that ships"
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), mend=mend) from error
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8 text", where=str(path), mend="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"is not valid TOML: {error}", where=str(path), mend="mend the line named"
        ) from error


def _listed(whole: dict[str, Any], name: str, path: Path | Traversable) -> list[Any]:
    entries = whole[name]
    if not isinstance(entries, list):
        raise InputError(f"{name}: is not a list", where=str(path), mend=f"begin each entry with [[{name}]]")
    return entries


def _completed(entry: object, place: str, offends: bool, path: Path | Traversable) -> dict[str, Any]:
    """The entry with what its kind does. Raises InputError for a kind that is not known or belongs into the other list."""
    known = kinds()
    fitting = [kind for kind, table in known.items() if table.get("offends", False) is offends]
    kind = entry.get("kind") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(kind, str) or kind not in fitting:
        near = difflib.get_close_matches(str(kind), fitting, n=1)
        mend = f"did you mean {near[0]}?" if near else f"take one of {', '.join(fitting)}"
        raise InputError(f"{place}, key kind: {kind!r} is no kind of that list", where=str(path), mend=mend)
    if "offends" in entry:
        raise InputError(f"{place}, key offends: follows from the kind", where=str(path), mend="leave it out")
    return known[kind] | entry


def _said(error: ValidationError, whole: dict[str, Any]) -> str:
    """The first complaint about each key, with the value given."""
    complaints: dict[str, str] = {}
    for one in error.errors():
        key = _key(one["loc"], whole)
        shown = one["type"] != "missing" and not isinstance(one["input"], dict)
        given = f" (given: {one['input']!r})" if shown else ""
        complaints.setdefault(key, f"{key}: {one['msg'].removeprefix('Value error, ')}{given}")
    return "; ".join(complaints.values())


def _key(place: tuple[int | str, ...], whole: dict[str, Any]) -> str:
    """How a person finds the key: `offender 3 (rotation), key attempts`, `dirt.late`."""
    if len(place) > 1 and place[0] in _LISTS and isinstance(place[1], int):
        kind = whole[str(place[0])][place[1]]["kind"]
        key = ".".join(map(str, place[2:])) or "the entry"
        return f"{place[0]} {place[1] + 1} ({kind}), key {key}"
    return ".".join(map(str, place)) or "the file"
