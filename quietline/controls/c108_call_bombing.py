"""One number is called again and again by few others.

Why
---
Call bombing makes a telephone useless and is sold as a service: a handful of numbers ring one victim for an hour. Clause 3.1 asks for
suspicion from the records themselves.

Evidence
--------
`received_60min` is the largest number of attempts that one called party received within any 60 minutes that end on the day; `burst_share`
is the caller's part of that burst. Each caller with a fifth of it or more is a subject, so a burst accuses five callers at most. The finding
names the burst: when it ended, how many called, and the called party with its middle hidden.

Limits
------
A busy hotline receives more, from many callers who each have a small part: its callers stay quiet. So do callers of a campaign that spreads
over more than five numbers, and withheld ones; they count in the burst. Callers who are only known from the called party's side have no
signals of a day of their own and are not judged. Where the source lacks unanswered attempts the burst is a lower bound: it can match,
otherwise the answer is "not enough history". Privacy numbers, service codes and foreign numbers are not judged.

What the reviewer does
----------------------
Ask the called party what happened and since when: a quarrel in a family, a debt collector and a fault that redials look alike in records.
Look for the other callers of the same burst.
"""

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.example_calls import calls
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.domain.units import ATTEMPTS, NUMBERS, SHARE

JUDGED = (LineClass.MOBILE, LineClass.LANDLINE, LineClass.TRUNK, LineClass.IOT_CARD, LineClass.UNKNOWN)
SECOND, THIRD = "8613803910002", "8613803910003"

control = Control(
    id="c108_call_bombing",
    version=1,
    clause="3.1",
    source="call_frequency",
    title=Label(zh="集中呼叫同一号码(呼死你)", en="Call bombing of one number"),
    subject_kind="number",
    schedule="daily",
    window=Label(zh="60 分钟滑动", en="60 minutes, sliding"),
    severity=Severity.HIGH,
    parameters=(
        Parameter(
            name="limit_received",
            title=Label(zh="60 分钟内被呼上限", en="Limit of attempts received within 60 minutes"),
            unit=ATTEMPTS,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 60),
                anchor="A regulator's count for a caller within an hour (2016), taken for what one number receives: our reading.",
            ),
        ),
        Parameter(
            name="limit_burst_share",
            title=Label(zh="集中呼叫中占比上限", en="Limit of the part in the burst"),
            unit=SHARE,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 0.2), anchor="Our reading: a burst accuses five callers at most."
            ),
        ),
    ),
    evidence=(
        EvidenceColumn(
            "received_60min",
            Label("被叫 60 分钟内最多被呼", "Most received by the callee within 60 minutes"),
            ATTEMPTS,
            "limit_received",
            Breach.AT_LEAST,
        ),
        EvidenceColumn(
            "limit_received", Label("被呼上限", "Limit of attempts received within 60 minutes"), ATTEMPTS
        ),
        EvidenceColumn(
            "burst_share",
            Label("其中本号码占比", "Part of this number in it"),
            SHARE,
            "limit_burst_share",
            Breach.AT_LEAST,
        ),
        EvidenceColumn("limit_burst_share", Label("占比上限", "Limit of the part in the burst"), SHARE),
        EvidenceColumn("burst_attempts", Label("其中本号码呼叫", "Of these by this number"), ATTEMPTS),
        EvidenceColumn("callers_60min", Label("60 分钟内主叫号码", "Callers within 60 minutes"), NUMBERS),
        EvidenceColumn("received_60s", Label("60 秒内最多被呼", "Most received within 60 s"), ATTEMPTS),
        EvidenceColumn("burst_ends", Label("集中呼叫结束于", "Burst ended at"), Label("时刻", "o'clock")),
        EvidenceColumn("called", Label("被叫", "Callee"), Label("号码", "number")),
    ),
    counterfactual=Label(
        zh="若该被叫 60 分钟内被呼不超过 {quiet_received_60min} 次,或本号码占比低于 {limit_burst_share:.0%},本规则不会触发;"
        "实际被呼 {received_60min} 次,本号码 {burst_attempts} 次,占 {burst_share:.1%}(被叫 {called},{burst_ends} 止)",
        en="with at most {quiet_received_60min} attempts received by the callee within 60 minutes, or a part of this number below "
        "{limit_burst_share:.0%}, this control would not have fired; it was {received_60min}, {burst_attempts} of them by this number "
        "({burst_share:.1%}; callee {called}, until {burst_ends})",
    ),
    false_positives=(
        Label("家人反复拨打无人接听的电话", "a family that redials somebody who does not answer"),
        Label("设备故障自动重拨", "a faulty device that redials"),
    ),
    examples=(
        Example.quiet(
            "a list, each once, and two friends with the same callee",
            calls(120, every_s=25) + calls(20, every_s=150, callees=1, caller=SECOND),
        ),
        Example.quiet(
            "a busy hotline",
            calls(9, every_s=300, callees=1)
            + tuple(
                call
                for other in range(20)
                for call in calls(5, every_s=600, callees=1, caller=f"86138040000{other:02d}")
            ),
        ),
        Example.quiet("a day of redialling", calls(100, every_s=400, callees=1)),
        Example.quiet(
            "a privacy number", calls(100, every_s=20, callees=1, answered_share=0), LineClass.PRIVACY_NUMBER
        ),
        Example.fires(
            "one caller, every twenty seconds", calls(150, every_s=20, callees=1, answered_share=0)
        ),
        Example.fires(
            "three in turn",
            calls(40, every_s=60, callees=1, answered_share=0)
            + calls(40, every_s=60, callees=1, answered_share=0, caller=SECOND)
            + calls(40, every_s=60, callees=1, answered_share=0, caller=THIRD),
        ),
        Example.fires("a burst across midnight", calls(90, every_s=30, callees=1, first_at="-23:40:00")),
        Example.boundary("59 within 60 minutes", calls(59, every_s=61, callees=1), None),
        Example.boundary("60 within 60 minutes", calls(60, every_s=61, callees=1), Outcome.MATCH),
        Example.boundary(
            "a fifth of a hundred",
            calls(20, every_s=150, callees=1) + calls(80, every_s=40, callees=1, caller=SECOND),
            Outcome.MATCH,
        ),
        Example.boundary(
            "19 of a hundred",
            calls(19, every_s=150, callees=1) + calls(81, every_s=40, callees=1, caller=SECOND),
            None,
        ),
        Example.boundary(
            "59 known, unanswered ones missing",
            calls(59, every_s=61, callees=1, answered_share=1, unanswered_carried=False),
            Outcome.NOT_ENOUGH_HISTORY,
        ),
    ),
    sql="""
        with part as (
            select
                burst_caller.caller,
                burst_caller.burst_attempts,
                burst_caller.burst_share,
                callee_day.callee,
                callee_day.received_60min,
                callee_day.received_60s,
                callee_day.callers_60min,
                callee_day.burst_ends
            from callee_day
            inner join burst_caller on burst_caller.callee = callee_day.callee
        ),

        judged as (
            select
                caller_day.caller,
                caller_day.unanswered_carried,
                part.burst_attempts,
                part.burst_share,
                part.callee,
                part.received_60min,
                part.received_60s,
                part.callers_60min,
                part.burst_ends,
                limits.limit_received,
                limits.limit_burst_share,
                coalesce(
                    part.received_60min >= limits.limit_received and part.burst_share >= limits.limit_burst_share, false
                ) as bombs
            from caller_day
            inner join limits on limits.line_class = caller_day.line_class
            left join part on part.caller = caller_day.caller
        )

        select
            caller as subject,
            if(bombs, 'match', 'not_enough_history') as outcome,
            received_60min,
            limit_received,
            burst_share,
            limit_burst_share,
            burst_attempts,
            callers_60min,
            received_60s,
            burst_ends,
            if(length(callee) < 11, callee, left(callee, length(callee) - 8) || '******' || right(callee, 2)) as called
        from judged
        where bombs or not unanswered_carried
        qualify row_number() over (partition by caller order by bombs desc, burst_attempts desc nulls last, callee) = 1
    """,
)
