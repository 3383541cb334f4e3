"""What a list of batches was asked for: source, state, day, words of the file's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import Count, F, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from quietline.console.labels import label_of
from quietline.console.listing import day_in
from quietline.console.templatetags.console import in_language
from quietline.domain.labels import Label
from quietline.office.intake.models import SETTLED, Batch, BatchState

QUARANTINE = "quarantine"


@dataclass(frozen=True)
class BatchFilter:
    """`state` is a state, or `quarantine` for those with open lines; `day` a day that the batch holds; `text` a part of the file's name."""

    source: str
    state: str
    day: date | None
    text: str

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        """The filter in an address. What cannot be read counts as not asked."""
        state = query.get("state", "")
        return cls(
            source=query.get("source", ""),
            state=state if state in cls.states() else "",
            day=day_in(query.get("day", "")),
            text=query.get("q", "").strip(),
        )

    @staticmethod
    def states() -> Mapping[str, Label]:
        """The choices, in order."""
        every = {state.value: label_of("batch_state", state) for state in BatchState}
        return {QUARANTINE: Label(zh="有未解决的隔离行", en="With open lines in quarantine"), **every}

    def apply(self, batches: QuerySet[Batch]) -> QuerySet[Batch]:
        """The batches that meet the filter."""
        if self.source:
            batches = batches.filter(profile=self.source)
        if self.state == QUARANTINE:
            settled = Count("corrections", filter=Q(corrections__state__in=SETTLED))
            batches = batches.annotate(settled=settled).filter(quarantined__gt=F("settled"))
        elif self.state:
            batches = batches.filter(state=self.state)
        if self.day:
            batches = batches.filter(first_day__lte=self.day, last_day__gte=self.day)
        return batches.filter(file_name__icontains=self.text) if self.text else batches

    def texts(self) -> dict[str, str]:
        """What its chips say."""
        return {
            "source": self.source,
            "state": in_language(self.states()[self.state]) if self.state else "",
            "day": _("day %(day)s") % {"day": self.day} if self.day else "",
            "q": self.text,
        }
