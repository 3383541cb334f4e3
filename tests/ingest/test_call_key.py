"""Calls that differ have keys that differ; the key of a call does not depend on how its numbers were written."""

from pathlib import Path

from quietline.home import Home
from tests.ingest.builders import a_file, a_line, calls, load, load_lines
from tests.ingest.test_asterisk import record


def test_callers_callees_and_seconds_side_by_side_have_keys_of_their_own(home: Home, tmp_path: Path) -> None:
    lines = [
        a_line(caller=f"1381234{a:04d}", callee=f"1391234{b:04d}", start=f"2026-04-01 09:{s:02d}:{s:02d}")
        for a in range(24)
        for b in range(24)
        for s in range(24)
    ]
    load_lines(home, tmp_path, *lines)
    assert calls(home, "count(*), count(distinct call_key)") == [(24**3, 24**3)]


def test_who_calls_whom_makes_a_difference(home: Home, tmp_path: Path) -> None:
    one, other = "13812345678", "13912345678"
    load_lines(
        home, tmp_path, a_line(one, other), a_line(other, one), a_line("anonymous", one), a_line(one, one)
    )
    assert len(set(calls(home, "call_key"))) == 4


def test_the_key_of_a_text_does_not_depend_on_what_stands_beside_it_in_the_file(
    home: Home, tmp_path: Path
) -> None:
    load(home, a_file(tmp_path, [record(src="s"), record(src="t")], "a.csv", header=""), "asterisk")
    report = load(home, a_file(tmp_path, [record(src="u"), record(src="t")], "b.csv", header=""), "asterisk")
    assert (report.accepted, report.duplicate) == (1, 1)
    assert calls(home, "caller") == [("s",), ("t",), ("u",)]
