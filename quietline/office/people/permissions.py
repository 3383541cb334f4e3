"""Who may do what, as one table. What is not in it is refused."""

from collections.abc import Mapping
from enum import StrEnum

from quietline.office.people.models import RoleName


class Permission(StrEnum):
    """Things that need a right."""

    SEE_CASES = "see_cases"
    DECIDE = "decide"
    VERIFY = "verify"
    VERIFY_ASSIGNED = "verify_assigned"
    SECOND_PERSON = "second_person"
    LODGE_APPEAL = "lodge_appeal"
    JUDGE_APPEAL = "judge_appeal"
    SEE_INTAKE = "see_intake"
    INGEST = "ingest"
    WITHDRAW = "withdraw"
    HOLD = "hold"
    RETAIN = "retain"
    DETECT = "detect"
    HANDLE_ORDERS = "handle_orders"
    GIVE_UP_ORDERS = "give_up_orders"
    NOTIFY = "notify"
    SEE_AUDIT = "see_audit"
    OPEN_DOCUMENT = "open_document"
    KEEP_DOCUMENTS = "keep_documents"
    MANAGE_USERS = "manage_users"
    SET_POLICY = "set_policy"


ROLES_WITH: Mapping[Permission, frozenset[RoleName]] = {
    Permission.SEE_CASES: frozenset(
        {
            RoleName.ANALYST,
            RoleName.REVIEWER,
            RoleName.AUDITOR,
            RoleName.BRANCH_STAFF,
            RoleName.CUSTOMER_SERVICE,
        }
    ),
    Permission.DECIDE: frozenset({RoleName.ANALYST}),
    Permission.VERIFY: frozenset({RoleName.ANALYST, RoleName.REVIEWER}),
    Permission.VERIFY_ASSIGNED: frozenset({RoleName.ANALYST, RoleName.REVIEWER, RoleName.BRANCH_STAFF}),
    Permission.SECOND_PERSON: frozenset({RoleName.REVIEWER}),
    Permission.LODGE_APPEAL: frozenset(
        {RoleName.CUSTOMER_SERVICE, RoleName.ANALYST, RoleName.REVIEWER, RoleName.BRANCH_STAFF}
    ),
    Permission.JUDGE_APPEAL: frozenset({RoleName.REVIEWER}),
    Permission.SEE_INTAKE: frozenset({RoleName.ANALYST, RoleName.REVIEWER, RoleName.AUDITOR}),
    Permission.INGEST: frozenset({RoleName.ANALYST, RoleName.REVIEWER}),
    Permission.WITHDRAW: frozenset({RoleName.REVIEWER}),
    Permission.HOLD: frozenset({RoleName.REVIEWER, RoleName.ADMINISTRATOR}),
    Permission.RETAIN: frozenset({RoleName.ADMINISTRATOR}),
    Permission.DETECT: frozenset({RoleName.ANALYST, RoleName.REVIEWER}),
    Permission.HANDLE_ORDERS: frozenset({RoleName.ANALYST, RoleName.REVIEWER}),
    Permission.GIVE_UP_ORDERS: frozenset({RoleName.REVIEWER}),
    Permission.NOTIFY: frozenset({RoleName.ANALYST, RoleName.REVIEWER}),
    Permission.SEE_AUDIT: frozenset({RoleName.AUDITOR}),
    Permission.OPEN_DOCUMENT: frozenset({RoleName.ANALYST, RoleName.REVIEWER}),
    Permission.KEEP_DOCUMENTS: frozenset({RoleName.ADMINISTRATOR}),
    Permission.MANAGE_USERS: frozenset({RoleName.ADMINISTRATOR}),
    Permission.SET_POLICY: frozenset({RoleName.REVIEWER, RoleName.ADMINISTRATOR}),
}

SYSTEM_MAY = frozenset(
    {
        Permission.SEE_CASES,
        Permission.SEE_INTAKE,
        Permission.INGEST,
        Permission.DETECT,
        Permission.RETAIN,
        Permission.HANDLE_ORDERS,
        Permission.MANAGE_USERS,
    }
)
"""What the product does by itself: it loads, detects, sends and closes; it never decides, verifies or agrees."""
