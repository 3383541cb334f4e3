"""`quietline ingest`: loads files, and tells for each line what became of it."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.table import show_table
from quietline.domain.errors import InputError, QuietlineError
from quietline.domain.printable import printable
from quietline.home import Home
from quietline.ingest import profile as profiles
from quietline.ingest.returned import is_returned

if TYPE_CHECKING:
    from quietline.ingest.report import BatchReport
    from quietline.office.people.actors import Actor

CLAUSES = ("1.2.3", "3.1")
COUNTS = ("accepted", "duplicate", "quarantined", "total")


@click.command(name="ingest")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path())
@click.option(
    "--profile", metavar="NAME|FILE.toml", help="Layout of the files (default: chosen by their content)."
)
@click.option(
    "--replay",
    is_flag=True,
    help="The files are lists of quarantined lines that were corrected; another file is refused.",
)
@click.option("--json", "as_json", is_flag=True, help="One object for machines.")
@as_option
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    profile: str | None,
    replay: bool,
    as_json: bool,
    username: str | None,
) -> None:
    """Load call records, reports and registers from files, or from all files of a folder.

    A file may be packed (.gz, .zip) or a workbook (.xlsx); each file in an archive and each sheet has a report of its own.
    accepted + duplicate + quarantined = total data lines. A bad line goes to quarantine and stops nothing; a file that cannot be
    read at all is named on the error stream, the others go on, and the exit code is 1. A list of quarantined lines (`quietline batches
    quarantine`) that was corrected is known by its look: its lines are replayed, those that are still wrong stay in quarantine.
    """
    home = open_ledger()
    with acting(home, username) as actor:
        reports, failed = _load(home, paths, profile, actor, only_returned=replay)
    if as_json:
        click.echo(json.dumps(_as_object(reports), ensure_ascii=False))
    else:
        _show(reports)
    if failed:
        ctx.exit(1)


def _files(given: str) -> list[Path]:
    """The file, or the files of a folder sorted by name; hidden ones are left out. Raises InputError where the path is none."""
    path = Path(given)
    if not given:  # an unset variable must not load the folder one happens to be in
        raise InputError("the path is empty", mend="name a file or a folder")
    try:
        if not path.is_dir():
            return [path]
        found = sorted(file for file in path.iterdir() if file.is_file() and file.name[0] != ".")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=given, mend="check the path") from error
    if not found:
        click.echo(f"quietline: {printable(given)}: there is no file in the folder", err=True)
    return found


def _load(
    home: Home, paths: Sequence[str], profile: str | None, actor: "Actor", *, only_returned: bool
) -> tuple[list["BatchReport"], bool]:
    from quietline.office.intake.services import load_all, take_in

    chosen = profiles.named(home, profile) if profile else None
    reports: list[BatchReport] = []
    failed: list[QuietlineError] = []
    for path in paths:
        with _told(failed):
            for file in _files(path):
                with _told(failed):
                    if only_returned:
                        _refuse_other(file)
                    loaded = load_all(home, file, profile=chosen, actor=actor, at=now())
                    reports += loaded.reports
                    for failure in loaded.failures:
                        with _told(failed):
                            raise failure
    take_in(home, actor=actor, at=now())
    return reports, bool(failed)


def _refuse_other(file: Path) -> None:
    if not is_returned(file):
        mend = "write one with `quietline batches quarantine BATCH --out FILE`, correct its last column"
        raise InputError("is no list of quarantined lines", where=str(file), mend=mend)


@contextmanager
def _told(failed: list[QuietlineError]) -> Iterator[None]:
    """Say on the error stream what is wrong with one path; the others go on."""
    try:
        yield
    except QuietlineError as error:
        failed.append(error)
        click.echo(f"quietline: {error}", err=True)


def _as_object(reports: Sequence["BatchReport"]) -> dict[str, object]:
    sums = {name: sum(getattr(report, name) for report in reports) for name in COUNTS}
    return {**sums, "files": [_as_file(report) for report in reports]}


def _as_file(report: "BatchReport") -> dict[str, object]:
    return {
        "file": report.file_name,
        "batch": report.batch,
        "profile": report.profile,
        "kind": report.kind,
        **{name: getattr(report, name) for name in COUNTS},
        "known_as": report.known_as or None,
        "remark": report.remark or None,
        "problems": [
            {
                "line": problem.line,
                "column": problem.column,
                "reason": problem.reason,
                "expected": problem.expected,
            }
            for problem in report.problems
        ],
    }


def _show(reports: Sequence["BatchReport"]) -> None:
    if not reports:
        return
    rows = [
        [report.file_name, report.profile, *(getattr(report, name) for name in COUNTS)] for report in reports
    ]
    rows.append(["", "", *(sum(getattr(report, name) for report in reports) for name in COUNTS)])
    show_table(["file", "profile", *COUNTS], rows)
    for report in reports:
        if report.known_as:
            click.echo(f"{report.file_name}: loaded before as {report.known_as}; nothing was written")
        if report.remark:
            click.echo(f"{report.file_name}: {report.remark}")
        for problem in report.problems:
            click.echo(str(problem))
        more = report.quarantined - len(report.problems)
        if more > 0 and not report.known_as:
            click.echo(f"{report.file_name}: {more} more lines in quarantine (batch {report.batch})")
