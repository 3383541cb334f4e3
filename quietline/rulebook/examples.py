"""Runs a control's examples from raw calls through the signals, as a real day would run."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from quietline.domain.control import Control, Example
from quietline.domain.example_calls import ExampleCall
from quietline.domain.findings import Outcome
from quietline.rulebook.judge import outcomes
from quietline.signals.figures import day_start_s
from quietline.signals.grains import REGISTERS
from quietline.signals.making import create_with_history
from quietline.warehouse.schema import CALLS, KINDS

EXAMPLE_DAY = date(2026, 3, 18)
"""An ordinary Wednesday."""

EXAMPLE_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Tried:
    """What a control said of an example's caller; None is no finding."""

    example: Example
    got: Outcome | None

    @property
    def holds(self) -> bool:
        """True where the control said what the example expects."""
        return self.got is self.example.expected


def try_examples(control: Control) -> Iterator[Tried]:
    """Each example with the control's answer. Raises ControlError when the control fails on one."""
    for example in control.examples:
        with signals_of_example(example) as con:
            yield try_example(con, control, example)


def try_example(con: duckdb.DuckDBPyConnection, control: Control, example: Example) -> Tried:
    """The control's answer on the signals of an example. Raises ControlError when the control fails."""
    said = outcomes(con, control, EXAMPLE_DAY)
    return Tried(example, said.get(example.calls[0].caller))


def signals_of_example(example: Example) -> duckdb.DuckDBPyConnection:
    """A connection with the signal tables of the example's day; they do not depend on the control's figures."""
    con = duckdb.connect()
    _create_sources(con, example)
    create_with_history(con, EXAMPLE_DAY, EXAMPLE_ZONE)
    return con


def _create_sources(con: duckdb.DuckDBPyConnection, example: Example) -> None:
    rows = [_row(position, call) for position, call in enumerate(example.calls)]
    con.register("all_calls", pa.Table.from_pylist(rows, CALLS.schema))
    for register in REGISTERS:
        held = [dict(row) for row in example.registers.get(register, ())]
        if register == "holdings" and example.line_class:
            caller = example.calls[0].caller
            held.append({"number": caller, "line_class": example.line_class, "since": date(2020, 1, 1)})
        con.register(register, pa.Table.from_pylist(held, KINDS[register].schema))


def _row(position: int, call: ExampleCall) -> dict[str, object]:
    return {
        "caller": call.caller,
        "callee": call.callee,
        "direction": call.direction,
        "start_s": day_start_s(EXAMPLE_DAY, EXAMPLE_ZONE) + call.at_s,
        "ring_s": call.ring_s,
        "talk_s": call.talk_s,
        "imei": call.imei,
        "cell": call.cell,
        "answered": call.answered,
        "unanswered_carried": call.unanswered_carried,
        "incoming_carried": call.incoming_carried,
        "off_net_carried": True,
        "call_key": position,
        "day": date.fromordinal(EXAMPLE_DAY.toordinal() + call.at_s // 86_400),
    }
