"""Many answered calls that end within a few seconds.

Why
---
Who is called by a stranger's recording or pitch hangs up at once; who tries out which numbers are in use hangs up himself. Clause 3.1
asks for suspicion from the records themselves.

Evidence
--------
`short_call_ratio` is the share of answered calls that end within six seconds, over the calendar day. A carrier charges traffic with more
than 15 % of them as abnormal. Here it takes 30 %: among twenty calls of a courier, one in eight of which is that short, chance alone
passes 15 % on one day in four and reaches 30 % on one day in thirty.

Limits
------
Fewer than 40 answered calls say nothing: these callers are counted as "not enough history" and get no finding of their own. Nothing is
known either where the source does not say how long the talk of 40 calls was. Unanswered attempts do not matter, so a source without them
is judged too. Lifts, alarms and meters report themselves with calls this short, so IoT cards are not judged; nor are privacy numbers,
service codes and foreign numbers. Who holds people in long sales talks stays quiet here.

What the reviewer does
----------------------
Dial the number back: a recording, a lift and a shop tell themselves apart at once. See whether the callees have complained.
"""

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.example_calls import calls
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.domain.units import CALLS, SHARE

JUDGED = (LineClass.MOBILE, LineClass.LANDLINE, LineClass.TRUNK, LineClass.UNKNOWN)
CARRIER = "A carrier's published rule charges more than 15 % of calls of at most 6 s as abnormal; twice that: our reading."
PRACTICE = "A carrier's published practice: callers are judged from 20 attempts on; twice that, and answered: our reading."

control = Control(
    id="c106_short_calls",
    version=2,
    clause="3.1",
    source="call_frequency",
    title=Label(zh="超短通话过多", en="Too many calls that end at once"),
    subject_kind="number",
    schedule="daily",
    window=Label(zh="自然日", en="calendar day"),
    severity=Severity.MEDIUM,
    parameters=(
        Parameter(
            name="min_answered",
            title=Label(zh="最少接通次数", en="Least number of answered calls"),
            unit=CALLS,
            values=DatedValue.always(dict.fromkeys(JUDGED, 40), anchor=PRACTICE),
        ),
        Parameter(
            name="limit_short_calls",
            title=Label(zh="短通话占比上限", en="Limit of the share of short calls"),
            unit=SHARE,
            values=DatedValue.always(dict.fromkeys(JUDGED, 0.3), anchor=CARRIER),
        ),
    ),
    evidence=(
        EvidenceColumn(
            "short_call_ratio",
            Label("短通话占比", "Share of short calls"),
            SHARE,
            "limit_short_calls",
            Breach.AT_LEAST,
        ),
        EvidenceColumn(
            "limit_short_calls", Label("短通话占比上限", "Limit of the share of short calls"), SHARE
        ),
        EvidenceColumn("talks_known", Label("时长已知的接通次数", "Answered with known talk"), CALLS),
        EvidenceColumn("answered", Label("接通次数", "Answered"), CALLS),
        EvidenceColumn("distinct_callees", Label("去重被叫数", "Distinct callees"), Label("个", "numbers")),
    ),
    counterfactual=Label(
        zh="若短通话占比低于 {limit_short_calls:.0%},本规则不会触发;实际为 {short_call_ratio:.1%}(共 {talks_known} 次)",
        en="with a share of short calls below {limit_short_calls:.0%} this control would not have fired; "
        "it was {short_call_ratio:.1%} of {talks_known} answered calls",
    ),
    false_positives=(
        Label("自动上报的电梯、报警设备", "lifts and alarms that report themselves"),
        Label("只报取件码的快递员", "couriers who only tell a pick-up code"),
    ),
    examples=(
        Example.quiet("conversations", calls(60, every_s=400, answered_share=0.8, talk_s=80)),
        Example.quiet("courier, 12 s each", calls(120, every_s=200, answered_share=0.9, talk_s=12)),
        Example.quiet(
            "a lift's IoT card",
            calls(60, every_s=400, answered_share=1, talk_s=4, caller="861064700000001"),
        ),
        Example.quiet("five short calls", calls(5, every_s=400, answered_share=1, talk_s=2)),
        Example.fires("a recording", calls(120, every_s=120, answered_share=0.5, talk_s=4)),
        Example.fires(
            "a trunk", calls(300, every_s=30, answered_share=0.4, talk_s=3), line_class=LineClass.TRUNK
        ),
        Example.fires(
            "unanswered attempts missing",
            calls(60, every_s=120, answered_share=1, talk_s=3, unanswered_carried=False),
        ),
        Example.boundary("39 answered", calls(39, every_s=600, answered_share=1, talk_s=2), None),
        Example.boundary("40 answered", calls(40, every_s=600, answered_share=1, talk_s=2), Outcome.MATCH),
        Example.boundary("six seconds", calls(40, every_s=600, answered_share=1, talk_s=6), Outcome.MATCH),
        Example.boundary("seven seconds", calls(40, every_s=600, answered_share=1, talk_s=7), None),
        Example.boundary(
            "3 of 10 short",
            calls(30, every_s=300, answered_share=1, talk_s=2)
            + calls(70, every_s=300, first_at="13:00:00", answered_share=1, talk_s=60),
            Outcome.MATCH,
        ),
        Example.boundary(
            "29 of 100 short",
            calls(29, every_s=300, answered_share=1, talk_s=2)
            + calls(71, every_s=300, first_at="13:00:00", answered_share=1, talk_s=60),
            None,
        ),
        Example.boundary(
            "one short call known of 40",
            calls(39, every_s=300, answered_share=1, talk_s=None)
            + calls(1, every_s=300, first_at="13:00:00", answered_share=1, talk_s=2),
            Outcome.NOT_ENOUGH_HISTORY,
        ),
    ),
    minimum_evidence="caller_day.answered >= limits.min_answered",
    sql="""
        with judged as (
            select
                caller_day.caller,
                caller_day.short_call_ratio,
                caller_day.talks_known,
                caller_day.answered,
                caller_day.distinct_callees,
                limits.limit_short_calls,
                caller_day.talks_known < limits.min_answered as talk_unknown
            from caller_day
            inner join limits on limits.line_class = caller_day.line_class
            where caller_day.answered >= limits.min_answered
        )

        select
            caller as subject,
            if(talk_unknown, 'not_enough_history', 'match') as outcome,
            short_call_ratio,
            limit_short_calls,
            talks_known,
            answered,
            distinct_callees
        from judged
        where talk_unknown or short_call_ratio >= limit_short_calls
    """,
)
