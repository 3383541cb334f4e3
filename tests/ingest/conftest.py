import os
from pathlib import Path

import pytest

from quietline.home import Home
from tests.ingest.builders import a_city


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return a_city(tmp_path)


@pytest.fixture
def island_file() -> Path:
    """The real file of an invented island, which is not part of the product."""
    folder = os.environ.get("QUIETLINE_DATA")
    if not folder:
        pytest.skip("QUIETLINE_DATA is not set: it names the folder that holds vast2008_calls.csv")
    path = Path(folder) / "vast2008_calls.csv"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    return path
