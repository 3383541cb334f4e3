"""What the headers of the SQL files promise each other."""

from quietline.signals.grains import BEFORE, REGISTERS, WEEK, grains, later
from quietline.signals.tables import TABLES


def test_what_looks_at_days_before_reads_only_what_is_kept() -> None:
    """Steps of the day itself are gone by then; examples, which make all in one go, would not show it."""
    kept = {name for name in TABLES if name not in later()}
    at_hand = {*later(), *kept, *(name + BEFORE for name in kept), "calls", WEEK, *REGISTERS}
    assert later()
    assert {name: missing for name in later() if (missing := set(grains()[name].sources) - at_hand)} == {}
