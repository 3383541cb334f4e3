"""One call is taken in once, however often and in whatever order its records arrive."""

from datetime import timedelta
from pathlib import Path

from quietline.home import Home
from quietline.ingest.profile import shipped
from quietline.warehouse.lake import Lake
from tests.ingest.builders import AT, a_file, a_line, calls, content, island, load, load_lines

ISLAND = "From,To,Datetime,Duration(seconds),Cell Tower"


def test_an_identical_row_of_a_file_is_a_duplicate(home: Home, tmp_path: Path) -> None:
    report = load_lines(home, tmp_path, a_line(), a_line(), a_line(caller="13700000001"))
    assert (report.accepted, report.duplicate, report.total) == (2, 1, 3)
    assert len(calls(home)) == 2


def test_one_call_in_two_forms_of_its_numbers_is_one_call(home: Home, tmp_path: Path) -> None:
    report = load_lines(home, tmp_path, a_line(caller="13812345678"), a_line(caller="+86 138-1234-5678"))
    assert (report.accepted, report.duplicate) == (1, 1)


def test_both_sides_of_a_call_are_kept(home: Home, tmp_path: Path) -> None:
    report = load_lines(
        home,
        tmp_path,
        a_line() + ",outgoing",
        a_line() + ",incoming",
        header="caller,callee,start,duration,direction",
    )
    assert (report.accepted, report.duplicate) == (2, 0)


def test_rows_that_were_committed_before_are_duplicates(home: Home, tmp_path: Path) -> None:
    load_lines(home, tmp_path, a_line(), a_line(caller="13700000001"))
    report = load(home, a_file(tmp_path, [a_line(), a_line(caller="13700000002")], name="late.csv"))
    assert (report.accepted, report.duplicate, report.known_as) == (1, 1, "")
    assert len(calls(home)) == 3


def test_a_file_of_known_rows_alone_is_committed_without_files(home: Home, tmp_path: Path) -> None:
    load_lines(home, tmp_path, a_line(), a_line(caller="13700000001"))
    report = load(home, a_file(tmp_path, [a_line()], name="part.csv"))
    assert (report.accepted, report.duplicate, report.files) == (0, 1, ())
    assert len(Lake(home).manifests()) == 2


def test_the_answered_record_of_a_call_wins_within_a_file(home: Home, tmp_path: Path) -> None:
    report = load_lines(home, tmp_path, a_line(duration="0"), a_line(duration="50"), a_line(duration="20"))
    assert (report.accepted, report.duplicate) == (1, 2)
    assert calls(home, "talk_s, answered") == [(50, True)]


def test_a_fuller_record_that_comes_later_takes_the_place_of_the_first(home: Home, tmp_path: Path) -> None:
    first = load_lines(home, tmp_path, a_line(duration="0"), a_line(caller="13700000001"))
    later = load(
        home, a_file(tmp_path, [a_line(duration="50")], name="later.csv"), at=AT + timedelta(hours=2)
    )
    assert (later.accepted, later.duplicate, later.total) == (0, 1, 1)
    assert calls(home, "caller, talk_s, batch") == [
        ("8613700000001", 30, first.batch),
        ("8613812345678", 50, later.batch),
    ]


def test_a_poorer_record_that_comes_later_changes_nothing(home: Home, tmp_path: Path) -> None:
    load_lines(home, tmp_path, a_line(duration="50"))
    before = content(home)
    report = load(home, a_file(tmp_path, [a_line(duration="0")], name="later.csv"))
    assert (report.accepted, report.duplicate) == (0, 1)
    assert content(home) == before


def test_the_accepted_of_all_batches_are_the_rows_of_the_lake(home: Home, tmp_path: Path) -> None:
    for number, duration in enumerate(["0", "50", "20", "70"]):
        load(
            home,
            a_file(
                tmp_path,
                [a_line(duration=duration), a_line(start=f"2026-04-01 10:00:0{number}")],
                name=f"{number}.csv",
            ),
        )
    assert sum(manifest.accepted for manifest in Lake(home).manifests()) == len(calls(home)) == 5


def test_a_day_that_was_replaced_whole_is_not_read_twice(home: Home, tmp_path: Path) -> None:
    load_lines(home, tmp_path, a_line(duration="0"))
    load(home, a_file(tmp_path, [a_line(duration="50")], name="b.csv"))
    load(home, a_file(tmp_path, [a_line(duration="70")], name="c.csv"), at=AT + timedelta(hours=2))
    assert calls(home, "talk_s") == [(70,)]
    assert len(Lake(home).files("calls")) == 1


def test_calls_of_one_minute_are_told_apart_where_the_source_gives_minutes(
    home: Home, tmp_path: Path
) -> None:
    lines = ["1,2,20060601 0008,30,1", "1,2,20060601 0008,30,1", "1,2,20060601 0008,31,1"]
    report = load(home, a_file(tmp_path, lines, header=ISLAND), island())
    assert (report.accepted, report.duplicate) == (3, 0)
    assert len(set(calls(home, "call_key"))) == 3


def test_repetitions_that_were_committed_before_are_matched_one_by_one(home: Home, tmp_path: Path) -> None:
    line = "1,2,20060601 0008,30,1"
    load(home, a_file(tmp_path, [line, line], header=ISLAND), island())
    report = load(home, a_file(tmp_path, [line, line, line], name="more.csv", header=ISLAND), island())
    assert (report.accepted, report.duplicate) == (1, 2)


def test_a_source_with_minutes_and_its_own_ids_needs_no_repetitions(home: Home, tmp_path: Path) -> None:
    source = island().model_copy(update={"identity": ["Cell Tower"]})
    lines = ["1,2,20060601 0008,30,a", "1,2,20060601 0008,30,a", "1,2,20060601 0008,30,b"]
    report = load(home, a_file(tmp_path, lines, header=ISLAND), source)
    assert (report.accepted, report.duplicate) == (2, 1)


def test_the_same_reports_in_another_file_are_duplicates(home: Home, tmp_path: Path) -> None:
    header = "number,reported_at,reporter,category,text"
    line = "13812345678,2026-04-01 09:00:00,13900000001,推销,一天三次"
    load(home, a_file(tmp_path, [line, line], header=header), "user_reports")
    report = load(
        home, a_file(tmp_path, [line, line.replace("三", "四")], name="b.csv", header=header), "user_reports"
    )
    assert (report.accepted, report.duplicate) == (1, 1)


def test_the_same_rows_of_a_register_are_duplicates(home: Home, tmp_path: Path) -> None:
    header = "number,purpose,valid_from,valid_until"
    load(home, a_file(tmp_path, ["13812345678,courier,2026-01-01,"], header=header), "protected_callers")
    again = ["+8613812345678,courier,2026/01/01,", "13812345678,courier,2026-01-01,2026-12-31"]
    report = load(home, a_file(tmp_path, again, name="b.csv", header=header), "protected_callers")
    assert (report.accepted, report.duplicate) == (1, 1)


def test_a_changed_profile_reads_the_bytes_again_and_finds_them_known(home: Home, tmp_path: Path) -> None:
    path = a_file(tmp_path, a_line())
    load(home, path)
    changed = shipped()["csv"].model_copy(update={"time_formats": ["%Y-%m-%d %H:%M:%S"]})
    report = load(home, path, changed)
    assert (report.accepted, report.duplicate, report.known_as) == (0, 1, "")
