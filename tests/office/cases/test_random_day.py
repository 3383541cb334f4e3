"""Whatever people try in whatever order, what must always hold holds (DESIGN section 6, 1 to 4 and 7 on the thin thread).

The rules of the policy are judged here from what the tables hold, not by the code that enforces them.
"""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from quietline.domain.case_states import HARMFUL, CaseState, MeasureKind, allowed_measures
from quietline.domain.errors import QuietlineError
from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.audit.sealer import seal
from quietline.office.audit.verify import Result, verify
from quietline.office.cases.detection import take_in
from quietline.office.cases.models import Appeal, Case, Measure, Order, Verification
from quietline.office.cases.services.appeal import lodge_appeal, withdraw_appeal
from quietline.office.cases.services.assign import assign
from quietline.office.cases.services.closing import close_ended
from quietline.office.cases.services.decide import decide
from quietline.office.cases.services.judge_appeal import grant_appeal, refuse_appeal
from quietline.office.cases.services.second_person import agree, disagree
from quietline.office.cases.services.undo import undo
from quietline.office.cases.services.verification import complete_verification
from quietline.office.cases.services.watch import watch_clocks
from quietline.office.jobs.models import Job
from quietline.office.orders import outbox
from quietline.office.orders.services.retry import retry_order
from quietline.office.people.actors import Actor
from tests.ledger_builders import (
    NOW,
    SYSTEM,
    a_control_day,
    a_finding,
    a_number,
    a_person,
    a_reason_code,
    protect,
)

NUMBERS = [a_number(1), a_number(2), a_number(3), "110", "12345"]
COURIER = a_number(1)
CONTROLS = ["c102_hourly_frequency", "c103_distinct_callees"]
POSITIONS = st.integers(0, 9)
STATEFUL = (Appeal, Case, Measure, Verification, Order, Job)


class DayOfWork(RuleBasedStateMachine):
    """Findings come in, people decide, agree, verify and undo, the network answers, time goes by."""

    home: Home

    @initialize()
    def begin(self) -> None:
        self.work = transaction.atomic()
        self.work.__enter__()
        self.now: datetime = NOW
        people = [("a", "analyst"), ("b", "analyst"), ("r", "reviewer"), ("s", "reviewer"), ("x", "auditor")]
        self.people = [a_person(name, role) for name, role in people]
        self.people.append(a_person("a-reviews", "reviewer", staff_number="S-A"))
        self.people.append(a_person("both", "analyst", "reviewer"))
        protect(COURIER)
        for number in NUMBERS:
            self.a_control_matches(number, CONTROLS[0], -2)

    def teardown(self) -> None:
        if hasattr(self, "work"):
            assert list(self.sealed_and_verified()) == []
            transaction.set_rollback(True)
            self.work.__exit__(None, None, None)

    def sealed_and_verified(self) -> list[str]:
        (self.home.audit_heads / "heads.jsonl").unlink(
            missing_ok=True
        )  # of the example before, which was rolled back
        seal(self.home, self.now)
        return [problem.message for problem in verify(self.home, Result())]

    @rule(number=st.sampled_from(NUMBERS), control=st.sampled_from(CONTROLS), days=st.integers(-3, 1))
    def a_control_matches(self, number: str, control: str, days: int) -> None:
        day = (self.now + timedelta(days=days)).date()
        take_in(
            self.home,
            a_control_day(a_finding(control, subject=number, day=day), day=day),
            actor=SYSTEM,
            at=self.now,
        )

    def decides(self, person: int, case: int, measure: str, reason: str) -> None:
        code = a_reason_code(measure)
        self.tried(decide, case_id=case, measure=measure, reason=reason, reason_code=code, person=person)

    @rule(person=POSITIONS, case=POSITIONS, kind=st.sampled_from(MeasureKind))
    def somebody_decides_anything(self, person: int, case: int, kind: MeasureKind) -> None:
        self.decides(person, self.case(case), kind.value, "陌生号码太多")

    @rule(person=st.sampled_from([0, 1, 6]), case=POSITIONS, kind=POSITIONS)
    def an_analyst_decides_what_the_state_admits(self, person: int, case: int, kind: int) -> None:
        found = Case.objects.filter(pk=self.case(case)).first()
        admitted = allowed_measures(CaseState(found.state)) if found else []
        if found and admitted:
            measure = admitted[-1 - kind % len(admitted)]
            self.decides(person, found.pk, measure.value, "陌生号码太多")

    @rule(person=POSITIONS, measure=POSITIONS)
    def somebody_agrees(self, person: int, measure: int) -> None:
        self.tried(agree, measure_id=self.measure(measure), person=person)

    @rule(person=st.sampled_from([2, 3, 5, 6]))
    def a_reviewer_agrees(self, person: int) -> None:
        self.a_reviewer_agrees_to_what_waits(person)

    def a_reviewer_agrees_to_what_waits(self, person: int) -> None:
        waiting = Measure.objects.filter(second_person=None).filter(
            Q(state="proposed") | Q(review_due_at__isnull=False)
        )
        self.tried(agree, measure_id=pick(list(waiting.values_list("pk", flat=True)), 0), person=person)

    @rule(person=POSITIONS, measure=POSITIONS)
    def somebody_disagrees(self, person: int, measure: int) -> None:
        self.tried(disagree, measure_id=self.measure(measure), note="证据不足", person=person)

    @rule(person=POSITIONS, task=POSITIONS, outcome=st.sampled_from(["confirmed", "not_confirmed"]))
    def somebody_verifies(self, person: int, task: int, outcome: str) -> None:
        tasks = list(Verification.objects.filter(state="open").order_by("pk").values_list("case", flat=True))
        answers = {"reached": "answered", "purpose": "marketing"}
        found = {"method": "test_dial", "outcome": outcome, "note": "拨测", "answers": answers}
        self.tried(complete_verification, case_id=pick(tasks, task), person=person, **found)

    @rule(
        case=POSITIONS,
        outcome=st.sampled_from(["confirmed", "not_confirmed"]),
        people=st.permutations([0, 1, 2, 3, 5, 6]),
    )
    def a_case_goes_its_whole_way(self, case: int, outcome: str, people: list[int]) -> None:
        """Whoever these people are: where they may not, the case stops there."""
        decider, verifier, second = people[:3]
        found = self.case(case)
        for measure in ("shutdown", "verify"):
            self.decides(decider, found, measure, "陌生号码太多")
        answers = {"asked": "3", "disturbed": "unclear", "purpose": "unclear"}
        said = {"method": "call_back", "outcome": outcome, "note": "回访", "answers": answers}
        self.tried(complete_verification, case_id=found, person=verifier, **said)
        end = "terminate" if outcome == "confirmed" else "restore"
        self.decides(decider, found, end, "核实完毕")
        self.a_reviewer_agrees_to_what_waits(second)

    @rule(person=POSITIONS, measure=POSITIONS)
    def somebody_takes_back(self, person: int, measure: int) -> None:
        self.tried(undo, measure_id=self.measure(measure), person=person)

    @rule(person=POSITIONS, case=POSITIONS)
    def a_holder_appeals(self, person: int, case: int) -> None:
        said = {"via": "hotline", "statement": "我是快递员"}
        self.tried(lodge_appeal, case_id=self.case(case), person=person, **said)

    @rule(person=POSITIONS, verdict=st.sampled_from(["grant", "grant", "refuse", "withdraw"]))
    def somebody_ends_an_appeal(self, person: int, verdict: str) -> None:
        appeal = pick(list(Appeal.objects.filter(state="lodged").values_list("pk", flat=True)), 0)
        if verdict == "refuse":
            said = {"ground": "confirmed", "reason": "核实成立"}
            self.tried(refuse_appeal, appeal_id=appeal, person=person, **said)
            return
        service = grant_appeal if verdict == "grant" else withdraw_appeal
        self.tried(service, appeal_id=appeal, person=person, reason="证明属实")

    @rule(person=POSITIONS, case=POSITIONS)
    def somebody_takes_a_case(self, person: int, case: int) -> None:
        self.tried(assign, case_id=self.case(case), person=person)

    @rule(result=st.sampled_from(["done", "done", "refused", "silence"]))
    def the_network_answers(self, result: str) -> None:
        for order in outbox.due(self.now):
            assert outbox.claim(order, actor=SYSTEM, at=self.now)
            if result == "silence":
                outbox.put_back(order, "no answer", actor=SYSTEM, at=self.now)
            else:
                outbox.settle(order, {"result": result, "detail": ""}, actor=SYSTEM, at=self.now)

    @rule(person=POSITIONS, order=POSITIONS)
    def somebody_sends_again(self, person: int, order: int) -> None:
        keys = list(Order.objects.order_by("-pk").values_list("key", flat=True)[:10])
        if keys:
            self.tried(retry_order, key=str(keys[order % len(keys)]), person=person)

    @rule(minutes=st.sampled_from([1, 30, 60 * 24, 60 * 24 * 3]))
    def time_goes_by(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def ended_cases_are_closed(self) -> None:
        close_ended(self.now)

    @rule(hours=st.sampled_from([0, 30, -1]))
    def the_clocks_are_looked_at(self, hours: int) -> None:
        """Also an hour back."""
        watch_clocks(self.now + timedelta(hours=hours))

    @invariant()
    def what_the_product_proposes_takes_another_person_than_who_decided(self) -> None:
        for measure in Measure.objects.filter(decided_by=None, state="effective"):
            assert measure.second_person is not None
            assert measure.second_person.staff_number != measure.about.decider

    @invariant()
    def emergency_and_public_lines_are_untouched(self) -> None:
        assert not Order.objects.filter(number__in=["110", "12345"]).exists()
        assert not Case.objects.filter(number__in=["110", "12345"]).exists()

    @invariant()
    def a_protected_caller_is_hit_only_after_verification_and_a_second_person(self) -> None:
        for measure in Measure.objects.filter(case__number=COURIER, kind__in=HARMFUL, state="effective"):
            assert measure.second_person is not None
            assert measure.second_person.staff_number != measure.decider
            assert confirmed_by_others(measure)

    @invariant()
    def a_termination_has_two_people_and_somebody_elses_verification(self) -> None:
        for measure in Measure.objects.filter(kind="terminate", state="effective"):
            assert measure.second_person is not None
            assert measure.second_person.staff_number != measure.decider
            assert confirmed_by_others(measure)

    @invariant()
    def a_confirmed_holder_is_never_restored(self) -> None:
        for measure in Measure.objects.filter(kind="restore", state="effective"):
            holding = measure.case.holding
            standing = Q(overturned_at=None) | Q(overturned_at__gt=measure.effective_at)
            confirmed = Verification.objects.filter(standing, case__holding=holding, outcome="confirmed")
            assert (
                not confirmed.filter(completed_at__lte=measure.effective_at)
                .exclude(case__pk__gt=measure.case_id)
                .exists()
            )

    @invariant()
    def every_measure_has_evidence_a_reason_and_a_decider_who_may(self) -> None:
        for measure in Measure.objects.select_related("decided_by"):
            assert measure.reason
            assert measure.evidence["findings"]
            assert measure.state != "effective" or measure.effective_at is not None
            if measure.decided_by is None:
                assert (measure.kind, measure.about.kind) == ("restore", "shutdown")
                continue
            roles = set(measure.decided_by.roles.values_list("name", flat=True))
            is_on_appeal = Appeal.objects.filter(restoration=measure).exists()
            by_others = measure.kind == "verify" or is_on_appeal
            assert roles & ({"analyst", "reviewer"} if by_others else {"analyst"})

    @invariant()
    def nobody_judges_his_own(self) -> None:
        for appeal in Appeal.objects.filter(state__in=["granted", "refused"]).select_related("ended_by"):
            parts = appeal.case.measures.filter(decided_at__lt=appeal.ended_at).exclude(
                pk=appeal.restoration_id
            )
            people = {
                who
                for pair in parts.values_list("decided_by__staff_number", "second_person__staff_number")
                for who in pair
            }
            assert appeal.ended_by is not None
            assert appeal.ended_by.staff_number not in people

    @invariant()
    def what_is_barred_can_be_told_from_the_orders(self) -> None:
        for case in Case.objects.filter(
            state__in=[CaseState.SHUT_DOWN, CaseState.TERMINATED, CaseState.RESTORED]
        ):
            to_the_network = case.orders.exclude(action="notify").exclude(state="cancelled")
            last = to_the_network.order_by("-pk").first()
            expected = {"shut_down": "bar_outgoing", "terminated": "terminate", "restored": "restore"}[
                case.state
            ]
            assert last is not None
            assert last.action == expected

    @invariant()
    def every_change_has_its_entry(self) -> None:
        for model in STATEFUL:
            kind = model._meta.model_name
            counted: Counter[str] = Counter()
            for entry in AuditEntry.objects.filter(object_kind=kind).order_by("pk"):
                if entry.after and "version" in entry.after:
                    counted[entry.object_id] += 1
                    assert entry.after["version"] == counted[entry.object_id]
            assert counted == Counter(
                {str(pk): version for pk, version in model.objects.values_list("pk", "version")}
            )

    @invariant()
    def the_entries_tell_the_states(self) -> None:
        for case in Case.objects.all():
            entries = AuditEntry.objects.filter(
                object_kind="case", object_id=str(case.pk), after__has_key="state"
            ).order_by("pk")
            states = [entry.after["state"] for entry in entries if entry.after]
            assert states[-1] == case.state
            befores = [entry.before["state"] for entry in entries if entry.before and "state" in entry.before]
            assert befores == states[: len(befores)]

    def tried(self, service: object, *, person: int, **arguments: object) -> None:
        """Somebody tries something; being refused is an everyday thing, and changes nothing."""
        actor: Actor = self.people[person % len(self.people)]
        before = [(model, list(model.objects.order_by("pk").values())) for model in STATEFUL]
        try:
            with transaction.atomic():
                service(actor=actor, at=self.now, **arguments)  # type: ignore[operator]
        except QuietlineError:
            assert before == [(model, list(model.objects.order_by("pk").values())) for model in STATEFUL]

    def case(self, position: int) -> int:
        return pick(list(Case.objects.order_by("-pk").values_list("pk", flat=True)[:3]), position)

    def measure(self, position: int) -> int:
        return pick(list(Measure.objects.order_by("-pk").values_list("pk", flat=True)[:4]), position)


def pick(found: list[int], position: int) -> int:
    return found[position % len(found)] if found else 1


def confirmed_by_others(measure: Measure) -> bool:
    completed = Verification.objects.filter(
        case=measure.case, outcome="confirmed", completed_at__lte=measure.effective_at
    )
    return completed.exclude(completed_by__staff_number=measure.decider).exists()


def walk(home: Home, *, examples: int, steps: int) -> None:
    DayOfWork.home = home
    run_state_machine_as_test(
        DayOfWork,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


@pytest.mark.django_db
@pytest.mark.clause("1.2.3")
@pytest.mark.clause("2.3")
@pytest.mark.clause("3.1")
def test_what_must_always_hold_holds_on_a_random_day(home: Home) -> None:
    walk(home, examples=8, steps=40)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.django_db
def test_what_must_always_hold_holds_on_many_random_days(home: Home) -> None:
    walk(home, examples=100, steps=60)
