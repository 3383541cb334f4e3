"""Whoever works on a case takes its turn: on PostgreSQL its row is locked first, so that two never wait for each other in a circle.

SQLite's transactions take turns as a whole.
"""

from django.db.models import QuerySet

from quietline.office.cases.models import Case


def take_turn(case_id: int) -> None:
    """Wait until nobody else works on the case; what is read afterwards stays until the transaction ends."""
    _lock(Case.objects.filter(pk=case_id) if 0 < case_id < 2**63 else Case.objects.none())


def take_turn_of_measure(measure_id: int) -> None:
    """As `take_turn`, for the case of a measure."""
    _lock(Case.objects.filter(measures=measure_id) if 0 < measure_id < 2**63 else Case.objects.none())


def _lock(cases: QuerySet[Case]) -> None:
    list(cases.select_for_update(of=("self",)))
