"""A page: one decorated view in a file of `console/pages`, registered and authorised in one place.

The decorator closes by default: who may open the page is named, everybody else is refused. Refusals of the office become answers here, so
that a view loads, calls a service or a query, and renders.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Final

from django.db import OperationalError
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import URLPattern, path

from quietline.console import answers
from quietline.domain.errors import InputError, QuietlineError
from quietline.domain.labels import Label
from quietline.office.people.actors import Actor
from quietline.office.people.models import RoleName, User

ANYBODY: Final[frozenset[RoleName]] = frozenset()
"""For the log-in and what stands before it. Nothing of the city is shown there."""

EVERY_ROLE: Final[frozenset[RoleName]] = frozenset(RoleName)


class Section(StrEnum):
    """Groups of the rail, by what people do, in their order."""

    JUDGE = "judge"
    SOURCES = "sources"
    ACT = "act"
    MANAGE = "manage"


SECTION_LABELS: dict[Section, Label] = {
    Section.JUDGE: Label(zh="研判", en="Judge"),
    Section.SOURCES: Label(zh="来源", en="Sources"),
    Section.ACT: Label(zh="处置", en="Act"),
    Section.MANAGE: Label(zh="管理", en="Manage"),
}


class ConsoleRequest(HttpRequest):
    """A request that passed the door: `actor` is who acts, `page` what was opened."""

    actor: Actor
    page: "Page"
    user: User


View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Page:
    """What the rail, the address table and the clause table know of a page."""

    path: str
    name: str
    title: Label
    view: View
    roles: frozenset[RoleName]
    methods: tuple[str, ...]
    clauses: tuple[str, ...]
    section: Section | None
    order: int
    key: str
    icon: str

    @property
    def answers_to(self) -> tuple[str, ...]:
        """Its methods, and HEAD wherever GET is."""
        return (*self.methods, "HEAD") if "GET" in self.methods else self.methods

    def opens_for(self, actor: Actor) -> bool:
        """Whether one of the actor's roles may open the page."""
        return any(actor.may(role) for role in self.roles)


PAGES: dict[str, Page] = {}


def page(
    route: str,
    *,
    name: str,
    title: Label,
    roles: frozenset[RoleName],
    clauses: tuple[str, ...] = (),
    methods: tuple[str, ...] = ("GET",),
    section: Section | None = None,
    order: int = 0,
    key: str = "",
    icon: str = "",
) -> Callable[[View], View]:
    """Register a view under an address. With `section` it stands in the rail; `key` is the letter behind `g`.

    Raises ValueError when the name is taken.
    """

    def register(view: View) -> View:
        if name in PAGES:
            raise ValueError(f"two pages are named {name!r}; the name of a page is unique")
        found = Page(route, name, title, view, roles, methods, clauses, section, order, key, icon)
        PAGES[name] = found
        return view

    return register


def urlpatterns() -> list[URLPattern]:
    """The addresses of all pages in `console/pages`."""
    from quietline.console import pages

    for module in sorted(found.name for found in pkgutil.iter_modules(pages.__path__)):
        importlib.import_module(f"{pages.__name__}.{module}")
    return [path(found.path, _guarded(found), name=found.name) for found in PAGES.values()]


def _guarded(found: Page) -> View:
    """The view behind its door: log-in, role, method, then the office's refusals in words."""

    @wraps(found.view)
    def view(request: ConsoleRequest, **arguments: object) -> HttpResponseBase:
        request.page = found
        if found.roles is not ANYBODY:
            if not request.user.is_authenticated:
                return answers.log_in_first(request)
            request.actor = Actor.of(request.user, via="console")
            if not found.opens_for(request.actor):
                return answers.not_allowed(request)
        if request.method not in found.answers_to:
            return answers.wrong_method(request, found.answers_to)
        if _holds_nul(request, arguments):
            return answers.bad_request_page(request, ValueError("NUL in the address"))
        try:
            _refuse_nul_in_form(request)
            return found.view(request, **arguments)
        except QuietlineError as error:
            return answers.refused(request, error)
        except OperationalError:
            return answers.busy(request)

    return view


def _holds_nul(request: HttpRequest, arguments: Mapping[str, object]) -> bool:
    """No text of ours holds one, and PostgreSQL refuses to look for it."""
    return any("\0" in str(text) for text in (*_texts(request.GET), *arguments.values()))


def _refuse_nul_in_form(request: HttpRequest) -> None:
    """Raises InputError where somebody typed one: whoever keeps the text could not keep it."""
    if any("\0" in text for text in _texts(request.POST)):
        raise InputError("the text holds characters that are no text", mend="type it anew")


def _texts(given: QueryDict) -> list[str]:
    return [text for _, texts in given.lists() for text in texts if isinstance(text, str)]


def actor_of(request: HttpRequest) -> Actor | None:
    """Who acts in this request, if anybody passed the door of a page."""
    found = getattr(request, "actor", None)
    return found if isinstance(found, Actor) else None
