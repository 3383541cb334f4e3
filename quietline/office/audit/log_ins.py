"""Log-ins, log-outs and failed log-ins leave audit entries. Django tells of them by signals only."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.utils import timezone

from quietline.office.audit.record import record
from quietline.office.people.actors import Actor
from quietline.office.people.models import User


def connect() -> None:
    """Begin to listen; called when the app is ready."""
    user_logged_in.connect(_logged_in, dispatch_uid="audit-logged-in")
    user_logged_out.connect(_logged_out, dispatch_uid="audit-logged-out")
    user_login_failed.connect(_login_failed, dispatch_uid="audit-login-failed")


def _logged_in(sender: object, user: User, **_: Any) -> None:
    _write("user.logged_in", user.staff_number, user.username)


def _logged_out(sender: object, user: User | None, **_: Any) -> None:
    if user is not None:
        _write("user.logged_out", user.staff_number, user.username)


def _login_failed(sender: object, credentials: dict[str, Any], **_: Any) -> None:
    _write("user.login_failed", "nobody", str(credentials.get("username", "")))


def _write(action: str, actor: str, username: str) -> None:
    with transaction.atomic():
        record(
            actor=Actor(name=actor, via="console"),
            at=timezone.now(),
            action=action,
            object_kind="login",
            object_id=username,
        )
