"""What is hashed is the same before and after the database has had it."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quietline.home import Home
from quietline.office.audit.canonical import canonical, instant, plain
from quietline.office.audit.models import AuditEntry
from quietline.office.audit.record import content_of, key_of, mac_of, record
from tests.ledger_builders import NOW, SYSTEM

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.django_db
@given(content=st.dictionaries(st.text(), VALUES, max_size=4), reason=st.text(max_size=600))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_entry_read_back_has_the_hash_it_was_written_with(
    home: Home, transaction_of: None, content: dict[str, object], reason: str
) -> None:
    written = record(
        actor=SYSTEM, at=NOW, action="a", object_kind="k", object_id="1", after=content, reason=reason
    )
    read = AuditEntry.objects.get(pk=written.pk)
    assert mac_of(content_of(read), key_of(home)) == read.mac


@pytest.fixture
def transaction_of(db: None) -> None:
    """Tests run inside a transaction: `record` accepts it."""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2.0, b"2"),
        (0.1, b"0.1"),
        (1e16, b"10000000000000000"),
        (-0.0, b"0"),
        ({"b": 1, "a": [date(2026, 3, 1)]}, b'{"a":["2026-03-01"],"b":1}'),
        (UUID(int=1), b'"00000000-0000-0000-0000-000000000001"'),
        ("电", b'"\\u7535"'),
        ({3, 1, 2}, b"[1,2,3]"),
    ],
)
def test_values_have_one_form(value: object, expected: bytes) -> None:
    assert canonical(value) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_not_written(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        plain(value)


def test_what_has_no_form_is_not_written() -> None:
    with pytest.raises(TypeError, match="object"):
        plain(object())


def test_an_instant_is_the_same_in_every_zone() -> None:
    there = datetime(2026, 3, 20, 10, 0, tzinfo=timezone(timedelta(hours=8)))
    assert instant(there) == instant(there.astimezone(UTC)) == "2026-03-20T02:00:00.000000+00:00"
    with pytest.raises(ValueError, match="time zone"):
        instant(datetime(2026, 3, 20))
