"""A source says what it delivers and since when; before that day it is as if it had left it out."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from quietline.home import Home
from quietline.ingest.profile import shipped
from quietline.ingest.profile_model import Carries
from tests.ingest.builders import a_file, a_line, calls, load

DAYS = ["2026-03-31 23:59:59", "2026-04-01 00:00:00"]
CARRIED = "start_s, unanswered_carried, incoming_carried, off_net_carried"
LAST, FIRST = 1774972799, 1774972800


@pytest.mark.parametrize(
    ("carries", "before", "after"),
    [
        ({}, (True, False, True), (True, False, True)),
        ({"unanswered": False}, (False, False, True), (False, False, True)),
        ({"unanswered_since": "2026-04-01"}, (False, False, True), (True, False, True)),
        ({"incoming": True, "incoming_since": "2026-04-01"}, (True, False, True), (True, True, True)),
        ({"off_net_since": "2026-04-01"}, (True, False, False), (True, False, True)),
        ({"off_net_since": "2026-04-02"}, (True, False, False), (True, False, False)),
    ],
)
def test_what_a_source_carries_is_that_of_the_citys_day(
    home: Home,
    tmp_path: Path,
    carries: dict[str, object],
    before: tuple[bool, ...],
    after: tuple[bool, ...],
) -> None:
    profile = shipped()["csv"].model_copy(update={"carries": Carries.model_validate(carries)})
    load(home, a_file(tmp_path, [a_line(start=start) for start in DAYS]), profile)
    assert calls(home, CARRIED) == [(LAST, *before), (FIRST, *after)]


@pytest.mark.parametrize(
    "wrong", [{"unanswered": False, "unanswered_since": "2026-04-01"}, {"incoming_since": "soon"}]
)
def test_a_day_without_what_it_is_said_of_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Carries.model_validate(wrong)
