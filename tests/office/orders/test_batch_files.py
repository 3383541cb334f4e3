"""Orders go out as files and come back as files, through a business system that is a process of its own and imports nothing of ours."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from quietline.domain.errors import SetupError
from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.models import Order
from quietline.office.orders.adapters import batch
from quietline.office.orders.dispatch import dispatch
from quietline.office.orders.models import OrderFile, ResultFile, ResultRow
from quietline.office.orders.services.results import take_in_results
from tests.ledger_builders import SYSTEM
from tests.office.orders.batch_system import BatchSystem

pytestmark = pytest.mark.django_db
Barred = Callable[[int], list[Order]]


def states() -> Counter[str]:
    """The states of what the network is told; notices of it are no part of these files."""
    return Counter(Order.objects.exclude(action="notify").values_list("state", flat=True))


def findings() -> Counter[str]:
    return Counter(ResultRow.objects.values_list("finding", flat=True))


@pytest.mark.clause("3.1")
def test_orders_go_out_in_a_file_and_its_results_set_their_states(
    home: Home, system: BatchSystem, barred: Barred
) -> None:
    orders = barred(3)
    assert dispatch(home, timezone.now()) == 0
    assert (states(), OrderFile.objects.get().state) == ({"sending": 3}, "written")
    system.answers()
    assert dispatch(home, timezone.now()) == 3
    assert (states(), OrderFile.objects.get().state) == ({"done": 3}, "answered")
    assert system.effective() == [str(order.key) for order in orders]
    assert findings() == {"applied": 3}


@pytest.mark.parametrize(
    ("behave", "after", "rows"),
    [
        ("refuse", {"refused": 3}, {"applied": 3}),
        ("unknown", {"refused": 3}, {"applied": 3}),
        ("missing", {"done": 2, "failed": 1}, {"applied": 2, "missing": 1}),
        ("extra", {"done": 3}, {"applied": 3, "never_ordered": 1}),
        ("never", {"sending": 3}, {}),
    ],
)
def test_each_kind_of_row_is_told_apart(
    home: Home,
    system: BatchSystem,
    barred: Barred,
    behave: str,
    after: dict[str, int],
    rows: dict[str, int],
) -> None:
    barred(3)
    dispatch(home, timezone.now())
    system.answers(behave)
    dispatch(home, timezone.now())
    assert (states(), findings()) == (after, rows)


def test_what_the_system_says_is_stored_with_the_order(
    home: Home, system: BatchSystem, barred: Barred
) -> None:
    barred(1)
    dispatch(home, timezone.now())
    system.answers("refuse")
    dispatch(home, timezone.now())
    assert Order.objects.get().answer == {"result": "refused", "detail": "余额不足"}


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        ("cut", "cut off"),
        ("another_city", "the file is for the city '0999', this is 0391"),
        ("garbage", "result-"),
    ],
)
def test_a_file_that_is_not_whole_or_not_ours_is_refused_with_words_and_changes_nothing(
    home: Home, system: BatchSystem, barred: Barred, behave: str, words: str
) -> None:
    barred(2)
    dispatch(home, timezone.now())
    system.answers(behave)
    assert dispatch(home, timezone.now()) == 0
    assert states() == {"sending": 2}
    assert not ResultFile.objects.exists()
    (reason,) = (home.exchange("boss") / "refused").glob("*.txt")
    assert words in reason.read_text(encoding="utf-8")
    assert AuditEntry.objects.filter(action="results.take_in.refused").count() == 1


def test_a_file_that_is_delivered_twice_is_taken_in_once(
    home: Home, system: BatchSystem, barred: Barred
) -> None:
    barred(2)
    dispatch(home, timezone.now())
    system.answers("twice")
    assert dispatch(home, timezone.now()) == 2
    assert (ResultFile.objects.count(), findings()) == (1, {"applied": 2})
    (reason,) = (home.exchange("boss") / "refused").glob("*.txt")
    assert "taken in before" in reason.read_text(encoding="utf-8")


def test_a_missing_order_whose_result_comes_later_is_done(
    home: Home, system: BatchSystem, barred: Barred
) -> None:
    barred(3)
    dispatch(home, timezone.now())
    system.answers("missing")
    dispatch(home, timezone.now())
    assert states() == {"done": 2, "failed": 1}
    system.answers()
    assert dispatch(home, timezone.now()) == 1
    assert (states(), findings()) == ({"done": 3}, {"applied": 3, "missing": 1, "repeated": 2})


def test_a_result_that_contradicts_what_is_known_changes_nothing(
    home: Home, system: BatchSystem, barred: Barred
) -> None:
    barred(1)
    dispatch(home, timezone.now())
    system.answers()
    Order.objects.update(state="refused", answer={"result": "refused", "detail": ""})
    dispatch(home, timezone.now())
    assert (states(), findings()) == ({"refused": 1}, {"contradicts": 1})


def test_a_worker_killed_between_choosing_and_writing_leaves_the_file_to_the_next_one(
    home: Home, system: BatchSystem, barred: Barred
) -> None:
    barred(2)
    dispatch(home, timezone.now())
    (path,) = (home.exchange("boss") / "out").iterdir()
    path.unlink()
    OrderFile.objects.update(state="gathered", name="", sha256="")  # all that such a worker leaves
    dispatch(home, timezone.now())
    assert (OrderFile.objects.count(), OrderFile.objects.get().state) == (1, "written")
    system.answers()
    assert dispatch(home, timezone.now()) == 2


def test_a_file_that_is_written_twice_has_the_same_bytes_and_the_keys_take_effect_once(
    home: Home, system: BatchSystem, barred: Barred
) -> None:
    orders = barred(2)
    dispatch(home, timezone.now())
    (path,) = (home.exchange("boss") / "out").iterdir()
    first = path.read_bytes()
    system.answers()
    OrderFile.objects.update(state="gathered")  # so a worker that was killed before it could say so leaves it
    dispatch(home, timezone.now())
    assert path.read_bytes() == first
    system.answers()
    assert system.effective() == [str(order.key) for order in orders]


@pytest.mark.parametrize("form", ["business_csv"], indirect=True)
def test_a_folder_that_cannot_be_written_leaves_the_orders_for_later(
    home: Home, system: BatchSystem, barred: Barred
) -> None:
    barred(1)
    folder = home.exchange("boss")
    folder.mkdir(parents=True)
    (folder / "out").write_text("in the way")
    with pytest.raises(SetupError, match="cannot be written"):
        dispatch(home, timezone.now())
    (folder / "out").unlink()
    dispatch(home, timezone.now())
    system.answers()
    assert dispatch(home, timezone.now()) == 1


@pytest.mark.parametrize("form", ["business_csv"], indirect=True)
def test_an_order_for_which_the_profile_has_no_code_waits_for_a_person(
    home: Home, system: BatchSystem, barred: Barred, tmp_path: Path
) -> None:
    (order,) = barred(1)
    Order.objects.update(action="salute")
    dispatch(home, timezone.now())
    order.refresh_from_db()
    assert (order.state, order.last_error) == ("failed", "the profile business_csv has no code for salute")


@pytest.mark.parametrize("form", ["business_csv"], indirect=True)
def test_files_are_made_at_their_interval_and_hold_at_most_200_orders(
    home: Home, system: BatchSystem, barred: Barred, city_settings: Callable[..., None]
) -> None:
    (boss,) = home.city.order_targets
    city_settings(order_targets=(boss.model_copy(update={"every_min": 10}),))
    at = timezone.now()
    barred(2)
    dispatch(home, at)
    Order.objects.filter(pk__gt=0).update(state="waiting")
    dispatch(home, at + timedelta(minutes=9))
    assert OrderFile.objects.count() == 1
    dispatch(home, at + timedelta(minutes=10))
    assert OrderFile.objects.count() == 2
    assert batch.MOST_ORDERS == 200


def test_a_take_in_that_was_interrupted_goes_on_where_it_stopped(
    home: Home, system: BatchSystem, barred: Barred
) -> None:
    orders = barred(3)
    dispatch(home, timezone.now())
    system.answers()
    (path,) = system.results()
    dispatch(home, timezone.now())
    ResultRow.objects.filter(order=orders[2]).delete()
    Order.objects.filter(pk=orders[2].pk).update(state="sending")
    ResultFile.objects.update(is_whole=False)  # as if it had been killed before the last row
    taken = home.exchange("boss") / "taken" / path.name
    again = take_in_results(
        home, taken.read_bytes(), name=path.name, target="boss", actor=SYSTEM, at=timezone.now()
    )
    assert (again.counts, states()) == ({"applied": 3}, {"done": 3})
