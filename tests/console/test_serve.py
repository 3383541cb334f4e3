"""`quietline serve` says what keeps it from serving: no city, tables of another version, a port that is taken."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.console.conftest import City
from tests.thread.processes import Quietline


def test_without_a_city_it_says_how_to_make_one(tmp_path: Path) -> None:
    assert "quietline init" in Quietline(tmp_path / "nothing").refuses("serve")


@pytest.mark.browser
def test_on_a_port_that_is_taken_it_says_so(city: City) -> None:
    port = city.url.rpartition(":")[2]
    said = city.quietline.refuses("serve", "--port", port)
    assert f"127.0.0.1:{port}" in said
    assert "--port" in said


def test_with_tables_of_another_version_it_says_how_to_mend_them(tmp_path: Path) -> None:
    quietline = Quietline(tmp_path / "home")
    quietline("init")
    with closing(sqlite3.connect(quietline.home / "ledger.sqlite3")) as ledger, ledger:
        ledger.execute("DELETE FROM django_migrations WHERE app = 'jobs'")
    assert "init --upgrade" in quietline.refuses("serve")
