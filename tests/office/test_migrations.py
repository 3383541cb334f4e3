"""The tables in the code and the steps that make them agree, and the steps of an app have one end."""

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader


def test_no_two_steps_of_an_app_stand_side_by_side() -> None:
    assert MigrationLoader(None).detect_conflicts() == {}


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_step(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", check=True, dry_run=True)
    except SystemExit:
        pytest.fail(f"a step is missing: {capsys.readouterr().out}")
