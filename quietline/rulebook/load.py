"""Finds controls: those that ship, and the operator's own in the home's `controls` folder, which start in shadow.

A file that cannot be loaded stands in the list with its problem, so that it shows as an error and stops no other control.
"""

import contextlib
import importlib.util
import os
import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from quietline import controls as shipped
from quietline.domain.control import Control
from quietline.domain.errors import ControlError
from quietline.domain.findings import Severity
from quietline.domain.labels import Label
from quietline.domain.printable import printable
from quietline.home import Home

SHIPPED_FOLDER = Path(shipped.__file__).parent
FILE_PATTERN = re.compile(r"c\d{3}_[a-z0-9]+(_[a-z0-9]+)*")

_HEAD_TYPES: dict[str, type] = {
    "id": str,
    "version": int,
    "clause": str,
    "source": str,
    "title": Label,
    "subject_kind": str,
    "schedule": str,
    "window": Label,
    "severity": Severity,
    "counterfactual": Label,
    "sql": str,
    "minimum_evidence": str,
}
"""What every list, run and finding takes from a control, so that a wrong type is told when the file is loaded."""

_LOADED: "dict[Path, tuple[bytes, LoadedControl]]" = {}
"""What a file gave when it was executed last, by its path, with the content that it had then."""

ID_LETTERS = 60
"""The longest id: the ledger has room for it and for what an error puts in front of it."""


@dataclass(frozen=True)
class LoadedControl:
    """A control with the file it came from.

    `shadow`: its findings are counted and open no case. `problem` says why it cannot run, empty where it can; `mend` what to do.
    """

    control: Control
    shadow: bool
    path: Path
    docstring: str = ""
    problem: str = ""
    mend: str = ""

    @property
    def life(self) -> str:
        """`error`, `retired`, `shadow` or `active`."""
        if self.problem:
            return "error"
        if self.control.retired:
            return "retired"
        return "shadow" if self.shadow else "active"


def load_controls(home: Home | None = None) -> list[LoadedControl]:
    """All controls sorted by id: those that ship and, where a home is given, the operator's own. Raises nothing for a broken file.

    A file is executed when its content is new, not at every call.
    """
    found = [_load(path, shadow=False) for path in control_files(SHIPPED_FOLDER)]
    taken = {number_of(loaded.control.id): loaded.control.id for loaded in found}
    for path in control_files(home.controls) if home else []:
        own = _load(path, shadow=True)
        taken_by = taken.setdefault(number_of(own.control.id), own.control.id)
        if taken_by != own.control.id or any(loaded.control.id == own.control.id for loaded in found):
            mend = "give the file and its control a number that is free, for example from c900 on"
            own = replace(own, problem=f"its number is that of {taken_by}", mend=mend)
        found.append(own)
    return sorted(found, key=lambda loaded: (loaded.control.id, loaded.shadow))


def load_control(control_id: str, home: Home | None = None) -> LoadedControl:
    """The control with this id, or the only one whose id begins so. Raises ControlError when there is none."""
    loaded = load_controls(home)
    found = [one for one in loaded if one.control.id == control_id] or [
        one for one in loaded if one.control.id.startswith(control_id)
    ]
    if len(found) == 1:
        return found[0]
    known = ", ".join(one.control.id for one in loaded)
    what = f'"{control_id}" names several controls' if found else f'there is no control "{control_id}"'
    raise ControlError(what, mend=f"take one of: {known}")


def control_files(folder: Path) -> list[Path]:
    """Files of a folder that are meant as controls, sorted; what begins with "_" or "." is none."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.glob("*.py") if path.name[0] not in "_.")


def number_of(control_id: str) -> str:
    """The number in front of an id: `c102` of `c102_hourly_frequency`. It is never used again for another control."""
    return control_id.partition("_")[0]


def _load(path: Path, *, shadow: bool) -> LoadedControl:
    """As `_load_file`, from memory while the file holds the same bytes. A file that is broken is tried again: what it lacks may come."""
    try:
        content = path.read_bytes()
    except OSError:
        return _load_file(path, shadow=shadow)
    known = _LOADED.get(path)
    if known and known[0] == content and known[1].shadow == shadow:
        return known[1]
    loaded = _load_file(path, shadow=shadow)
    if not loaded.problem:
        _LOADED[path] = (content, loaded)
    return loaded


def _load_file(path: Path, *, shadow: bool) -> LoadedControl:
    if not FILE_PATTERN.fullmatch(path.stem) or len(path.stem) > ID_LETTERS:
        mend = "rename it to c + three digits + _ + a short name, for example c901_night_calls.py"
        return _broken(path, shadow, "the file's name is not that of a control", mend)
    name = f"{shipped.__name__}.{path.stem}" if not shadow else f"quietline_own_controls.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        return _broken(path, shadow, "the file cannot be read as Python", "restore the file")
    module = importlib.util.module_from_spec(spec)
    written, sys.dont_write_bytecode = (
        sys.dont_write_bytecode,
        True,
    )  # the operator's folder is not ours to fill
    try:
        with contextlib.redirect_stdout(sys.stderr):  # standard output belongs to the command's answer
            spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # whatever a file does wrong must not stop the other controls
        return _broken(
            path, shadow, _what_happened(error, path), "correct the file; `quietline controls check` tries it"
        )
    finally:
        sys.dont_write_bytecode = written
    return _checked(getattr(module, "control", None), path, shadow, module.__doc__ or "")


def _checked(control: object, path: Path, shadow: bool, docstring: str) -> LoadedControl:
    if not isinstance(control, Control):
        return _broken(
            path, shadow, "the file defines no `control`", "add `control = Control(…)` as the shipped ones do"
        )
    for name, kind in _HEAD_TYPES.items():
        value = getattr(control, name)
        if not isinstance(value, kind) or isinstance(value, bool):
            problem = f"head: field {name}: {value!r} is not of the type {kind.__name__}"
            return _broken(path, shadow, problem, "give it the type that the shipped ones have")
    if control.id != path.stem:
        return _broken(
            path, shadow, f'field id: "{control.id}" is not the name of the file', f'write id="{path.stem}"'
        )
    return LoadedControl(control, shadow, path, docstring)


def _broken(path: Path, shadow: bool, problem: str, mend: str) -> LoadedControl:
    """Stands for a file without a usable control, so that its error has a place in lists, runs and findings."""
    nothing = Label(zh="", en="")
    stand_in = Control(
        id=printable(os.fsencode(path.stem).decode(errors="backslashreplace"))[:ID_LETTERS],
        version=0,
        clause="",
        source="call_frequency",
        title=Label(zh="无法加载的规则", en="Control that cannot be loaded"),
        subject_kind="number",
        schedule="daily",
        window=nothing,
        severity=Severity.MEDIUM,
        parameters=(),
        evidence=(),
        counterfactual=nothing,
        false_positives=(),
        examples=(),
        sql="",
    )
    return LoadedControl(stand_in, shadow, path, problem=problem, mend=mend)


def _what_happened(error: BaseException, path: Path) -> str:
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {error.msg}"
    step, line = error.__traceback__, 0
    while step:
        line = step.tb_lineno if step.tb_frame.f_code.co_filename == str(path) else line
        step = step.tb_next
    place = f"line {line}: " if line else ""
    return f"{place}{type(error).__name__}: {error}"
