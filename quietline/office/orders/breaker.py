"""The circuit breaker: a target that gives no answer five times in a row is spared, then tried with one order at a time.

So an outage costs single orders a few attempts and not every order all of its own, and nobody waits for a dead line again and again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from quietline.domain.errors import Conflict
from quietline.office.audit.changes import change_state, create_recorded
from quietline.office.cases.models import Order
from quietline.office.orders.models import Circuit, CircuitState
from quietline.office.people.actors import Actor

FAILURES_IN_A_ROW = 5
"""After which the circuit opens."""
WAIT_MIN_S = 30.0
WAIT_MAX_S = 600.0
PROBE_LEASE_S = 60.0
"""A sender that died with the probe leaves it to the next one after this."""


def circuit_of(target: str, *, actor: Actor, at: datetime) -> Circuit:
    """The circuit of the target, made at first use."""
    found = Circuit.objects.filter(target=target).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return create_recorded(Circuit(target=target), actor=actor, at=at)
    except IntegrityError:
        return Circuit.objects.get(target=target)


def admitted(
    circuit: Circuit, due: QuerySet[Order], most: int, *, actor: Actor, at: datetime
) -> Sequence[Order]:
    """Which of the due orders may leave now: up to `most`, one as a probe, or none.

    The probe is the order that was tried least often, so that one order does not bear the whole outage.
    """
    if circuit.state == CircuitState.CLOSED:
        return list(due[:most])
    if circuit.retry_at is not None and circuit.retry_at > at:
        return []
    probe = list(due.order_by("attempts", "pk")[:1])
    retry_at = at + timedelta(seconds=PROBE_LEASE_S)
    is_ours = bool(probe) and _changed(circuit, CircuitState.HALF_OPEN, actor, at, retry_at=retry_at)
    return probe if is_ours else []


def has_answered(circuit: Circuit, *, actor: Actor, at: datetime) -> None:
    """The target gave a usable answer, whatever it says: orders leave again."""
    if circuit.state != CircuitState.CLOSED:
        _changed(circuit, CircuitState.CLOSED, actor, at, failures=0, retry_at=None, last_error="")
    elif circuit.failures:
        Circuit.objects.filter(pk=circuit.pk, state=CircuitState.CLOSED).update(failures=0, last_error="")
        circuit.failures = 0


def has_failed(circuit: Circuit, error: str, *, actor: Actor, at: datetime) -> None:
    """The target gave no usable answer: one more in a row, and from the fifth on the circuit is open. A count is no change of state."""
    Circuit.objects.filter(pk=circuit.pk).update(failures=F("failures") + 1, last_error=error[:500])
    circuit.refresh_from_db()
    if circuit.state == CircuitState.HALF_OPEN or (
        circuit.state == CircuitState.CLOSED and circuit.failures >= FAILURES_IN_A_ROW
    ):
        retry_at = at + timedelta(seconds=wait_s(circuit.failures))
        _changed(circuit, CircuitState.OPEN, actor, at, reason=error[:500], opened_at=at, retry_at=retry_at)


def wait_s(failures: int) -> float:
    """Seconds until the next probe: 30 s, doubling up to 10 min."""
    return float(min(WAIT_MAX_S, WAIT_MIN_S * 2.0 ** min(failures - FAILURES_IN_A_ROW, 10)))


def _changed(
    circuit: Circuit, to: CircuitState, actor: Actor, at: datetime, *, reason: str = "", **fields: object
) -> bool:
    """False where another sender was faster; then the circuit is as he left it."""
    try:
        with transaction.atomic():
            change_state(circuit, to=to, actor=actor, at=at, reason=reason, **fields)
    except Conflict:
        circuit.refresh_from_db()
        return False
    return True
