"""`quietline serve`: the console for browsers."""

import logging

import click

from quietline.cli.city import start_ledger
from quietline.domain.errors import SetupError

CLAUSES = ()
THREADS = 8


@click.command(name="serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8700, show_default=True, help="Port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 is every one of this machine.")
def command(port: int, host: str) -> None:
    """Open the console for browsers until Ctrl-C. Files and jobs need `quietline worker` beside it."""
    start_ledger()
    _assert_migrated()
    from django.core.wsgi import get_wsgi_application
    from waitress.server import create_server

    logging.getLogger("waitress").setLevel(logging.ERROR)
    try:
        server = create_server(get_wsgi_application(), host=host, port=port, threads=THREADS, ident=None)
    except OSError as error:
        mend = "choose another one with --port or --host"
        raise SetupError(f"cannot listen: {error.strerror or error}", where=f"{host}:{port}", mend=mend) from error
    click.echo(f"console: http://{host}:{port}/ (Ctrl-C stops it)")
    try:
        server.run()
    finally:
        server.close()


def _assert_migrated() -> None:
    """Raises SetupError when the ledger's tables are not those of this version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        names = ", ".join(str(migration) for migration, _ in missing[:3])
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        raise SetupError(
            f"the ledger's tables are older than this version: {names}{more} not applied",
            where=str(connection.settings_dict["NAME"]),
            mend="bring them up to date with `quietline init`",
        )
