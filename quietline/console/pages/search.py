"""Search: a number or a part of it, a case, a holder, a clause."""

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from quietline.console.case_filter import digits_of, holder_named, number_with
from quietline.console.number_scope import may_see
from quietline.console.page import ConsoleRequest, page
from quietline.domain.clauses import CLAUSES
from quietline.domain.labels import Label
from quietline.domain.number_normalisation import normalise
from quietline.office.cases.models import Case
from quietline.office.cases.permissions import sees_whole_number
from quietline.office.cases.queries import cases_visible_to
from quietline.office.people.permissions import ROLES_WITH, Permission

MAX_SHOWN = 50
SHORTEST_NUMBER = 3
SHORTEST_WHOLE = 5


@page("search/", name="search", title=Label(zh="搜索", en="Search"), roles=ROLES_WITH[Permission.SEE_CASES])
def search(request: ConsoleRequest) -> HttpResponse:
    """What was found within the actor's scope."""
    text = request.GET.get("q", "").strip()[:64]
    found = _cases(request, text) if text else Case.objects.none()
    context = {
        "search_text": text,
        "cases": list(found.prefetch_related("findings", "reports").order_by("-opened_at")[:MAX_SHOWN]),
        "clauses": _clauses(text) if text else [],
        "number": _number(request, text),
        "sees_whole": sees_whole_number(request.actor),
    }
    return render(request, "console/search.html", context)


def _cases(request: ConsoleRequest, text: str) -> QuerySet[Case]:
    digits = digits_of(text)
    wish = holder_named(text, request.actor)
    if digits and digits == text.lstrip("#"):
        wish |= Q(pk=int(digits[:18]))
    if len(digits) >= SHORTEST_NUMBER:
        wish |= number_with(digits, request.actor)
    return cases_visible_to(request.actor, timezone.now()).filter(wish)


def _number(request: ConsoleRequest, text: str) -> str:
    """The whole number that was typed, where it is one of which something is known within the actor's scope; empty otherwise."""
    digits = digits_of(text)
    if len(digits) < SHORTEST_WHOLE or any(letter.isalpha() for letter in text):
        return ""
    number = normalise(digits, area_code=settings.HOME.city.area_code).number
    return number if number and may_see(request.actor, number, timezone.now()) else ""


def _clauses(text: str) -> list[tuple[str, Label]]:
    language = get_language() or "zh"
    wish = text.casefold()
    return [
        (clause, title)
        for clause, title in CLAUSES.items()
        if clause == text or wish in title.in_language(language).casefold()
    ]
