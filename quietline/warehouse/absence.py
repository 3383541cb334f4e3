"""What readers do not see although a manifest names it: withdrawn batches, and days that are older than retention."""

from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from quietline.domain.errors import InputError

Model = TypeVar("Model", bound=BaseModel)


class Boundary(BaseModel):
    """How far back the rows of a kind are kept: days from `first_day` on, and before it the days and files that a hold keeps.

    Replacing the file is the removal, in one step; the bytes go afterwards.
    """

    model_config = ConfigDict(frozen=True)

    first_day: date
    held_days: tuple[tuple[date, date], ...] = ()
    held_files: tuple[str, ...] = ()
    at: AwareDatetime

    def keeps(self, path: str, day: date | None) -> bool:
        """Whether readers see the file of the day."""
        return day is None or day >= self.first_day or path in self.held_files or self.holds(day)

    def holds(self, day: date) -> bool:
        """Whether a hold keeps the whole day."""
        return any(first <= day <= last for first, last in self.held_days)


class Withdrawal(BaseModel):
    """Who withdrew which batches, when and why. The first batch is the one that was meant, behind it those that correct its lines."""

    model_config = ConfigDict(frozen=True)

    batches: tuple[str, ...]
    at: AwareDatetime
    by: str
    reason: str


def withdrawn_at(lake: Path) -> dict[str, datetime]:
    """Withdrawn batch → when."""
    found = map(read_withdrawal, sorted((lake / "withdrawn").glob("[!.]*.json")))
    return {batch: one.at for one in found for batch in one.batches}


def read_withdrawal(path: Path) -> Withdrawal:
    """The withdrawal in the file. Raises InputError where somebody damaged it."""
    return _read(path, Withdrawal)


def boundary(lake: Path, kind: str) -> Boundary | None:
    """How far back the kind is kept, None where retention never ran."""
    path = boundary_path(lake, kind)
    return _read(path, Boundary) if path.exists() else None


def boundary_path(lake: Path, kind: str) -> Path:
    """Where the boundary of the kind stands."""
    return lake / "retention" / f"{kind}.json"


def _read(path: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate_json(path.read_bytes())
    except ValidationError as error:
        mend = "put it back from a backup of the home folder"
        raise InputError(f"is damaged: {error.errors()[0]['msg']}", where=str(path), mend=mend) from error
