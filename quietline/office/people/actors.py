"""Who acts: a person with roles and scope, or a named part of the system. No service works without one."""

from dataclasses import dataclass, field
from typing import Self

from django.contrib.auth.models import AnonymousUser

from quietline.domain.errors import Refused
from quietline.office.people.models import CITY_WIDE, User
from quietline.office.people.permissions import ROLES_WITH, SYSTEM_MAY, Permission


@dataclass(frozen=True)
class Actor:
    """One who acts. `name` is the staff number of a person, `system:…` of a part of the product; `via` is the face or job.

    Make one with `of` or `system`. Roles are names of RoleName, `branches` the scope.
    """

    name: str
    via: str
    user: User | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    branches: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, user: User | AnonymousUser | None, via: str) -> Self:
        """The person behind an account. Raises Refused when there is none or the account is not active."""
        if not isinstance(user, User) or user.pk is None:
            raise Refused("nobody is logged in", mend="log in first")
        if not user.is_active:
            raise Refused("the account is not active", where=user.username, mend="ask an administrator")
        return cls(
            name=user.staff_number,
            via=via,
            user=user,
            roles=frozenset(user.roles.values_list("name", flat=True)),
            branches=frozenset(user.scopes.values_list("branch", flat=True)),
        )

    @classmethod
    def system(cls, name: str, via: str) -> Self:
        """A part of the product that acts by itself, named in the audit trail as `system:<name>`."""
        return cls(name=f"system:{name}", via=via, branches=frozenset({CITY_WIDE}))

    @property
    def is_system(self) -> bool:
        return self.user is None and self.name.startswith("system:")

    def may(self, what: str) -> bool:
        """True where the actor has the role or the permission of this name."""
        if self.is_system:
            return what in SYSTEM_MAY
        return what in self.roles or any(role in self.roles for role in _roles_with(what))

    @property
    def is_city_wide(self) -> bool:
        return CITY_WIDE in self.branches

    def sees(self, branch: str) -> bool:
        """True where a thing of this branch lies in the actor's scope; what belongs to no branch is seen city-wide only."""
        return self.is_city_wide or (branch != "" and branch in self.branches)


def require(actor: Actor | None, permission: Permission) -> Actor:
    """The actor, where he has the right. Raises Refused when there is no actor, his account is not active, or he has not the right."""
    if actor is None:
        raise Refused("nobody acts: an actor is required", mend="log in first")
    if actor.user is not None and not actor.user.is_active:
        raise Refused("the account is not active", where=actor.user.username, mend="ask an administrator")
    if not actor.may(permission):
        roles = " or ".join(sorted(_roles_with(permission)))
        raise Refused(f"{actor.name} may not {_in_words(permission)}", mend=f"it needs the role {roles}")
    return actor


def require_person(actor: Actor | None, permission: Permission) -> User:
    """The account of the person who acts. Raises Refused as `require` does, and for a part of the system."""
    user = require(actor, permission).user
    if user is None:
        raise Refused(f"{_in_words(permission)}: this takes a person", mend="log in first")
    return user


def _roles_with(what: str) -> frozenset[str]:
    return next(
        (frozenset(roles) for permission, roles in ROLES_WITH.items() if permission == what), frozenset()
    )


def _in_words(permission: Permission) -> str:
    return permission.value.replace("_", " ")
