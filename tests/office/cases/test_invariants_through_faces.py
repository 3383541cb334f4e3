"""What must always hold holds whoever tries what through services, console or command line (DESIGN section 6, 1 to 4)."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quietline.cli.main import quietline
from quietline.domain.case_states import HARMFUL, MeasureKind
from quietline.domain.errors import QuietlineError
from quietline.home import Home
from quietline.office.cases.models import Case, Measure, Order, Verification
from quietline.office.cases.services.decide import decide
from quietline.office.cases.services.second_person import agree
from quietline.office.people.actors import Actor
from tests.ledger_builders import a_case, a_number, a_person, a_reason_code, decided, protect

COURIER, CONFIRMED, PLAIN = a_number(1), a_number(2), a_number(3)
BACKEND = "django.contrib.auth.backends.ModelBackend"
REASON = "一小时呼叫 130 个陌生号码"


def by_service(home: Home, who: Actor, case: Case, kind: MeasureKind) -> None:
    try:
        decide(
            case_id=case.pk,
            measure=kind.value,
            reason=REASON,
            reason_code=a_reason_code(kind.value),
            actor=who,
            at=timezone.now(),
        )
    except QuietlineError:
        return


def by_console(home: Home, who: Actor, case: Case, kind: MeasureKind) -> None:
    client = Client()
    assert who.user is not None
    client.force_login(who.user, backend=BACKEND)
    given = {"measure": kind.value, "reason": REASON, "reason_code": a_reason_code(kind.value)}
    client.post(reverse("decide", args=[case.pk]), given)


def by_command(home: Home, who: Actor, case: Case, kind: MeasureKind) -> None:
    assert who.user is not None
    said = ["--reason", REASON, "--code", a_reason_code(kind.value), "--as", who.user.username]
    done = CliRunner(env={"QUIETLINE_HOME": str(home.root)}).invoke(
        quietline, ["decide", str(case.pk), kind.value, *said]
    )
    assert done.exception is None or isinstance(done.exception, QuietlineError | SystemExit)


FACES: dict[str, Callable[[Home, Actor, Case, MeasureKind], None]] = {
    "services": by_service,
    "console": by_console,
    "command line": by_command,
}
MOVES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(MeasureKind)), min_size=4, max_size=8
)


def a_city_of_cases() -> list[Case]:
    """A courier, a holder whose suspicion was confirmed, an emergency line that slipped in, and a plain number."""
    now = timezone.now()
    cases = [a_case(number, at=now) for number in (COURIER, CONFIRMED, PLAIN, a_number(4))]
    protect(COURIER)
    Case.objects.filter(pk=cases[3].pk).update(number="110")
    return cases


@pytest.mark.django_db
@pytest.mark.clause("1.2.3")
@pytest.mark.clause("2.3")
@pytest.mark.parametrize("face", FACES)
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_what_must_always_hold_holds_through_every_face(
    home: Home, face: str, moves: list[tuple[int, int, MeasureKind]]
) -> None:
    with transaction.atomic():
        people = [a_person(f"p{i}", "analyst", "reviewer", staff_number=f"S-{i // 2}") for i in range(4)]
        cases = a_city_of_cases()
        confirmed_by_another(cases[1], people[0], people[2])
        for who, which, kind in [*moves, *((i, i, MeasureKind.SHUTDOWN) for i in range(4))]:
            FACES[face](home, people[who], cases[which], kind)
        assert_all_holds(cases)
        transaction.set_rollback(True)


def confirmed_by_another(case: Case, decider: Actor, verifier: Actor) -> None:
    at = timezone.now()
    decided(case, "intercept", decider, at=at)
    verify = decided(case, "verify", decider, at=at)
    Verification.objects.filter(measure=verify).update(
        state="completed", outcome="confirmed", completed_by=verifier.user, completed_at=at
    )


def assert_all_holds(cases: list[Case]) -> None:
    """Told from the tables alone."""
    courier, confirmed, plain, emergency = cases
    effective = Measure.objects.filter(state="effective")
    assert not effective.filter(case=emergency, kind__in=HARMFUL).exists()
    assert (
        not Order.objects.filter(number="110").exclude(action="refer").exists()
    )  # a referral takes nothing away
    assert not effective.filter(case=courier, kind__in=HARMFUL).exists()
    assert not effective.filter(kind="terminate").exists()
    assert not effective.filter(case=confirmed, kind__in=["restore", "dismiss"]).exists()
    for proposal in Measure.objects.filter(state="proposed"):
        his_own = Actor.of(proposal.decided_by, via="tests")
        with pytest.raises(QuietlineError):
            agree(measure_id=proposal.pk, actor=his_own, at=timezone.now())
    tried_on = Measure.objects.filter(case=plain)
    assert tried_on.exists()
    assert all(one.reason and one.evidence["findings"] for one in Measure.objects.all())
