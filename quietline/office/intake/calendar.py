"""What happens once a day by the city's clock."""

from dataclasses import dataclass
from datetime import date, datetime, time

from quietline.home import Home
from quietline.office.intake.protection_watch import keep_with_holders
from quietline.office.intake.retention import is_due
from quietline.office.jobs.services import enqueue
from quietline.office.people.actors import Actor

RETENTION_AFTER = time(3, 30)
"""Before people and deliveries begin their day."""


@dataclass
class Calendar:
    """Asks for the day's jobs. `looked_on` is the last day that was looked at; two workers that look ask for the same job."""

    home: Home
    looked_on: date | None = None

    def look(self, at: datetime) -> None:
        """Once a day: see who is not protected any more because he has another's number, and ask for retention where there is something old."""
        local = at.astimezone(self.home.zone)
        if local.time() < RETENTION_AFTER or self.looked_on == local.date():
            return
        keep_with_holders(self.home, actor=Actor.system("protection", via="worker"), at=at)
        if is_due(self.home, local.date()):
            actor = Actor.system("retention", via="worker")
            arguments = {"as_of": local.date().isoformat()}
            enqueue(
                kind="retention", arguments=arguments, actor=actor, at=at, key=f"retention:{local.date()}"
            )
        self.looked_on = local.date()
