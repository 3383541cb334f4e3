"""Takes in what a business system sent back for a batch: each row sets the state of its order, what is odd is kept and shown (clause 3.1)."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import IntegrityError, transaction

from quietline.domain.errors import Conflict, InputError, Refused
from quietline.home import Home
from quietline.office.audit.canonical import storable
from quietline.office.audit.changes import change, change_state
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.models import Order, OrderState
from quietline.office.orders import outbox, profiles
from quietline.office.orders.models import (
    OrderFile,
    OrderFileState,
    ResultFile,
    ResultRow,
    RowFinding,
)
from quietline.office.orders.order_file import written_number
from quietline.office.orders.profile_model import OrderProfile
from quietline.office.orders.result_file import ReadResults, ResultLine, read_results
from quietline.office.people.actors import Actor, require
from quietline.office.people.permissions import Permission

CHUNK = 200


@dataclass(frozen=True)
class TakenIn:
    """What a result file did: how many rows of each finding."""

    file: ResultFile
    counts: dict[str, int]

    @property
    def applied(self) -> int:
        """Orders that got their answer."""
        return self.counts.get(RowFinding.APPLIED, 0)


def take_in_results(
    home: Home, content: bytes, *, name: str, target: str, actor: Actor, at: datetime
) -> TakenIn:
    """What the file did. Raises InputError for a file that is cut off, changed, of another city or of no batch, Refused for one that was taken in before.

    A row that cannot be read, was never ordered or contradicts what is known changes no order and is kept. An order of which no row
    tells waits for a person. A take-in that was killed goes on where it stopped.
    """
    name = storable(name)[:255]
    with recorded_refusal(
        actor=actor, at=at, action="results.take_in", object_kind="order_target", object_id=target
    ):
        require(actor, Permission.HANDLE_ORDERS)
        try:
            profile = profiles.named(home, home.city.targets[target].profile)
        except KeyError:
            raise Refused(
                f"there is no target {target!r}", mend=f"targets are {', '.join(home.city.targets)}"
            ) from None
        try:
            read = read_results(profile, content, name=name, city=home.city.code)
            file = _file_of(read, target, name)
        except InputError as error:
            raise Refused(error.what, where=error.where, mend=error.mend) from error
        results = _results(file, content, name, actor, at)
    seen = set(results.rows.values_list("line", flat=True))
    for chunk in _chunks(line for line in read.lines if line.line not in seen):
        _settle(results, profile, chunk, actor, at)
    _find_missing(results, read, actor, at)
    counts = Counter(results.rows.values_list("finding", flat=True))
    return TakenIn(results, dict(counts))


def _file_of(read: ReadResults, target: str, name: str) -> OrderFile:
    found = OrderFile.objects.filter(
        pk=read.batch, target=target, state__in=[OrderFileState.WRITTEN, OrderFileState.ANSWERED]
    )
    file = found.first()
    if file is None:
        raise InputError(
            f"there is no batch {read.batch} of the target {target}",
            where=name,
            mend="see which system it comes from",
        )
    return file


def _results(file: OrderFile, content: bytes, name: str, actor: Actor, at: datetime) -> ResultFile:
    """The result file, new or left half done by a worker that died. Raises Refused where it was taken in whole before."""
    sha256 = hashlib.sha256(content).hexdigest()
    known = ResultFile.objects.filter(sha256=sha256).first()
    if known is None:
        try:
            with transaction.atomic():
                return ResultFile.objects.create(
                    file=file, name=name, sha256=sha256, taken_in_at=at, taken_in_by=actor.user
                )
        except IntegrityError:
            known = ResultFile.objects.get(sha256=sha256)
    if known.is_whole:
        raise Refused(
            f"the file was taken in before, as {known.name}",
            where=name,
            mend="nothing to do: what it says holds already",
        )
    return known


@transaction.atomic
def _settle(
    results: ResultFile, profile: OrderProfile, lines: list[ResultLine], actor: Actor, at: datetime
) -> None:
    keys = [line.key for line in lines if line.key]
    orders = {order.key: order for order in Order.objects.filter(key__in=keys, lines__file=results.file)}
    rows = []
    for line in lines:
        order = orders.get(line.key) if line.key else None
        finding, remark = _judged(line, order, profile)
        if finding is RowFinding.APPLIED and order is not None and not _apply(order, line, actor, at):
            finding, remark = RowFinding.CONTRADICTS, "the order was changed meanwhile"
        detail = "; ".join(part for part in (remark, line.detail) if part)
        rows.append(
            ResultRow(
                result_file=results,
                line=line.line,
                order=order,
                finding=finding,
                result=line.result or "",
                number=storable(line.number),
                detail=storable(detail)[:500],
            )
        )
    ResultRow.objects.bulk_create(rows)


def _judged(line: ResultLine, order: Order | None, profile: OrderProfile) -> tuple[RowFinding, str]:
    """What the row means for the order, and why it changes nothing where it does not."""
    if line.problem:
        return RowFinding.UNREADABLE, line.problem
    if order is None:
        return RowFinding.NEVER_ORDERED, "no order of this batch has the key"
    if line.number and line.number != written_number(profile, order.number):
        return RowFinding.CONTRADICTS, "the number is not the order's"
    if line.action and line.action != profile.actions.get(order.action):
        return RowFinding.CONTRADICTS, "the action is not the order's"
    if order.state in {OrderState.DONE, OrderState.REFUSED}:
        is_same = (order.answer or {}).get("result") == line.result
        return (
            (RowFinding.REPEATED, "") if is_same else (RowFinding.CONTRADICTS, f"the order is {order.state}")
        )
    if order.state in {OrderState.CANCELLED, OrderState.GIVEN_UP}:
        return RowFinding.CONTRADICTS, f"the order is {order.state}"
    return RowFinding.APPLIED, ""


def _apply(order: Order, line: ResultLine, actor: Actor, at: datetime) -> bool:
    answer = {"result": str(line.result), "detail": storable(line.detail)}
    return outbox.settle(order, answer, actor=actor, at=at)


def _find_missing(results: ResultFile, read: ReadResults, actor: Actor, at: datetime) -> None:
    """Orders of the batch of which the file says nothing wait for a person; then the batch is answered and the file taken in whole."""
    told = {line.key for line in read.lines if line.key}
    silent = Order.objects.filter(lines__file=results.file, state=OrderState.SENDING).exclude(key__in=told)
    with transaction.atomic():
        for order in silent:
            error = f"the result file {results.name} has no row for it"
            if outbox.give_to_a_person(order, error, actor=actor, at=at):
                ResultRow.objects.create(
                    result_file=results, line=0, order=order, finding=RowFinding.MISSING, detail=error[:500]
                )
        _mark_answered(results.file, actor, at)
        ResultFile.objects.filter(pk=results.pk).update(is_whole=True)


def _mark_answered(file: OrderFile, actor: Actor, at: datetime) -> None:
    try:
        with transaction.atomic():
            if file.state == OrderFileState.WRITTEN:
                change_state(file, to=OrderFileState.ANSWERED, actor=actor, at=at, answered_at=at)
            else:
                change(file, action="orderfile.answered_again", actor=actor, at=at, answered_at=at)
    except Conflict:
        return


def _chunks(lines: Iterable[ResultLine]) -> Iterator[list[ResultLine]]:
    left = iter(lines)
    while chunk := list(islice(left, CHUNK)):
        yield chunk
