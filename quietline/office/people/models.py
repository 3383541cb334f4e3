"""Who acts: users, their roles, and the part of the city they may see."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """An account. `staff_number` names the person: two accounts of one person do not make two people."""

    staff_number = models.CharField(max_length=32, db_index=True)
    display_name = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(staff_number=""), name="user_has_staff_number")
        ]

    def __str__(self) -> str:
        return self.display_name or self.username


class RoleName(models.TextChoices):
    """What somebody may do. The Chinese label is shown by the console."""

    ANALYST = "analyst", "研判员"
    REVIEWER = "reviewer", "复核员"
    BRANCH_STAFF = "branch_staff", "区县人员"
    CUSTOMER_SERVICE = "customer_service", "客服"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "管理员"


class Role(models.Model):
    """A role that a user has."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    name = models.CharField(max_length=32, choices=RoleName.choices)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "name"], name="role_once")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.name}"


CITY_WIDE = "*"


class Scope(models.Model):
    """A county branch whose numbers a user may see; `CITY_WIDE` is all of them. No row means nothing is seen."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="scopes")
    branch = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "branch"], name="scope_once")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.branch}"
