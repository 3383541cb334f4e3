"""Reason codes and kinds of shutdown: every measure that takes service away has one, in both languages, and a sentence for the customer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from quietline.domain.case_states import HARMFUL, MeasureKind
from quietline.domain.number_plan import LineClass
from quietline.domain.reason_codes import EFFECT, REASON_CODES, SINCE, ReasonCode, valid_on
from quietline.domain.shutdown_kinds import SHUTDOWN_LABELS, ShutdownKind, shutdown_kinds

MAX_CUSTOMER_CHARACTERS = 40
"""So that reason, way back and appeal fit one SMS of 70 characters and its successor."""


@pytest.mark.parametrize("kind", HARMFUL)
def test_every_measure_that_takes_service_away_has_a_reason(kind: MeasureKind) -> None:
    assert [code.code for code in REASON_CODES if kind in code.measures]


@pytest.mark.parametrize("code", REASON_CODES, ids=lambda code: code.code)
def test_a_customer_reads_what_was_done_and_nothing_is_left_to_fill_in(code: ReasonCode) -> None:
    for kind in code.measures:
        said = code.sentence(kind)
        for text in said.as_dict().values():
            assert EFFECT not in text
            assert text
        assert len(said.zh) <= MAX_CUSTOMER_CHARACTERS
        assert said.zh.endswith("。")
        assert "!" not in said.zh + said.en


@pytest.mark.parametrize("kind", ShutdownKind)
def test_a_customer_reads_which_kind_of_shutdown_hit_him(kind: ShutdownKind) -> None:
    told = {REASON_CODES[0].sentence(MeasureKind.SHUTDOWN, other).zh for other in ShutdownKind}
    assert REASON_CODES[0].sentence(MeasureKind.SHUTDOWN, kind).zh in told
    assert len(told) == len(ShutdownKind)
    assert SHUTDOWN_LABELS[kind].zh
    assert SHUTDOWN_LABELS[kind].en


@pytest.mark.parametrize(
    ("line_class", "default"),
    [
        (LineClass.MOBILE, ShutdownKind.OUTGOING_BARRED),
        (LineClass.LANDLINE, ShutdownKind.OUTGOING_BARRED),
        (LineClass.TRUNK, ShutdownKind.TRUNK_BARRED),
        (LineClass.IOT_CARD, ShutdownKind.TWO_WAY_SUSPENSION),
        (LineClass.SERVICE_CODE, ShutdownKind.OUTGOING_BARRED),
        (LineClass.PRIVACY_NUMBER, ShutdownKind.OUTGOING_BARRED),
        (LineClass.UNKNOWN, ShutdownKind.OUTGOING_BARRED),
    ],
)
def test_the_class_of_a_line_has_its_default(line_class: LineClass, default: ShutdownKind) -> None:
    assert shutdown_kinds(line_class)[0] is default


def test_a_foreign_number_is_not_ours_to_shut_down() -> None:
    assert shutdown_kinds(LineClass.FOREIGN) == ()


def test_of_two_rows_of_a_code_the_younger_that_holds_by_then_counts() -> None:
    old = REASON_CODES[0]
    new = replace(old, valid_from=date(2026, 4, 1), is_retired=False, label=REASON_CODES[1].label)
    assert valid_on([new, old], date(2026, 3, 31))[old.code] == old
    assert valid_on([new, old], date(2026, 4, 1))[old.code] == new
    retired = replace(new, is_retired=True)
    assert old.code not in valid_on([retired, old], date(2026, 4, 1))
    assert valid_on([old], SINCE - timedelta(days=1)) == {}
