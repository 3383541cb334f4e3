"""Quarantined lines leave as a list; who took them leaves an audit entry."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from quietline.domain.errors import InputError
from quietline.home import Home
from quietline.ingest.returned import ReturnedLine, as_csv, as_workbook
from quietline.office.audit.record import record
from quietline.office.intake.queries import batch_for, lines_of
from quietline.office.people.actors import Actor, require
from quietline.office.people.permissions import Permission

FORMS: Mapping[str, Callable[[list[ReturnedLine]], bytes]] = {"csv": as_csv, "xlsx": as_workbook}


def export_lines(home: Home, batch: str, form: str, *, actor: Actor, at: datetime) -> tuple[bytes, int]:
    """The lines of the batch that are not settled as a file of the form, and how many they are.

    Raises NotFound, Refused, and InputError for an unknown form or too many lines for a sheet.
    """
    require(actor, Permission.INGEST)
    found = batch_for(actor, batch)
    if form not in FORMS:
        raise InputError(f"{form!r} is not a form of file", mend=f"it is one of {', '.join(FORMS)}")
    lines = lines_of(home, found)
    content = FORMS[form](lines)
    with transaction.atomic():
        record(
            actor=actor,
            at=at,
            action="quarantine.exported",
            object_kind="batch",
            object_id=found.batch,
            after={"lines": len(lines)},
        )
    return content, len(lines)
