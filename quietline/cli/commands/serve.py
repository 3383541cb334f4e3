"""`quietline serve`: the console for browsers."""

import logging

import click

from quietline.cli.city import open_ledger
from quietline.domain.errors import SetupError

CLAUSES = ()
THREADS = 8
EVERY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 (only compared with)


@click.command(name="serve")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8700, show_default=True, help="Port to listen on."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; 0.0.0.0 is every one of this machine.",
)
def command(port: int, host: str) -> None:
    """Open the console for browsers until Ctrl-C. Files and jobs need `quietline worker` beside it."""
    open_ledger()
    _allow(host)
    from django.core.wsgi import get_wsgi_application
    from waitress.server import create_server

    logging.getLogger("waitress").setLevel(logging.ERROR)
    try:
        server = create_server(get_wsgi_application(), host=host, port=port, threads=THREADS, ident=None)
    except OSError as error:
        mend = "choose another one with --port or --host"
        raise SetupError(
            f"cannot listen: {error.strerror or error}", where=f"{host}:{port}", mend=mend
        ) from error
    click.echo(f"console: http://{host}:{port}/ (Ctrl-C stops it)")
    try:
        server.run()
    finally:
        server.close()


def _allow(host: str) -> None:
    """Answer under the address that was asked for; who listens on every address is reached under names that nobody here knows."""
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("*" if host in EVERY_ADDRESS else host)
