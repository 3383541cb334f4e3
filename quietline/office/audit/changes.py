"""Every change of a thing with a state: compare-and-set on its version, and the audit entry, in one transaction.

An entry that counts as a change carries the new `version` in `after`: a thing of version 7 has exactly seven such entries.
"""

from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from quietline.domain.errors import Conflict
from quietline.office.audit.record import record
from quietline.office.people.actors import Actor

Thing = TypeVar("Thing", bound=Model)


def create_recorded(thing: Thing, *, actor: Actor, at: datetime, reason: str = "") -> Thing:
    """The new thing, saved, with its entry `<kind>.created`."""
    with transaction.atomic():
        thing.save(force_insert=True)
        record(
            actor=actor,
            at=at,
            action=f"{kind_of(thing)}.created",
            object_kind=kind_of(thing),
            object_id=thing.pk,
            case=_case_of(thing),
            after=_all_fields(thing),
            reason=reason,
        )
    return thing


def change_state(
    thing: Thing, *, to: str, actor: Actor, at: datetime, reason: str = "", **fields: object
) -> Thing:
    """The thing in its next state, with entry `<kind>.<from>-><to>`. `fields` change with it. Raises Conflict when somebody was faster."""
    came_from = str(thing.__dict__["state"])
    action = f"{kind_of(thing)}.{came_from}->{to}"
    return change(thing, action=action, actor=actor, at=at, reason=reason, state=str(to), **fields)


def change(
    thing: Thing, *, action: str, actor: Actor, at: datetime, reason: str = "", **fields: object
) -> Thing:
    """The thing with the fields changed, its version one higher, and an entry with this action. Raises Conflict when somebody was faster."""
    version, state = thing.__dict__["version"], thing.__dict__["state"]
    new: dict[str, Any] = {**fields, "version": version + 1}
    columns = {name: thing._meta.get_field(name).attname for name in new}  # type: ignore[union-attr]
    before = {column: getattr(thing, column) for column in columns.values()}
    with transaction.atomic():
        same = type(thing)._default_manager.filter(pk=thing.pk, version=version, state=state)
        if not same.update(**new):
            raise Conflict(
                f"{kind_of(thing)} {thing.pk} was changed by somebody else meanwhile",
                mend="look at it again, then decide",
            )
        for name, value in new.items():
            setattr(thing, name, value)
        record(
            actor=actor,
            at=at,
            action=action,
            object_kind=kind_of(thing),
            object_id=thing.pk,
            case=_case_of(thing),
            before=before,
            after={column: getattr(thing, column) for column in columns.values()},
            reason=reason,
        )
    return thing


def kind_of(thing: Model) -> str:
    """How the audit trail calls things of this model."""
    return str(thing._meta.model_name)


def _case_of(thing: Model) -> int | None:
    found = thing.pk if kind_of(thing) == "case" else getattr(thing, "case_id", None)
    return found if isinstance(found, int) else None


def _all_fields(thing: Model) -> dict[str, object]:
    return {
        field.attname: getattr(thing, field.attname)
        for field in thing._meta.concrete_fields
        if field.attname != "password"
    }
