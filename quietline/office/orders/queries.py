"""What the boards of orders ask: single orders, what waits for a person, batches, and how each target fares. Scope first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from quietline.domain.errors import NotFound
from quietline.home import City, OrderTarget
from quietline.office.cases.models import Order, OrderState
from quietline.office.cases.permissions import scope_of
from quietline.office.cases.queries import orders_visible_to
from quietline.office.orders.models import (
    Circuit,
    CircuitState,
    Difference,
    OrderFile,
    OrderFileState,
    ResultRow,
    RowFinding,
)
from quietline.office.people.actors import Actor
from quietline.office.people.permissions import Permission

DEAD = (OrderState.FAILED, OrderState.REFUSED)
"""States in which an order waits for a person's decision."""


_NOTHING: Mapping[str, Any] = {"waiting": 0, "sending": 0, "oldest": None}


@dataclass(frozen=True)
class TargetHealth:
    """How a target fares. `oldest` is the instant from which on its oldest waiting order might have left."""

    target: OrderTarget
    circuit: Circuit | None
    waiting: int
    on_the_way: int
    oldest: datetime | None

    @property
    def is_spared(self) -> bool:
        """True while the circuit is not closed."""
        return self.circuit is not None and self.circuit.state != CircuitState.CLOSED

    @property
    def has_no_address(self) -> bool:
        """True where orders wait because nobody said where they go."""
        return self.target.adapter == "webhook" and not self.target.url


def order_for(actor: Actor, key: str) -> Order:
    """The order, where the actor may see it. Raises NotFound otherwise."""
    try:
        found = orders_visible_to(actor).filter(key=UUID(key)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound(
            f"there is no order {key!r} that you may see", mend="list them with `quietline orders`"
        )
    return found


def dead_letters(actor: Actor) -> QuerySet[Order]:
    """Orders that failed or were refused, within the actor's scope: also those of cases that have ended."""
    return orders_visible_to(actor).filter(state__in=DEAD)


def to_do_by_hand(actor: Actor, city: City, at: datetime) -> QuerySet[Order]:
    """Orders that a person carries out in the network's own system, oldest first."""
    by_hand = [target.name for target in city.targets.values() if target.adapter == "manual"]
    waiting = orders_visible_to(actor).filter(target__in=by_hand, state=OrderState.WAITING, leaves_at__lte=at)
    return waiting.order_by("pk")


def targets_health(actor: Actor, city: City) -> Sequence[TargetHealth]:
    """Each target that has an address, orders or a name in the settings, with what waits for it within the actor's scope."""
    on_the_way = (OrderState.WAITING, OrderState.SENDING)
    counted: dict[str, Mapping[str, Any]] = {
        row["target"]: row
        for row in orders_visible_to(actor)
        .filter(state__in=on_the_way)
        .order_by()
        .values("target")
        .annotate(
            waiting=Count("pk", filter=Q(state=OrderState.WAITING)),
            sending=Count("pk", filter=Q(state=OrderState.SENDING)),
            oldest=Min("leaves_at", filter=Q(state=OrderState.WAITING)),
        )
    }
    circuits = {circuit.target: circuit for circuit in Circuit.objects.all()}
    named = {target.name for target in city.order_targets}
    gone = [OrderTarget(name=name, adapter="manual") for name in counted if name not in city.targets]
    found = []
    for target in (*city.targets.values(), *gone):
        row = counted.get(target.name, _NOTHING)
        if target.name in counted or target.url or target.name in named:
            circuit = circuits.get(target.name)
            found.append(TargetHealth(target, circuit, row["waiting"], row["sending"], row["oldest"]))
    return found


def files_visible_to(actor: Actor) -> QuerySet[OrderFile]:
    """Batches, newest first, each with the number of its orders by state: for those who see the whole city, since a batch holds any number."""
    if not (actor.is_city_wide and actor.may(Permission.SEE_CASES)):
        return OrderFile.objects.none()
    return OrderFile.objects.annotate(
        orders=Count("lines", distinct=True),
        done=_of("done"),
        refused=_of("refused"),
        failed=_of("failed"),
        open=_of("sending"),
    )


def file_for(actor: Actor, file_id: int) -> OrderFile:
    """The batch, where the actor may see it. Raises NotFound otherwise."""
    found = files_visible_to(actor).filter(pk=file_id).first() if 0 < file_id < 2**63 else None
    if found is None:
        raise NotFound(
            f"there is no batch of orders {file_id} that you may see",
            mend="take it from the list of batch files",
        )
    return found


def differences_visible_to(actor: Actor) -> QuerySet[Difference]:
    """Differences within the actor's scope; those of numbers without a case are for who sees the whole city."""
    scope = scope_of(actor)
    return Difference.objects.none() if scope is None else Difference.objects.filter(scope)


def difference_for(actor: Actor, difference_id: int) -> Difference:
    """The difference, where the actor may see it. Raises NotFound otherwise."""
    visible = differences_visible_to(actor).select_related("order__case", "order__measure__decided_by")
    found = visible.filter(pk=difference_id).first() if 0 < difference_id < 2**63 else None
    if found is None:
        raise NotFound(
            f"there is no difference {difference_id} that you may see", mend="take it from the reconciliation"
        )
    return found


def odd_rows(files: Sequence[int]) -> dict[int, int]:
    """Batch → rows of its result files that are not simply the answer to an order: never ordered, contradicting, unreadable, missing."""
    rows = ResultRow.objects.filter(result_file__file__in=files).exclude(
        finding__in=[RowFinding.APPLIED, RowFinding.REPEATED]
    )
    counted = rows.order_by().values("result_file__file").annotate(n=Count("pk"))
    return {row["result_file__file"]: row["n"] for row in counted}


def is_late(file: OrderFile, at: datetime) -> bool:
    """True where the batch should have its answer by now."""
    return file.state != OrderFileState.ANSWERED and file.answer_due_at < at


def _of(state: str) -> Count:
    return Count("lines", filter=Q(lines__order__state=state), distinct=True)
