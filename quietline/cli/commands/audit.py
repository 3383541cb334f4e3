"""`quietline audit`: who did what, and the proof that nothing was changed since."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.clock import shown
from quietline.cli.day import DAY
from quietline.cli.table import show_table

if TYPE_CHECKING:
    from quietline.office.audit.models import AuditEntry
    from quietline.office.audit.problem import Problem
    from quietline.office.audit.verify import Result

CLAUSES = ()
HEADS_INSIDE = (
    "the signed heads lie in the home, where who rewrites the ledger rewrites them too; set audit_heads_dir"
)


@click.group(name="audit")
def command() -> None:
    """The audit trail: every act with its actor, and the chain that proves it."""


@command.command()
@click.option("--json", "as_json", is_flag=True, help="One object for machines.")
@click.pass_context
def verify(ctx: click.Context, as_json: bool) -> None:
    """Check every entry, the chain over them and its signed heads. Exit code 1 when anything was changed, removed or put in.

    Entries of the last second may not be sealed yet: they are counted, not hidden.
    """
    home = open_ledger()
    from quietline.office.audit.verify import Result, verify

    if home.heads_lie_inside:
        click.echo(f"quietline: {HEADS_INSIDE}", err=True)
    result = Result()
    found = verify(home, result)
    if as_json:
        _say_as_object(found, result)
    else:
        _say(found, result)
    if not result.is_complete:
        ctx.exit(1)


@command.command()
@click.option("--day", type=DAY, help="Print the report of this day; nothing is written.")
def report(day: date | None) -> None:
    """Write the signed reports of past days that are missing, as the worker does once a day, and say where they lie."""
    home = open_ledger()
    from quietline.office.audit.daily_report import folder_of, report_of, write_reports

    if day is not None:
        click.echo(report_of(home, day), nl=False)
        return
    written = write_reports(home, now())
    click.echo(f"{len(written)} reports written, all of them in {folder_of(home)}")


def _say(found: "Iterator[Problem]", result: "Result") -> None:
    for problem in found:
        click.echo(problem.message)
    verdict = "chain complete" if result.is_complete else f"{result.problem_count} problems"
    tail = f" ({result.unsealed} not sealed yet)" if result.unsealed else ""
    click.echo(f"{result.entries} entries, {verdict}{tail}")


def _say_as_object(found: "Iterator[Problem]", result: "Result") -> None:
    """One object, written while it is found: a trail that was spoilt as a whole has as many problems as entries."""
    click.echo('{"problems": [', nl=False)
    for problem in found:
        between = ", " if result.problem_count > 1 else ""
        click.echo(between + json.dumps(asdict(problem), ensure_ascii=False), nl=False)
    summary = {"entries": result.entries, "unsealed": result.unsealed, "complete": result.is_complete}
    click.echo(f"], {json.dumps(summary)[1:]}")


@command.command(name="list")
@click.option("--case", "case_id", type=click.IntRange(1, 2**63 - 1), help="Only what belongs to this case.")
@click.option(
    "--limit", type=click.IntRange(1), default=50, show_default=True, help="How many entries, newest first."
)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object an entry.")
@as_option
def list_entries(case_id: int | None, limit: int, as_json: bool, username: str | None) -> None:
    """The entries, newest first."""
    home = open_ledger()
    from quietline.office.audit.queries import entries_visible_to
    from quietline.office.people.actors import require
    from quietline.office.people.permissions import Permission

    with acting(home, username) as actor:
        require(actor, Permission.SEE_AUDIT)
        found = entries_visible_to(actor)
        entries = [_as_object(entry) for entry in (found.filter(case=case_id) if case_id else found)[:limit]]
    if as_json:
        for entry in entries:
            click.echo(json.dumps(entry, ensure_ascii=False))
        return
    head = ["entry", "at", "actor", "via", "action", "object", "reason"]
    show_table(
        head,
        [[shown(home, entry[name]) if name == "at" else entry[name] for name in head] for entry in entries],
    )


def _as_object(entry: "AuditEntry") -> dict[str, object]:
    return {
        "entry": entry.pk,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "via": entry.via,
        "action": entry.action,
        "object": f"{entry.object_kind} {entry.object_id}",
        "case": entry.case,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
    }
