"""Calls far more different numbers than it ever used to, and they are strangers who do not call back.

Why
---
A number that was lent, sold or taken over, or an office line that sales staff have found, changes its habits overnight. Clause 1.2.3 wants
numbers that are misused for marketing found, one by one, whatever they were opened for.

Evidence
--------
A number is compared with itself: `callees_deviation` says by how many spreads the day's distinct callees exceed the median of the active
days among the thirty before. The spread is 1.4826 times the median distance from that median, which two odd days in five do not move, and
never less than the square root of the median, by which counts vary by chance. Six spreads are far outside: of counts of twenty and more
that vary by chance alone less than two in a million lie there, and where the spread is the standard deviation at most one day in 36
whatever the shape of the days (Chebyshev). Five active days, a working week, are the least to be compared with. More calls accuse nobody:
eight in ten callees must be strangers, twenty at least, hardly any of them calls back, and nearly all calls go out. In a public data set
one of 3,351 ordinary subscribers called twenty numbers a day so one-sidedly, of 1,574 confirmed fraud numbers 696 did.

Limits
------
What a former holder did is not the present one's habit. A family that moves and a new post bring strangers, but these call back, and so do
those who missed a courier. With fewer than five active days, in a lake that holds no day before, or where the sources lack incoming
records, the answer is "not enough history". Who changes slowly, or always called strangers, stays quiet here.

What the reviewer does
----------------------
Look at the days before and since beside each other: when did it begin, from which device and cell. Ask the holder whether the number is
still in his hands; a stolen one is not his doing.
"""

from datetime import date

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.evidence_columns import OUTGOING_SHARE, RECIPROCITY, STRANGER_SHARE, STRANGERS
from quietline.domain.example_calls import EXAMPLE_CALLER, ExampleCall, calls, calls_back
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.domain.units import DAYS, NUMBERS, SHARE

SPREADS = Label(zh="倍离散度", en="spreads")
JUDGED = (LineClass.MOBILE, LineClass.LANDLINE, LineClass.IOT_CARD, LineClass.UNKNOWN)
PRACTICE = "A carrier's practice: callers are judged from 20 attempts on; a landline is shared by an office: our reading."
PUBLIC_SET = "4,925 subscribers of a public data set (2020): one ordinary one with 20 callees a day reached 90 % outgoing; our reading."
CHEBYSHEV = (
    "Chebyshev's inequality: at most one day in 36 lies six standard deviations from its mean; our reading."
)


def used_to_call(*callees_a_day: int) -> tuple[ExampleCall, ...]:
    """The caller's days before, the youngest first: so many of his circle, which is numbered from 500 on, were called."""
    days = (
        calls(count, every_s=1200, first_at="08:00:00", days_before=before, first_callee=500)
        for before, count in enumerate(callees_a_day, start=1)
    )
    return tuple(call for day in days for call in day)


CIRCLE = used_to_call(4, 5, 4, 4, 3)
OFFICE = "863915550001"
OFFICE_DAYS = tuple(
    call
    for before in range(1, 6)
    for call in calls(9, every_s=1200, caller=OFFICE, days_before=before, first_callee=500)
)
FIFTY_OTHERS = calls(50, every_s=300)

control = Control(
    id="c114_sudden_change",
    version=1,
    clause="1.2.3",
    source="call_frequency",
    title=Label(zh="呼叫习惯突变", en="A number's habits change suddenly"),
    subject_kind="number",
    schedule="daily",
    window=Label(zh="自然日,对比此前三十天", en="calendar day against the thirty days before"),
    severity=Severity.MEDIUM,
    parameters=(
        Parameter(
            name="limit_deviation",
            title=Label(zh="偏离自身中位数上限", en="Limit of the deviation from its own median"),
            unit=SPREADS,
            values=DatedValue.always(dict.fromkeys(JUDGED, 6), anchor=CHEBYSHEV),
        ),
        Parameter(
            name="least_active_days",
            title=Label(zh="至少活跃天数", en="Least active days"),
            unit=DAYS,
            values=DatedValue.always(dict.fromkeys(JUDGED, 5), anchor="Our reading: a working week."),
        ),
        Parameter(
            name="limit_strangers",
            title=Label(zh="陌生被叫上限", en="Limit of strangers called"),
            unit=NUMBERS,
            values=DatedValue.always(
                {
                    LineClass.MOBILE: 20,
                    LineClass.LANDLINE: 40,
                    LineClass.IOT_CARD: 20,
                    LineClass.UNKNOWN: 20,
                },
                anchor=PRACTICE,
            ),
        ),
        Parameter(
            name="limit_stranger_share",
            title=Label(zh="陌生被叫占比上限", en="Limit of the share of strangers"),
            unit=SHARE,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 0.8), anchor="Our reading: the own circle is hardly called any more."
            ),
        ),
        Parameter(
            name="limit_reciprocity",
            title=Label(zh="回拨率下限", en="Floor of the share that calls back"),
            unit=SHARE,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 0.1),
                anchor="Our reading: two of twenty; whom one deals with calls back more.",
            ),
        ),
        Parameter(
            name="limit_outgoing",
            title=Label(zh="呼出占比上限", en="Limit of the share of outgoing calls"),
            unit=SHARE,
            values=DatedValue.always(dict.fromkeys(JUDGED, 0.9), anchor=PUBLIC_SET),
        ),
    ),
    evidence=(
        EvidenceColumn("distinct_callees", Label("当日去重被叫数", "Distinct callees in the day"), NUMBERS),
        EvidenceColumn(
            "median_callees_30d", Label("此前活跃日中位数", "Median of active days before"), NUMBERS
        ),
        EvidenceColumn("callees_spread", Label("离散度", "Spread"), NUMBERS),
        EvidenceColumn(
            "callees_deviation",
            Label("偏离倍数", "Deviation"),
            SPREADS,
            "limit_deviation",
            Breach.AT_LEAST,
        ),
        EvidenceColumn("limit_deviation", Label("偏离倍数上限", "Limit of the deviation"), SPREADS),
        EvidenceColumn(
            "active_days_30d",
            Label("此前活跃天数", "Active days before"),
            DAYS,
            "least_active_days",
            Breach.AT_LEAST,
        ),
        EvidenceColumn("least_active_days", Label("至少活跃天数", "Least active days"), DAYS),
        *STRANGERS,
        *STRANGER_SHARE,
        *RECIPROCITY,
        *OUTGOING_SHARE,
    ),
    counterfactual=Label(
        zh="此前 {active_days_30d} 个活跃日每天被叫中位数为 {median_callees_30d:.0f} 个、离散度 {callees_spread:.1f};若偏离不足 {limit_deviation} 倍,"
        "或陌生被叫不超过 {quiet_strangers} 个或占比低于 {limit_stranger_share:.0%},或回拨率高于 {limit_reciprocity:.0%},"
        "或呼出占比低于 {limit_outgoing:.0%},本规则不会触发;实际当日 {distinct_callees} 个、偏离 {callees_deviation:.1f} 倍,"
        "陌生 {strangers} 个({stranger_share:.0%}),回拨 {reciprocity:.1%},呼出 {outgoing_share:.1%}",
        en="on {active_days_30d} active days before, the median was {median_callees_30d:.0f} callees a day and the spread "
        "{callees_spread:.1f}; with less than {limit_deviation} spreads above it, with at most {quiet_strangers} strangers or less than "
        "{limit_stranger_share:.0%} of them, with more than {limit_reciprocity:.0%} calling back, or with less than "
        "{limit_outgoing:.0%} of its calls going out, this control would not have fired; it was {distinct_callees} callees, "
        "{callees_deviation:.1f} spreads, {strangers} strangers ({stranger_share:.0%}), {reciprocity:.1%} and {outgoing_share:.1%}",
    ),
    false_positives=(
        Label("一次性群发通知(如搬店)的商家", "a shop that tells everybody of its new address, once"),
        Label("被冒用、被盗的号码:机主无过错", "a stolen number: its holder did nothing"),
    ),
    examples=(
        Example.quiet(
            "many calls to the same circle", calls(90, every_s=300, callees=5, first_callee=500) + CIRCLE
        ),
        Example.quiet("a family that moves", calls(28, every_s=900) + calls_back(9) + CIRCLE),
        Example.quiet("a new post as a courier", FIFTY_OTHERS + calls_back(8) + CIRCLE),
        Example.quiet("always called strangers", FIFTY_OTHERS + used_to_call(40, 44, 38, 41, 42)),
        Example.fires("lent to a campaign", FIFTY_OTHERS + CIRCLE),
        Example.fires(
            "an office line turned sales line",
            calls(90, every_s=240, caller=OFFICE) + OFFICE_DAYS,
        ),
        Example.fires("two odd days before do not hide it", FIFTY_OTHERS + used_to_call(4, 30, 5, 28, 4)),
        Example.boundary(
            "four active days", FIFTY_OTHERS + used_to_call(4, 5, 4, 4), Outcome.NOT_ENOUGH_HISTORY
        ),
        Example.boundary(
            "a recycled number: the habit was another holder's",
            FIFTY_OTHERS + CIRCLE,
            Outcome.NOT_ENOUGH_HISTORY,
            {"holdings": ({"number": EXAMPLE_CALLER, "since": date(2026, 3, 18)},)},
        ),
        Example.boundary(
            "six spreads of three", calls(27, every_s=300) + used_to_call(9, 9, 9, 9, 9), Outcome.MATCH
        ),
        Example.boundary(
            "26 callees, not quite six", calls(26, every_s=300) + used_to_call(9, 9, 9, 9, 9), None
        ),
        Example.boundary("20 strangers", calls(20, every_s=600) + CIRCLE, Outcome.MATCH),
        Example.boundary("19 strangers", calls(21, every_s=600, callees=19) + CIRCLE, None),
        Example.boundary(
            "20 strangers of 25",
            calls(20, every_s=600) + calls(5, every_s=600, first_at="17:00:00", first_callee=500) + CIRCLE,
            Outcome.MATCH,
        ),
        Example.boundary(
            "23 strangers of 29",
            calls(23, every_s=600)
            + calls(6, every_s=600, first_at="17:00:00", first_callee=500)
            + used_to_call(4, 6, 4, 4, 3),
            None,
        ),
        Example.boundary("5 of 50 called back", FIFTY_OTHERS + calls_back(5) + CIRCLE, Outcome.MATCH),
        Example.boundary(
            "4 of 38 called back", calls(48, every_s=300, callees=38) + calls_back(4) + CIRCLE, None
        ),
        Example.boundary(
            "34 calls made, 4 received",
            calls(34, every_s=300) + calls_back(4, first_caller=900) + CIRCLE,
            None,
        ),
        Example.boundary(
            "incoming records are missing",
            calls(50, every_s=300, incoming_carried=False) + CIRCLE,
            Outcome.NOT_ENOUGH_HISTORY,
        ),
    ),
    sql="""
        with judged as (
            select
                caller_day.caller,
                caller_day.distinct_callees,
                caller_history.median_callees_30d,
                caller_history.callees_spread,
                caller_history.callees_deviation,
                caller_history.active_days_30d,
                reciprocity.strangers,
                reciprocity.stranger_share,
                reciprocity.reciprocity,
                reciprocity.outgoing_share,
                limits.limit_deviation,
                limits.least_active_days,
                limits.limit_strangers,
                limits.limit_stranger_share,
                limits.limit_reciprocity,
                limits.limit_outgoing,
                caller_history.active_days_30d >= limits.least_active_days as habit_known,
                reciprocity.strangers is not null and reciprocity.outgoing_share is not null as callees_are_known
            from caller_day
            inner join limits on limits.line_class = caller_day.line_class
            inner join caller_history on caller_history.caller = caller_day.caller
            inner join reciprocity on reciprocity.caller = caller_day.caller
            where caller_day.distinct_callees >= limits.limit_strangers
        )

        select
            caller as subject,
            if(habit_known and callees_are_known, 'match', 'not_enough_history') as outcome,
            distinct_callees,
            median_callees_30d,
            callees_spread,
            callees_deviation,
            limit_deviation,
            active_days_30d,
            least_active_days,
            strangers,
            limit_strangers,
            stranger_share,
            limit_stranger_share,
            reciprocity,
            limit_reciprocity,
            outgoing_share,
            limit_outgoing
        from judged
        where
            (not habit_known or callees_deviation >= limit_deviation)
            and (
                not callees_are_known
                or (
                    strangers >= limit_strangers
                    and stranger_share >= limit_stranger_share
                    and reciprocity <= limit_reciprocity
                    and outgoing_share >= limit_outgoing
                )
            )
    """,
)
