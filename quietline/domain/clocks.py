"""How long a case may wait, by the source of the suspicion: when it is due, when the product warns before, when it escalates after.

The policy says "quickly" (clause 3.1); the hours are the product's reading, dated, and set anew by the city without code.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from quietline.domain.reason_codes import SINCE
from quietline.domain.sources import SOURCES

POLICE_NOTICE = "police_notice"
ANY_SOURCE = ""
"""Stands for every source that has no clock of its own."""
CLOCK_SOURCES = (POLICE_NOTICE, *SOURCES, ANY_SOURCE)
LEVELS = 3
"""On duty, his stand-in, the level above."""


@dataclass(frozen=True)
class CaseClock:
    """Hours of one source as of a day: until it is due, of warning before, and from one level to the next once it is overdue."""

    source: str
    hours: float
    warn_hours: float
    escalate_hours: float
    valid_from: date = SINCE

    def due_at(self, begin: datetime) -> datetime:
        """When a case that begins then is due."""
        return begin + timedelta(hours=self.hours)

    def warns_at(self, due_at: datetime) -> datetime:
        """From when on a case is due soon."""
        return due_at - timedelta(hours=self.warn_hours)

    def escalates_at(self, due_at: datetime, level: int) -> datetime:
        """When an overdue case goes to the level: 0 at once to who is on duty, then up."""
        return due_at + timedelta(hours=self.escalate_hours * level)


CASE_CLOCKS: tuple[CaseClock, ...] = (
    CaseClock(POLICE_NOTICE, hours=2, warn_hours=0.5, escalate_hours=0.5),
    CaseClock("regulator_notice", hours=24, warn_hours=2, escalate_hours=2),
    CaseClock("user_report", hours=24, warn_hours=2, escalate_hours=2),
    CaseClock(ANY_SOURCE, hours=48, warn_hours=2, escalate_hours=4),
)


@dataclass(frozen=True)
class Clocks:
    """The clocks that hold on a day, by source."""

    by_source: dict[str, CaseClock]

    def of(self, source: str) -> CaseClock:
        """The clock of a source."""
        return self.by_source.get(source) or self.by_source[ANY_SOURCE]

    def tightest(self, sources: Iterable[str]) -> CaseClock:
        """The shortest clock of these sources; that of any source where there is none."""
        return min(map(self.of, sources), key=lambda clock: clock.hours, default=self.of(ANY_SOURCE))


def clocks_valid_on(clocks: Iterable[CaseClock], day: date) -> Clocks:
    """Of each source the youngest clock that holds by then."""
    ordered = sorted(clocks, key=lambda clock: clock.valid_from)
    found = {clock.source: clock for clock in ordered if clock.valid_from <= day}
    oldest = {clock.source: clock for clock in reversed(ordered)}
    return Clocks(oldest | found)
