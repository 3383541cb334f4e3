"""The batch whose lines are corrected."""

from pathlib import Path

import pytest

from quietline.home import Home
from quietline.office.intake.models import Batch
from quietline.office.intake.services import ingest_file
from tests.ledger_builders import NOW, Cast
from tests.office.intake.corrected import BAD_DATE, BAD_NUMBER, GOOD, a_file


@pytest.fixture
def batch(home: Home, tmp_path: Path, cast: Cast) -> Batch:
    """Line 2 is right, 3 and 4 are not."""
    ingest_file(home, a_file(tmp_path, GOOD, BAD_DATE, BAD_NUMBER), actor=cast.analyst, at=NOW)
    return Batch.objects.get()
