"""Accounts: made, switched on and off, given roles and scope. Each step leaves an audit entry."""

import unicodedata
from collections.abc import Collection, Mapping
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from quietline.domain.errors import NotFound, Refused
from quietline.office.audit.record import record
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.people.actors import Actor, require
from quietline.office.people.models import CITY_WIDE, Role, RoleName, Scope, User
from quietline.office.people.permissions import Permission


def make_user(
    *,
    username: str,
    display_name: str,
    staff_number: str,
    roles: Collection[str],
    branches: Collection[str] = (CITY_WIDE,),
    password: str | None = None,
    actor: Actor,
    at: datetime,
) -> User:
    """A new account with roles and scope; without a password nobody can log in with it. Raises Refused for names that are taken or not usable."""
    with (
        recorded_refusal(actor=actor, at=at, action="user.create", object_kind="user", object_id=username),
        transaction.atomic(),
    ):
        require(actor, Permission.MANAGE_USERS)
        user = _new_user(username, display_name, staff_number)
        _set_password(user, password)
        user.save(force_insert=True)
        Role.objects.bulk_create(Role(user=user, name=name) for name in sorted(_known_roles(roles)))
        Scope.objects.bulk_create(Scope(user=user, branch=branch) for branch in sorted(set(branches)))
        after = {
            "staff_number": user.staff_number,
            "display_name": display_name,
            "roles": sorted(roles),
            "branches": sorted(branches),
        }
        _record(user, "user.created", actor, at, after)
    return user


def set_active(*, username: str, is_active: bool, actor: Actor, at: datetime) -> User:
    """Switch an account on or off. Who is switched off can do nothing any more; what he did stays."""
    with (
        recorded_refusal(
            actor=actor, at=at, action="user.set_active", object_kind="user", object_id=username
        ),
        transaction.atomic(),
    ):
        require(actor, Permission.MANAGE_USERS)
        user = account(username)
        if user == actor.user:
            raise Refused(
                "nobody switches off his own account", where=username, mend="ask another administrator"
            )
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        _record(
            user, "user.activated" if is_active else "user.deactivated", actor, at, {"is_active": is_active}
        )
    return user


def set_password(*, username: str, password: str, actor: Actor, at: datetime) -> User:
    """Give an account a new password. Raises Refused where it is too weak."""
    with (
        recorded_refusal(
            actor=actor, at=at, action="user.set_password", object_kind="user", object_id=username
        ),
        transaction.atomic(),
    ):
        require(actor, Permission.MANAGE_USERS)
        user = account(username)
        _set_password(user, password)
        user.save(update_fields=["password"])
        _record(user, "user.password_set", actor, at, {})
    return user


def account(username: str) -> User:
    """The account of this name. Raises NotFound."""
    found = User.objects.filter(username=username).first()
    if found is None:
        raise NotFound(f"there is no account {username!r}", mend="list them with `quietline users`")
    return found


def _new_user(username: str, display_name: str, staff_number: str) -> User:
    user = User(
        username=username, display_name=display_name.strip(), staff_number=_as_staff_number(staff_number)
    )
    if User.objects.filter(username=username).exists():
        raise Refused(f"there is an account {username!r} already", mend="choose another name")
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        raise Refused("; ".join(error.messages), where=username, mend="correct what is named") from error
    return user


def _as_staff_number(text: str) -> str:
    """One person has one staff number, however it is typed: full-width, lower case or with blanks."""
    number = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if ":" in number:
        raise Refused(
            f"staff number {text!r} has a colon, which names parts of the system", mend="leave it out"
        )
    return number


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(
            " ".join(error.messages), where=user.username, mend="choose a longer password"
        ) from error
    user.set_password(password)


def _known_roles(roles: Collection[str]) -> set[str]:
    unknown = sorted(set(roles) - set(RoleName.values))
    if unknown:
        raise Refused(f"there is no role {unknown[0]!r}", mend=f"roles are {', '.join(RoleName.values)}")
    return set(roles)


def _record(user: User, action: str, actor: Actor, at: datetime, after: Mapping[str, object]) -> None:
    record(actor=actor, at=at, action=action, object_kind="user", object_id=user.username, after=after)
