"""`quietline init`: makes an empty city."""

from collections.abc import Mapping
from pathlib import Path

import click

from quietline.cli.city import start_ledger
from quietline.cli.ledger import make_ledger
from quietline.domain.errors import SetupError
from quietline.home import City, Home

CLAUSES = ()


@click.command(name="init")
@click.option(
    "--time-zone",
    default="Asia/Shanghai",
    show_default=True,
    help="The city's time zone: a day is its calendar day.",
)
@click.option("--name", default="示例市", show_default=True, help="What the city is called.")
@click.option("--area-code", default="391", show_default=True, help="Area code without trunk 0.")
@click.option(
    "--database-url",
    default="",
    metavar="URL",
    help="postgresql://…; without it the ledger is SQLite inside the home.",
)
@click.option(
    "--order-target-url", default="", metavar="URL", help="Where orders are delivered; without it they wait."
)
@click.option(
    "--audit-heads-dir",
    default="",
    metavar="DIR",
    help="Folder outside the home for the signed heads of the audit trail, best on another machine.",
)
@click.option(
    "--upgrade", is_flag=True, help="Bring the ledger of a city that is there up to date with this version."
)
def command(
    time_zone: str,
    name: str,
    area_code: str,
    database_url: str,
    order_target_url: str,
    audit_heads_dir: str,
    upgrade: bool,
) -> None:
    """Make the folder of a city, with its settings, ledger and an account for whoever runs this command.

    The account decides at the command line; nobody can log in with it. Other settings are in quietline.toml of the folder.
    """
    home = Home.locate()
    if not upgrade:
        settings = {
            "name": name,
            "time_zone": time_zone,
            "area_code": area_code,
            "database_url": database_url,
            "order_target_url": order_target_url,
            "audit_heads_dir": audit_heads_dir and str(Path(audit_heads_dir).expanduser().absolute()),
        }
        home.create(_city(settings))
    username = make_ledger(start_ledger())
    click.echo(f"{'brought up to date' if upgrade else 'made'}: {home.root}")
    click.echo(f"account at the command line: {username}")


def _city(settings: Mapping[str, str]) -> City:
    try:
        return City.model_validate(settings)
    except ValueError as error:  # pydantic names the option and the mend
        first = error.errors()[0] if hasattr(error, "errors") else {"msg": str(error)}
        raise SetupError(
            str(first["msg"]).removeprefix("Value error, "), mend="correct the option"
        ) from error
