"""Who acts: roles, scope, and accounts that only administrators make."""

import pytest
from django.contrib.auth.models import AnonymousUser

from quietline.domain.errors import Refused
from quietline.office.audit.models import AuditEntry
from quietline.office.people.actors import Actor, require
from quietline.office.people.models import RoleName, User
from quietline.office.people.permissions import ROLES_WITH, SYSTEM_MAY, Permission
from quietline.office.people.services import make_user, set_active, set_password
from tests.ledger_builders import BRANCH, NOW, OTHER_BRANCH, SYSTEM, Cast, a_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("user", [None, AnonymousUser(), User(username="unsaved")])
def test_nobody_is_no_actor(user: User | AnonymousUser | None) -> None:
    with pytest.raises(Refused):
        Actor.of(user, via="console")


def test_an_account_that_is_switched_off_is_no_actor(cast: Cast) -> None:
    user = set_active(username="analyst", is_active=False, actor=cast.administrator, at=NOW)
    with pytest.raises(Refused, match="not active"):
        Actor.of(user, via="console")


@pytest.mark.parametrize("permission", Permission)
def test_each_right_belongs_to_its_roles_and_to_no_other(permission: Permission) -> None:
    for role in RoleName:
        actor = Actor(name="S", via="tests", roles=frozenset({role.value}))
        assert actor.may(permission) == (role in ROLES_WITH[permission])
        assert actor.may(role)
    with pytest.raises(Refused):
        require(None, permission)
    with pytest.raises(Refused):
        require(Actor(name="S", via="tests"), permission)


def test_the_system_never_decides_verifies_or_agrees() -> None:
    assert not SYSTEM_MAY & {
        Permission.DECIDE,
        Permission.VERIFY,
        Permission.SECOND_PERSON,
        Permission.SEE_AUDIT,
    }


def test_who_calls_himself_system_is_not_the_system(cast: Cast) -> None:
    assert cast.analyst.user is not None
    assert not Actor(name="system:worker", via="tests", user=cast.analyst.user).is_system
    with pytest.raises(Refused, match="colon"):
        a_person("pretender", "analyst", staff_number="system:worker")


def test_unknown_rights_are_nobodys() -> None:
    assert not SYSTEM.may("everything")
    assert not Actor(name="S", via="tests", roles=frozenset(RoleName.values)).may("everything")


@pytest.mark.parametrize(
    ("branches", "sees", "sees_other", "sees_none"),
    [
        (("*",), True, True, True),
        ((BRANCH,), True, False, False),
        ((), False, False, False),
        (("",), False, False, False),
    ],
)
def test_scope_is_closed_by_default(
    branches: tuple[str, ...], sees: bool, sees_other: bool, sees_none: bool
) -> None:
    actor = a_person("somebody", "analyst", branches=branches)
    assert (actor.sees(BRANCH), actor.sees(OTHER_BRANCH), actor.sees("")) == (sees, sees_other, sees_none)


@pytest.mark.parametrize("who", ["analyst", "reviewer", "branch", "auditor", "outsider"])
def test_only_administrators_make_accounts(cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        make_user(
            username="new",
            display_name="New",
            staff_number="1",
            roles=["analyst"],
            actor=cast.by_name(who),
            at=NOW,
        )
    assert not User.objects.filter(username="new").exists()
    assert AuditEntry.objects.filter(action="user.create.refused").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "analyst"),
        ("username", "a b"),
        ("username", ""),
        ("roles", ["king"]),
        ("staff_number", "  "),
        ("display_name", ""),
        ("password", "short"),
    ],
)
def test_accounts_that_cannot_be_are_refused_with_the_reason(cast: Cast, field: str, value: object) -> None:
    given: dict[str, object] = {
        "username": "new",
        "display_name": "New",
        "staff_number": "1",
        "roles": ["analyst"],
    } | {field: value}
    with pytest.raises(Refused) as refusal:
        make_user(**given, actor=cast.administrator, at=NOW)  # type: ignore[arg-type]
    assert refusal.value.what
    assert not User.objects.filter(staff_number="1").exists()


@pytest.mark.parametrize("typed", ["s-analyst", " S-ANALYST ", "Ｓ-ANALYST", "S - ANALYST"])
def test_one_person_has_one_staff_number_however_it_is_typed(cast: Cast, typed: str) -> None:
    assert a_person("twin", "reviewer", staff_number=typed).name == cast.analyst.name


def test_a_password_is_never_in_the_audit_trail(cast: Cast) -> None:
    a_person("new", "analyst", password="correct horse battery")
    set_password(username="new", password="another long password", actor=cast.administrator, at=NOW)
    assert User.objects.get(username="new").check_password("another long password")
    told = "".join(str(entry) for entry in AuditEntry.objects.values_list("before", "after", "reason"))
    assert "password" not in told
    assert "horse" not in told


def test_nobody_switches_himself_off(cast: Cast) -> None:
    with pytest.raises(Refused, match="own account"):
        set_active(username="administrator", is_active=False, actor=cast.administrator, at=NOW)
