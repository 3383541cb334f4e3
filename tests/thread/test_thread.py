"""The thread from a file of call records to a closed case, through commands and processes only (clauses 1.2.3 and 3.1)."""

import csv
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.thread.processes import Quietline, log_of, receiver, until, worker


def cases(quietline: Quietline, *options: str) -> dict[int, dict[str, Any]]:
    """Cases by number."""
    return {case["case"]: case for case in quietline("cases", "list", "--json", *options).objects}


def orders(quietline: Quietline) -> list[dict[str, Any]]:
    return quietline("orders", "list", "--json").objects


def states_of_bars(quietline: Quietline) -> set[str]:
    """The states of all orders but the notices that follow them."""
    return {order["state"] for order in orders(quietline) if order["action"] != "notify"}


def order_of(quietline: Quietline, key: str) -> dict[str, Any]:
    return next(order for order in orders(quietline) if order["key"] == key)


def shut_down(quietline: Quietline, case: int) -> str:
    """The key of the order of a shutdown that takes effect at once."""
    (decided,) = quietline(
        "decide",
        case,
        "shutdown",
        "--code",
        "high_frequency",
        "--reason",
        "一小时呼叫过频,核对话单属实",
        "--as",
        "analyst",
        "--json",
    ).objects
    assert (decided["measure_state"], decided["state"]) == ("effective", "shut_down")
    return str(decided["orders"][0]["key"])


def truth(city: Path, name: str) -> set[str]:
    with (city / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["number"] for row in csv.DictReader(file)}


@pytest.mark.clause("1.2.3", "3.1")
def test_from_call_records_to_closed_cases_with_a_receiver_that_hangs_and_dies(
    quietline: Quietline, simulated: Path, port: int, tmp_path: Path
) -> None:
    offenders = [
        number for number, case in cases(quietline).items() if case["number"] in truth(simulated, "offenders")
    ]
    assert len(offenders) >= 6
    first, second, third, fourth, fifth, sixth = offenders[:6]

    with receiver(quietline, port, tmp_path / "orders.jsonl") as network, worker(quietline):
        network.send(signal.SIGSTOP)  # takes the connection and does not answer
        hanging = shut_down(quietline, first)
        until("the order was tried and is kept", lambda: bool(order_of(quietline, hanging)["error"]))
        network.send(signal.SIGCONT)
        until("the order is acknowledged", lambda: order_of(quietline, hanging)["state"] == "done")

        keys = [shut_down(quietline, case) for case in (second, third, fourth)]
        until("one of three arrived", lambda: any(line["key"] in keys for line in log_of(port)))
        network.send(signal.SIGKILL)
        keys += [shut_down(quietline, case) for case in (fifth, sixth)]
        until("the last one was tried in vain", lambda: order_of(quietline, keys[-1])["attempts"] >= 1)
        network.start()
        until("all are acknowledged", lambda: states_of_bars(quietline) == {"done"})

        barred = [line for line in log_of(port) if line["action"] != "notify"]
        effective = Counter(line["key"] for line in barred if line["effective"])
        assert effective == dict.fromkeys([hanging, *keys], 1)
        assert len(barred) > len(effective), "the hanging order came twice and was effective once"

        terminate(quietline, first)
        restore(quietline, second)
        until(
            "both are closed",
            lambda: {cases(quietline, "--all")[case]["state"] for case in (first, second)} == {"closed"},
        )
        done = [(line["number"], line["action"]) for line in log_of(port) if line["effective"]]
        known = cases(quietline, "--all")
        assert (known[first]["number"], "terminate") in done
        assert (known[second]["number"], "restore") in done
        assert len(done) == len({line["key"] for line in log_of(port)})

    assert "chain complete" in quietline("audit", "verify").out


def terminate(quietline: Quietline, case: int) -> None:
    """Verified by somebody else as true, decided by one, agreed by another."""
    quietline("cases", "agree", case, "--as", "reviewer")
    quietline("decide", case, "verify", "--reason", "派单核实", "--as", "analyst")
    assert "somebody other" in quietline.refuses(
        "decide", case, "terminate", "--code", "confirmed", "--reason", "属实", "--as", "analyst"
    )
    quietline(
        "cases",
        "verify",
        case,
        "--method",
        "call_back",
        "--outcome",
        "confirmed",
        "--answer",
        "asked=3",
        "--answer",
        "disturbed=yes",
        "--answer",
        "purpose=marketing",
        "--note",
        "回访属实",
        "--as",
        "verifier",
    )
    (proposed,) = quietline(
        "decide",
        case,
        "terminate",
        "--code",
        "confirmed",
        "--reason",
        "核实属实",
        "--as",
        "analyst",
        "--json",
    ).objects
    assert (proposed["measure_state"], proposed["state"]) == ("proposed", "verifying")
    assert quietline.refuses("cases", "agree", case, "--as", "analyst")
    quietline("cases", "agree", case, "--as", "reviewer")


def restore(quietline: Quietline, case: int) -> None:
    """Verified by somebody else as untrue, then restored."""
    quietline("decide", case, "verify", "--reason", "派单核实", "--as", "analyst")
    assert quietline.refuses("decide", case, "restore", "--reason", "误判", "--as", "analyst")
    quietline(
        "cases",
        "verify",
        case,
        "--method",
        "test_dial",
        "--outcome",
        "not_confirmed",
        "--answer",
        "reached=answered",
        "--answer",
        "purpose=private",
        "--note",
        "拨测为家庭电话",
        "--as",
        "verifier",
    )
    quietline("decide", case, "restore", "--reason", "核实不属实,向机主致歉", "--as", "analyst")


@pytest.mark.clause("1.2.3")
def test_a_protected_caller_is_verified_before_anything_is_cut(quietline: Quietline) -> None:
    protected = next(number for number, case in cases(quietline).items() if case["protected"])
    said = quietline.refuses(
        "decide", protected, "shutdown", "--code", "high_frequency", "--reason", "呼叫过频", "--as", "analyst"
    )
    assert "verified before" in said
    assert orders(quietline) == []
    quietline("decide", protected, "verify", "--reason", "快递员,先核实", "--as", "analyst")
    quietline(
        "cases",
        "verify",
        protected,
        "--method",
        "call_back",
        "--outcome",
        "not_confirmed",
        "--answer",
        "asked=3",
        "--answer",
        "disturbed=no",
        "--answer",
        "purpose=lawful_work",
        "--note",
        "派件电话",
        "--as",
        "verifier",
    )
    quietline("decide", protected, "dismiss", "--reason", "快递派件", "--as", "analyst")
    quietline("worker", "--once")
    assert cases(quietline, "--all")[protected]["state"] == "closed"


@pytest.mark.clause("3.1")
def test_findings_and_cases_are_of_numbers_in_the_ingested_files(
    quietline: Quietline, simulated: Path
) -> None:
    numbers = {
        row.split(",")[0]
        for path in (simulated / "files").glob("*.csv")
        for row in path.read_text(encoding="utf-8").splitlines()
    }
    findings = quietline("detect", "--from", "2025-03-03", "--to", "2025-03-04", "--json").objects
    assert {finding["outcome"] for finding in findings} == {"match"}
    assert {finding["subject"] for finding in findings} <= numbers
    in_cases = {case["number"] for case in cases(quietline).values()}
    assert {finding["subject"] for finding in findings} <= in_cases
    assert in_cases <= numbers | {f"86{number}" for number in numbers}
