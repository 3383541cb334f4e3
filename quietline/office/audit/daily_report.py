"""A page a day for whoever keeps the proof elsewhere: what the trail holds of the day, and its signed head. Written beside the heads.

The signature at the end is over everything above it; `public-key.pem` beside the heads proves it.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from quietline.domain.errors import SetupError
from quietline.domain.labels import Label
from quietline.home import Home
from quietline.office.audit import heads
from quietline.office.audit.canonical import instant
from quietline.office.audit.counts import KINDS, counts_of
from quietline.office.audit.models import AuditEntry, Seal

DAYS_BACK = 31
"""How far back a report that was not written is made up for."""
REPORT_AFTER = time(0, 5)
"""What was done before midnight is committed and sealed by then."""
TITLE = Label(zh="审计日报", en="Audit report of the day")
CITY = Label(zh="城市", en="City")
DAY = Label(zh="日期", en="Day")
NUMBERS = Label(zh="条目编号", en="Numbers of entries")
HEAD = Label(zh="链尾", en="Head of the chain")
SIGNATURE = Label(zh="签名", en="Signature")


def write_reports(home: Home, at: datetime) -> list[Path]:
    """The reports of past days that were not there yet, written; at most of the last 31 days. Raises SetupError where they cannot be."""
    return [_write(home, day) for day in _missing(home, at.astimezone(home.zone).date())]


@dataclass
class DailyReports:
    """Writes the reports once a day, some minutes after midnight by the city's clock. `looked_on` is the day of the last look."""

    home: Home
    looked_on: date | None = None

    def look(self, at: datetime) -> None:
        """Write what is missing, once a day. Raises SetupError where it cannot be written; the next look tries again."""
        local = at.astimezone(self.home.zone)
        if local.time() < REPORT_AFTER or self.looked_on == local.date():
            return
        write_reports(self.home, at)
        self.looked_on = local.date()


def report_of(home: Home, day: date) -> str:
    """The report of a day of the city, without its signature."""
    begin = datetime.combine(day, time(), home.zone)
    entries = AuditEntry.objects.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    first, last = entries.order_by("pk").first(), entries.order_by("pk").last()
    counts = counts_of(entries)
    lines = [
        f"{TITLE.zh} · {TITLE.en}",
        _line(CITY, home.city.name),
        _line(DAY, f"{day} ({home.city.time_zone})"),
        *(_line(label, f"{counts[kind]}") for kind, label in KINDS.items()),
        _line(NUMBERS, f"{first.pk} … {last.pk}" if first and last else "—"),
        _line(HEAD, _head(Seal.objects.order_by("-position").first())),
    ]
    return "\n".join(lines) + "\n"


def folder_of(home: Home) -> Path:
    """Where the reports lie."""
    return home.audit_heads / "reports"


def _line(label: Label, text: str) -> str:
    return f"{label.zh} {label.en}: {text}"


def _head(last: Seal | None) -> str:
    return f"{last.position} {last.digest} {instant(last.sealed_at)}" if last else "—"


def _missing(home: Home, today: date) -> Iterator[date]:
    first = AuditEntry.objects.order_by("pk").values_list("at", flat=True).first()
    if first is None:
        return
    since = max(first.astimezone(home.zone).date(), today - timedelta(days=DAYS_BACK))
    for ordinal in range(since.toordinal(), today.toordinal()):
        day = date.fromordinal(ordinal)
        if not _path(home, day).exists():
            yield day


def _path(home: Home, day: date) -> Path:
    return folder_of(home) / f"audit-{day}.txt"


def _write(home: Home, day: date) -> Path:
    """The file appears whole or not at all."""
    text, path = report_of(home, day), _path(home, day)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")  # two workers write it at once
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        signature = heads.signature_of(home, text.encode())
        draft.write_text(text + _line(SIGNATURE, signature) + "\n", encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise SetupError(
            f"the audit report of {day} cannot be written: {error.strerror}",
            where=str(path),
            mend="make the folder of audit_heads_dir writable; the report is written then",
        ) from error
    return path
