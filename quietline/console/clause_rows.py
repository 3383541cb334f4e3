"""The clauses live: which controls carry each out, when they last ran and what they said, and what is open or overdue."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import Count, Q

from quietline.console.page import PAGES, Page
from quietline.domain.clauses import CLAUSES
from quietline.domain.labels import Label
from quietline.home import Home
from quietline.office.cases import queries
from quietline.office.cases.models import ControlRun
from quietline.office.cases.runs import last_runs_by_control
from quietline.office.people.actors import Actor
from quietline.reports.clause_map import clause_map
from quietline.rulebook.load import LoadedControl, load_controls


@dataclass(frozen=True)
class ControlLine:
    """A control of a clause with its last run, None where it never ran."""

    loaded: LoadedControl
    run: ControlRun | None


@dataclass(frozen=True)
class ClauseRow:
    """One clause. `pages` are those of the rail that the actor may open.

    `open_cases` and `overdue` count cases within the actor's scope that stand on a finding under the clause.
    """

    clause: str
    title: Label
    controls: tuple[ControlLine, ...]
    open_cases: int
    overdue: int
    pages: tuple[Page, ...]
    commands: tuple[str, ...]


def clause_rows(home: Home, actor: Actor, at: datetime) -> list[ClauseRow]:
    """All clauses in the policy's order."""
    controls = _controls_by_clause(load_controls(home), last_runs_by_control())
    open_cases, overdue = _case_counts(actor, at)
    commands = _commands_by_clause()
    return [
        ClauseRow(
            clause=clause,
            title=title,
            controls=tuple(controls[clause]),
            open_cases=open_cases.get(clause, 0),
            overdue=overdue.get(clause, 0),
            pages=_pages_of(clause, actor),
            commands=commands.get(clause, ()),
        )
        for clause, title in CLAUSES.items()
    ]


def _pages_of(clause: str, actor: Actor) -> tuple[Page, ...]:
    return tuple(
        page for page in PAGES.values() if clause in page.clauses and page.section and page.opens_for(actor)
    )


@cache
def _commands_by_clause() -> dict[str, tuple[str, ...]]:
    """The commands that serve each clause, as the code declares them: read once a process."""
    return {entry.clause: entry.commands for entry in clause_map()}


def _controls_by_clause(
    loaded: Iterable[LoadedControl], runs: dict[str, ControlRun]
) -> dict[str, list[ControlLine]]:
    found: dict[str, list[ControlLine]] = defaultdict(list)
    for one in loaded:
        found[one.control.clause].append(ControlLine(one, runs.get(one.control.id)))
    return found


def _case_counts(actor: Actor, at: datetime) -> tuple[dict[str, int], dict[str, int]]:
    counted = (
        queries.queue(actor, at=at)
        .order_by()
        .values("findings__clause")
        .annotate(
            waiting=Count("pk", distinct=True), late=Count("pk", filter=Q(due_at__lt=at), distinct=True)
        )
    )
    rows = [row for row in counted if row["findings__clause"]]
    return {r["findings__clause"]: r["waiting"] for r in rows}, {
        r["findings__clause"]: r["late"] for r in rows
    }
