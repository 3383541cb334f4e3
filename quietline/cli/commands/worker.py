"""`quietline worker`: what the product does by itself."""

import signal
import sys
import threading
from types import FrameType

import click
import structlog

from quietline.cli.acting import now
from quietline.cli.city import open_ledger

CLAUSES = ("1.2.3", "3.1")


@click.command(name="worker")
@click.option("--once", is_flag=True, help="Do what waits, then stop.")
def command(once: bool) -> None:
    """Seal the audit trail, send orders, close cases, do jobs, load files from the inbox. Stops on SIGTERM and Ctrl-C.

    Several workers at once are safe.
    """
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    home = open_ledger()
    from quietline.office.worker import PAUSE_S, Worker

    stop = threading.Event()
    _stop_on_signal(stop)
    worker = Worker(home, stop)
    if not once:
        click.echo(f"worker of {home.root}: at work", err=True)
        worker.run()
        return
    worker.inbox.look(now())
    if worker.inbox.seen:  # a file is whole when it did not change between two looks
        stop.wait(PAUSE_S)
    worker.one_pass(now())


def _stop_on_signal(stop: threading.Event) -> None:
    def stopped(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, stopped)
    signal.signal(signal.SIGINT, stopped)
