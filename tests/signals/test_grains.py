"""What the headers of the SQL files promise each other."""

from quietline.signals.grains import grains, later
from quietline.signals.tables import TABLES


def test_what_looks_at_days_before_reads_only_what_is_kept() -> None:
    """Steps of the day itself are gone by then; examples, which make all in one go, would not show it."""
    files = grains()
    gone = {name for name in files if name not in later() and name not in TABLES}
    assert gone
    assert {
        name: gone & set(files[name].sources) for name in later() if gone & set(files[name].sources)
    } == {}
