"""`quietline demo`: a simulated city in the browser, with everything that a real one has."""

import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import click

from quietline.cli.children import Children
from quietline.cli.city import start_ledger
from quietline.cli.demo_city import ACCOUNTS, folder_of, make_city, make_settings
from quietline.domain.errors import SetupError
from quietline.home import Home
from quietline.reports.clause_map import REPOSITORY

CLAUSES = ()
RECEIVER = REPOSITORY / "deploy" / "examples" / "order_receiver.py"
ANSWERS_WITHIN_S = 30.0
LOOK_EVERY_S = 0.2


@click.command(name="demo")
@click.option("--once", is_flag=True, help="Start everything, see that the console answers, stop.")
@click.option(
    "--port",
    type=click.IntRange(1024, 65534),
    default=8700,
    show_default=True,
    help="Port of the console on this machine.",
)
def command(once: bool, port: int) -> None:
    """Make a simulated city and open the console for it.

    About 20,000 numbers call for a week up to yesterday; the files are loaded and judged, and accounts are made. Then the
    console, the worker and an example of a network system that takes orders run until Ctrl-C. A city that is there is used again.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    home = Home.locate()
    make_settings(home, port + 1)
    orders_port = urlsplit(home.city.order_target_url).port or port + 1
    _assert_free(port, "choose another one with --port")
    _assert_free(orders_port, f"stop what listens there, or change order_target_url in {home.settings_file}")
    start_ledger()
    passwords = make_city(home, lambda line: click.echo(line))
    try:
        with Children(folder_of(home) / "logs") as children:
            _start(children, home, port, orders_port)
            _wait_until_it_answers(children, port)
            _show(home, port, passwords)
            if not once:
                _wait(children)
    except KeyboardInterrupt:
        pass
    click.echo("stopped")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _assert_free(port: int, mend: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SetupError(f"port {port} is in use", where="127.0.0.1", mend=mend) from error


def _start(children: Children, home: Home, port: int, orders_port: int) -> None:
    if RECEIVER.is_file():
        arguments = [
            "--port",
            str(orders_port),
            "--log",
            str(folder_of(home) / "orders.jsonl"),
            "--secret-file",
            str(_secret(home)),
        ]
        children.start("receiver", [sys.executable, str(RECEIVER), *arguments])
    else:
        click.echo("orders wait: the example of a receiver is not part of this installation")
    children.start_command("serve", ["serve", "--port", str(port)])
    children.start_command("worker", ["worker"])


def _secret(home: Home) -> Path:
    home.secret("orders")
    return home.root / "keys" / "orders.key"


def _wait_until_it_answers(children: Children, port: int) -> None:
    """Return when the log-in page comes. Raises SetupError when a process ends or nothing comes within the time."""
    deadline = time.monotonic() + ANSWERS_WITHIN_S
    while time.monotonic() < deadline:
        _assert_alive(children)
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{port}/login/", timeout=ANSWERS_WITHIN_S
            ) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(LOOK_EVERY_S)
    raise SetupError(
        f"the console does not answer within {ANSWERS_WITHIN_S:.0f} s",
        where=str(children.logs / "serve.log"),
        mend="see its log",
    )


def _show(home: Home, port: int, passwords: dict[str, str]) -> None:
    click.echo(f"console: http://127.0.0.1:{port}/")
    for account in ACCOUNTS:
        click.echo(f"  {account.username:<9} {passwords[account.username]}  {account.display_name}")
    click.echo(f"accounts are kept in {folder_of(home) / 'accounts.txt'}; Ctrl-C stops everything")


def _wait(children: Children) -> None:
    while True:
        _assert_alive(children)
        time.sleep(LOOK_EVERY_S)


def _assert_alive(children: Children) -> None:
    dead = children.first_dead()
    if dead:
        raise SetupError(
            f"{dead.name} ended by itself: {dead.last_words()}",
            where=str(dead.log),
            mend="see its log, then start again",
        )
