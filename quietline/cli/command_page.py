"""`docs/commands.md`: every command with its help as the program prints it."""

import inspect
from collections.abc import Iterator

import click

_HEAD = """# Commands

Every command takes `--home DIR` for the folder of the city (else `QUIETLINE_HOME`, else `~/.local/share/quietline`). Tables are for
people and may change; `--json` is for machines and keeps its names.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | refused or failed; the line on the error stream says what, where and what to do |
| 2 | wrong usage: no such command or option, or a value that the option does not take |
"""
_WIDTH = 100


def command_page(root: click.Group) -> str:
    """The page as Markdown, commands in the order of the alphabet, those of a group beneath it."""
    context = click.Context(root, info_name="quietline", **root.context_settings)
    sections = (
        section
        for name in root.list_commands(context)
        for section in _sections(root.get_command(context, name), name, context)
    )
    return "\n".join([_HEAD, *sections])


def _sections(command: click.Command | None, name: str, parent: click.Context) -> Iterator[str]:
    if command is None or command.hidden:
        return
    context = click.Context(
        command, info_name=name, parent=parent, max_content_width=_WIDTH, terminal_width=_WIDTH
    )
    level = "##" if parent.parent is None else "###"
    yield f"{level} {context.command_path}\n\n```text\n{inspect.cleandoc(command.get_help(context))}\n```\n"
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            yield from _sections(command.get_command(context, inner), inner, context)
