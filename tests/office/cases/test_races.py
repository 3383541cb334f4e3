"""Two who do the same thing at the same time: one succeeds, nothing is done twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from quietline.domain.errors import Conflict, QuietlineError
from quietline.home import Home
from quietline.office.cases.detection import take_in
from quietline.office.cases.models import Case, CaseFinding, Measure, Order
from quietline.office.cases.services.decide import decide
from quietline.office.cases.services.second_person import agree, disagree
from quietline.office.cases.services.undo import undo
from quietline.office.jobs import services as jobs
from quietline.office.jobs.models import Job
from quietline.office.orders import outbox
from tests.ledger_builders import (
    NOW,
    SYSTEM,
    Cast,
    a_case,
    a_control_day,
    a_finding,
    a_number,
    a_reason_code,
    decided,
    later,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each gave, or the error that it raised."""
    barrier = Barrier(len(works))

    def work(one: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=20)
            return one()
        except QuietlineError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(work, works))


def test_of_two_decisions_on_one_case_one_is_a_conflict(cast: Cast) -> None:
    case = a_case()

    def work(measure: str, who: str) -> Callable[[], Measure]:
        return lambda: decide(
            case_id=case.pk,
            measure=measure,
            reason="同时",
            reason_code=a_reason_code(measure),
            actor=cast.by_name(who),
            at=NOW,
            version=case.version,
        )

    results = at_once(work("shutdown", "analyst"), work("dismiss", "second"))
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Measure"]
    assert Measure.objects.count() == 1
    assert Order.objects.count() == Measure.objects.filter(kind="shutdown").count()
    case.refresh_from_db()
    assert case.version == 2


def test_of_two_second_opinions_one_counts(cast: Cast) -> None:
    measure = decided(a_case(), "shutdown", cast.analyst)
    results = at_once(
        lambda: agree(measure_id=measure.pk, actor=cast.reviewer, at=NOW),
        lambda: disagree(measure_id=measure.pk, actor=cast.reviewer, at=NOW, note="不同意"),
    )
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Measure"]


@pytest.mark.parametrize("turn", range(6))
def test_an_order_is_taken_back_or_sent_but_never_both(cast: Cast, turn: int) -> None:
    """Several turns: a sender that claimed between the look and the cancelling was met about once in ten."""
    measure = decided(a_case(), "shutdown", cast.analyst)
    order = Order.objects.get()
    results = at_once(
        lambda: outbox.claim(order, actor=SYSTEM, at=later(seconds=1)),
        lambda: undo(measure_id=measure.pk, actor=cast.analyst, at=NOW),
    )
    is_sent, undone = results[0] is True, isinstance(results[1], Measure)
    assert is_sent != undone
    order.refresh_from_db()
    assert order.state == ("sending" if is_sent else "cancelled")


def test_of_many_senders_one_gets_the_order(cast: Cast) -> None:
    decided(a_case(), "shutdown", cast.analyst)
    results = at_once(*[lambda: outbox.claim(Order.objects.get(), actor=SYSTEM, at=NOW)] * 4)
    assert sorted(map(str, results)) == ["False", "False", "False", "True"]


def test_the_same_findings_taken_in_by_two_open_each_case_once(home: Home) -> None:
    findings = [
        a_finding(control, subject=a_number(n))
        for n in range(20)
        for control in ("c102_hourly_frequency", "c103_distinct_callees")
    ]
    works = [lambda: take_in(home, a_control_day(*findings), actor=SYSTEM, at=NOW)] * 3
    assert not [result for result in at_once(*works) if isinstance(result, Exception)]
    assert (Case.objects.count(), CaseFinding.objects.count()) == (20, 40)


def test_of_many_workers_one_gets_the_job(cast: Cast) -> None:
    jobs.enqueue(kind="detect", arguments={"first": "2026-03-18", "last": "2026-03-18"}, actor=SYSTEM, at=NOW)
    results = at_once(*[lambda: jobs.claim(actor=SYSTEM, at=NOW)] * 4)
    assert len([result for result in results if isinstance(result, Job)]) == 1


def test_the_same_work_asked_for_twice_at_once_is_one_job() -> None:
    ask = lambda: jobs.enqueue(kind="detect", arguments={}, actor=SYSTEM, at=NOW, key="k")  # noqa: E731
    results = at_once(ask, ask, ask)
    assert len({job.pk for job in results if isinstance(job, Job)}) == 1
    assert not [result for result in results if isinstance(result, Conflict)]
