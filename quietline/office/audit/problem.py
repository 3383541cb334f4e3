"""What a verification of the audit trail can find."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """What is wrong with the trail. `kind` is changed, removed, put_in, cut, rewritten or bad_head; `entry` its number, None for a head."""

    kind: str
    entry: int | None
    message: str
