"""`quietline docs`: the generated pages of the documentation, written or checked."""

from pathlib import Path

import click

from quietline.cli.command_page import command_page
from quietline.domain.errors import SetupError
from quietline.reports.clause_map import REPOSITORY, clause_map
from quietline.reports.clause_page import clause_page
from quietline.reports.control_index import control_index
from quietline.reports.replay_page import REPLAY_PAGE, controls_without_replay
from quietline.reports.signal_page import signal_page
from quietline.rulebook.docs import control_pages
from quietline.rulebook.load import load_controls
from quietline.simulator.scenario_page import SCENARIO_PAGE, scenario_page

CLAUSES = ()


@click.command(name="docs")
@click.option(
    "--check", is_flag=True, help="Write nothing; exit 1 and name the pages that are not up to date."
)
@click.pass_context
def command(ctx: click.Context, check: bool) -> None:
    """Write the pages of docs/ that follow from the code: clauses, commands, controls, scenarios.

    The replay of the controls takes longer: `./dev bench detection --page` writes it, and --check says when it is out of date.
    """
    folder = REPOSITORY / "docs"
    if not folder.is_dir():
        raise SetupError(
            "there is no documentation here", where=str(folder), mend="run it in a source tree of quietline"
        )
    pages = _pages(ctx.find_root().command)
    changed = [
        name for name in sorted(pages.keys() | _generated(folder)) if _text(folder / name) != pages.get(name)
    ]
    if check:
        ctx.exit(1 if _report(changed, folder) else 0)
    for name in changed:
        _write(folder / name, pages.get(name))
        click.echo(f"docs/{name}")


def _pages(root: click.Command) -> dict[str, str]:
    """Every generated page by its path below docs/."""
    if not isinstance(root, click.Group):
        raise SetupError("the list of commands is not at hand", mend="call it as `quietline docs`")
    return {
        "clauses.md": clause_page(clause_map()),
        "commands.md": command_page(root),
        "signals.md": signal_page(),
        "controls/index.md": control_index(load_controls()),
        SCENARIO_PAGE: scenario_page(),
        **{f"controls/{name}": text for name, text in control_pages().items()},
    }


def _generated(folder: Path) -> set[str]:
    """Pages that are there and belong to us, so that the page of a control that is gone goes too."""
    return {path.relative_to(folder).as_posix() for path in (folder / "controls").glob("*.md")}


def _report(changed: list[str], folder: Path) -> bool:
    """Name what is out of date. True where there is something."""
    for name in changed:
        click.echo(f"docs/{name} is not up to date: write it with `quietline docs`", err=True)
    missing = controls_without_replay(folder)
    if missing:
        click.echo(
            f"docs/{REPLAY_PAGE} lacks {', '.join(missing)}: write it with `./dev bench detection --page`",
            err=True,
        )
    return bool(changed or missing)


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _write(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
