"""What whoever runs a city should mend, before somebody needs it: each check says what it found and what to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from quietline.domain.labels import Label
from quietline.home import Home
from quietline.office.audit.daily_report import folder_of
from quietline.office.audit.models import AuditEntry, Seal
from quietline.office.audit.stored import unsealed_entries
from quietline.office.vault.models import SealedDocument

SEALED_WITHIN = timedelta(minutes=5)
"""The worker seals every second; what waits longer says that none is at work."""


@dataclass(frozen=True)
class Complaint:
    """Something that should be mended."""

    check: str
    said: Label
    mend: Label


def complaints_of(home: Home, at: datetime) -> list[Complaint]:
    """What the checks found, in their order; empty where all is well."""
    return [complaint for check in CHECKS for complaint in check(home, at)]


def _heads_lie_outside(home: Home, at: datetime) -> Iterator[Complaint]:
    if home.heads_lie_inside:
        said = Label(
            zh="审计链的签名链尾与台账在同一目录下:能改台账的人也能改它们,不足以作证",
            en="the signed heads of the audit trail lie in the home: who can rewrite the ledger can rewrite them too",
        )
        mend = Label(
            zh="在 quietline.toml 中把 audit_heads_dir 设为另一台机器或另一人管理的目录",
            en="set audit_heads_dir in quietline.toml to a folder on another machine or in somebody else's keeping",
        )
        yield Complaint("audit_heads", said, mend)


def _trail_is_sealed(home: Home, at: datetime) -> Iterator[Complaint]:
    waiting = unsealed_entries().filter(at__lt=at - SEALED_WITHIN)
    if waiting.exists():
        said = Label(
            zh="有审计条目超过五分钟未封存",
            en="audit entries have waited for more than five minutes to be sealed",
        )
        mend = Label(zh="启动 quietline worker", en="start `quietline worker`")
        yield Complaint("audit_seal", said, mend)


def _day_is_reported(home: Home, at: datetime) -> Iterator[Complaint]:
    yesterday = at.astimezone(home.zone).date() - timedelta(days=1)
    first = AuditEntry.objects.order_by("pk").values_list("at", flat=True).first()
    is_older = first is not None and first.astimezone(home.zone).date() <= yesterday
    if is_older and Seal.objects.exists() and not (folder_of(home) / f"audit-{yesterday}.txt").exists():
        said = Label(zh=f"没有 {yesterday} 的审计日报", en=f"there is no audit report of {yesterday}")
        mend = Label(
            zh="启动 quietline worker,或运行 quietline audit report",
            en="start `quietline worker`, or run `quietline audit report`",
        )
        yield Complaint("audit_report", said, mend)


def _vault_keys_lie_outside(home: Home, at: datetime) -> Iterator[Complaint]:
    if home.vault_keys_lie_inside and SealedDocument.objects.exists():
        said = Label(
            zh="证件保险库的密钥与台账在同一目录下:拿到目录的人就能打开证件",
            en="the keys of the vault lie in the home: who gets hold of the home opens the documents",
        )
        mend = Label(
            zh="把密钥移到别处,并在 quietline.toml 中用 vault_keys_dir 指明",
            en="move them elsewhere and name the folder as vault_keys_dir in quietline.toml",
        )
        yield Complaint("vault_keys", said, mend)


CHECKS: tuple[Callable[[Home, datetime], Iterator[Complaint]], ...] = (
    _heads_lie_outside,
    _trail_is_sealed,
    _day_is_reported,
    _vault_keys_lie_outside,
)
