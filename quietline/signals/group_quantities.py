"""Dated figures of the signals that look at groups: who reaches out, whose lists overlap, which numbers belong together, who rings in vain.

Thresholds of controls stand in the controls.
"""

from collections.abc import Mapping
from datetime import date

SINCE_EVER = date(1970, 1, 1)

GROUP_FIGURES: Mapping[str, tuple[tuple[date, float | str], ...]] = {
    # Our reading: a campaign gives a number 13 calls on average; with fewer than five nothing can be said of one.
    "least_callees": ((SINCE_EVER, 5),),
    # 6,106 subscribers of a public data set (2020): 1.24 calls a called party for confirmed fraud, 6.8 for others; our reading.
    "most_calls_per_callee": ((SINCE_EVER, 1.5),),
    # The same set: 97 % of the calls of confirmed fraud go out, 52 % of others'; our reading, in numbers instead of calls.
    "least_reach_share": ((SINCE_EVER, 0.75),),
    "member_reach_share": ((SINCE_EVER, 0.9),),
    # Our reading: who calls ten numbers a day is at work on that day; ordinary subscribers call two.
    "working_callees": ((SINCE_EVER, 10),),
    # Our reading: a number belongs to the device from which it makes half of its calls; elsewhere it is tried out or borrowed.
    "card_share": ((SINCE_EVER, 0.5),),
    # A vendor's first band of failed attempts.
    "insistent_attempts": ((SINCE_EVER, 10),),
    # A carrier's published floor of mean talk, even for call centres; a shorter call may be one that the called party cut off.
    "known_talk_s": ((SINCE_EVER, 30),),
    # Our reading: who reaches one call in five reaches somebody; a machine that alarms is answered nearly always.
    "vain_answered_share": ((SINCE_EVER, 0.2),),
    # Our reading: a month of orders and payments belongs to the calls of a day.
    "unit_evidence_days": ((SINCE_EVER, 31),),
    # Our reading: the words by which a payment for calls is told from rent and subsidies.
    "outbound_words": ((SINCE_EVER, "外呼|电销|电话营销|呼出"),),
    # Our reading: nobody is called by more numbers in a day unless he answers for a business.
    "hot_callers": ((SINCE_EVER, 30),),
    # Our reading: two couriers of one neighbourhood draw from some 5,000 numbers, not from the whole city.
    "chance_pool": ((SINCE_EVER, 5000),),
    "least_shared": ((SINCE_EVER, 3),),
    "least_list_odds": ((SINCE_EVER, 3),),
    # One in 10^9, as in the control of shared lists: ten thousand lists a day make fifty million pairs.
    "list_odds": ((SINCE_EVER, 9),),
    # Our reading: a number is new for a month.
    "new_days": ((SINCE_EVER, 30),),
    "least_members": ((SINCE_EVER, 3),),
    # Our reading: one number in a thousand calls five strangers a day of whom none calls back, by chance; measured where that gives more.
    "chance_share": ((SINCE_EVER, 0.001),),
    "chance_population": ((SINCE_EVER, 20000),),
    "least_cohort_odds": ((SINCE_EVER, 3),),
}
"""Figure → valid from and value, oldest first."""


def group_figures(day: date) -> dict[str, object]:
    """Every figure that a file about groups may ask for, on a calendar day."""
    return {
        name: max((entry for entry in values if entry[0] <= day), key=lambda entry: entry[0])[1]
        for name, values in GROUP_FIGURES.items()
    }
