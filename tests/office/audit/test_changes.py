"""A change and its entry are one: both are there, or neither."""

import pytest
from django.db import IntegrityError, transaction

from quietline.domain.errors import Conflict, Refused
from quietline.office.audit.changes import change_state
from quietline.office.audit.models import AuditEntry
from quietline.office.audit.record import record
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.models import Case
from tests.ledger_builders import NOW, SYSTEM, a_case


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        record(actor=SYSTEM, at=NOW, action="a", object_kind="k", object_id=1)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_fails_leaves_no_entry() -> None:
    case = a_case()
    entries = AuditEntry.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        change_state(case, to="no such state", actor=SYSTEM, at=NOW)
    assert AuditEntry.objects.count() == entries
    assert Case.objects.get().state == "suspected"


@pytest.mark.django_db
def test_a_change_says_what_was_and_what_is() -> None:
    case = a_case()
    change_state(case, to="watching", actor=SYSTEM, at=NOW, reason="看看", severity=1)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.reason) == ("case.suspected->watching", "看看")
    assert entry.before == {"state": "suspected", "severity": 3, "version": 1}
    assert entry.after == {"state": "watching", "severity": 1, "version": 2}


@pytest.mark.django_db
def test_who_holds_an_older_copy_changes_nothing() -> None:
    a_case()
    mine, yours = Case.objects.get(), Case.objects.get()
    change_state(mine, to="watching", actor=SYSTEM, at=NOW)
    entries = AuditEntry.objects.count()
    with pytest.raises(Conflict):
        change_state(yours, to="dismissed", actor=SYSTEM, at=NOW)
    assert (Case.objects.get().state, AuditEntry.objects.count()) == ("watching", entries)


@pytest.mark.django_db(transaction=True)
def test_a_refusal_rolls_back_the_work_and_keeps_its_entry() -> None:
    case = a_case()
    with pytest.raises(Refused):
        refuse_halfway(case)
    assert Case.objects.get().state == "suspected"
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.actor, entry.reason) == ("case.try.refused", "nobody", "not today")


def refuse_halfway(case: Case) -> None:
    refusals = recorded_refusal(actor=None, at=NOW, action="case.try", object_kind="case", object_id=case.pk)
    with refusals, transaction.atomic():
        change_state(case, to="watching", actor=SYSTEM, at=NOW)
        raise Refused("not today")
