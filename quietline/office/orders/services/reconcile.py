"""Compares a file of actual states with what was ordered and carried out; each difference waits for a person (clause 3.1)."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models import F

from quietline.domain.errors import InputError, ProfileError, Refused
from quietline.domain.line_states import STATE_AFTER, LineState
from quietline.home import Home
from quietline.office.audit.canonical import storable
from quietline.office.audit.changes import change_state, create_recorded
from quietline.office.audit.record import record
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.holder import has_passed_on
from quietline.office.cases.models import Case, Order, OrderState
from quietline.office.orders import profiles
from quietline.office.orders.compare import Verdict, compare
from quietline.office.orders.models import Difference, DifferenceState, Reconciliation
from quietline.office.orders.state_file import ActualState, read_states
from quietline.office.people.actors import Actor, require
from quietline.office.people.permissions import Permission

CHUNK = 200
_ON_THEIR_WAY = (OrderState.WAITING, OrderState.SENDING)


def reconcile(
    home: Home, content: bytes, *, name: str, profile: str, actor: Actor, at: datetime
) -> Reconciliation:
    """The comparison. Raises Refused for a file that is not whole, of another city, or that was compared before, and outside the whole city.

    A number with an order on its way is not judged. A difference that is open and holds no more is resolved; one that still holds stays
    as it is. A comparison that was killed goes on when the file comes again.
    """
    with recorded_refusal(
        actor=actor, at=at, action="orders.reconcile", object_kind="reconciliation", object_id=name
    ):
        require(actor, Permission.HANDLE_ORDERS)
        if not actor.is_city_wide:
            raise Refused(
                "a file of actual states holds the whole city", mend="leave it to somebody of the city"
            )
        try:
            form = profiles.named(home, profile)
            city = home.city
            states = read_states(form, content, name=name, city=city.code, area_code=city.area_code)
        except (InputError, ProfileError) as error:
            raise Refused(error.what, where=error.where, mend=error.mend) from error
        found = _begun(content, storable(name)[:255], profile, states, actor, at)
    usable = {one.number: one.state for one in states if one.state}
    for chunk in _chunks(sorted(usable)):
        _compare_all(found, {number: usable[number] for number in chunk}, actor, at)
    if form.states and form.states.complete:
        for chunk in _chunks(_ordered_but_not_in(usable)):
            _compare_all(found, dict.fromkeys(chunk), actor, at)
    Reconciliation.objects.filter(pk=found.pk).update(is_whole=True)
    found.refresh_from_db()
    return found


def _begun(
    content: bytes, name: str, profile: str, states: Sequence[ActualState], actor: Actor, at: datetime
) -> Reconciliation:
    sha256 = hashlib.sha256(content).hexdigest()
    known = Reconciliation.objects.filter(sha256=sha256).first()
    if known and known.is_whole:
        raise Refused(
            f"the file was compared before, as {known.name}",
            where=name,
            mend="nothing to do: deliver a newer one",
        )
    if known:
        Reconciliation.objects.filter(pk=known.pk).update(agreed=0, on_their_way=0)
        return known
    unreadable = sum(1 for one in states if not one.state)
    with transaction.atomic():
        found = Reconciliation.objects.create(
            profile=profile,
            name=name,
            sha256=sha256,
            compared_at=at,
            compared_by=actor.user,
            rows=len(states),
            unreadable=unreadable,
        )
        after = {"file": name, "rows": len(states), "unreadable": unreadable}
        record(
            actor=actor,
            at=at,
            action="orders.reconciled",
            object_kind="reconciliation",
            object_id=found.pk,
            after=after,
        )
    return found


@transaction.atomic
def _compare_all(
    found: Reconciliation, actual: dict[str, LineState | None], actor: Actor, at: datetime
) -> None:
    orders = Order.objects.filter(number__in=actual, action__in=STATE_AFTER).select_related("case__holding")
    last: dict[str, Order] = {}
    on_their_way = set()
    for order in orders.order_by("pk"):
        if order.state in _ON_THEIR_WAY:
            on_their_way.add(order.number)
        elif order.state == OrderState.DONE:
            last[order.number] = order
    with_case = set(Case.objects.filter(number__in=actual).values_list("number", flat=True))
    known = {
        one.number: one for one in Difference.objects.filter(number__in=actual, state=DifferenceState.OPEN)
    }
    agreed = 0
    for number, state in actual.items():
        if number in on_their_way:
            continue
        done = last.get(number)
        # Lines are barred for many reasons that are no business of ours; where there is a case somebody looks.
        verdict = _verdict(done, state, at) if done or number in with_case else None
        agreed += verdict is None
        _keep(found, known.get(number), number, done, state, verdict, actor, at)
    Reconciliation.objects.filter(pk=found.pk).update(
        agreed=F("agreed") + agreed, on_their_way=F("on_their_way") + len(on_their_way)
    )


def _verdict(order: Order | None, actual: LineState | None, at: datetime) -> Verdict | None:
    expected = STATE_AFTER[order.action] if order else None
    found = compare(expected, actual)
    if found is None or order is None:
        return found
    day = at.astimezone(settings.HOME.zone).date()
    return compare(expected, actual, has_passed_on=has_passed_on(order.case, day))


def _keep(
    found: Reconciliation,
    known: Difference | None,
    number: str,
    order: Order | None,
    actual: LineState | None,
    verdict: Verdict | None,
    actor: Actor,
    at: datetime,
) -> None:
    """One open difference a number: what holds no more is resolved, what is different now takes its place."""
    said = (
        (verdict.kind.value, actual.value if actual else "", order.pk if order else None) if verdict else None
    )
    if known and said == (known.kind, known.actual, known.order_id):
        return
    if known:
        change_state(known, to=DifferenceState.RESOLVED, actor=actor, at=at, settled_at=at)
    if verdict is None:
        return
    difference = Difference(
        reconciliation=found,
        number=number,
        case=order.case if order else None,
        order=order,
        branch=order.case.branch if order else "",
        expected=STATE_AFTER[order.action].value if order else "",
        actual=actual.value if actual else "",
        kind=verdict.kind,
        side=verdict.side,
    )
    create_recorded(difference, actor=actor, at=at)


def _ordered_but_not_in(listed: Iterable[str]) -> Iterator[str]:
    """Numbers that an order changed and that a complete list does not hold."""
    names = set(listed)
    ordered = Order.objects.filter(action__in=STATE_AFTER, state=OrderState.DONE).order_by("number")
    numbers = ordered.values_list("number", flat=True).distinct()
    return (number for number in numbers.iterator(chunk_size=2000) if number not in names)


def _chunks(numbers: Iterable[str]) -> Iterator[list[str]]:
    left = iter(numbers)
    while chunk := list(islice(left, CHUNK)):
        yield chunk
