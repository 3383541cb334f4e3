"""`quietline`: finds its commands in `cli/commands`, one file each, and turns errors into a line and an exit code."""

import importlib
import os
import pkgutil
import sys
from pathlib import Path

import click

from quietline.cli import commands
from quietline.domain.errors import QuietlineError

COMMAND_NAMES = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))


class CommandFolder(click.Group):
    """Loads a command's module when it is asked for, so that `quietline --help` is quick and Django starts only where needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return COMMAND_NAMES

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMAND_NAMES:
            return None
        module = importlib.import_module(f"{commands.__name__}.{cmd_name}")
        found: click.Command = module.command
        return _with_home_option(found)


def _with_home_option(found: click.Command) -> click.Command:
    """Let `--home` stand behind the command's name too, at any depth."""
    if not any(parameter.name == "home" for parameter in found.params):
        found.params.append(_home_option())
    if isinstance(found, click.Group):
        for inner in found.commands.values():
            _with_home_option(inner)
    return found


def _set_home(ctx: click.Context, parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        os.environ["QUIETLINE_HOME"] = str(value.expanduser().absolute())


def _home_option() -> click.Option:
    return click.Option(
        ["--home"],
        type=click.Path(path_type=Path, file_okay=False),
        callback=_set_home,
        is_eager=True,
        expose_value=False,
        help="Folder of the city (default: QUIETLINE_HOME or ~/.local/share/quietline).",
    )


@click.command(
    cls=CommandFolder, params=[_home_option()], context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="quietline")
def quietline() -> None:
    """quietline (静线): end nuisance calls and spam SMS, from the first record to the closed case."""


def main() -> None:
    """Entry point: errors a user can mend become one line on stderr and exit code 1."""
    try:
        quietline(prog_name="quietline")
    except QuietlineError as error:
        click.echo(f"quietline: {error}", err=True)
        sys.exit(1)
    except RuntimeError as error:
        # So the engine of the lake says that Ctrl-C came while it worked.
        if str(error) != "Query interrupted":
            raise
        click.echo("Aborted!", err=True)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): that is his right.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
