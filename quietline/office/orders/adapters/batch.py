"""Sends orders as batch files: chosen and committed first, then written whole, so that a killed worker leaves nothing half done."""

import hashlib
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from quietline.domain.errors import Conflict, SetupError
from quietline.home import Home, OrderTarget
from quietline.office.audit.changes import change_state, create_recorded
from quietline.office.cases.models import Order
from quietline.office.orders import outbox, profiles
from quietline.office.orders.models import OrderFile, OrderFileState, OrderLine
from quietline.office.orders.order_file import content_of, name_of
from quietline.office.orders.profile_model import OrderProfile
from quietline.office.orders.results_folder import take_in_all
from quietline.office.orders.still_right import reason_to_hold_back
from quietline.office.people.actors import Actor

MOST_ORDERS = 200
"""In one file: they are chosen in one transaction."""


def send_due(home: Home, target: OrderTarget, at: datetime, stopping: Callable[[], bool]) -> int:
    """Take in the results that lie there, then write what is due. Gives how many orders got their answer."""
    actor = Actor.system("dispatch", via="worker")
    profile = profiles.named(home, target.profile)
    answered = take_in_all(home, target, actor=actor, at=at)
    for left in OrderFile.objects.filter(target=target.name, state=OrderFileState.GATHERED).order_by("pk"):
        write(home, left, profile, actor=actor, at=at)
    if _is_time(target, at):
        while not stopping() and (made := _gathered(target, profile, actor, at)):
            write(home, made, profile, actor=actor, at=at)
    return answered


def write(home: Home, file: OrderFile, profile: OrderProfile, *, actor: Actor, at: datetime) -> Path:
    """The file of the batch, on the disk under its name. Raises SetupError where it cannot be written; then it is tried again."""
    orders = list(Order.objects.filter(lines__file=file).order_by("lines__pk"))
    content = content_of(profile, orders, city=home.city.code, batch=file.pk, zone=home.zone)
    path = home.exchange(file.target) / "out" / name_of(profile, city=home.city.code, batch=file.pk)
    try:
        _put(path, content)
    except OSError as error:
        mend = "make room, or see that the folder may be written; the orders are not lost"
        raise SetupError(
            f"a batch of orders cannot be written: {error.strerror}", where=str(path), mend=mend
        ) from error
    try:
        with transaction.atomic():
            sha256 = hashlib.sha256(content).hexdigest()
            change_state(file, to=OrderFileState.WRITTEN, actor=actor, at=at, name=path.name, sha256=sha256)
    except Conflict:
        file.refresh_from_db()  # another worker wrote the same bytes under the same name
    return path


def _is_time(target: OrderTarget, at: datetime) -> bool:
    """A file every so many minutes, so that the system is not flooded with small ones."""
    last = OrderFile.objects.filter(target=target.name).order_by("-pk").first()
    return last is None or last.made_at + timedelta(minutes=target.every_min) <= at


def _gathered(target: OrderTarget, profile: OrderProfile, actor: Actor, at: datetime) -> OrderFile | None:
    """A new batch of what is due, None where nothing is. An order of which the profile knows no code waits for a person."""
    with transaction.atomic():
        claimed = []
        for order in outbox.due(at, target.name)[:MOST_ORDERS]:
            if order.action not in profile.actions:
                outbox.give_to_a_person(
                    order, f"the profile {profile.name} has no code for {order.action}", actor=actor, at=at
                )
            elif why := reason_to_hold_back(order, at):
                outbox.give_to_a_person(order, why, actor=actor, at=at)
            elif outbox.claim_for_a_file(order, actor=actor, at=at):
                claimed.append(order)
        if not claimed:
            return None
        due_at = at + timedelta(hours=target.answer_within_h)
        file = OrderFile(target=target.name, profile=profile.name, made_at=at, answer_due_at=due_at)
        create_recorded(file, actor=actor, at=at)
        OrderLine.objects.bulk_create(OrderLine(file=file, order=order) for order in claimed)
        return file


def _put(path: Path, content: bytes) -> None:
    """The file appears whole under its name, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
