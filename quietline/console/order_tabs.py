"""The pages about orders, as tabs under their title, each with the number of things that wait there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from quietline.console.page import PAGES
from quietline.domain.labels import Label
from quietline.office.orders.models import DifferenceState
from quietline.office.orders.queries import dead_letters, differences_visible_to
from quietline.office.people.actors import Actor
from quietline.office.people.models import RoleName

SEES_ORDERS = frozenset({RoleName.ANALYST, RoleName.REVIEWER, RoleName.AUDITOR, RoleName.BRANCH_STAFF})
_NAMES = ("orders", "order_desk", "order_files", "reconciliation")


@dataclass(frozen=True)
class Tab:
    """A page of the group."""

    name: str
    title: Label
    address: str
    count: int


def order_tabs(actor: Actor) -> Sequence[Tab]:
    """Those that the actor may open."""
    mine = [PAGES[name] for name in _NAMES if PAGES[name].opens_for(actor)]
    open_ones = differences_visible_to(actor).filter(state=DifferenceState.OPEN)
    waiting = {"order_desk": dead_letters(actor).count(), "reconciliation": open_ones.count()}
    return [Tab(page.name, page.title, reverse(page.name), waiting.get(page.name, 0)) for page in mine]
