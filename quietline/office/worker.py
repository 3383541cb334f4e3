"""What the product does by itself: seal, send, close, load what is dropped, do jobs. Two workers at once are safe."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from quietline.domain.errors import ProfileError, SetupError
from quietline.home import Home
from quietline.office.audit.daily_report import DailyReports
from quietline.office.audit.sealer import seal, seal_all
from quietline.office.cases.services.closing import close_ended
from quietline.office.cases.services.watch import watch_clocks
from quietline.office.intake.calendar import Calendar
from quietline.office.intake.inbox import Inbox
from quietline.office.jobs.running import run_next
from quietline.office.orders.dispatch import dispatch

PAUSE_S = 1.0
WATCH_S = 15.0
"""Between two looks at the clocks, which are set in hours."""
log = structlog.get_logger(__name__)


@dataclass
class Worker:
    """One worker of a home. `stop` set: it goes home as soon as it can."""

    home: Home
    stop: threading.Event = field(default_factory=threading.Event)
    inbox: Inbox = field(init=False)
    calendar: Calendar = field(init=False)
    reports: DailyReports = field(init=False)
    next_watch: float = 0.0

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.home)
        self.calendar = Calendar(self.home)
        self.reports = DailyReports(self.home)

    def one_pass(self, at: datetime) -> None:
        """Everything once, one after the other: inbox, jobs, orders, ends, seals."""
        self.inbox.look(at)
        self.calendar.look(at)
        self.do_jobs(at)
        self.send_and_close(at)
        self.watch(at)
        seal_all(self.home, at)
        self.reports.look(at)

    def do_jobs(self, at: datetime) -> None:
        """Do jobs until none waits."""
        while not self.stop.is_set() and run_next(self.home, at, stopping=self.stop.is_set):
            at = timezone.now()

    def look_and_do_jobs(self, at: datetime) -> None:
        """The inbox and the calendar, then what waits."""
        self.inbox.look(at)
        self.calendar.look(at)
        self.do_jobs(at)

    def send_and_close(self, at: datetime) -> None:
        """Send what is due, close what has ended, also by an answer that came just now."""
        try:
            dispatch(self.home, at, stopping=self.stop.is_set)
        finally:
            close_ended(max(at, timezone.now()))

    def watch(self, at: datetime) -> None:
        """Warn of what is due, escalate what is overdue; when the last look is some time ago."""
        if time.monotonic() >= self.next_watch:
            self.next_watch = time.monotonic() + WATCH_S
            watch_clocks(at)

    def seal(self, at: datetime) -> None:
        """Chain what was committed; once a day, report of the day before."""
        seal(self.home, at)
        self.reports.look(at)

    def run(self) -> None:
        """Work until `stop` is set: a long job or a slow receiver never keeps the sealer waiting. Raises what a thread could not handle."""
        seal_all(self.home, timezone.now())
        steps = (self.seal, self.send_and_close, self.watch, self.look_and_do_jobs)
        with ThreadPoolExecutor(max_workers=len(steps)) as threads:
            running = [threads.submit(self._repeat, step) for step in steps]
            done, _ = wait(running, return_when=FIRST_EXCEPTION)
            self.stop.set()
        seal_all(self.home, timezone.now())
        for thread in done:
            thread.result()

    def _repeat(self, step: Callable[[datetime], None]) -> None:
        try:
            while not self.stop.is_set():
                _tried(step)
                self.stop.wait(PAUSE_S)
        finally:
            connection.close()


def one_pass(home: Home, at: datetime) -> None:
    """Everything once. A file in the inbox needs two looks: use one `Worker` for two passes."""
    Worker(home).one_pass(at)


def run(home: Home, stop: threading.Event) -> None:
    """Work until `stop` is set."""
    Worker(home, stop).run()


def _tried(step: Callable[[datetime], None]) -> None:
    """One step. A ledger or folder that is busy or away for a while is waited for; anything else ends the worker, so that it is seen."""
    try:
        step(timezone.now())
    except (OperationalError, InterfaceError, SetupError, ProfileError) as error:
        log.warning("step_failed", step=step.__name__, error=str(error))
    finally:
        close_old_connections()
