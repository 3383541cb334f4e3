"""Result files that lie in a target's folder `in`: taken in and put aside, or put aside with the words of the refusal."""

import time
from datetime import datetime
from pathlib import Path

from quietline.domain.errors import QuietlineError
from quietline.home import Home, OrderTarget
from quietline.office.intake.inbox import put_away
from quietline.office.orders.proven_file import MAX_BYTES
from quietline.office.orders.services.results import take_in_results
from quietline.office.people.actors import Actor

SETTLED_S = 2.0
"""A file that was changed more recently may still be on its way."""


def take_in_all(home: Home, target: OrderTarget, *, actor: Actor, at: datetime) -> int:
    """How many orders got their answer from the files that lie there. Each file ends in `taken`, or in `refused` beside the reason."""
    folder = home.exchange(target.name)
    return sum(_taken(home, target, path, actor, at) for path in _waiting(folder / "in"))


def _taken(home: Home, target: OrderTarget, path: Path, actor: Actor, at: datetime) -> int:
    folder = home.exchange(target.name)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        taken = take_in_results(home, content, name=path.name, target=target.name, actor=actor, at=at)
    except FileNotFoundError:  # another worker was faster
        return 0
    except QuietlineError as error:
        put_away(path, folder / "refused", why=str(error))
        return 0
    put_away(path, folder / "taken")
    return taken.applied


def _waiting(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    settled = time.time() - SETTLED_S
    found = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    return sorted(path for path in found if path.stat().st_mtime <= settled)
