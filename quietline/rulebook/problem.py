"""What is wrong with a control's file, said with the file and what to do."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One thing that must be mended in a control."""

    path: Path
    what: str
    hint: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}; {self.hint}"
