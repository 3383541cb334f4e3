"""`quietline controls`: lists, shows, tries, checks and locks the controls."""

import json
import os

import click

from quietline.domain.control import Control
from quietline.domain.errors import ControlError
from quietline.home import Home
from quietline.rulebook.docs import page
from quietline.rulebook.examples import Tried, try_examples
from quietline.rulebook.lint import problems_of
from quietline.rulebook.load import LoadedControl, load_control, load_controls
from quietline.rulebook.lock import LOCK_FILE, lock_problems, write_lock
from quietline.rulebook.problem import Problem

CLAUSES = ("1.2.3", "3.1")


@click.group(name="controls")
def command() -> None:
    """The controls: what they look for, with which figures, and whether they do what they promise."""


@command.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="A list of objects for machines.")
def list_controls(as_json: bool) -> None:
    """All controls: those that ship are active, an operator's own start in shadow."""
    loaded = load_controls(_city())
    if as_json:
        click.echo(json.dumps([_summary(one) for one in loaded], ensure_ascii=False, indent=2))
        return
    for one in loaded:
        control = one.control
        click.echo(
            f"{control.id:<26} v{control.version:<3} {control.clause:<6} {one.life:<7} {control.title.zh} · {control.title.en}"
        )
        if one.problem:
            click.echo(f"{'':<26} {one.problem}; {one.mend}")


@command.command()
@click.argument("control_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="An object for machines.")
def show(control_id: str, as_json: bool) -> None:
    """The page of a control: why, evidence, limits, parameters, examples, SQL. ID may be shortened: c102."""
    loaded = load_control(control_id, _city())
    if as_json:
        click.echo(json.dumps(_summary(loaded) | _details(loaded.control), ensure_ascii=False, indent=2))
    else:
        click.echo(
            str(Problem(loaded.path, loaded.problem, loaded.mend)) if loaded.problem else page(loaded),
            nl=bool(loaded.problem),
        )


@command.command()
@click.argument("control_id", metavar="[ID]", default="", required=False)
@click.pass_context
def test(ctx: click.Context, control_id: str) -> None:
    """Run the examples of one control or of all, from raw calls through the signals. Exit code 1 when one does not hold."""
    chosen = [load_control(control_id, _city())] if control_id else load_controls(_city())
    if not all([_tried(loaded) for loaded in chosen]):
        ctx.exit(1)


@command.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Check every control and the lock. Prints `file: problem; hint` and exits 1 when something must be mended."""
    loaded = load_controls(_city())
    problems = [problem for one in loaded for problem in problems_of(one)]
    problems += lock_problems([one for one in loaded if not one.shadow])
    for problem in problems:
        click.echo(str(problem))
    if problems:
        ctx.exit(1)
    click.echo(f"{len(loaded)} controls: nothing to mend")


@command.command()
def lock() -> None:
    """Write fingerprint and version of each shipped control into the lock. Refused where one changed under its old version."""
    entries = write_lock(load_controls())
    click.echo(f"{LOCK_FILE}: {len(entries)} controls")


def _city() -> Home | None:
    """The city whose own controls count too; none where no home was named and none is at the usual place."""
    home = Home.locate()
    if home.exists or os.environ.get("QUIETLINE_HOME"):
        _ = home.city  # a home that was named must be there
        return home
    return None


def _summary(loaded: LoadedControl) -> dict[str, object]:
    control = loaded.control
    return {
        "control": control.id,
        "version": control.version,
        "clause": control.clause,
        "source": control.source,
        "title": control.title.as_dict(),
        "subject_kind": control.subject_kind,
        "schedule": control.schedule,
        "window": control.window.as_dict(),
        "severity": control.severity.value,
        "state": loaded.life,
        "problem": loaded.problem,
    }


def _details(control: Control) -> dict[str, object]:
    return {
        "parameters": [
            {
                "name": parameter.name,
                "title": parameter.title.as_dict(),
                "unit": parameter.unit.as_dict(),
                "values": [
                    {
                        "valid_from": value.valid_from.isoformat(),
                        "by_line_class": {line.value: limit for line, limit in value.by_line_class.items()},
                        "anchor": value.anchor,
                    }
                    for value in parameter.values
                ],
            }
            for parameter in control.parameters
        ],
        "evidence": [
            {
                "name": column.name,
                "title": column.title.as_dict(),
                "unit": column.unit.as_dict(),
                "limit": column.limit,
                "breach": column.breach.value if column.breach else "",
            }
            for column in control.evidence
        ],
        "counterfactual": control.counterfactual.as_dict(),
        "minimum_evidence": control.minimum_evidence,
        "sql": control.sql,
    }


def _tried(loaded: LoadedControl) -> bool:
    """Print each example with its verdict. True where all hold; a control that fails has failed alone."""
    if loaded.problem:
        click.echo(f"FAIL  {loaded.control.id}: {loaded.problem}; {loaded.mend}")
        return False
    try:
        return all([_told(loaded.control.id, tried) for tried in try_examples(loaded.control)])
    except ControlError as error:
        click.echo(f"FAIL  {error}")
        return False


def _told(control_id: str, tried: Tried) -> bool:
    """Print one example with its verdict."""
    got, expected = (
        outcome.value if outcome else "no finding" for outcome in (tried.got, tried.example.expected)
    )
    said = got if tried.holds else f"{got}, expected {expected}"
    verdict = "pass" if tried.holds else "FAIL"
    click.echo(f"{verdict}  {control_id}  {tried.example.kind.value:<8}  {tried.example.name}: {said}")
    return tried.holds
