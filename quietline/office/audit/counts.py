"""What a stretch of the trail holds, counted by what an auditor looks for first."""

from collections.abc import Mapping

from django.db.models import Count, Q, QuerySet

from quietline.domain.labels import Label
from quietline.office.audit.models import AuditEntry

KINDS: Mapping[str, Label] = {
    "entries": Label(zh="条目", en="Entries"),
    "refused": Label(zh="被拒绝的尝试", en="Refused attempts"),
    "failed_log_ins": Label(zh="失败的登录", en="Failed log-ins"),
    "views": Label(zh="查看个人信息", en="Views of personal data"),
    "exports": Label(zh="导出文件", en="Files taken out"),
    "jobs": Label(zh="后台任务", en="Steps of background jobs"),
    "by_system": Label(zh="系统自动操作", en="Acts of the system itself"),
}
WHICH: Mapping[str, Q] = {
    "entries": Q(),
    "refused": Q(action__endswith=".refused"),
    "failed_log_ins": Q(action="user.login_failed"),
    "views": Q(action__endswith="_viewed") | Q(action__endswith=".viewed"),
    "exports": Q(object_kind="export"),
    "jobs": Q(object_kind="job"),
    "by_system": Q(actor__startswith="system:"),
}
"""Which entries count as what; one may count as several."""


def counts_of(entries: QuerySet[AuditEntry]) -> Mapping[str, int]:
    """How many of each kind."""
    counted: dict[str, int] = entries.order_by().aggregate(
        **{kind: Count("pk", filter=which) for kind, which in WHICH.items()}
    )
    return counted
