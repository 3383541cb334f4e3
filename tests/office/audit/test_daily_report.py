"""A signed page a day, written beside the heads, tells what the trail holds of the day."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.db import transaction

from quietline.domain.errors import NotFound, SetupError
from quietline.home import Home
from quietline.office.audit.daily_report import DailyReports, folder_of, report_of, write_reports
from quietline.office.audit.record import record
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.audit.sealer import seal
from tests.ledger_builders import NOW, SYSTEM, a_case, later

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 20)
"""The city's day of NOW."""


def lines_of(text: str) -> dict[str, str]:
    """What stands behind each heading."""
    return dict(line.split(": ", 1) for line in text.splitlines()[1:])


def test_a_report_counts_what_an_auditor_looks_for(home: Home) -> None:
    case = a_case()
    with transaction.atomic():
        for action, kind in (
            ("case.number_viewed", "case"),
            ("number.viewed", "number"),
            ("cases.exported", "export"),
        ):
            record(actor=SYSTEM, at=NOW, action=action, object_kind=kind, object_id=case.pk)
        record(actor=SYSTEM, at=NOW, action="user.login_failed", object_kind="login", object_id="li")
        record(actor=SYSTEM, at=later(days=1), action="a", object_kind="k", object_id=1)
    with (
        pytest.raises(NotFound),
        recorded_refusal(actor=None, at=NOW, action="case.decide", object_kind="case", object_id=7),
    ):
        raise NotFound("there is no such case", mend="look again")
    found = lines_of(report_of(home, DAY))
    assert (found["条目 Entries"], found["被拒绝的尝试 Refused attempts"]) == ("6", "1")
    assert (found["失败的登录 Failed log-ins"], found["查看个人信息 Views of personal data"]) == ("1", "2")
    assert (found["导出文件 Files taken out"], found["系统自动操作 Acts of the system itself"]) == ("1", "5")


def test_the_reports_of_past_days_are_written_once_and_signed(home: Home) -> None:
    a_case()
    seal(home, NOW)
    written = write_reports(home, later(days=2))
    assert [path.name for path in written] == ["audit-2026-03-20.txt", "audit-2026-03-21.txt"]
    assert write_reports(home, later(days=2)) == []
    assert is_signed(home, written[0])
    written[0].write_text(written[0].read_text().replace("Entries: 1", "Entries: 0"))
    assert not is_signed(home, written[0])


def is_signed(home: Home, path: Path) -> bool:
    text, _, signature = path.read_text(encoding="utf-8").rstrip("\n").rpartition("签名 Signature: ")
    key = load_pem_public_key((home.audit_heads / "public-key.pem").read_bytes())
    assert isinstance(key, Ed25519PublicKey)
    try:
        key.verify(bytes.fromhex(signature), text.encode())
    except InvalidSignature:
        return False
    return True


def test_a_worker_writes_the_report_after_midnight_of_the_city_and_makes_up_for_days_it_slept(
    home: Home,
) -> None:
    a_case()
    seal(home, NOW)
    before_midnight = NOW + timedelta(hours=13, minutes=59)
    reports = DailyReports(home)
    reports.look(before_midnight)
    assert not folder_of(home).exists()
    reports.look(before_midnight + timedelta(minutes=10))
    assert [path.name for path in folder_of(home).iterdir()] == ["audit-2026-03-20.txt"]
    reports.look(before_midnight + timedelta(days=40))
    assert len(list(folder_of(home).iterdir())) == 32  # not further back than 31 days


def test_a_folder_that_refuses_is_said_and_tried_again(home: Home) -> None:
    a_case()
    home.audit_heads.mkdir(parents=True, exist_ok=True)
    folder_of(home).write_text("in the way")
    reports = DailyReports(home)
    with pytest.raises(SetupError, match="audit report of 2026-03-20 cannot be written"):
        reports.look(later(days=1))
    folder_of(home).unlink()
    reports.look(later(days=1))
    assert [path.name for path in folder_of(home).iterdir()] == ["audit-2026-03-20.txt"]
