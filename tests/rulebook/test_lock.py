"""The lock: no control changes its meaning under an old version, and no id comes back."""

from dataclasses import replace
from pathlib import Path

import pytest

from quietline.domain.control import Control, DatedValue
from quietline.domain.errors import ControlError
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.rulebook.load import LoadedControl, load_controls
from quietline.rulebook.lock import fingerprint, lock_problems, read_lock, write_lock

SHIPPED = load_controls()
C102 = SHIPPED[0].control


def with_control(control: Control) -> list[LoadedControl]:
    """The shipped ones with one replaced."""
    return [replace(SHIPPED[0], control=control), *SHIPPED[1:]]


def stricter() -> Control:
    parameter = replace(C102.parameters[0], values=DatedValue.always({LineClass.MOBILE: 50}, "anchor"))
    return replace(C102, parameters=(parameter,))


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "rulebook.lock"
    write_lock(SHIPPED, path)
    return path


def test_what_was_locked_is_right(lock: Path) -> None:
    assert list(lock_problems(SHIPPED, lock)) == []
    assert read_lock(lock)["c102_hourly_frequency"].version == 2


CHANGES = {
    "parameters": stricter(),
    "sql": replace(C102, sql=C102.sql.replace(" > ", " >= ")),
    "clause": replace(C102, clause="3.3"),
    "counterfactual": replace(C102, counterfactual=Label("x", "x")),
    "minimum_evidence": replace(C102, minimum_evidence="false"),
}


@pytest.mark.parametrize("field", CHANGES)
def test_a_changed_control_needs_a_new_version(lock: Path, field: str) -> None:
    changed = CHANGES[field]
    (problem,) = lock_problems(with_control(changed), lock)
    assert (problem.what, problem.hint) == ("changed under version 2", "raise it to 3")
    with pytest.raises(ControlError, match="changed under version 2"):
        write_lock(with_control(changed), lock)
    raised = with_control(replace(changed, version=3))
    (problem,) = lock_problems(raised, lock)
    assert problem.hint == "run `quietline controls lock`"
    write_lock(raised, lock)
    assert list(lock_problems(raised, lock)) == []


@pytest.mark.parametrize(
    "same",
    [
        replace(C102, title=Label("另一个标题", "Another title")),
        replace(C102, examples=()),
        replace(C102, sql=C102.sql.replace("\n", "\n   ")),
    ],
    ids=["title", "examples", "white space of the SQL"],
)
def test_what_does_not_change_the_findings_needs_none(lock: Path, same: Control) -> None:
    assert list(lock_problems(with_control(same), lock)) == []


def test_a_retired_control_keeps_its_file(lock: Path) -> None:
    (problem,) = lock_problems(SHIPPED[1:], lock)
    assert problem.what == "c102_hourly_frequency is locked and has no file"
    assert "c102 is never used again" in problem.hint
    with pytest.raises(ControlError, match="has no file"):
        write_lock(SHIPPED[1:], lock)


def test_versions_only_grow(lock: Path) -> None:
    write_lock(with_control(replace(stricter(), version=3)), lock)
    (problem,) = lock_problems(SHIPPED, lock)
    assert problem.what == "version 2, the lock has 3"


def test_a_damaged_lock_is_named_with_its_line(lock: Path) -> None:
    lock.write_text("# head\nc102_hourly_frequency one abc\n")
    with pytest.raises(ControlError, match=r"rulebook.lock line 2: .*is not `control version fingerprint`"):
        read_lock(lock)


def test_fingerprints_differ_between_controls() -> None:
    assert len({fingerprint(loaded.control) for loaded in SHIPPED}) == len(SHIPPED)
