"""Who came in, who went out and who tried is in the audit trail."""

import pytest
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory

from quietline.office.audit.models import AuditEntry
from tests.ledger_builders import a_person

pytestmark = pytest.mark.django_db


def test_log_in_and_log_out_leave_entries() -> None:
    person = a_person("li", "analyst")
    assert person.user is not None
    client = Client()
    client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    client.logout()
    entries = AuditEntry.objects.filter(object_kind="login", object_id="li").order_by("pk")
    assert list(entries.values_list("action", "actor")) == [
        ("user.logged_in", "S-LI"),
        ("user.logged_out", "S-LI"),
    ]


def test_a_failed_log_in_leaves_an_entry_without_the_password() -> None:
    a_person("li", "analyst", password="correct horse battery")
    assert authenticate(RequestFactory().post("/login/"), username="li", password="wrong horse") is None
    entry = AuditEntry.objects.get(action="user.login_failed")
    assert (entry.actor, entry.object_id) == ("nobody", "li")
    assert "horse" not in f"{entry.before}{entry.after}{entry.reason}"
