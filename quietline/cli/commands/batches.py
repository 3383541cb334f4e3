"""`quietline batches`: what came in, and its quarantined lines as a list to be corrected and given back."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.table import show_table
from quietline.domain.errors import Refused
from quietline.home import Home

if TYPE_CHECKING:
    from quietline.office.jobs.models import Job
    from quietline.office.people.actors import Actor

CLAUSES = ("3.1",)
HEAD = ("batch", "file", "profile", "kind", "state", "accepted", "duplicate", "quarantined", "open", "total")

LOOK_AGAIN_S = 0.2
"""Between two looks at a job that a worker holds; where the worker is dead its lease ends, and the job is done here."""


@click.group(name="batches")
def command() -> None:
    """Delivered files: list them, take their quarantined lines out to be corrected."""


@command.command(name="list")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Newest so many.")
@click.option("--json", "as_json", is_flag=True, help="A list of objects for machines.")
@as_option
def list_batches(limit: int, as_json: bool, username: str | None) -> None:
    """Batches, newest first; `open` counts the quarantined lines that are neither replayed nor given up."""
    home = open_ledger()
    with acting(home, username) as actor:
        found = _batches(actor, limit)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        show_table(HEAD, [[row[name] for name in HEAD] for row in found])


@command.command(name="quarantine")
@click.argument("batch")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File to write: .csv or .xlsx. Correct its last column, then `quietline ingest --replay` it.",
)
@as_option
def quarantine(batch: str, out: Path, username: str | None) -> None:
    """Write the lines of a batch that are still in quarantine as a list to be corrected and given back."""
    if out.suffix.lower() not in {".csv", ".xlsx"}:
        raise click.BadParameter(f'"{out.name}" ends neither in .csv nor in .xlsx', param_hint="--out")
    home = open_ledger()
    with acting(home, username) as actor:
        lines = _write(home, batch, out, actor)
    click.echo(f"{out}: {lines} lines in quarantine")


@command.command(name="withdraw")
@click.argument("batch")
@click.option(
    "--rows", type=click.IntRange(0), required=True, help="How many rows vanish with it: a second look."
)
@click.option("--reason", required=True, help="Why it was loaded by mistake.")
@as_option
def withdraw(batch: str, rows: int, reason: str, username: str | None) -> None:
    """Withdraw a batch that was loaded by mistake: its rows vanish, its days are judged anew, cases that stand on it are told.

    What was corrected of it and replayed vanishes too. The delivered file can be loaded again.
    """
    home = open_ledger()
    with acting(home, username) as actor:
        from quietline.office.intake.withdrawing import ask_for_withdrawal

        job = _done(home, ask_for_withdrawal(batch=batch, rows=rows, reason=reason, actor=actor, at=now()))
    click.echo(
        f"batch {batch} is withdrawn: {rows} rows, {(job.result or {}).get('marked', 0)} findings of cases marked"
    )


@command.command(name="return")
@click.argument("batch")
@as_option
def return_batch(batch: str, username: str | None) -> None:
    """Undo the withdrawal of a batch, where nothing of its days was loaded since."""
    home = open_ledger()
    with acting(home, username) as actor:
        from quietline.office.intake.withdrawing import ask_for_return

        _done(home, ask_for_return(batch=batch, actor=actor, at=now()))
    click.echo(f"batch {batch} is loaded again")


def _done(home: Home, job: "Job") -> "Job":
    """The job when it is over: jobs that wait before it are done too, one that a worker holds is waited for. Raises Refused where it failed."""
    from quietline.office.jobs.models import JobState
    from quietline.office.jobs.running import run_next

    while job.state in {JobState.QUEUED, JobState.RUNNING}:
        if run_next(home, now()) is None:
            time.sleep(LOOK_AGAIN_S)
        job.refresh_from_db()
    if job.state != JobState.DONE:
        raise Refused(job.error or f"job {job.pk} is {job.state}", mend="look at it on the intake page")
    return job


def _batches(actor: "Actor", limit: int) -> list[dict[str, object]]:
    from quietline.office.intake.queries import batches_visible_to, open_lines_of

    batches = list(batches_visible_to(actor)[:limit])
    still_open = open_lines_of(batches)
    return [
        {
            "batch": found.batch,
            "file": found.file_name,
            "profile": found.profile,
            "kind": found.kind,
            "state": found.state,
            "accepted": found.accepted,
            "duplicate": found.duplicate,
            "quarantined": found.quarantined,
            "open": still_open[found.batch],
            "total": found.total,
            "corrects": found.corrects or None,
            "loaded_at": found.loaded_at.isoformat(),
        }
        for found in batches
    ]


def _write(home: Home, batch: str, out: Path, actor: "Actor") -> int:
    from quietline.office.intake.exporting import export_lines

    content, lines = export_lines(home, batch, out.suffix.lower().removeprefix("."), actor=actor, at=now())
    out.write_bytes(content)
    return lines
