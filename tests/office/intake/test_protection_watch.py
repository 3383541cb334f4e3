"""Protection stays with the holder, not with the digits, and its end is watched (clause 1.2.3)."""

from datetime import date, timedelta

import pytest

from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.facts import facts_of
from quietline.office.intake.calendar import Calendar
from quietline.office.intake.protection_watch import keep_with_holders
from quietline.office.registry.models import ProtectedCaller
from quietline.office.registry.protection import expiring_on, protected_numbers, protections_on
from tests.lake_builders import commit_rows
from tests.ledger_builders import DAY, MOBILE, NOW, SYSTEM, a_case, a_number, later, protect

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def held_by(home: Home, name: str, since: date, *, until: date | None = None) -> None:
    """What the register says of the number from a day on."""
    row = {"number": MOBILE, "subscriber": f"subscriber-of-{name}", "holder_name": name, "since": since}
    commit_rows(home, "holdings", [row | {"until": until}], batch=f"register-{since}")


@pytest.mark.clause("1.2.3")
def test_who_gets_the_number_of_a_courier_is_not_protected_as_he_was(home: Home) -> None:
    held_by(home, "张三", date(2025, 1, 1), until=date(2026, 2, 28))
    entry = protect(valid_from=date(2026, 1, 1))
    held_by(home, "李四", date(2026, 3, 1))
    assert keep_with_holders(home, actor=SYSTEM, at=NOW) == 1
    entry.refresh_from_db()
    assert (entry.subscriber, entry.lapsed_on) == ("subscriber-of-张三", date(2026, 3, 1))
    assert not protected_numbers([MOBILE], TODAY)
    assert protected_numbers([MOBILE], date(2026, 2, 20))
    assert not facts_of(a_case(holder="李四", day=DAY), NOW).is_protected
    assert AuditEntry.objects.filter(action="protected_caller.lapsed").count() == 1


def test_the_courier_himself_stays_protected_however_often_one_looks(home: Home) -> None:
    held_by(home, "张三", date(2025, 1, 1))
    entry = protect(valid_from=date(2026, 1, 1))
    assert [keep_with_holders(home, actor=SYSTEM, at=later(days=day)) for day in (0, 1, 2)] == [0, 0, 0]
    entry.refresh_from_db()
    assert (entry.subscriber, entry.lapsed_on) == ("subscriber-of-张三", None)
    assert protected_numbers([MOBILE], TODAY)


@pytest.mark.parametrize("knows_present", [True, False])
def test_where_no_register_knows_who_it_was_the_entry_protects_whoever_has_the_number(
    home: Home, knows_present: bool
) -> None:
    entry = protect(valid_from=date(2024, 1, 1))
    if knows_present:
        held_by(home, "李四", date(2026, 3, 1))
    assert keep_with_holders(home, actor=SYSTEM, at=NOW) == 0
    entry.refresh_from_db()
    assert entry.subscriber == ("subscriber-of-李四" if knows_present else "")
    assert protected_numbers([MOBILE], TODAY)


def test_a_new_entry_for_the_new_holder_protects_him(home: Home) -> None:
    held_by(home, "张三", date(2025, 1, 1), until=date(2026, 2, 28))
    held_by(home, "李四", date(2026, 3, 1))
    old, new = protect(valid_from=date(2026, 1, 1)), protect(valid_from=date(2026, 3, 10))
    assert keep_with_holders(home, actor=SYSTEM, at=NOW) == 1
    assert list(protections_on(TODAY)) == [new]
    old.refresh_from_db()
    assert old.lapsed_on == date(2026, 3, 1)


def test_the_worker_looks_once_a_day(home: Home) -> None:
    held_by(home, "张三", date(2025, 1, 1), until=date(2026, 3, 20))
    held_by(home, "李四", date(2026, 3, 21))
    protect(valid_from=date(2026, 1, 1))
    calendar = Calendar(home)
    for day in (0, 1, 2):
        calendar.look(later(days=day))
    assert ProtectedCaller.objects.get().lapsed_on == date(2026, 3, 21)


@pytest.mark.clause("1.2.3")
@pytest.mark.parametrize(
    ("days", "warns"), [(-1, False), (0, True), (29, True), (30, False), (None, False)], ids=str
)
def test_an_entry_is_said_to_end_30_days_before(home: Home, days: int | None, warns: bool) -> None:
    ends = None if days is None else TODAY + timedelta(days=days)
    entry = protect(a_number(1), valid_until=ends)
    assert list(expiring_on(TODAY)) == ([entry] if warns else [])
