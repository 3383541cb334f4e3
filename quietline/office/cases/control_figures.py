"""What became of what controls found: cases opened, decided, and those that did not stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from quietline.domain.case_states import ENDS, CaseState, MeasureKind
from quietline.office.cases.models import Measure, MeasureState
from quietline.office.cases.queries import cases_visible_to
from quietline.office.people.actors import Actor

NOT_UPHELD = (MeasureKind.DISMISS, MeasureKind.RESTORE)


@dataclass(frozen=True)
class ControlFigures:
    """Cases within an actor's scope that a control's findings belong to. `not_upheld` of those `ended` were dismissed or restored."""

    cases: int = 0
    ended: int = 0
    not_upheld: int = 0

    @property
    def precision(self) -> float | None:
        """Share of the ended cases that were upheld; None before one ended."""
        return 1 - self.not_upheld / self.ended if self.ended else None


def figures_by_control(actor: Actor, at: datetime) -> Mapping[str, ControlFigures]:
    """Control → figures, of controls with cases; findings that late records took back do not count."""
    ended = Q(state__in=[*(state.value for state in ENDS), CaseState.CLOSED.value])
    unfounded = Measure.objects.filter(case=OuterRef("pk"), kind__in=NOT_UPHELD, state=MeasureState.EFFECTIVE)
    counted = (
        cases_visible_to(actor, at)
        .filter(findings__withdrawn_at=None)
        .annotate(unfounded=Exists(unfounded))
        .order_by()
        .values("findings__control")
        .annotate(
            all_cases=Count("pk", distinct=True),
            ended=Count("pk", filter=ended, distinct=True),
            not_upheld=Count("pk", filter=ended & Q(unfounded=True), distinct=True),
        )
    )
    return {
        row["findings__control"]: ControlFigures(row["all_cases"], row["ended"], row["not_upheld"])
        for row in counted
        if row["findings__control"]
    }
