"""A list of quarantined lines that was corrected outside and comes back: what changed is corrected, what is right now is replayed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path

from quietline.domain.errors import InputError, QuietlineError
from quietline.home import Home
from quietline.ingest import quarantine
from quietline.ingest.checking import complaints_about
from quietline.ingest.report import PROBLEMS_SHOWN, BatchReport, Problem
from quietline.ingest.returned import ReturnedLine, read_returned
from quietline.office.intake.corrections import Wish, correct_all
from quietline.office.intake.models import Batch, Correction, CorrectionState
from quietline.office.intake.queries import batch_for
from quietline.office.intake.replay import replay
from quietline.office.people.actors import Actor
from quietline.warehouse.lake import Lake
from quietline.warehouse.manifest import BatchManifest


@dataclass
class _Part:
    """What became of the lines of one batch."""

    batch: Batch
    lines: Sequence[ReturnedLine]
    problems: list[Problem] = field(default_factory=list)
    report: BatchReport | None = None


def take_back(
    home: Home,
    path: Path,
    *,
    actor: Actor,
    at: datetime,
    progress: Callable[[float], None] = lambda done: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> BatchReport:
    """What became of the returned lines. A line that is settled counts as duplicate: giving the same file back changes nothing.

    Raises InputError where the file is no list of quarantined lines, NotFound for a batch that the actor may not see.
    """
    lines = sorted(read_returned(path), key=lambda one: (one.batch, one.line))
    grouped = [
        (batch_for(actor, name), list(group)) for name, group in groupby(lines, key=lambda one: one.batch)
    ]
    if not grouped:
        raise InputError("the list has no line", where=str(path), mend="leave the lines to be replayed in it")
    parts = [_Part(batch, group) for batch, group in grouped]
    for part in parts:
        _correct(home, part, actor, at)
        _replay(home, part, actor, at, progress, cancelled)
    return _report(home, path, parts, actor, at)


def _correct(home: Home, part: _Part, actor: Actor, at: datetime) -> None:
    """What was changed in the list is corrected; what was not, only where the checks take it by now."""
    now = _as_they_stand(home, part)
    changed = [one for one in part.lines if one.line not in now or now[one.line][1] != one.text]
    same = [
        one for one in part.lines if one.line in now and now[one.line] == (CorrectionState.OPEN, one.text)
    ]
    wrong = complaints_about(home, Lake(home).manifest(part.batch.batch), [one.text for one in same], at=at)
    part.problems += [
        Problem.of(
            part.batch.file_name,
            quarantine.QuarantinedRow(one.line, row.column, row.reason, row.expected, one.text),
        )
        for one, row in zip(same, wrong, strict=True)
        if row
    ]
    tried = changed + [one for one, row in zip(same, wrong, strict=True) if not row]
    wishes = [Wish(one.line, one.version, one.text) for one in tried]
    for wish, result in zip(wishes, correct_all(home, part.batch, wishes, actor=actor, at=at), strict=True):
        if isinstance(result, QuietlineError):
            part.problems.append(Problem(part.batch.file_name, wish.line, "", result.what, result.mend))
        elif result.state == CorrectionState.OPEN:
            part.problems.append(
                Problem(part.batch.file_name, wish.line, result.column, result.problem, result.expected)
            )


def _replay(
    home: Home,
    part: _Part,
    actor: Actor,
    at: datetime,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> None:
    lines = {one.line for one in part.lines} - {problem.line for problem in part.problems}
    ready = Correction.objects.filter(batch=part.batch, state=CorrectionState.READY, line__in=lines)
    if ready.exists():
        part.report = replay(
            home, part.batch, lines=lines, actor=actor, at=at, progress=progress, cancelled=cancelled
        ).report


def _as_they_stand(home: Home, part: _Part) -> dict[int, tuple[str, str]]:
    """Line → state and text."""
    lines = [one.line for one in part.lines]
    delivered = quarantine.rows(home, part.batch.batch, only=set(lines), limit=len(lines))
    worked_on = Correction.objects.filter(batch=part.batch, line__in=lines)
    now: dict[int, tuple[str, str]] = {row.line: (CorrectionState.OPEN, row.raw) for row in delivered}
    return now | {one.line: (one.state, one.text) for one in worked_on}


def _report(home: Home, path: Path, parts: Sequence[_Part], actor: Actor, at: datetime) -> BatchReport:
    manifest = Lake(home).manifest(parts[-1].batch.batch)
    reports = [part.report for part in parts if part.report]
    problems = sorted(
        (problem for part in parts for problem in part.problems), key=lambda one: (one.file_name, one.line)
    )
    days = [day for report in reports for day in (report.first_day, report.last_day) if day]
    total = sum(len(part.lines) for part in parts)
    accepted = sum(report.accepted for report in reports)
    return BatchReport(
        **_described(manifest),
        batch=_batch_to_look_at(parts),
        file_name=path.name,
        accepted=accepted,
        duplicate=total - accepted - len(problems),
        quarantined=len(problems),
        total=total,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        loaded_at=at,
        loaded_by=actor.name,
        files=tuple(name for report in reports for name in report.files),
        problems=tuple(problems[:PROBLEMS_SHOWN]),
        remark=f"corrected lines of {_names(part.batch.file_name for part in parts)}",
    )


def _batch_to_look_at(parts: Sequence[_Part]) -> str:
    """The first in whose quarantine something is still wrong, else the one that took the lines last."""
    still_wrong = [part.batch.batch for part in parts if part.problems]
    replayed = [part.report.batch for part in parts if part.report]
    return (still_wrong or replayed[-1:] or [parts[-1].batch.batch])[0]


def _described(manifest: BatchManifest) -> dict[str, str]:
    return {"sha256": manifest.sha256, "profile": manifest.profile, "kind": manifest.kind}


def _names(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
