"""Orders at the command line: targets, batch files, result files, dead letters, reconciliation."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from django.utils import timezone

from quietline.home import Home, OrderTarget
from quietline.office.cases.models import Order
from quietline.office.orders.models import Difference, OrderFile
from tests.commands import run
from tests.ledger_builders import Cast, a_case, a_landline, decided
from tests.office.orders.batch_system import BatchSystem
from tests.office.orders.test_reconciliation import a_state_file

pytestmark = pytest.mark.django_db(transaction=True)
ACTIONS = ("bar_outgoing",)


@pytest.fixture
def shared(cast: Cast, other_process: Callable[..., Home], city_settings: Callable[..., None]) -> Home:
    """A city with a target for batch files and two waiting orders."""
    boss = OrderTarget(name="boss", adapter="batch", profile="business_csv", actions=ACTIONS, every_min=0)
    city_settings(order_targets=(boss,))
    for position in range(2):
        at = timezone.now() - timedelta(seconds=1)
        decided(a_case(a_landline(position)), "shutdown", cast.analyst, at=at)
    return other_process()


def said(done: CompletedProcess[str]) -> list[dict[str, object]]:
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.clause("3.1")
def test_a_batch_goes_out_and_its_result_file_is_taken_in(shared: Home, tmp_path: Path) -> None:
    def orders(*arguments: str) -> CompletedProcess[str]:
        return run(shared, "orders", *arguments, "--as", "analyst")

    assert run(shared, "worker", "--once").returncode == 0
    (file,) = said(orders("files", "--json"))
    assert (file["target"], file["state"], file["orders"], file["open"]) == ("boss", "written", 2, 2)
    (target,) = [one for one in said(orders("targets", "--json")) if one["target"] == "boss"]
    assert (target["adapter"], target["circuit"], target["on_the_way"]) == ("batch", "closed", 2)
    system = BatchSystem(shared.exchange("boss"), "business_csv", tmp_path / "log.jsonl")
    system.answers("missing")
    (path,) = system.results()
    cut = tmp_path / "cut.csv"
    cut.write_bytes(path.read_bytes()[:-9])
    refused = orders("take-in", str(cut), "--target", "boss")
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert "cut.csv" in refused.stderr
    assert said(orders("take-in", str(path), "--target", "boss", "--json")) == [
        {"batch": OrderFile.objects.get().pk, "applied": 1, "missing": 1}
    ]
    assert "taken in before" in orders("take-in", str(path), "--target", "boss").stderr
    assert sorted(Order.objects.values_list("state", flat=True)) == ["done", "failed"]


def test_a_dead_letter_is_handed_over_confirmed_or_given_up(shared: Home) -> None:
    Order.objects.update(state="failed")
    one, other = (str(order.key) for order in Order.objects.order_by("pk"))
    assert (
        run(shared, "orders", "hand-over", one, "--as", "analyst").stdout
        == f"order {one}: waiting for a person\n"
    )
    confirm = ("orders", "confirm", one, "--result", "done", "--note", "在 HLR 中已执行", "--as", "analyst")
    assert run(shared, *confirm).stdout == f"order {one}: done\n"
    give_up = ("orders", "give-up", other, "--reason", "号码已销户", "--as")
    assert "may not give up orders" in run(shared, *give_up, "analyst").stderr
    assert run(shared, *give_up, "reviewer").stdout == f"order {other}: given_up\n"


@pytest.mark.clause("3.1")
def test_actual_states_are_compared(shared: Home, tmp_path: Path) -> None:
    Order.objects.update(state="done")
    path = tmp_path / "states.csv"
    path.write_bytes(
        a_state_file(shared, "business_csv", {a_landline(0): "active", a_landline(1): "bar_outgoing"})
    )
    reconcile = ("orders", "reconcile", str(path), "--profile", "business_csv", "--json", "--as", "analyst")
    counts = {"rows": 2, "agreed": 1, "on_their_way": 0, "unreadable": 0, "differ": 1}
    assert said(run(shared, *reconcile)) == [counts]
    (found,) = said(run(shared, "orders", "differences", "--json", "--as", "analyst"))
    assert (found["id"], found["kind"], found["side"]) == (
        Difference.objects.get().pk,
        "not_barred",
        "network",
    )
    assert "compared before" in run(shared, *reconcile).stderr
