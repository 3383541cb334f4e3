"""Loading: shipped ones are active, own ones start in shadow, and a broken file stops nobody."""

import os
from pathlib import Path

import pytest

from quietline.domain.errors import ControlError
from quietline.rulebook.load import load_control, load_controls
from tests.lake_builders import a_city
from tests.rulebook.builders import loaded_own, write_own


def test_an_operators_control_starts_in_shadow(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    path = write_own(home)
    own = loaded_own(home)
    assert (own.control.id, own.shadow, own.path, own.problem) == ("c901_own", True, path, "")
    assert all(not loaded.shadow for loaded in load_controls())


def test_loading_leaves_no_compiled_files_in_the_operators_folder(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    path = write_own(home)
    load_controls(home)
    assert list(home.controls.iterdir()) == [path]


def test_notes_and_parts_beside_the_controls_are_no_controls(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    for name in ("README.md", "_shared.py", ".c902_draft.py"):
        (home.controls / name).write_text("not a control")
    assert len(load_controls(home)) == len(load_controls())


BROKEN: dict[str, tuple[str, tuple[tuple[str, str], ...], str]] = {
    "a name that is no control's": ("nights.py", (), "the file's name is not that of a control"),
    "another id than the file's name": (
        "c902_own.py",
        (),
        'field id: "c901_own" is not the name of the file',
    ),
    "no control in the file": (
        "c901_own.py",
        (("control = Control(", "other = Control("),),
        "the file defines no `control`",
    ),
    "a control that is something else": (
        "c901_own.py",
        (("control = Control(", "control = dict("),),
        "the file defines no `control`",
    ),
    "a mistake in Python": (
        "c901_own.py",
        (("control = Control(", "control = = Control("),),
        "line 28: invalid syntax",
    ),
    "a field that is missing": (
        "c901_own.py",
        (("    version=1,\n", ""),),
        "missing 1 required positional argument: 'version'",
    ),
    "an import that is not there": (
        "c901_own.py",
        (("from quietline.domain.labels", "from quietline.domain.lables"),),
        "line 23: ModuleNotFoundError",
    ),
    "a version that is text": (
        "c901_own.py",
        (("version=1", 'version="1"'),),
        "field version: '1' is not of the type int",
    ),
    "a severity nobody knows": (
        "c901_own.py",
        (("severity=Severity.LOW", 'severity="terrible"'),),
        "field severity: 'terrible' is not of the type Severity",
    ),
    "a title in one language": (
        "c901_own.py",
        (('title=Label("自有规则", "Own control")', 'title="Own control"'),),
        "field title: 'Own control' is not of the type Label",
    ),
    "a number that ships": (
        "c102_own.py",
        (("c901_own", "c102_own"),),
        "its number is that of c102_hourly_frequency",
    ),
    "the name of one that ships": (
        "c102_hourly_frequency.py",
        (("c901_own", "c102_hourly_frequency"),),
        "its number is that of c102_hourly_frequency",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_stands_in_the_list_with_its_problem_and_the_mend(tmp_path: Path, case: str) -> None:
    name, changes, problem = BROKEN[case]
    home = a_city(tmp_path)
    write_own(home, *changes, name=name)
    own = loaded_own(home)
    assert own.control.id == Path(name).stem
    assert problem in own.problem
    assert own.mend
    assert [loaded for loaded in load_controls(home) if not loaded.shadow] == load_controls()


def test_a_control_that_ends_the_program_is_broken_too(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    write_own(home, ("control = Control(", "raise SystemExit(3)\ncontrol = Control("))
    assert "SystemExit: 3" in loaded_own(home).problem


@pytest.mark.parametrize("name", [f"c901_{'long' * 20}.py", os.fsdecode(b"c901_\xff.py")])
def test_a_name_that_no_table_can_hold_is_told_with_one_that_it_can(tmp_path: Path, name: str) -> None:
    home = a_city(tmp_path)
    write_own(home, name=name)
    own = loaded_own(home)
    assert own.problem == "the file's name is not that of a control"
    assert own.control.id.isprintable()
    assert len(own.control.id) <= 60


def test_what_a_file_prints_stays_out_of_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = a_city(tmp_path)
    write_own(home, ("control = Control(", "print('noise')\ncontrol = Control("))
    assert not loaded_own(home).problem
    assert capsys.readouterr() == ("", "noise\n")


def test_an_id_may_be_shortened_while_it_names_one_control(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    write_own(home)
    assert load_control("c102", home).control.id == "c102_hourly_frequency"
    assert load_control("c901_own", home).shadow
    with pytest.raises(ControlError, match='"c10" names several controls'):
        load_control("c10", home)
    with pytest.raises(
        ControlError, match=r'there is no control "c777"; take one of: c102_hourly_frequency, .*c901_own'
    ):
        load_control("c777", home)


def test_a_file_is_executed_when_its_content_is_new_and_not_at_every_call(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    executed = tmp_path / "executed"
    count = f"open({str(executed)!r}, 'a').write('x')\n\ncontrol = Control("
    path = write_own(home, ("control = Control(", count))
    first = loaded_own(home)
    assert loaded_own(home) is first
    assert executed.read_text() == "x"
    stamp = path.stat().st_mtime_ns
    write_own(home, ("control = Control(", count), ("a guess", "a hunch"))
    os.utime(path, ns=(stamp, stamp))
    assert loaded_own(home).control.parameters[0].values[0].anchor == "a hunch"
    assert executed.read_text() == "xx"


def test_a_broken_file_is_tried_again(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    lacking = tmp_path / "there"
    write_own(home, ("control = Control(", f"open({str(lacking)!r})\ncontrol = Control("))
    assert "FileNotFoundError" in loaded_own(home).problem
    lacking.touch()
    assert loaded_own(home).problem == ""
