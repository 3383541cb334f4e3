"""What stands around every page: the rail by role, the clock strip, who is logged in. Counted only where the frame is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from quietline.console.labels import ROLES
from quietline.console.page import PAGES, SECTION_LABELS, Page, Section, actor_of
from quietline.domain.labels import Label
from quietline.office.cases import queries as cases
from quietline.office.cases.alarms import alarm_counts
from quietline.office.cases.appeals import appeal_counts
from quietline.office.cases.runs import failed_runs
from quietline.office.jobs.models import JobState
from quietline.office.jobs.services import jobs_visible_to
from quietline.office.orders.queries import dead_letters
from quietline.office.people.actors import Actor
from quietline.office.people.models import RoleName, User
from quietline.office.people.permissions import Permission
from quietline.office.registry.permissions import protections_visible_to
from quietline.office.registry.protection import expiring_on

RAIL_COOKIE = "quietline_rail"


@dataclass(frozen=True)
class Door:
    """A page in the rail, with the number of things that wait behind it."""

    page: Page
    address: str
    count: int


@dataclass(frozen=True)
class RailGroup:
    """Doors of one section."""

    label: Label
    doors: tuple[Door, ...]


class Frame:
    """The frame of one request. Nothing is asked of the ledger before a template draws it."""

    def __init__(self, request: HttpRequest, actor: Actor, at: datetime) -> None:
        self.actor = actor
        self.at = at
        self.is_folded = request.COOKIES.get(RAIL_COOKIE) == "folded"

    @cached_property
    def doors(self) -> tuple[Door, ...]:
        """The pages that the actor may open from the rail, in order."""
        sections = list(Section)
        mine = [page for page in PAGES.values() if page.section is not None and page.opens_for(self.actor)]
        mine.sort(key=lambda page: (sections.index(page.section or Section.JUDGE), page.order))
        return tuple(Door(page, reverse(page.name), self._waiting(page)) for page in mine)

    @cached_property
    def rail(self) -> tuple[RailGroup, ...]:
        """The doors by section."""
        groups = [
            RailGroup(label, tuple(door for door in self.doors if door.page.section is section))
            for section, label in SECTION_LABELS.items()
        ]
        return tuple(group for group in groups if group.doors)

    @cached_property
    def waiting(self) -> Mapping[str, int]:
        """How many cases and measures wait, by the name of the page that shows them."""
        return {
            "queue": cases.queue(self.actor, at=self.at).count(),
            "review": cases.measures_to_review(self.actor).count(),
            "appeals": self._appeals[0],
            "protected": self._expiring(),
            "orders": dead_letters(self.actor).count(),
        }

    @cached_property
    def _clocks(self) -> tuple[int, int]:
        return cases.clock_counts(self.actor, self.at)

    @cached_property
    def clock_doors(self) -> Mapping[str, str]:
        """Where the clocks lead: to the queue, for who works no queue to the list; nothing for who sees no cases."""
        names = {door.page.name for door in self.doors}
        if "queue" in names:
            return {"overdue": f"{reverse('queue')}?view=overdue", "soon": reverse("queue")}
        return dict.fromkeys(("overdue", "soon"), f"{reverse('cases')}?sort=due") if "cases" in names else {}

    @property
    def opens_intake(self) -> bool:
        """Whether the jobs under way are the actor's business."""
        return any(door.page.name == "intake" for door in self.doors)

    @property
    def overdue(self) -> int:
        """Cases past their due time."""
        return self._clocks[0]

    @property
    def due_soon(self) -> int:
        """Cases due within two hours."""
        return self._clocks[1]

    @cached_property
    def jobs(self) -> int:
        """Jobs under way."""
        return jobs_visible_to(self.actor).filter(state__in=[JobState.QUEUED, JobState.RUNNING]).count()

    @cached_property
    def alarms(self) -> Mapping[str, int]:
        """Cases whose shutdown nobody reviewed in time (`unreviewed`) and those that went up a level (`escalated`)."""
        return alarm_counts(self.actor)

    @cached_property
    def overdue_appeals(self) -> int:
        """Appeals that nobody judged in time: an alarm for those who may judge them."""
        return self._appeals[1]

    @cached_property
    def _appeals(self) -> tuple[int, int]:
        return appeal_counts(self.actor, self.at)

    @cached_property
    def failed_controls(self) -> int:
        """Controls whose last run over some day failed: an alarm for those who may act on it."""
        if not self.actor.may(Permission.DETECT):
            return 0
        return failed_runs(settings.HOME).values("control").order_by().distinct().count()

    @property
    def user_name(self) -> str:
        return str(self.actor.user)

    @property
    def roles(self) -> list[Label]:
        """The actor's roles, as people call them."""
        return [label for role, label in ROLES.items() if RoleName(role) in self.actor.roles]

    def _expiring(self) -> int:
        """Protected callers whose entry ends within 30 days."""
        today = self.at.astimezone(settings.HOME.zone).date()
        return protections_visible_to(self.actor, expiring_on(today)).count()

    def _waiting(self, page: Page) -> int:
        return self.waiting.get(page.name, 0)


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor: `frame` and `now` where somebody is logged in."""
    now = timezone.now()
    actor = actor_of(request)
    if actor is None and isinstance(user := getattr(request, "user", None), User) and user.is_active:
        actor = Actor.of(user, via="console")
    return {"frame": Frame(request, actor, now) if actor else None, "now": now}


def first_page(actor: Actor) -> str:
    """Where somebody begins: the first page of his rail."""
    mine = [page for page in PAGES.values() if page.section is not None and page.opens_for(actor)]
    sections = list(Section)
    mine.sort(key=lambda page: (sections.index(page.section or Section.JUDGE), page.order))
    return mine[0].name if mine else "clauses"
