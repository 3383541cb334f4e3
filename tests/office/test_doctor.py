"""The doctor names what should be mended, and is silent where all is well."""

from pathlib import Path

import pytest

from quietline.home import City, Home
from quietline.office.audit.daily_report import write_reports
from quietline.office.audit.sealer import seal
from quietline.office.doctor import complaints_of
from quietline.office.vault.models import SealedDocument
from tests.ledger_builders import NOW, a_case, later

pytestmark = pytest.mark.django_db


def checks(home: Home, **delta: float) -> list[str]:
    return [complaint.check for complaint in complaints_of(home, later(**delta))]


@pytest.fixture
def well(tmp_path: Path) -> Home:
    """A city whose heads lie elsewhere, one entry old, sealed and reported."""
    home = Home(tmp_path / "home")
    home.create(City(audit_heads_dir=str(tmp_path / "elsewhere")))
    a_case()
    seal(home, NOW)
    write_reports(home, later(days=1))
    return home


def test_a_city_that_is_well_has_no_complaint(well: Home) -> None:
    assert checks(well, days=1) == []


@pytest.mark.parametrize("folder", ["", "{home}/heads", "{home}/../home/heads"])
def test_heads_within_the_home_are_named_however_the_folder_is_written(tmp_path: Path, folder: str) -> None:
    home = Home(tmp_path / "home")
    home.create(City(audit_heads_dir=folder.format(home=tmp_path / "home")))
    assert checks(home) == ["audit_heads"]


def test_heads_behind_a_link_into_the_home_are_named(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.create(City(audit_heads_dir=str(tmp_path / "link")))
    (tmp_path / "link").symlink_to(home.root)
    assert checks(home) == ["audit_heads"]


def test_entries_that_nobody_seals_are_named_after_five_minutes(well: Home) -> None:
    a_case("8613803910002")
    assert checks(well, minutes=5) == []
    assert checks(well, minutes=6) == ["audit_seal"]


def test_keys_of_a_vault_in_use_that_lie_in_the_home_are_named(well: Home) -> None:
    assert checks(well, days=1) == []
    SealedDocument.objects.create(
        subscriber="a", kind="passport", match="", sealed=b"", key_number=1, stored_at=NOW
    )
    assert checks(well, days=1) == ["vault_keys"]


def test_a_day_without_its_report_is_named(well: Home) -> None:
    assert checks(well, days=2) == ["audit_report"]
