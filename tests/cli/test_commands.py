"""What holds for every command: it explains itself and its options, and says which clauses it serves."""

import importlib
from collections.abc import Iterator

import click
import pytest

from quietline.cli import commands
from quietline.cli.main import COMMAND_NAMES, quietline
from quietline.domain.clauses import CLAUSES


def all_commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with its path, groups and what is in them."""
    context = click.Context(quietline)
    for name in COMMAND_NAMES:
        found = quietline.get_command(context, name)
        assert found, name
        yield from _with_inner(name, found)


def _with_inner(path: str, found: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, found
    if isinstance(found, click.Group):
        for name, inner in found.commands.items():
            yield from _with_inner(f"{path} {name}", inner)


@pytest.mark.parametrize(
    ("path", "found"), list(all_commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_command_and_each_of_its_options_explain_themselves(path: str, found: click.Command) -> None:
    assert found.help, path
    silent = [option.name for option in found.params if isinstance(option, click.Option) and not option.help]
    assert silent == []


@pytest.mark.parametrize("name", COMMAND_NAMES)
def test_a_command_names_the_clauses_that_it_serves(name: str) -> None:
    declared = importlib.import_module(f"{commands.__name__}.{name}").CLAUSES
    assert set(declared) <= set(CLAUSES)
