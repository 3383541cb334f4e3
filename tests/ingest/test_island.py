"""A layout that nobody here made loads by a profile file that a user writes."""

from pathlib import Path

from quietline.domain.number_plan import LineClass, line_class
from quietline.home import Home
from quietline.ingest import quarantine
from tests.ingest.builders import HERE, calls, choose, island, load


def test_a_foreign_layout_loads_by_a_users_profile(home: Home, island_file: Path) -> None:
    report = load(home, island_file, island())
    assert (report.accepted, report.duplicate, report.quarantined, report.total) == (9830, 0, 4, 9834)
    assert (str(report.first_day), str(report.last_day)) == ("2006-06-01", "2006-06-10")


def test_negative_durations_of_the_real_file_are_in_quarantine_with_their_lines(
    home: Home, island_file: Path
) -> None:
    report = load(home, island_file, island())
    found = [(row.line, row.column, row.reason) for row in quarantine.rows(home, report.batch)]
    assert found == [
        (823, "Duration(seconds)", '"-2" is negative'),
        (4222, "Duration(seconds)", '"-44" is negative'),
        (6451, "Duration(seconds)", '"-113" is negative'),
        (7246, "Duration(seconds)", '"-145" is negative'),
    ]


def test_local_numbers_become_numbers_of_their_class(home: Home, island_file: Path) -> None:
    load(home, island_file, island())
    callers = {str(caller) for (caller,) in calls(home, "DISTINCT caller")}
    assert len(callers) > 390
    assert {line_class(caller) for caller in callers} == {LineClass.MOBILE}
    assert calls(home, "DISTINCT unanswered_carried, answered") == [(False, True)]


def test_the_profile_in_the_citys_folder_is_found_by_the_files_content(home: Home, island_file: Path) -> None:
    (home.profiles / "vast2008.toml").write_bytes((HERE / "vast2008.toml").read_bytes())
    assert choose(home, island_file).name == "vast2008"
