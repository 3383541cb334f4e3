"""Lets it ring once and hangs up, at many numbers.

Why
---
A missed call makes people curious: who calls back pays, or hears the pitch at his own expense. Clause 3.1 asks for suspicion from the
records themselves.

Evidence
--------
`one_ring_share` is the share of the day's attempts that nobody answered and that rang at most three seconds. A caller is judged once he
called twenty different numbers.

Limits
------
Fewer than 20 called parties say nothing: these callers are counted as "not enough history" and get no finding of their own. The share is
not known where the source lacks unanswered attempts or does not tell how long they rang; the finding then says "not enough history". An
attempt that never rang (the number is not in use) counts as one ring: who tries out numbers is found here as well. Privacy numbers,
service codes and foreign numbers are not judged. A one-ring caller from abroad is for the international gateway.

What the reviewer does
----------------------
See how many of the callees called back, and dial the number: a recording or a premium service speaks for itself. A fax, a gate opener and a
broken exchange ring once at the same few numbers.
"""

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.example_calls import calls
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.domain.units import ATTEMPTS, NUMBERS, SHARE

JUDGED = (LineClass.MOBILE, LineClass.LANDLINE, LineClass.TRUNK, LineClass.IOT_CARD, LineClass.UNKNOWN)

control = Control(
    id="c107_one_ring",
    version=1,
    clause="3.1",
    source="call_frequency",
    title=Label(zh="响一声即挂", en="One ring and gone"),
    subject_kind="number",
    schedule="daily",
    window=Label(zh="自然日", en="calendar day"),
    severity=Severity.HIGH,
    parameters=(
        Parameter(
            name="min_callees",
            title=Label(zh="最少去重被叫数", en="Least number of distinct callees"),
            unit=NUMBERS,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 20),
                anchor="A vendor's bands of failed attempts to distinct numbers: 10, 20, 30, 40, 50; the second: our reading.",
            ),
        ),
        Parameter(
            name="limit_one_ring",
            title=Label(zh="响一声占比上限", en="Limit of the share of one-ring attempts"),
            unit=SHARE,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 0.5), anchor="Our reading: more often than not he wants no answer."
            ),
        ),
    ),
    evidence=(
        EvidenceColumn(
            "one_ring_share",
            Label("响一声占比", "Share of one-ring attempts"),
            SHARE,
            "limit_one_ring",
            Breach.AT_LEAST,
        ),
        EvidenceColumn(
            "limit_one_ring", Label("响一声占比上限", "Limit of the share of one-ring attempts"), SHARE
        ),
        EvidenceColumn("attempts", Label("全天呼叫", "Attempts in the day"), ATTEMPTS),
        EvidenceColumn("answered", Label("接通次数", "Answered"), ATTEMPTS),
        EvidenceColumn("distinct_callees", Label("去重被叫数", "Distinct callees"), NUMBERS),
    ),
    counterfactual=Label(
        zh="若响一声即挂的呼叫占比低于 {limit_one_ring:.0%},本规则不会触发;实际为 {one_ring_share:.1%}(共 {attempts} 次)",
        en="with a share of one-ring attempts below {limit_one_ring:.0%} this control would not have fired; "
        "it was {one_ring_share:.1%} of {attempts} attempts",
    ),
    false_positives=(
        Label("拨号线路故障,未振铃即释放", "a faulty line that is released before it rings"),
        Label("核对通讯录是否有效的单位", "an office that checks whether the numbers of its list are in use"),
    ),
    examples=(
        Example.quiet("ordinary day", calls(30, every_s=900)),
        Example.quiet("nobody answers, but it rings", calls(60, every_s=120, answered_share=0, ring_s=25)),
        Example.quiet(
            "one ring to say he is at the door",
            calls(60, every_s=120, callees=3, answered_share=0, ring_s=3),
        ),
        Example.quiet("answered at the first ring", calls(60, every_s=120, answered_share=1, ring_s=2)),
        Example.fires("three seconds at each", calls(120, every_s=20, answered_share=0, ring_s=3)),
        Example.fires("a fifth picks up", calls(120, every_s=20, answered_share=0.2, ring_s=2)),
        Example.fires(
            "a trunk", calls(300, every_s=5, answered_share=0, ring_s=1), line_class=LineClass.TRUNK
        ),
        Example.boundary("19 callees", calls(19, every_s=60, answered_share=0, ring_s=3), None),
        Example.boundary("20 callees", calls(20, every_s=60, answered_share=0, ring_s=3), Outcome.MATCH),
        Example.boundary("rings four seconds", calls(20, every_s=60, answered_share=0, ring_s=4), None),
        Example.boundary("every second", calls(40, every_s=60, answered_share=0.5, ring_s=3), Outcome.MATCH),
        Example.boundary("49 of 100", calls(100, every_s=60, answered_share=0.51, ring_s=3), None),
        Example.boundary(
            "ringing not known",
            calls(20, every_s=60, answered_share=0, ring_s=None),
            Outcome.NOT_ENOUGH_HISTORY,
        ),
        Example.boundary(
            "unanswered attempts missing",
            calls(20, every_s=60, answered_share=1, ring_s=3, unanswered_carried=False),
            Outcome.NOT_ENOUGH_HISTORY,
        ),
    ),
    minimum_evidence="caller_day.distinct_callees >= limits.min_callees",
    sql="""
        select
            caller_day.caller as subject,
            if(caller_day.one_ring_share is null, 'not_enough_history', 'match') as outcome,
            caller_day.one_ring_share,
            limits.limit_one_ring,
            caller_day.attempts,
            caller_day.answered,
            caller_day.distinct_callees
        from caller_day
        inner join limits on limits.line_class = caller_day.line_class
        where
            caller_day.distinct_callees >= limits.min_callees
            and (caller_day.one_ring_share is null or caller_day.one_ring_share >= limits.limit_one_ring)
    """,
)
