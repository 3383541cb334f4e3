"""A mobile network's records with the field names of 3GPP: the served party is the caller or the callee, as the type of record says."""

import gzip
from pathlib import Path

import pytest

from quietline.home import Home
from tests.ingest.builders import a_file, calls, choose, load
from tests.ingest.workbook_builders import a_workbook

NAMES = (
    *(
        "recordType",
        "servedIMSI",
        "servedIMEI",
        "servedMSISDN",
        "callingNumber",
        "calledNumber",
        "seizureTime",
    ),
    *(
        "answerTime",
        "releaseTime",
        "callDuration",
        "causeForTerm",
        "location",
        "networkCallReference",
        "sequenceNumber",
    ),
)
A, B, C = "8613800000001", "8613800000002", "8613800000003"
ZONED = {"seizureTime": "", "answerTime": "260401090000+0800", "releaseTime": "260401090030+0800"}


def a_record(kind: str = "MOC", **changes: str) -> list[str]:
    values = dict.fromkeys(NAMES, "")
    values |= {
        "recordType": kind,
        "servedIMEI": "861234567890123",
        "location": "460-00-1-2",
        "causeForTerm": "0",
    }
    values |= {
        "answerTime": "2026-04-01 09:00:00",
        "releaseTime": "2026-04-01 09:00:30",
        "callDuration": "30",
    }
    values |= (
        {"servedMSISDN": A, "calledNumber": B} if kind == "MOC" else {"servedMSISDN": B, "callingNumber": A}
    )
    return list((values | changes).values())


def a_table(*records: list[str]) -> list[str]:
    return ["\t".join(record) for record in (NAMES, *records)]


def test_a_record_of_the_calling_side_is_an_attempt_of_the_served_party(home: Home, tmp_path: Path) -> None:
    path = a_file(tmp_path, a_table(a_record()), "calls.txt", header="")
    assert choose(home, path).name == "tsv"
    assert load(home, path, "tsv").accepted == 1
    found = calls(home, "caller, callee, direction, start_s, talk_s, answered, imei, cell")
    assert found == [(A, B, "outgoing", 1775005200, 30, True, "861234567890123", "460-00-1-2")]


def test_a_record_of_the_called_side_has_the_served_party_as_callee(home: Home, tmp_path: Path) -> None:
    load(home, a_file(tmp_path, a_table(a_record("MTC")), header=""), "tsv")
    assert calls(home, "caller, callee, direction") == [(A, B, "incoming")]


def test_an_attempt_that_nobody_answered_begins_when_the_line_was_seized(home: Home, tmp_path: Path) -> None:
    record = a_record(seizureTime="2026-04-01 09:00:00", answerTime="", callDuration="0")
    load(home, a_file(tmp_path, a_table(record), header=""), "tsv")
    assert calls(home, "start_s, talk_s, answered") == [(1775005200, 0, False)]


def test_a_record_without_any_time_is_in_quarantine(home: Home, tmp_path: Path) -> None:
    report = load(home, a_file(tmp_path, a_table(a_record(answerTime="")), header=""), "tsv")
    assert [(problem.column, problem.reason) for problem in report.problems] == [
        ("seizureTime", "the value is empty")
    ]


@pytest.mark.parametrize(
    "written", [ZONED, {"answerTime": "20260401090000"}, {"answerTime": "2026-04-01T01:00:00Z"}]
)
def test_times_are_read_as_switches_write_them(home: Home, tmp_path: Path, written: dict[str, str]) -> None:
    load(home, a_file(tmp_path, a_table(a_record(**written)), header=""), "tsv")
    assert calls(home, "start_s") == [(1775005200,)]


CALLS = {
    "both sides": (
        [a_record(networkCallReference="n1"), a_record("MTC", networkCallReference="n1")],
        [(A, B, "incoming"), (A, B, "outgoing")],
    ),
    "a forwarding by the network": (
        [
            a_record(networkCallReference="n1"),
            a_record("MCF", networkCallReference="n1", calledNumber=C),
            a_record("MTC", networkCallReference="n1", servedMSISDN=C),
        ],
        [(A, B, "outgoing"), (A, C, "incoming"), (A, C, "leg")],
    ),
    "a gateway's record beside the caller's": (
        [
            a_record(networkCallReference="n1"),
            a_record("OUTGW", networkCallReference="n1", servedMSISDN="", callingNumber=A, calledNumber=B),
        ],
        [(A, B, "outgoing")],
    ),
    "a long call in parts": (
        [
            a_record(networkCallReference="n1", sequenceNumber="1"),
            a_record(networkCallReference="n1", sequenceNumber="2", answerTime="2026-04-01 09:00:30"),
        ],
        [(A, B, "leg"), (A, B, "outgoing")],
    ),
    "two calls": (
        [
            a_record(networkCallReference="n1"),
            a_record(networkCallReference="n2", answerTime="2026-04-01 09:10:00"),
        ],
        [(A, B, "outgoing"), (A, B, "outgoing")],
    ),
}


@pytest.mark.parametrize("case", CALLS)
def test_a_call_is_one_attempt_whatever_records_it_leaves(home: Home, tmp_path: Path, case: str) -> None:
    records, expected = CALLS[case]
    report = load(home, a_file(tmp_path, a_table(*records), header=""), "tsv")
    assert report.quarantined == 0
    assert calls(home, "caller, callee, direction") == expected


def test_the_same_records_come_packed_and_as_a_workbook(home: Home, tmp_path: Path) -> None:
    text = "\n".join(a_table(a_record(), a_record(answerTime="2026-04-01 09:30:00"))).encode()
    packed = a_file(tmp_path, gzip.compress(text), "calls.tsv.gz")
    assert choose(home, packed).name == "tsv"
    assert load(home, packed, "tsv").accepted == 2
    book = a_workbook(tmp_path, [NAMES, a_record(), a_record(answerTime="2026-04-01 09:30:00")])
    assert choose(home, book).name == "tsv"
    assert load(home, book, "tsv").duplicate == 2
