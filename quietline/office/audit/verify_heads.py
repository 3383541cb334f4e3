"""Holds the chain against its published heads: what was published cannot be rewritten, cut off or denied."""

from collections.abc import Iterator
from itertools import islice

from quietline.home import Home
from quietline.office.audit import heads
from quietline.office.audit.models import Seal
from quietline.office.audit.problem import Problem

CHUNK = 1_000


def problems_of_heads(home: Home) -> Iterator[Problem]:
    """What does not fit, by the line of the file."""
    lines = heads.published(home)
    last_position = 0
    while chunk := list(islice(lines, CHUNK)):
        positions = [line.head.position for line in chunk if line.head]
        digests = dict(Seal.objects.filter(position__in=positions).values_list("position", "digest"))
        for line in chunk:
            yield from _problem_of_head(line, digests, last_position)
            last_position = line.head.position if line.head else last_position
    if not last_position and Seal.objects.exists():
        message = f"no head is published in {home.audit_heads}, though the chain has links"
        yield Problem("bad_head", None, message)


def _problem_of_head(
    line: heads.PublishedHead, digests: dict[int, str], last_position: int
) -> Iterator[Problem]:
    place, head = f"published head in line {line.line}", line.head
    if head is None:
        yield Problem("bad_head", None, f"{place}: not readable, or its signature does not hold")
    elif head.position <= last_position:
        message = f"{place}: position {head.position} comes after position {last_position}"
        yield Problem("bad_head", None, message)
    elif head.position not in digests:
        message = f"{place}: the chain once reached link {head.position} ({head.sealed_at}), which is gone"
        yield Problem("cut", None, message)
    elif digests[head.position] != head.digest:
        message = f"{place}: link {head.position} was another one when it was published ({head.sealed_at})"
        yield Problem("rewritten", None, message)
