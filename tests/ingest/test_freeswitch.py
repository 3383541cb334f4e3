"""A Master.csv of FreeSWITCH's mod_cdr_csv loads in every layout that its documentation shows; a call's legs are one attempt."""

from pathlib import Path

import pytest

from quietline.home import Home
from tests.ingest.builders import a_file, calls, choose, load

A, B, C = (f"{letter * 8}-e752-11e3-8bfb-65b6c3cdac7d" for letter in "abc")
COLUMNS = "caller, callee, start_s, ring_s, talk_s, answered"
SIDES = "caller, callee, direction"


def record(
    caller: str = "13812345678",
    callee: str = "02462345678",
    start: str = "2026-04-01 09:00:00",
    answer: str = "2026-04-01 09:00:12",
    end: str = "2026-04-01 09:01:00",
    duration: int = 60,
    billsec: int = 48,
    cause: str = "NORMAL_CLEARING",
    uuid: str = A,
    bleg: str = "",
    more: tuple[str, ...] = ("PCMA", "PCMA"),
    before_account: str = "",
) -> str:
    """One record as the template `example` writes it: every value quoted, numbers too."""
    head = [
        "Zhang",
        caller,
        callee,
        "default",
        start,
        answer,
        end,
        str(duration),
        str(billsec),
        cause,
        uuid,
        bleg,
    ]
    account = f'{before_account}""'
    return ",".join([*(f'"{value}"' for value in head), account, *(f'"{value}"' for value in more)])


UNANSWERED = {"answer": "", "end": "2026-04-01 09:00:25", "duration": 25, "billsec": 0, "cause": "NO_ANSWER"}

LAYOUTS = {
    "default": record(more=(), before_account=" "),
    "example": record(),
    "linksys": record(more=("PCMA", "PCMA", "Linksys/SPA942", "PS=1")),
    "snom": record(more=("PCMA", "PCMA", "snom320", "", "R=1", "T=1", "/tmp/a.wav"), before_account=" "),
}


@pytest.mark.clause("3.1")
@pytest.mark.parametrize("template", LAYOUTS)
def test_every_template_of_the_documentation_is_known_and_read(
    home: Home, tmp_path: Path, template: str
) -> None:
    path = a_file(tmp_path, [LAYOUTS[template]], "Master.csv", header="")
    assert choose(home, path).name == "freeswitch"
    assert load(home, path, "freeswitch").accepted == 1
    assert calls(home, COLUMNS) == [("8613812345678", "862462345678", 1775005200, 12, 48, True)]


def test_a_call_that_was_never_bridged_is_read_as_the_documentation_shows_it(
    home: Home, tmp_path: Path
) -> None:
    line = (
        '"9007","9007","0034688886392","public","2014-05-29 16:59:50","","2014-05-29 16:59:50","0","0",'
        f'"NORMAL_CLEARING","{A}","","","",""'
    )
    load(home, a_file(tmp_path, [line], header=""), "freeswitch")
    assert calls(home, "caller, callee, talk_s, answered") == [("9007", "34688886392", 0, False)]


@pytest.mark.parametrize(
    ("answer", "billsec", "answered"),
    [("2026-04-01 09:00:12", 0, True), ("", 0, False), ("1970-01-01 08:00:00", 0, False)],
)
def test_the_time_of_the_answer_tells_whether_there_was_one(
    home: Home, tmp_path: Path, answer: str, billsec: int, answered: bool
) -> None:
    line = record(answer=answer, billsec=billsec, end="2026-04-01 09:00:12", duration=12)
    load(home, a_file(tmp_path, [line], header=""), "freeswitch")
    assert calls(home, "talk_s, answered") == [(0, answered)]


def test_a_withheld_caller_and_extensions_are_kept(home: Home, tmp_path: Path) -> None:
    lines = [
        record(caller="", callee="1001", uuid=A),
        record(caller="anonymous", callee="1002", uuid=B),
        record(caller="1003", callee="park+5901", uuid=C),
    ]
    assert load(home, a_file(tmp_path, lines, header=""), "freeswitch").accepted == 3
    assert calls(home, "caller, callee") == [("1003", "park+5901"), (None, "1001"), (None, "1002")]


CALLER, FIRST, SECOND = "8613812345678", "1001", "1002"
LATER = {"start": "2026-04-01 09:00:31", "answer": "2026-04-01 09:00:35", "duration": 29, "billsec": 25}
LEGS = {
    "two legs": (
        [
            record(callee=FIRST, bleg=B),
            record(callee=FIRST, uuid=B, start="2026-04-01 09:00:01", duration=59),
        ],
        [(CALLER, FIRST, "outgoing"), (CALLER, FIRST, "leg")],
    ),
    "two legs that nobody answered": (
        [
            record(callee=FIRST, bleg=B, **UNANSWERED),  # type: ignore[arg-type]
            record(callee=FIRST, uuid=B, **UNANSWERED),  # type: ignore[arg-type]
        ],
        [(CALLER, FIRST, "outgoing")],
    ),
    "the called leg shows the number that the gateway was given": (
        [
            record(callee=FIRST, bleg=B),
            record(callee="13900000009", uuid=B, start="2026-04-01 09:00:01", duration=59),
        ],
        [(CALLER, FIRST, "outgoing"), (CALLER, "8613900000009", "leg")],
    ),
    "a forwarding: the switch calls on, and the last leg is named": (
        [
            record(callee=FIRST, bleg=C),
            record(
                callee=SECOND,
                uuid=C,
                start="2026-04-01 09:00:20",
                answer="2026-04-01 09:00:22",
                duration=40,
                billsec=38,
            ),
        ],
        [(CALLER, FIRST, "outgoing"), (CALLER, SECOND, "leg")],
    ),
    "a blind transfer, the calling leg alone": (
        [record(callee=SECOND, bleg=C)],
        [(CALLER, SECOND, "outgoing")],
    ),
    "a blind transfer, all legs: the calling one names the last": (
        [
            record(
                callee=FIRST,
                uuid=B,
                start="2026-04-01 09:00:01",
                end="2026-04-01 09:00:30",
                duration=29,
                billsec=18,
            ),
            record(callee=SECOND, uuid=C, **LATER),  # type: ignore[arg-type]
            record(callee=SECOND, bleg=C),
        ],
        [(CALLER, FIRST, "leg"), (CALLER, SECOND, "leg"), (CALLER, SECOND, "outgoing")],
    ),
    "a second gateway, the first refused": (
        [
            record(
                callee=FIRST,
                uuid=B,
                answer="",
                end="2026-04-01 09:00:02",
                duration=2,
                billsec=0,
                cause="NORMAL_TEMPORARY_FAILURE",
            ),
            record(callee=FIRST, uuid=C, start="2026-04-01 09:00:02", duration=58),
            record(callee=FIRST, bleg=C),
        ],
        [(CALLER, FIRST, "leg"), (CALLER, FIRST, "outgoing")],
    ),
    "a refused attempt beside a call of another caller": (
        [
            record(callee=FIRST, bleg=B),
            record(callee=FIRST, uuid=B, start="2026-04-01 09:00:01", duration=59),
            record(
                caller="13700000001",
                callee=SECOND,
                uuid=C,
                start="2026-04-01 09:00:20",
                answer="",
                end="2026-04-01 09:00:20",
                duration=0,
                billsec=0,
            ),
        ],
        [(CALLER, FIRST, "leg"), (CALLER, FIRST, "outgoing"), ("8613700000001", SECOND, "outgoing")],
    ),
    "two calls": (
        [record(callee=FIRST, bleg=B), record(callee=SECOND, uuid=C, **LATER)],  # type: ignore[arg-type]
        [(CALLER, FIRST, "outgoing"), (CALLER, SECOND, "outgoing")],
    ),
}


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("case", LEGS)
def test_the_legs_of_a_call_are_one_attempt(home: Home, tmp_path: Path, case: str, order: int) -> None:
    lines, expected = LEGS[case]
    report = load(home, a_file(tmp_path, lines[::order], header=""), "freeswitch")
    assert report.quarantined == 0
    assert calls(home, SIDES) == sorted(expected)


@pytest.mark.parametrize("first", [0, 1])
def test_the_legs_of_a_call_may_come_in_two_files(home: Home, tmp_path: Path, first: int) -> None:
    lines, expected = LEGS["two legs"]
    for number in (first, 1 - first):
        load(home, a_file(tmp_path, [lines[number]], f"{number}.csv", header=""), "freeswitch")
    assert calls(home, SIDES) == sorted(expected)
