"""An Asterisk Master.csv loads as its documentation describes it: 16 columns and those that cdr.conf adds, no header."""

from pathlib import Path

import pytest

from quietline.home import Home
from tests.ingest.builders import a_file, calls, choose, load


def record(
    src: str = "13812345678",
    dst: str = "02462345678",
    start: str = "2026-04-01 09:00:00",
    answer: str = "2026-04-01 09:00:12",
    end: str = "2026-04-01 09:01:00",
    duration: int = 60,
    billsec: int = 48,
    disposition: str = "ANSWERED",
    more: tuple[str | int, ...] = (),
) -> str:
    """One record as cdr_csv writes it: texts quoted, numbers bare, no text where nobody answered."""
    texts = [
        "",
        src,
        dst,
        "from-internal",
        f'"Zhang" <{src}>',
        "PJSIP/101-00000001",
        "PJSIP/trunk-00000002",
        "Dial",
    ]
    texts += ["PJSIP/02462345678@trunk,60,tT", start]
    values = [*map(quoted, texts), quoted(answer) if answer else "", quoted(end), str(duration), str(billsec)]
    values += [quoted(disposition), quoted("DOCUMENTATION")]
    return ",".join([*values, *(str(value) if isinstance(value, int) else quoted(value) for value in more)])


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


UNANSWERED = {
    "answer": "",
    "billsec": 0,
    "duration": 25,
    "end": "2026-04-01 09:00:25",
    "disposition": "NO ANSWER",
}
COLUMNS = "caller, callee, start_s, ring_s, talk_s, answered"


@pytest.mark.clause("3.1")
def test_a_record_gives_talk_ring_and_answer(home: Home, tmp_path: Path) -> None:
    lines = [record(), record(src="13700000001", **UNANSWERED)]  # type: ignore[arg-type]
    report = load(home, a_file(tmp_path, lines, "Master.csv", header=""), "asterisk")
    assert (report.accepted, report.quarantined) == (2, 0)
    assert calls(home, COLUMNS) == [
        ("8613700000001", "862462345678", 1775005200, 25, 0, False),
        ("8613812345678", "862462345678", 1775005200, 12, 48, True),
    ]


MORE = [
    (),
    ("1775005200.1",),
    ("1775005200.1", "note"),
    ("", "1775005200.1", 7),
    ("1775005200.1", "", "1775005200.1", 7),
]


@pytest.mark.parametrize("more", [*MORE, ("1775005200.1", "note", "", "1775005200.1", 7)])
def test_every_layout_that_cdr_conf_can_make_is_read(
    home: Home, tmp_path: Path, more: tuple[str | int, ...]
) -> None:
    report = load(home, a_file(tmp_path, [record(more=more)], header=""), "asterisk")
    assert (report.accepted, report.quarantined) == (1, 0)


def _numbered(more: tuple[str | int, ...], number: int) -> tuple[str | int, ...]:
    """The columns with a uniqueid of their own."""
    return tuple(f"{number}775005200.1" if value == "1775005200.1" else value for value in more)


def test_a_file_whose_layout_changes_in_the_middle_is_read_whole(home: Home, tmp_path: Path) -> None:
    lines = [
        record(src=f"1370000000{number}", more=_numbered(more, number)) for number, more in enumerate(MORE)
    ]
    report = load(
        home, a_file(tmp_path, [*lines, record() + ',"x","y","z","u","v","w"'], header=""), "asterisk"
    )
    assert (report.accepted, report.quarantined) == (5, 1)
    assert [(problem.line, problem.reason, problem.expected) for problem in report.problems] == [
        (6, "the row has 22 columns, too many", "16, 17, 18, 19, 20 or 21 columns")
    ]


@pytest.mark.parametrize("answered_first", [True, False])
def test_records_with_one_uniqueid_are_one_attempt_and_the_answered_wins(
    home: Home, tmp_path: Path, answered_first: bool
) -> None:
    tries = [record(more=("1775005200.7",)), record(dst="101", more=("1775005200.7",), **UNANSWERED)]  # type: ignore[arg-type]
    report = load(home, a_file(tmp_path, tries if answered_first else tries[::-1], header=""), "asterisk")
    assert (report.accepted, report.duplicate) == (2, 0)
    assert calls(home, f"direction, {COLUMNS}") == [
        ("leg", "8613812345678", "101", 1775005200, 25, 0, False),
        ("outgoing", "8613812345678", "862462345678", 1775005200, 12, 48, True),
    ]


CHANNELS = {
    "a call that is forwarded to a third number": (
        [
            record(dst="101", more=("1775005200.1", "", "1775005200.1", 1)),
            record(src="101", start="2026-04-01 09:00:02", more=("1775005202.4", "", "1775005200.1", 2)),
        ],
        [("8613812345678", "101", "outgoing"), ("101", "862462345678", "leg")],
    ),
    "a blind transfer, on the same channel": (
        [
            record(dst="101", more=("1775005200.1", "", "1775005200.1", 1)),
            record(dst="102", start="2026-04-01 09:00:50", more=("1775005200.1", "", "1775005200.1", 3)),
        ],
        [("8613812345678", "101", "outgoing"), ("8613812345678", "102", "leg")],
    ),
    "an attended transfer, of which the second call joins the first": (
        [
            record(dst="101", more=("1775005200.1", "", "1775005200.1", 1)),
            record(src="101", dst="102", more=("1775005230.3", "", "1775005200.1", 4)),
        ],
        [("8613812345678", "101", "outgoing"), ("101", "102", "leg")],
    ),
    "a ring group, of which one answers": (
        [
            record(dst="600", more=("1775005200.1", "", "1775005200.1", 1), **UNANSWERED),  # type: ignore[arg-type]
            record(dst="600", more=("1775005200.1", "", "1775005200.1", 2)),
        ],
        [("8613812345678", "600", "outgoing")],
    ),
}


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("case", CHANNELS)
def test_the_channels_of_a_call_are_one_attempt_of_who_called_first(
    home: Home, tmp_path: Path, case: str, order: int
) -> None:
    lines, expected = CHANNELS[case]
    load(home, a_file(tmp_path, lines[::order], header=""), "asterisk")
    assert sorted(calls(home, "caller, callee, direction")) == sorted(expected)


def test_records_of_one_uniqueid_in_two_files_on_two_days_are_one_attempt(home: Home, tmp_path: Path) -> None:
    late = {
        "start": "2026-04-01 23:59:50",
        "answer": "",
        "billsec": 0,
        "end": "2026-04-02 00:00:20",
        "disposition": "NO ANSWER",
    }
    after = {"start": "2026-04-02 00:00:20", "answer": "2026-04-02 00:00:32", "end": "2026-04-02 00:01:20"}
    load(home, a_file(tmp_path, [record(more=("1775059190.7",), duration=30, **late)], header=""), "asterisk")  # type: ignore[arg-type]
    second = a_file(tmp_path, [record(more=("1775059190.7",), **after)], "next.csv", header="")  # type: ignore[arg-type]
    load(home, second, "asterisk")
    assert calls(home, "day::VARCHAR, direction, talk_s") == [
        ("2026-04-01", "leg", 0),
        ("2026-04-02", "outgoing", 48),
    ]


def test_a_userfield_in_the_place_of_the_uniqueid_does_not_make_calls_the_same(
    home: Home, tmp_path: Path
) -> None:
    lines = [record(src=f"1370000000{number}", more=("campaign",)) for number in range(3)]
    assert load(home, a_file(tmp_path, lines, header=""), "asterisk").accepted == 3


def test_extensions_are_kept_as_text_and_an_empty_source_is_withheld(home: Home, tmp_path: Path) -> None:
    lines = [
        record(src="101", dst="s"),
        record(src="", dst="13812345678"),
        record(src="anonymous", dst="102"),
    ]
    assert load(home, a_file(tmp_path, lines, header=""), "asterisk").accepted == 3
    assert calls(home, "caller, callee") == [("101", "s"), (None, "102"), (None, "8613812345678")]


def test_hostile_texts_are_in_quarantine(home: Home, tmp_path: Path) -> None:
    lines = [
        record(src="=cmd()"),
        record(dst="<script>"),
        record(end="2026-04-01 08:00:00"),
        record(billsec=61),
    ]
    report = load(home, a_file(tmp_path, lines, header=""), "asterisk")
    assert [(problem.line, problem.column) for problem in report.problems] == [
        (1, "src"),
        (2, "dst"),
        (3, "end"),
        (4, "duration"),
    ]


def test_growing_master_csv_loads_its_new_records_only(home: Home, tmp_path: Path) -> None:
    first, second = (
        record(more=("1775005200.1",)),
        record(start="2026-04-01 09:00:30", more=("1775005230.2",)),
    )
    path = a_file(tmp_path, [first], "Master.csv", header="")
    load(home, path, "asterisk")
    a_file(tmp_path, [first, second], "Master.csv", header="")
    report = load(home, path, "asterisk")
    assert (report.accepted, report.duplicate, report.known_as) == (1, 1, "")


def test_a_master_csv_is_known_by_its_content(home: Home, tmp_path: Path) -> None:
    assert (
        choose(home, a_file(tmp_path, [record(), "broken", record()], "x.txt", header="")).name == "asterisk"
    )
