"""The simulated city of `quietline demo`, made step by step so that a run that was killed is completed by the next one."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from quietline.cli.ledger import make_ledger
from quietline.domain.errors import SetupError
from quietline.home import City, Home
from quietline.simulator.scenario_file import named_scenario
from quietline.simulator.simulate import Plan, simulate

NUMBERS = 20_000
DAYS = 7
SEED = 20
SCENARIO = "demo"
COUNTY = "示例东区"
"""The county branch of the scenario that has an account."""

CITY_NAME = "示例市"

if TYPE_CHECKING:
    from quietline.office.people.actors import Actor

Say = Callable[[str], None]


@dataclass(frozen=True)
class Account:
    """Somebody of the demo's office; `branches` is empty for the whole city."""

    username: str
    display_name: str
    staff_number: str
    role: str
    branches: tuple[str, ...] = ()


ACCOUNTS = (
    Account("analyst", "王研判", "D001", "analyst"),
    Account("reviewer", "李复核", "D002", "reviewer"),
    Account("branch", "赵区县", "D003", "branch_staff", (COUNTY,)),
    Account("auditor", "孙审计", "D004", "auditor"),
    Account("admin", "周管理", "D005", "administrator"),
)


def folder_of(home: Home) -> Path:
    """Where the demo keeps its files, accounts and logs."""
    return home.root / "demo"


def make_settings(home: Home, orders_port: int) -> None:
    """Make the demo's home, or find the one that is there. Raises SetupError when the home holds a city that is no demo."""
    if home.exists:
        if not home.city.demo:
            mend = "give the demo a folder of its own with --home"
            raise SetupError(
                f"a city that is no demo is kept here ({home.city.name})", where=str(home.root), mend=mend
            )
        return
    home.create(City(name=CITY_NAME, demo=True, order_target_url=f"http://127.0.0.1:{orders_port}/orders"))


def make_city(home: Home, say: Say) -> dict[str, str]:
    """Simulate, load, judge and give accounts, as far as that was not done yet. Gives the passwords by user name.

    Django must have been started. Every step can be done twice.
    """
    done = folder_of(home) / "complete"
    if not done.is_file():
        make_ledger(home)
        files = _simulate(home, say)
        _load(home, files, say)
        _judge(home, files, say)
    passwords = _make_accounts(home)
    done.touch()
    return passwords


def _simulate(home: Home, say: Say) -> list[Path]:
    """The city's files of calls and registers, up to yesterday; a folder that is there is whole."""
    folder = folder_of(home) / "city"
    if not folder.is_dir():
        yesterday = datetime.now(home.zone).date() - timedelta(days=1)
        first = yesterday - timedelta(days=DAYS - 1)
        plan = Plan(SEED, DAYS, NUMBERS, first, home.city.area_code, named_scenario(SCENARIO))
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        made = simulate(plan, folder, processes=os.cpu_count() or 1)
        say(f"simulated: {made.calls} calls and {made.reports} reports of {NUMBERS} numbers in {DAYS} days")
    return sorted((folder / "files").iterdir())


def _load(home: Home, files: list[Path], say: Say) -> None:
    from quietline.office.intake.services import ingest

    reports = ingest(home, files, profile=None, actor=_demo(), at=datetime.now(UTC))
    accepted, duplicate, quarantined = (
        sum(getattr(report, name) for report in reports) for name in ("accepted", "duplicate", "quarantined")
    )
    say(
        f"loaded: {accepted} rows from {len(reports)} files, {duplicate} duplicate, {quarantined} in quarantine"
    )


def _judge(home: Home, files: list[Path], say: Say) -> None:
    from quietline.office.cases.detection import detect

    days = sorted(
        date.fromisoformat(path.stem.removeprefix("calls-"))
        for path in files
        if path.stem.startswith("calls-")
    )
    matched = sum(run.matched for run in detect(home, days[0], days[-1], actor=_demo(), at=datetime.now(UTC)))
    say(f"judged: {matched} findings in {days[0]} to {days[-1]}")


def _make_accounts(home: Home) -> dict[str, str]:
    """Make the accounts that are missing. The passwords are on disk before any account has one, so that none is lost."""
    from quietline.office.people.models import CITY_WIDE, User
    from quietline.office.people.services import make_user

    passwords = _passwords(folder_of(home) / "accounts.txt")
    for account in ACCOUNTS:
        if not User.objects.filter(username=account.username).exists():
            make_user(
                username=account.username,
                display_name=account.display_name,
                staff_number=account.staff_number,
                roles=[account.role],
                branches=account.branches or (CITY_WIDE,),
                password=passwords[account.username],
                actor=_demo(),
                at=datetime.now(UTC),
            )
    return passwords


def _passwords(path: Path) -> dict[str, str]:
    """User name to password as kept in the file, which is made whole and for its owner's eyes only."""
    if not path.is_file():
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(
            "".join(f"{account.username} {secrets.token_urlsafe(12)}\n" for account in ACCOUNTS),
            encoding="utf-8",
        )
        draft.replace(path)
    return dict(line.split() for line in path.read_text(encoding="utf-8").splitlines())


def _demo() -> "Actor":
    from quietline.office.people.actors import Actor

    return Actor.system("demo", via="cli")
