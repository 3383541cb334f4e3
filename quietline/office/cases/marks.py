"""Marks on what joined a case: what it stood on was taken back, or is there again.

Each mark is a change of its case: who decides on what he saw before is told to look again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import OperationalError, transaction

from quietline.domain.case_states import CaseState
from quietline.domain.errors import Conflict
from quietline.office.audit.changes import change
from quietline.office.cases.models import Case, CaseFinding, CaseReport
from quietline.office.cases.opening import standing_severity
from quietline.office.people.actors import Actor

UNDECIDED = (CaseState.SUSPECTED, CaseState.WATCHING)
CHUNK_MARKS = 200
ATTEMPTS = 3


@dataclass(frozen=True)
class Marking:
    """`mark` is the instant from which on the things do not stand, None where they stand again; `states` those of the cases it may touch."""

    action: str
    mark: datetime | None
    actor: Actor
    at: datetime
    states: Sequence[CaseState] = tuple(CaseState)


def mark_all(kind: type[CaseFinding] | type[CaseReport], keys: Iterable[int], marking: Marking) -> int:
    """How many of these findings or reports changed; those that are marked so already do not."""
    remaining, changed = iter(keys), 0
    while chunk := list(islice(remaining, CHUNK_MARKS)):
        changed += _mark_chunk(kind, chunk, marking)
    return changed


def _mark_chunk(kind: type[CaseFinding] | type[CaseReport], chunk: Sequence[int], marking: Marking) -> int:
    """Somebody who decides one of the cases meanwhile costs a second look."""
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return sum(_mark(kind, key, marking) for key in chunk)
        except (OperationalError, Conflict):
            if attempt + 1 == ATTEMPTS:
                raise
    return 0


def _mark(kind: type[CaseFinding] | type[CaseReport], key: int, marking: Marking) -> bool:
    one: CaseFinding | CaseReport = kind._default_manager.select_related("case").get(pk=key)
    case = one.case
    if case.state not in marking.states or one.stands is (marking.mark is None):
        return False
    one.withdrawn_at = marking.mark
    one.save(update_fields=["withdrawn_at"])
    what = f"{one.control} {one.day}" if isinstance(one, CaseFinding) else f"report {one.report_id}"
    change(case, action=marking.action, actor=marking.actor, at=marking.at, reason=what, **_severity(case))
    return True


def _severity(case: Case) -> dict[str, object]:
    """How bad a case is that nobody decided; what was decided stays as bad as it was seen."""
    return {"severity": standing_severity(case)} if case.state in UNDECIDED else {}
