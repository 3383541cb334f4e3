"""Lists: pages of 50, sorting by a click on the head, filters as chips that can be dropped one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from quietline.domain.labels import Label

PAGE_SIZE = 50
COUNTED = 10_000
"""How far a list is counted and turned over; who looks for more filters it."""
MAX_DIGITS = 18


class AtLeast(int):
    """A count that was not counted to its end."""


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # subscripted in the stubs only
    """Pages of a list that may hold millions: it is counted no further than anybody turns the pages."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, `AtLeast` COUNTED where there are more."""
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        found = rows.order_by().values("pk")[: COUNTED + 1].count()
        return AtLeast(COUNTED) if found > COUNTED else found


@dataclass(frozen=True)
class Column:
    """A head of the list. `order` are the fields to sort by, empty where the column cannot be sorted."""

    name: str
    label: Label
    order: tuple[str, ...] = ()
    css: str = ""


@dataclass(frozen=True)
class Head:
    """A column as drawn: its address for the next click and how it is sorted now (`ascending`, `descending` or nothing)."""

    column: Column
    address: str
    sorted: str


@dataclass(frozen=True)
class Chip:
    """An active filter, and the address of the list without it."""

    text: str
    address: str


@dataclass(frozen=True)
class Listing:
    """One page of a list."""

    rows: Sequence[Any]
    total: int
    heads: tuple[Head, ...]
    page: int
    pages: int
    previous: str
    following: str


def listing(request: HttpRequest, found: QuerySet[Any], columns: Sequence[Column], *, sort: str) -> Listing:
    """The page of rows that the address asks for: `?page=2&sort=-due`; `sort` is the default."""
    asked = request.GET.get("sort", sort)
    by_name = {column.name: column for column in columns if column.order}
    name = asked.removeprefix("-")
    if name not in by_name:
        asked, name = sort, sort.removeprefix("-")
    sign = "-" if asked.startswith("-") else ""
    fields = [f"{sign}{field}".removeprefix("--") for field in by_name[name].order]
    paginator = CappedPaginator(found.order_by(*fields, "pk"), PAGE_SIZE)
    shown = paginator.get_page(request.GET.get("page"))
    return Listing(
        rows=list(shown.object_list),
        total=paginator.count,
        heads=tuple(_head(request.GET, column, asked) for column in columns),
        page=shown.number,
        pages=paginator.num_pages,
        previous=address(request.GET, page=shown.number - 1) if shown.has_previous() else "",
        following=address(request.GET, page=shown.number + 1) if shown.has_next() else "",
    )


def whole_number(text: str) -> int | None:
    """The number that an address or a form gives; None where it is none, or longer than any of ours."""
    return int(text) if text.isdecimal() and len(text) <= MAX_DIGITS else None


def day_in(text: str) -> date | None:
    """The day that an address or a form gives, as YYYY-MM-DD; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def address(query: QueryDict, **changes: object) -> str:
    """The same list with these parameters changed; None drops one. Sorting and filtering begin at the first page."""
    changed = query.copy()
    if "page" not in changes:
        changed.pop("page", None)
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = str(value)
    return f"?{changed.urlencode()}"


def chips(query: QueryDict, texts: Mapping[str, str]) -> list[Chip]:
    """A chip for each filter with a text."""
    return [Chip(text, address(query, **{name: None})) for name, text in texts.items() if text]


def _head(query: QueryDict, column: Column, asked: str) -> Head:
    if not column.order:
        return Head(column, "", "")
    is_sorted = asked.removeprefix("-") == column.name
    is_down = is_sorted and asked.startswith("-")
    wish = column.name if is_down or not is_sorted else f"-{column.name}"
    return Head(
        column, address(query, sort=wish), ("descending" if is_down else "ascending") if is_sorted else ""
    )
