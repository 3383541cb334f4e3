"""The city that tests live in: a temporary home, made before Django's settings are read, on SQLite or PostgreSQL.

An early plugin (`-p tests.city`). `--database postgresql` starts one real server for the whole run; workers of xdist get its
address by environment. Orders leave at once (`order_hold_s = 0`) unless a test says otherwise.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quietline.home import City, Home
from tests.postgresql_server import PostgreSQLServer

if TYPE_CHECKING:
    from tests.ledger_builders import Cast

URL_VARIABLE = "QUIETLINE_TEST_DATABASE_URL"
HOME_ROOT = Path(tempfile.mkdtemp(prefix="ql-test-"))
atexit.register(shutil.rmtree, HOME_ROOT, ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="where the ledger's tests run"
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Before anybody reads Django's settings: the server where one is asked for, then the home."""
    if early_config.known_args_namespace.database == "postgresql" and URL_VARIABLE not in os.environ:
        server = PostgreSQLServer()
        early_config.add_cleanup(server.stop)
        server.start()
        os.environ[URL_VARIABLE] = server.url
        early_config.add_cleanup(lambda: os.environ.pop(URL_VARIABLE, None))
    _make_home(os.environ.get(URL_VARIABLE, ""))
    return (yield)


def _make_home(database_url: str) -> None:
    os.environ["QUIETLINE_HOME"] = str(HOME_ROOT / "city")
    os.environ["DJANGO_SETTINGS_MODULE"] = "quietline.office.settings"
    home = Home.locate()
    home.create(City(name="测试市", database_url=database_url, order_hold_s=0))
    from django.conf import settings

    database = settings.DATABASES["default"]
    if not database_url:
        # In memory, SQLite's connections share locks in a way of their own: tests use what users have, a file.
        database["TEST"] = {"NAME": str(HOME_ROOT / "test-ledger.sqlite3")}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def guards_step_aside(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with real commits is emptied after it; the triggers that guard the audit trail would refuse that."""
    if not _commits(request):
        yield
        return
    from django.db import connection

    from quietline.office.audit import triggers

    request.getfixturevalue("transactional_db")
    triggers.create(connection)
    yield
    triggers.drop(connection)


def _commits(request: pytest.FixtureRequest) -> bool:
    names = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}
    marker = request.node.get_closest_marker("django_db")
    return bool(names & set(request.fixturenames)) or bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture
def home() -> Iterator[Home]:
    """The home of the test's city, with an empty lake, inbox and audit heads."""
    from django.conf import settings

    found: Home = settings.HOME
    yield found
    for name in ("lake", "inbox", "audit-heads", "uploads", "controls"):
        shutil.rmtree(found.root / name, ignore_errors=True)
    for folder in (found.lake, found.inbox, found.controls):
        folder.mkdir(mode=0o700)


@pytest.fixture
def cast(db: None) -> "Cast":
    """Analyst, second analyst, reviewer, branch staff, auditor, administrator and an outsider."""
    from tests.ledger_builders import make_cast

    return make_cast()


@pytest.fixture
def city_settings(home: Home) -> Iterator[Callable[..., None]]:
    """Changes settings of the test's city for one test: `city_settings(order_hold_s=10.0)`."""
    before = home.city

    def change(**changes: object) -> None:
        home.__dict__["city"] = home.city.model_copy(update=changes)

    yield change
    home.__dict__["city"] = before


@pytest.fixture
def other_process(transactional_db: None, home: Home, tmp_path: Path) -> Callable[..., Home]:
    """A home for commands that run as processes of their own: same ledger as the test's, same keys, lake and folders."""
    from django.db import connection

    def share(**changes: object) -> Home:
        shared = Home(tmp_path / "shared")
        name = str(connection.settings_dict["NAME"])
        url = os.environ.get(URL_VARIABLE, "")
        changes["database_url"] = f"{url.rsplit('/', 1)[0]}/{name}" if url else ""
        shared.root.mkdir()
        for folder in ("keys", "lake", "inbox", "audit-heads", "uploads"):
            (home.root / folder).mkdir(exist_ok=True)
            (shared.root / folder).symlink_to(home.root / folder)
        shared.create(home.city.model_copy(update=changes))
        if not url:
            shared.ledger.symlink_to(name)
        return shared

    return share
