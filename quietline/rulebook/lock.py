"""`rulebook.lock`: fingerprint and version of each control that ships, so that none changes its meaning under an old version."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path

from quietline.domain.control import Control
from quietline.domain.errors import ControlError
from quietline.rulebook.load import SHIPPED_FOLDER, LoadedControl, number_of
from quietline.rulebook.problem import Problem
from quietline.warehouse.durable import write_at_once

LOCK_FILE = SHIPPED_FOLDER / "rulebook.lock"

OUTSIDE = frozenset({"title", "false_positives", "examples", "version", "retired"})
"""Fields that may change under one version: they do not change what the control finds."""


@dataclass(frozen=True)
class Locked:
    """One line of the lock."""

    control: str
    version: int
    fingerprint: str


def fingerprint(control: Control) -> str:
    """Names what the control finds and says: the same clause, parameters, evidence and SQL give the same text."""
    meaning = {
        field.name: getattr(control, field.name) for field in fields(control) if field.name not in OUTSIDE
    }
    meaning["sql"] = " ".join(control.sql.split())
    return hashlib.sha256(json.dumps(_plain(meaning), sort_keys=True).encode()).hexdigest()[:32]


def read_lock(path: Path = LOCK_FILE) -> dict[str, Locked]:
    """The lock by control. Raises ControlError for a line that is not `id version fingerprint`."""
    if not path.exists():
        return {}
    entries = [
        _entry(path, number, line)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]
    return {entry.control: entry for entry in entries if entry}


def write_lock(shipped: Iterable[LoadedControl], path: Path = LOCK_FILE) -> list[Locked]:
    """Write the lock anew. Raises ControlError when a control changed under its old version, or one that was locked is gone."""
    controls = list(shipped)
    for problem in lock_problems(controls, path):
        if not isinstance(problem, NotLocked):
            raise ControlError(problem.what, where=str(problem.path), mend=problem.hint)
    entries = [
        Locked(loaded.control.id, loaded.control.version, fingerprint(loaded.control)) for loaded in controls
    ]
    lines = [
        f"{entry.control} {entry.version} {entry.fingerprint}"
        for entry in sorted(entries, key=lambda e: e.control)
    ]
    head = "# control, version, fingerprint of its meaning; written by `quietline controls lock`"
    write_at_once(path, "\n".join([head, *lines, ""]).encode())
    return entries


class NotLocked(Problem):
    """The lock lacks a new control or a new version: `quietline controls lock` mends it."""


def lock_problems(shipped: Iterable[LoadedControl], path: Path = LOCK_FILE) -> Iterator[Problem]:
    """Where the lock and the controls that ship disagree."""
    locked = read_lock(path)
    loaded_ids = set()
    for loaded in shipped:
        control = loaded.control
        loaded_ids.add(control.id)
        entry = locked.get(control.id)
        if loaded.problem:
            continue
        if entry is None or entry.version < control.version:
            yield NotLocked(
                loaded.path,
                f"version {control.version} is not in {path.name}",
                "run `quietline controls lock`",
            )
        elif entry.version > control.version:
            yield Problem(
                loaded.path, f"version {control.version}, the lock has {entry.version}", "versions only grow"
            )
        elif entry.fingerprint != fingerprint(control):
            yield Problem(
                loaded.path, f"changed under version {control.version}", f"raise it to {control.version + 1}"
            )
    yield from _gone(locked, loaded_ids, path)


def _gone(locked: Mapping[str, Locked], present: set[str], path: Path) -> Iterator[Problem]:
    for control in sorted(locked.keys() - present):
        hint = f"a retired control keeps its file, and {number_of(control)} is never used again"
        yield Problem(path, f"{control} is locked and has no file", hint)


def _entry(path: Path, number: int, line: str) -> Locked | None:
    words = line.split()
    if not words or line.startswith("#"):
        return None
    if len(words) != 3 or not words[1].isdigit():
        raise ControlError(
            f'"{line}" is not `control version fingerprint`',
            where=f"{path} line {number}",
            mend="restore the file",
        )
    return Locked(words[0], int(words[1]), words[2])


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
