"""The evidence of a referred number as a file for the operator or city that holds it (clause 3.1)."""

from django.http import HttpResponse
from django.utils import timezone

from quietline.console.csv_file import csv_file
from quietline.console.page import ConsoleRequest, page
from quietline.domain.labels import Label
from quietline.office.cases.referral import referral_file
from quietline.office.people.models import RoleName


@page(
    "cases/<int:case_id>/referral/",
    name="referral",
    clauses=("3.1",),
    title=Label(zh="转办文件", en="Referral file"),
    roles=frozenset({RoleName.ANALYST, RoleName.REVIEWER}),
)
def referral(request: ConsoleRequest, case_id: int) -> HttpResponse:
    """A table for a spreadsheet."""
    found = referral_file(case_id=case_id, actor=request.actor, at=timezone.now())
    return csv_file(found.name, found.head, found.rows)
