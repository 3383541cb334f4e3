"""Which reason of a case is told first."""

from quietline.console.reasons import fired_reasons
from quietline.office.cases.models import CaseFinding
from quietline.rulebook.load import load_control
from tests.lake_builders import DAY

C105 = load_control("c105")

SEEN = {
    "distinct_callees": 60,
    "limit_callees": 30,
    "reciprocity": 0.02,
    "limit_reciprocity": 0.05,
    "outgoing_share": 0.99,
    "limit_outgoing": 0.95,
    "days_before": 6,
    "least_days_before": 1,
}


def test_how_much_was_known_is_told_last_and_never_as_an_excess() -> None:
    finding = CaseFinding(control=C105.control.id, clause="1.2.3", day=DAY, evidence=SEEN)
    first, *_, last = fired_reasons([finding], {C105.control.id: C105.control})
    assert (first.text.en.split(":")[0], first.times) == ("Distinct callees", 2.0)
    assert (last.text.en.split(":")[0], last.times) == ("Days before that are known", None)
