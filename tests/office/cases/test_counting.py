"""Counting state changes in the tables is counting audit entries: the database counts for itself, by triggers that know no code of ours."""

from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from quietline.domain.errors import NotFound, QuietlineError, Refused
from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.jobs import services as jobs
from quietline.office.vault.services.view import view_document
from tests.ledger_builders import SYSTEM
from tests.office.cases.test_random_day import POSITIONS, DayOfWork

Change = tuple[str, str, str | None, str]
"""Kind of thing, its key, the state before (None: it was not there), the state after."""


def stateful() -> list[type[Model]]:
    """Every table with a state, whoever adds one."""
    ours = (model for model in apps.get_models() if model.__module__.startswith("quietline."))
    return [model for model in ours if {"state", "version"} <= {field.name for field in model._meta.fields}]


def statements(model: type[Model]) -> list[str]:
    table, kind, pk = model._meta.db_table, model._meta.model_name, model._meta.pk.column
    if connection.vendor == "sqlite":
        into = f"INSERT INTO counted_change VALUES ('{kind}', NEW.{pk}"
        return [
            f"CREATE TRIGGER counted_insert_{table} AFTER INSERT ON {table} BEGIN {into}, NULL, NEW.state); END",
            f"CREATE TRIGGER counted_update_{table} AFTER UPDATE OF state ON {table} WHEN OLD.state <> NEW.state"
            f" BEGIN {into}, OLD.state, NEW.state); END",
        ]
    return [
        f"""CREATE FUNCTION counted_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'INSERT' THEN
                INSERT INTO counted_change VALUES ('{kind}', NEW.{pk}, NULL, NEW.state);
            ELSIF OLD.state <> NEW.state THEN
                INSERT INTO counted_change VALUES ('{kind}', NEW.{pk}, OLD.state, NEW.state);
            END IF;
            RETURN NULL; END $$""",
        f"CREATE TRIGGER counted_change AFTER INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION counted_{table}()",
    ]


@pytest.fixture
def counted(db: None) -> None:
    """The database writes down each change of a state by itself."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE counted_change (kind text, pk text, was text, is_now text)")
        for model in stateful():
            for statement in statements(model):
                cursor.execute(statement)


def changes_in_tables() -> Counter[Change]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, pk, was, is_now FROM counted_change")
        return Counter((kind, str(pk), was, is_now) for kind, pk, was, is_now in cursor.fetchall())


def changes_in_trail() -> Counter[Change]:
    kinds = [model._meta.model_name for model in stateful()]
    found: Counter[Change] = Counter()
    for entry in AuditEntry.objects.filter(object_kind__in=kinds, after__has_key="state"):
        was, after = (entry.before or {}).get("state"), entry.after or {}
        if was != after["state"]:
            found[entry.object_kind, entry.object_id, was, after["state"]] += 1
    return found


class CountedDay(DayOfWork):
    """The random day with jobs and looks at documents, each refusal counted."""

    refused = 0
    looks = 0

    def teardown(self) -> None:
        try:
            if hasattr(self, "work"):
                self.compare()
        finally:
            super().teardown()

    def compare(self) -> None:
        """The tables' own count beside the trail's."""
        assert (counted := changes_in_tables())
        assert changes_in_trail() == counted
        assert AuditEntry.objects.filter(action__endswith=".refused").count() == self.refused
        assert AuditEntry.objects.filter(action="document.viewed").count() == self.looks

    def tried(self, service: Any, *, person: int, **arguments: object) -> None:
        """As the faces do it: nothing around the service takes its entry back."""
        try:
            service(actor=self.people[person % len(self.people)], at=self.now, **arguments)
        except (Refused, NotFound):
            self.refused += 1
        except QuietlineError:  # somebody was faster: nothing was tried that policy judges
            return
        else:
            self.looks += service is view_document

    @rule(person=POSITIONS, case=POSITIONS, reason=st.sampled_from(["", "影像复核"]))
    def somebody_looks_at_a_document(self, person: int, case: int, reason: str) -> None:
        self.tried(view_document, case_id=self.case(case), reason=reason, person=person)

    @rule(kind=st.sampled_from(["detect", "retention"]))
    def a_job_is_asked_for(self, kind: str) -> None:
        jobs.enqueue(kind=kind, arguments={}, actor=SYSTEM, at=self.now)

    @rule(end=st.sampled_from(["finish", "fail", "give back", "stop"]))
    def a_worker_does_a_job(self, end: str) -> None:
        job = jobs.claim(actor=SYSTEM, at=self.now)
        if job is None:
            return
        if end == "finish":
            jobs.finish(job, result={}, actor=SYSTEM, at=self.now)
        elif end == "fail":
            jobs.fail(job, error="x", actor=SYSTEM, at=self.now)
        elif end == "give back":
            jobs.give_back(job, actor=SYSTEM, at=self.now)
        else:
            jobs.stop(job, actor=SYSTEM, at=self.now)


def walk(home: Home, *, examples: int, steps: int) -> None:
    CountedDay.home = home
    run_state_machine_as_test(
        CountedDay,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


def test_the_tables_with_a_state_are_found() -> None:
    found = {model._meta.model_name for model in stateful()}
    assert {"case", "measure", "verification", "order", "job", "batch", "correction"} <= found


@pytest.mark.clause("1.2.3")
@pytest.mark.clause("2.3")
@pytest.mark.clause("3.1")
def test_after_a_random_day_the_trail_has_an_entry_for_each_change_and_none_besides(
    home: Home, counted: None
) -> None:
    walk(home, examples=6, steps=40)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_after_many_random_days_the_trail_has_an_entry_for_each_change_and_none_besides(
    home: Home, counted: None
) -> None:
    walk(home, examples=100, steps=80)
