"""The commands of the ledger: what they print, what they refuse, and that what they wrote is sealed."""

import json
from pathlib import Path

import pytest

from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.models import Case, Measure, Order
from tests.cli.delivered import calls_file
from tests.cli.said import said
from tests.ledger_builders import Cast, a_case, a_number, protect

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("operator")]

REASON = "一小时呼叫 130 个陌生号码"


@pytest.mark.clause("3.1")
def test_detect_prints_a_finding_a_line_and_opens_the_cases(tmp_path: Path) -> None:
    said("ingest", calls_file(tmp_path))
    found = said("detect", "--from", "2026-03-17", "--to", "2026-03-19", "--json")
    assert found.code == 0
    names = {
        "control",
        "version",
        "clause",
        "subject",
        "subject_kind",
        "day",
        "outcome",
        "severity",
        "evidence",
        "counterfactual",
    }
    assert found.lines
    assert all(set(line) == names for line in found.lines)
    assert ("c102_hourly_frequency", "8613803910001", "match") in {
        (line["control"], line["subject"], line["outcome"]) for line in found.lines
    }
    assert Case.objects.get().number == "8613803910001"


def test_detect_over_days_without_calls_finds_nothing_and_is_no_error() -> None:
    found = said("detect", "--from", "2026-03-18", "--to", "2026-03-18", "--json")
    assert (found.code, found.out, found.err) == (0, "", "")


def test_days_in_the_wrong_order_are_wrong_usage() -> None:
    assert said("detect", "--from", "2026-03-19", "--to", "2026-03-18").code == 2


def test_cases_are_listed_with_exactly_the_agreed_names() -> None:
    protect()
    case = a_case()
    (line,) = said("cases", "list", "--json").lines
    assert line == {
        "case": case.pk,
        "number": case.number,
        "state": "suspected",
        "protected": True,
        "controls": ["c102_hourly_frequency"],
        "sources": ["call_frequency"],
        "due": case.due_at.isoformat(),
        "holder": "张三",
    }


def test_cases_are_filtered_by_state_control_and_time() -> None:
    first, second = a_case(), a_case(a_number(2), control="c103_distinct_callees")
    said("decide", first.pk, "watch", "--reason", REASON)

    def listed(*filters: str) -> list[int]:
        return [line["case"] for line in said("cases", "list", "--json", *filters).lines]

    assert listed("--state", "watching") == [first.pk]
    assert listed("--control", "c103_distinct_callees") == [second.pk]
    assert listed("--overdue") == [second.pk]  # opened long ago
    assert sorted(listed()) == [first.pk, second.pk]
    Case.objects.filter(pk=second.pk).update(state="closed")
    assert listed() == [first.pk]
    assert sorted(listed("--all")) == [first.pk, second.pk]


def test_a_case_is_shown_with_its_evidence_and_story() -> None:
    case = a_case()
    found = json.loads(said("cases", "show", case.pk, "--json").out)
    assert found["findings"][0]["evidence"] == {"attempts_60min": 130, "limit_60min": 60}
    assert [step["kind"] for step in found["timeline"]]
    assert "attempts_60min" in said("cases", "show", case.pk).out
    assert said("cases", "show", case.pk + 1).code == 1


@pytest.mark.clause("1.2.3")
def test_a_case_goes_its_way_through_the_command_line(cast: Cast) -> None:
    case = a_case()
    steps: list[tuple[object, ...]] = [
        ("decide", case.pk, "shutdown", "--code", "high_frequency", "--reason", REASON, "--as", "analyst"),
        ("cases", "agree", case.pk, "--as", "reviewer"),
        ("decide", case.pk, "verify", "--reason", "核实", "--as", "analyst"),
        (
            "cases",
            "verify",
            case.pk,
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
            "推销",
            "--as",
            "second",
        ),
        ("decide", case.pk, "terminate", "--code", "confirmed", "--reason", "属实", "--as", "analyst"),
        ("cases", "agree", case.pk, "--as", "reviewer"),
    ]
    for step in steps:
        found = said(*step)
        assert (found.code, found.err) == (0, ""), step
    case.refresh_from_db()
    assert case.state == "terminated"
    orders = said("orders", "--json").lines
    assert [order["action"] for order in orders] == ["terminate", "bar_outgoing"]
    assert said("orders", "list", "--state", "waiting", "--json").lines == orders


def test_decisions_are_told_to_machines() -> None:
    case = a_case()
    answer = json.loads(
        said("decide", case.pk, "shutdown", "--code", "high_frequency", "--reason", REASON, "--json").out
    )
    assert (answer["measure"], answer["measure_state"], answer["state"]) == (
        "shutdown",
        "effective",
        "shut_down",
    )
    assert answer["orders"][0]["key"] == str(Order.objects.get().key)


@pytest.mark.parametrize(
    "arguments",
    [
        ("decide", "{case}", "restore", "--reason", REASON),
        ("decide", "{case}", "shutdown", "--code", "high_frequency", "--reason", "  "),
        ("decide", "99", "shutdown", "--code", "high_frequency", "--reason", REASON),
        ("decide", "{case}", "shutdown", "--code", "high_frequency", "--reason", REASON, "--as", "nobody"),
        ("cases", "agree", "{case}"),
        ("cases", "undo", "{case}"),
        ("cases", "verify", "{case}", "--method", "call_back", "--outcome", "confirmed", "--note", "x"),
        ("orders", "retry", "no-key"),
        ("users", "add", "a b", "--role", "analyst"),
    ],
)
def test_what_is_refused_is_one_line_and_exit_code_1(arguments: tuple[str, ...]) -> None:
    case = a_case()
    found = said(*(part.format(case=case.pk) for part in arguments))
    assert (found.code, found.out) == (1, "")
    assert found.err.startswith("quietline: ")
    assert found.err.count("\n") == 1


def test_disagreeing_and_taking_back(cast: Cast) -> None:
    case = a_case()
    said("decide", case.pk, "shutdown", "--code", "high_frequency", "--reason", REASON, "--as", "analyst")
    assert said("cases", "disagree", case.pk, "--note", "像快递", "--as", "reviewer").code == 0
    assert said("cases", "undo", case.pk, "--as", "reviewer").code == 0
    case.refresh_from_db()
    assert case.state == "shut_down"
    assert said("cases", "undo", case.pk, "--as", "analyst").code == 0
    assert set(Measure.objects.values_list("state", flat=True)) == {"undone"}


def test_a_failed_order_is_sent_again_under_its_key_and_a_refused_one_under_a_new_one() -> None:
    case = a_case()
    said("decide", case.pk, "refer", "--reason", REASON)
    order = Order.objects.get()
    Order.objects.update(state="failed", attempts=12)
    assert said("orders", "retry", order.key).code == 0
    order.refresh_from_db()
    assert (order.state, order.attempts) == ("waiting", 0)
    Order.objects.update(state="refused")
    assert said("orders", "retry", order.key).code == 0
    assert list(Order.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "waiting"]
    assert said("orders", "retry", order.key).code == 1


def test_accounts_are_made_listed_and_switched_off() -> None:
    added = said(
        "users",
        "add",
        "li",
        "--role",
        "branch_staff",
        "--branch",
        "解放区",
        "--staff-number",
        "8",
        "--name",
        "李",
    )
    assert added.code == 0
    found = {line["username"]: line for line in said("users", "list", "--json").lines}["li"]
    assert found == {
        "username": "li",
        "name": "李",
        "staff_number": "8",
        "roles": ["branch_staff"],
        "branches": ["解放区"],
        "active": True,
    }
    said("users", "deactivate", "li")
    assert said("cases", "list", "--as", "li").code == 1
    said("users", "activate", "li")
    assert said("cases", "list", "--as", "li").code == 0
    assert said("users", "list", "--as", "li", "--json").lines[0]["username"] == "li"


def test_the_trail_is_verified_and_listed(cast: Cast) -> None:
    case = a_case()
    said("decide", case.pk, "watch", "--reason", REASON)
    verified = said("audit", "verify")
    assert verified.code == 0
    assert verified.out.strip() == f"{AuditEntry.objects.count()} entries, chain complete"
    newest = said("audit", "list", "--case", case.pk, "--json").lines[0]
    assert (newest["case"], newest["via"], newest["action"]) == (case.pk, "cli", "case.suspected->watching")
    assert said("audit", "list", "--as", "analyst").code == 1


def test_a_trail_with_an_entry_put_in_fails_with_its_number(home: Home) -> None:
    a_case()
    said("cases", "list")
    forged = AuditEntry.objects.latest("pk")
    forged.pk, forged.uid = None, "00000000-0000-0000-0000-000000000001"
    forged.save(force_insert=True)
    found = said("audit", "verify")
    assert found.code == 1
    assert f"entry {forged.pk} " in found.out
    as_json = json.loads(said("audit", "verify", "--json").out)
    assert (as_json["complete"], as_json["problems"][0]["entry"]) == (False, forged.pk)
    said("cases", "list")
