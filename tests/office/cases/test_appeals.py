"""An appeal is judged by somebody who had no part: it overturns what was wrong, or says why it stands (clause 2.3)."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quietline.domain.appeals import REFUSAL_SENTENCES, RefusalGround
from quietline.domain.errors import Conflict, NotFound, QuietlineError, Refused
from quietline.home import Home
from quietline.office.audit.changes import change_state
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.appeals import appeals_to_judge, overdue_appeals, people_of
from quietline.office.cases.facts import facts_of
from quietline.office.cases.models import Appeal, Case, Measure, Notice, Order
from quietline.office.cases.notices import announce
from quietline.office.cases.services.appeal import lodge_appeal, withdraw_appeal
from quietline.office.cases.services.closing import close_ended
from quietline.office.cases.services.judge_appeal import grant_appeal, refuse_appeal
from quietline.office.cases.services.second_person import agree, disagree
from quietline.office.cases.services.undo import undo
from quietline.office.people.actors import Actor
from quietline.office.registry.models import Holding
from tests.ledger_builders import MOBILE, NOW, Cast, a_case, a_person, decided, later, verified

SAID = "我是快递员,附单位证明"


@pytest.fixture
def judge(cast: Cast) -> Actor:
    """A reviewer who had no part in anything."""
    return a_person("judge", "reviewer")


def terminated(cast: Cast) -> Case:
    """Shut down and decided by the analyst, confirmed by the second analyst, agreed by the reviewer; the network did it."""
    case = a_case()
    decided(case, "shutdown", cast.analyst)
    decided(case, "verify", cast.analyst)
    verified(case, "confirmed", cast.second)
    agree(measure_id=decided(case, "terminate", cast.analyst).pk, actor=cast.reviewer, at=NOW)
    Order.objects.filter(case=case).update(state="done")
    case.refresh_from_db()
    return case


def closed(cast: Cast) -> Case:
    case = terminated(cast)
    assert close_ended(later(hours=1)) == 1
    case.refresh_from_db()
    return case


def shut_down(cast: Cast) -> Case:
    case = a_case()
    decided(case, "shutdown", cast.analyst)
    return case


def confirmed(cast: Cast) -> Case:
    """Confirmed, with a proposal to terminate that waits."""
    case = shut_down(cast)
    decided(case, "verify", cast.analyst)
    verified(case, "confirmed", cast.second)
    decided(case, "terminate", cast.analyst)
    return case


def intercepted(cast: Cast) -> Case:
    case = a_case()
    decided(case, "intercept", cast.analyst)
    return case


FROM = {f.__name__: f for f in (terminated, closed, shut_down, confirmed, intercepted)}


def lodged(case: Case, actor: Actor, *, hours: float = 2) -> Appeal:
    found = lodge_appeal(case_id=case.pk, via="hotline", statement=SAID, actor=actor, at=later(hours=hours))
    case.refresh_from_db()
    return found


@pytest.mark.clause("2.3")
@pytest.mark.parametrize("state", FROM)
def test_an_appeal_that_is_granted_restores_the_number_whatever_became_of_the_case(
    cast: Cast, judge: Actor, state: str
) -> None:
    case = FROM[state](cast)
    appeal = grant_appeal(
        appeal_id=lodged(case, cast.branch).pk, reason="证明属实", actor=judge, at=later(hours=3)
    )
    case.refresh_from_db()
    assert (case.state, case.closed_at, appeal.state) == ("restored", None, "granted")
    order = Order.objects.filter(case=case).latest("pk")
    assert (order.action, order.state, order.measure) == ("restore", "waiting", appeal.restoration)
    assert appeal.restoration is not None
    assert appeal.restoration.decided_by == judge.user
    assert not case.measures.filter(state="proposed").exists()


@pytest.mark.clause("2.3")
def test_a_confirmation_that_was_overturned_does_not_count_against_the_holder(
    cast: Cast, judge: Actor
) -> None:
    case = terminated(cast)
    assert facts_of(case, NOW).confirmed_before
    grant_appeal(appeal_id=lodged(case, cast.branch).pk, reason="证明属实", actor=judge, at=later(hours=3))
    case.refresh_from_db()
    found = facts_of(case, later(hours=4))
    assert (found.confirmed_before, found.verified_confirmed) == (False, frozenset())
    entry = AuditEntry.objects.get(action="verification.overturned")
    assert (entry.case, entry.actor, entry.reason) == (case.pk, judge.name, "证明属实")


def test_the_case_closes_again_when_the_network_has_restored_the_number(cast: Cast, judge: Actor) -> None:
    case = closed(cast)
    grant_appeal(appeal_id=lodged(case, cast.branch).pk, reason="证明属实", actor=judge, at=later(hours=3))
    assert close_ended(later(hours=4)) == 0
    Order.objects.filter(case=case).update(state="done")
    assert close_ended(later(hours=4)) == 1
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("closed", later(hours=4))


def test_evidence_from_before_the_judgement_does_not_open_a_case_again(cast: Cast, judge: Actor) -> None:
    case = closed(cast)
    grant_appeal(appeal_id=lodged(case, cast.branch).pk, reason="证明属实", actor=judge, at=later(hours=3))
    Order.objects.filter(case=case).update(state="done")
    close_ended(later(hours=4))
    assert a_case(control="c103_distinct_callees", at=later(hours=5)) == case


@pytest.mark.clause("2.3")
@pytest.mark.parametrize("ground", RefusalGround)
def test_a_refusal_says_why_and_what_can_be_done(cast: Cast, judge: Actor, ground: RefusalGround) -> None:
    case = terminated(cast)
    appeal = refuse_appeal(
        appeal_id=lodged(case, cast.branch).pk,
        ground=ground.value,
        reason="回访仍确认推销",
        actor=judge,
        at=later(hours=3),
    )
    case.refresh_from_db()
    assert (case.state, appeal.state, appeal.judgement) == ("terminated", "refused", "回访仍确认推销")
    assert appeal.customer_sentence == REFUSAL_SENTENCES[ground].as_dict()
    assert facts_of(case, NOW).confirmed_before
    assert not Order.objects.filter(case=case, action="restore").exists()


@pytest.mark.clause("2.3")
@pytest.mark.parametrize(("state", "recipient"), [("terminated", "张三"), ("shut_down", MOBILE)])
def test_the_holder_is_told_of_the_refusal_by_message_or_by_letter_where_none_reaches_him(
    cast: Cast, judge: Actor, state: str, recipient: str
) -> None:
    case = FROM[state](cast)
    appeal = lodged(case, cast.branch)
    refuse_appeal(appeal_id=appeal.pk, ground="no_proof", reason="材料不足", actor=judge, at=later(hours=3))
    notice = Notice.objects.get(appeal=appeal)
    assert (notice.recipient, notice.kind) == (recipient, "appeal_refused")
    assert REFUSAL_SENTENCES[RefusalGround.NO_PROOF].zh in notice.text["zh"]
    assert "用途证明" in notice.text["zh"]


def test_who_was_wronged_reads_an_apology_once_the_network_has_restored_him(cast: Cast, judge: Actor) -> None:
    case = closed(cast)
    appeal = grant_appeal(
        appeal_id=lodged(case, cast.branch).pk, reason="证明属实", actor=judge, at=later(hours=3)
    )
    order = Order.objects.get(measure=appeal.restoration)
    notice = announce(order, actor=judge, at=later(hours=4))
    assert notice is not None
    assert "深表歉意" in notice.text["zh"]


PARTS = {
    "who decided": lambda cast, appeal: Actor.of(appeal.case.measures.last().decided_by, via="console"),
    "who confirmed": lambda cast, appeal: cast.second,
    "who agreed": lambda cast, appeal: cast.reviewer,
    "who lodged it": lambda cast, appeal: Actor.of(appeal.lodged_by, via="console"),
}


@pytest.mark.clause("2.3")
@pytest.mark.parametrize("part", PARTS)
def test_who_had_a_part_in_the_case_judges_no_appeal_under_another_account_either(
    cast: Cast, judge: Actor, part: str
) -> None:
    appeal = lodged(terminated(cast), judge)
    name = PARTS[part](cast, appeal).name
    twin = a_person("twin", "reviewer", staff_number=name)
    assert not appeals_to_judge(twin).exists()
    for verdict in (
        lambda: grant_appeal(appeal_id=appeal.pk, reason="同意", actor=twin, at=later(hours=3)),
        lambda: refuse_appeal(
            appeal_id=appeal.pk, ground="confirmed", reason="不同意", actor=twin, at=later(hours=3)
        ),
    ):
        with pytest.raises(Refused, match="no part in the case"):
            verdict()
    appeal.refresh_from_db()
    assert appeal.state == "lodged"
    assert (
        AuditEntry.objects.filter(action__in=["appeal.grant.refused", "appeal.refuse.refused"]).count() == 2
    )


def test_an_appeal_that_comes_again_goes_to_a_third_person(cast: Cast, judge: Actor) -> None:
    case = terminated(cast)
    refuse_appeal(
        appeal_id=lodged(case, cast.branch).pk,
        ground="no_proof",
        reason="材料不足",
        actor=judge,
        at=later(hours=3),
    )
    again = lodged(case, cast.branch, hours=4)
    with pytest.raises(Refused, match="no part"):
        grant_appeal(appeal_id=again.pk, reason="证明属实", actor=judge, at=later(hours=5))
    other = a_person("other-judge", "reviewer")
    assert (
        grant_appeal(appeal_id=again.pk, reason="证明属实", actor=other, at=later(hours=5)).state == "granted"
    )


@pytest.mark.parametrize("who", ["analyst", "second", "branch", "auditor", "administrator"])
def test_only_a_reviewer_judges(cast: Cast, who: str) -> None:
    appeal = lodged(terminated(cast), cast.branch)
    with pytest.raises(Refused):
        grant_appeal(appeal_id=appeal.pk, reason="证明属实", actor=cast.by_name(who), at=later(hours=3))


def test_customer_service_lodges_and_sees_no_case_of_another_branch(cast: Cast) -> None:
    service = a_person("service", "customer_service")
    elsewhere = a_person("elsewhere", "customer_service", branches=("山阳区",))
    case = terminated(cast)
    with pytest.raises(NotFound):
        lodged(case, elsewhere)
    assert lodged(case, service).lodged_by == service.user
    for who in ("auditor", "administrator"):
        with pytest.raises(Refused):
            lodged(case, cast.by_name(who))


def test_there_is_nothing_to_appeal_against_where_nothing_was_done(cast: Cast) -> None:
    case = a_case()
    with pytest.raises(Refused, match="nothing was done"):
        lodged(case, cast.branch)
    decided(case, "verify", cast.analyst)
    with pytest.raises(Refused, match="nothing was done"):
        lodged(case, cast.branch)


def test_a_second_appeal_waits_for_the_first_and_none_follows_one_that_was_granted(
    cast: Cast, judge: Actor
) -> None:
    case = terminated(cast)
    appeal = lodged(case, cast.branch)
    with pytest.raises(Refused, match="waits already"):
        lodged(case, cast.branch)
    grant_appeal(appeal_id=appeal.pk, reason="证明属实", actor=judge, at=later(hours=3))
    with pytest.raises(Refused, match="granted already"):
        lodged(case, cast.branch)


def test_an_appeal_taken_back_leaves_all_as_it_was_and_is_judged_no_more(cast: Cast, judge: Actor) -> None:
    case = terminated(cast)
    appeal = lodged(case, cast.branch)
    found = withdraw_appeal(appeal_id=appeal.pk, reason="机主来电撤回", actor=cast.branch, at=later(hours=3))
    assert (found.state, found.judgement) == ("withdrawn", "机主来电撤回")
    with pytest.raises(Refused, match="is withdrawn"):
        grant_appeal(appeal_id=appeal.pk, reason="证明属实", actor=judge, at=later(hours=3))
    case.refresh_from_db()
    assert case.state == "terminated"
    assert lodged(case, cast.branch, hours=5).state == "lodged"


def test_its_clock_runs_for_three_days_and_then_it_is_overdue(cast: Cast) -> None:
    appeal = lodged(terminated(cast), cast.branch)
    assert appeal.due_at - appeal.lodged_at == timedelta(hours=72)
    assert not overdue_appeals(cast.analyst, appeal.due_at).exists()
    late = appeal.due_at + timedelta(seconds=1)
    assert list(overdue_appeals(cast.analyst, late)) == [appeal]
    assert not overdue_appeals(cast.outsider, late).exists()


def test_a_number_that_another_case_cut_stays_down(cast: Cast, judge: Actor) -> None:
    case = closed(cast)
    other = a_case(control="c103_distinct_callees", day=later(days=2).date(), at=later(days=3))
    decided(other, "shutdown", cast.analyst, at=later(days=3))
    appeal = grant_appeal(
        appeal_id=lodged(case, cast.branch).pk, reason="证明属实", actor=judge, at=later(days=4)
    )
    case.refresh_from_db()
    assert (appeal.state, appeal.restoration, case.state) == ("granted", None, "closed")
    assert not Order.objects.filter(action="restore").exists()
    assert not facts_of(other, later(days=4)).confirmed_before


def test_a_number_that_somebody_else_has_by_now_is_not_touched(cast: Cast, judge: Actor) -> None:
    case = closed(cast)
    Holding.objects.filter(pk=case.holding_id).update(until=later(days=1).date())
    appeal = grant_appeal(
        appeal_id=lodged(case, cast.branch).pk, reason="证明属实", actor=judge, at=later(days=9)
    )
    assert appeal.restoration is None
    assert not Order.objects.filter(action="restore").exists()
    assert not facts_of(case, later(days=9)).confirmed_before


def test_what_an_appeal_restored_is_not_taken_back(cast: Cast, judge: Actor) -> None:
    appeal = grant_appeal(
        appeal_id=lodged(terminated(cast), cast.branch).pk, reason="证明属实", actor=judge, at=later(hours=3)
    )
    assert appeal.restoration is not None
    with pytest.raises(Refused, match="is not taken back"):
        undo(measure_id=appeal.restoration.pk, actor=judge, at=later(hours=3))


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["decide", "agree", "disagree", "lodge", "withdraw", "judge"]), st.integers(0, 5)
    ),
    min_size=4,
    max_size=12,
)


@pytest.mark.clause("2.3")
@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES, ways=st.permutations(["shutdown", "verify", "intercept", "terminate"]))
def test_whoever_tries_nobody_judges_his_own(
    home: Home, moves: list[tuple[str, int]], ways: list[str]
) -> None:
    with transaction.atomic():
        people = [a_person(f"p{i}", "analyst", "reviewer", staff_number=f"S-{i // 2}") for i in range(6)]
        case = a_case()
        decided(case, "intercept", people[0])
        for turn, (move, who) in enumerate(moves):
            tried(move, case, people[who], ways[turn % len(ways)], turn)
        for turn, last in enumerate([*people, a_person("judge", "reviewer")], len(moves)):
            for move in ("lodge", "judge"):
                tried(move, case, last, "verify", turn)
        judged = list(Appeal.objects.filter(state__in=["granted", "refused"]).select_related("ended_by"))
        assert judged
        assert all(one.ended_by and one.ended_by.staff_number not in others_of(one) for one in judged)
        transaction.set_rollback(True)


def tried(move: str, case: Case, actor: Actor, measure: str, turn: int) -> None:
    """Being refused is an everyday thing."""
    at = later(minutes=turn)
    appeal = Appeal.objects.filter(case=case).order_by("-pk").values_list("pk", flat=True).first() or 1
    waiting = Measure.objects.filter(case=case).values_list("pk", flat=True).first() or 1
    moves = {
        "decide": lambda: decided(case, measure, actor, at=at),
        "agree": lambda: agree(measure_id=waiting, actor=actor, at=at),
        "disagree": lambda: disagree(measure_id=waiting, actor=actor, at=at, note="证据不足"),
        "lodge": lambda: lodge_appeal(case_id=case.pk, via="counter", statement=SAID, actor=actor, at=at),
        "withdraw": lambda: withdraw_appeal(appeal_id=appeal, reason="撤回", actor=actor, at=at),
        "judge": lambda: grant_appeal(appeal_id=appeal, reason="证明属实", actor=actor, at=at),
    }
    try:
        with transaction.atomic():
            moves[move]()
    except QuietlineError:
        case.refresh_from_db()


def others_of(appeal: Appeal) -> set[str]:
    """Who decided, spoke or lodged before the judgement, told from the tables alone."""
    before = appeal.case.measures.exclude(pk=appeal.restoration_id).filter(decided_at__lt=appeal.ended_at)
    names = {
        name
        for pair in before.values_list("decided_by__staff_number", "second_person__staff_number")
        for name in pair
    }
    earlier = appeal.case.appeals.filter(lodged_at__lt=appeal.ended_at)
    return names | set(earlier.values_list("lodged_by__staff_number", flat=True))


def test_two_judges_at_once_give_one_judgement(cast: Cast, judge: Actor) -> None:
    appeal = lodged(terminated(cast), cast.branch)
    seen = Appeal.objects.get(pk=appeal.pk)
    grant_appeal(appeal_id=appeal.pk, reason="证明属实", actor=judge, at=later(hours=3))
    with pytest.raises(Conflict):
        change_state(seen, to="refused", actor=judge, at=later(hours=3))
    assert judge.name in people_of(appeal.case)
