"""Marketing-like traffic from a number that is no approved platform.

Why
---
Clause 1.2.4 wants telephone marketing on approved platforms and codes alone, and none from landlines and mobiles. Marketing looks the
same wherever it comes from: one call a number, to people who do not know the caller, do not wait for him and do not call back.

Evidence
--------
`unknown_callees` are the subscribers called that day who did not call the number on the day or the day before, nor talked with it the day
before; each of its called parties gets at most 1.5 attempts. `reach_share` is the share of its called parties among all numbers in contact
with it. Besides, either fewer than half of the attempts are answered, or at least 30 % of the answered calls end within six seconds. Calls
outside 8:00 to 21:00 are shown beside it. A number in the register of approved platforms, or an extension of one, stays quiet while its
approval lasts.

Limits
------
Couriers, doctors and schools call strangers too, but are waited for: most of their calls are answered, and some call back. Who sells to
people who listen long is left to other controls. Lines that several share have higher limits; privacy numbers are not judged, service
codes answer for their certificate. Where a source lacks the called side's records, or neither answers nor talks are known, the answer is
"not enough history".

What the reviewer does
----------------------
Dial the number and look up the holder: an enterprise is told to apply for a code of its own, its number is shut down. Where the register
of platforms is older than the approval, correct the register.
"""

from datetime import date

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.evidence_columns import REACH_SHARE, UNKNOWN_CALLEES
from quietline.domain.example_calls import calls, calls_back
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.domain.units import CALLS, NUMBERS, SHARE

JUDGED = (LineClass.MOBILE, LineClass.LANDLINE, LineClass.TRUNK, LineClass.IOT_CARD, LineClass.UNKNOWN)
OFFICE = "863915550001"
EXTENSION = "86391555000112"
PLATFORM = {"code": OFFICE, "platform_name": "外呼平台", "valid_from": date(2025, 1, 1)}
APPROVED = {"outbound_platforms": (PLATFORM,)}
EXPIRED = {"outbound_platforms": (PLATFORM | {"valid_until": date(2026, 3, 17)},)}
ENTERPRISE_LINE = {
    "holdings": (
        {"number": OFFICE, "line_class": "landline", "enterprise": "DW01", "since": date(2020, 1, 1)},
    ),
    "enterprises": (
        {
            "enterprise": "DW01",
            "enterprise_name": "某装饰公司",
            "industry": "零售推销",
            "since": date(2020, 1, 1),
        },
    ),
}

control = Control(
    id="c112_marketing_off_platform",
    version=1,
    clause="1.2.4",
    source="call_frequency",
    title=Label(zh="非统一平台的营销式外呼", en="Marketing-like traffic off the approved platforms"),
    subject_kind="number",
    schedule="daily",
    window=Label(zh="自然日及前一日", en="calendar day and the day before"),
    severity=Severity.HIGH,
    parameters=(
        Parameter(
            name="limit_unknown_callees",
            title=Label(zh="单日陌生被叫上限", en="Limit of strangers called in a day"),
            unit=NUMBERS,
            values=DatedValue.always(
                {
                    LineClass.MOBILE: 30,
                    LineClass.LANDLINE: 60,
                    LineClass.TRUNK: 300,
                    LineClass.IOT_CARD: 15,
                    LineClass.UNKNOWN: 30,
                },
                anchor="A carrier's bands of calls to distinct numbers are 10, 20, 30, 40, 50: the middle one; shared lines: our reading.",
            ),
        ),
        Parameter(
            name="limit_reach",
            title=Label(
                zh="外呼对象占联系号码比例上限", en="Limit of called parties among the numbers in contact"
            ),
            unit=SHARE,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 0.9),
                anchor="A public data set (2020): 97 % of the calls of confirmed fraud go out, 52 % of others'; near the former: our reading.",
            ),
        ),
        Parameter(
            name="limit_asr",
            title=Label(zh="接通率下限", en="Floor of the answer rate"),
            unit=SHARE,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 0.5),
                anchor="A carrier's published floor for conversations: at least 50 % of the calls are answered.",
            ),
        ),
        Parameter(
            name="limit_short_calls",
            title=Label(zh="短通话占比上限", en="Limit of the share of short calls"),
            unit=SHARE,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 0.3),
                anchor="A carrier's published rule charges more than 15 % of calls of at most 6 s as abnormal; twice that: our reading.",
            ),
        ),
        Parameter(
            name="min_talks",
            title=Label(zh="判断短通话所需通话", en="Talks from which short ones are judged"),
            unit=CALLS,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 10),
                anchor="Our reading: of fewer than ten talks a third may be short by chance.",
            ),
        ),
    ),
    evidence=(
        *UNKNOWN_CALLEES,
        *REACH_SHARE,
        EvidenceColumn("asr", Label("接通率", "Answer rate"), SHARE, "limit_asr", Breach.BELOW),
        EvidenceColumn("limit_asr", Label("接通率下限", "Floor of the answer rate"), SHARE),
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
        EvidenceColumn("talks_known", Label("通话", "Talks"), CALLS, "min_talks", Breach.AT_LEAST),
        EvidenceColumn("min_talks", Label("判断所需通话", "Least number of talks"), CALLS),
        EvidenceColumn("numbers_back", Label("来电号码", "Numbers that called it"), NUMBERS),
        EvidenceColumn("attempts", Label("全天呼叫", "Attempts in the day"), CALLS),
        EvidenceColumn("out_of_hours_share", Label("非允许时段占比", "Share outside calling hours"), SHARE),
    ),
    counterfactual=Label(
        zh="若该号码在核准平台名册内,或当日陌生被叫不超过 {quiet_unknown_callees} 个,或外呼对象不到联系号码的 {limit_reach:.0%},"
        "或接通率不低于 {limit_asr:.0%} 且短通话不到 {limit_short_calls:.0%},本规则不会触发;"
        "实际陌生被叫 {unknown_callees} 个,外呼对象占 {reach_share:.1%},接通率 {asr:.1%},短通话 {short_call_ratio:.1%}",
        en="were the number in the register of approved platforms, with at most {quiet_unknown_callees} strangers called in the day, with "
        "called parties below {limit_reach:.0%} of the numbers in contact, or with at least {limit_asr:.0%} answered and short calls below "
        "{limit_short_calls:.0%}, this control would not have fired; it was {unknown_callees} strangers and {reach_share:.1%}, "
        "{asr:.1%} answered, {short_call_ratio:.1%} short",
    ),
    false_positives=(
        Label("核准未及时录入名册的平台号码", "platform numbers whose approval is not in the register yet"),
        Label("调查、催缴等单位线路", "lines of surveys and of reminders to pay"),
    ),
    examples=(
        Example.quiet("ordinary day", calls(12, every_s=1800, callees=5)),
        Example.quiet(
            "a courier, answered and called back",
            calls(120, every_s=240, answered_share=0.85, first_at="08:00:00") + calls_back(14),
        ),
        Example.quiet(
            "a school tells parents that lessons are off",
            calls(70, every_s=60, answered_share=0.9, caller=OFFICE),
        ),
        Example.quiet(
            "a hospital's trunk",
            calls(600, every_s=60, answered_share=0.8, caller=OFFICE),
            LineClass.TRUNK,
        ),
        Example.quiet(
            "an approved platform",
            calls(400, every_s=60, answered_share=0.3, caller=OFFICE),
            registers=APPROVED,
        ),
        Example.quiet(
            "an extension of an approved platform",
            calls(400, every_s=60, answered_share=0.3, caller=EXTENSION),
            LineClass.LANDLINE,
            APPROVED,
        ),
        Example.fires("a mobile that few answer", calls(60, every_s=300, answered_share=0.3)),
        Example.fires(
            "a mobile that people hang up on", calls(60, every_s=300, answered_share=0.7, talk_s=4)
        ),
        Example.fires(
            "an enterprise's office line",
            calls(120, every_s=180, answered_share=0.4, caller=OFFICE),
            registers=ENTERPRISE_LINE,
        ),
        Example.fires(
            "the day after the approval ended",
            calls(120, every_s=180, answered_share=0.4, caller=OFFICE),
            registers=EXPIRED,
        ),
        Example.fires("a trunk", calls(500, every_s=60, answered_share=0.3, caller=OFFICE), LineClass.TRUNK),
        Example.boundary("29 strangers", calls(29, every_s=300, answered_share=0.3), None),
        Example.boundary("30 strangers", calls(30, every_s=300, answered_share=0.3), Outcome.MATCH),
        Example.boundary(
            "nine in ten of the numbers in contact",
            calls(45, every_s=300, answered_share=0.3) + calls_back(5),
            Outcome.MATCH,
        ),
        Example.boundary(
            "44 of 49 numbers in contact", calls(44, every_s=300, answered_share=0.3) + calls_back(5), None
        ),
        Example.boundary("half answered", calls(100, every_s=200, answered_share=0.5), None),
        Example.boundary(
            "49 of a hundred answered", calls(100, every_s=200, answered_share=0.49), Outcome.MATCH
        ),
        Example.boundary(
            "three in ten short",
            calls(21, every_s=300, answered_share=1)
            + calls(9, every_s=300, answered_share=1, talk_s=4, first_callee=21),
            Outcome.MATCH,
        ),
        Example.boundary(
            "29 of a hundred short",
            calls(71, every_s=100, answered_share=1)
            + calls(29, every_s=100, answered_share=1, talk_s=4, first_callee=71),
            None,
        ),
        Example.boundary(
            "nine talks, all short, unanswered attempts missing",
            calls(9, every_s=300, answered_share=1, talk_s=4)
            + calls(31, every_s=300, answered_share=1, talk_s=None, first_callee=9, unanswered_carried=False),
            Outcome.NOT_ENOUGH_HISTORY,
        ),
        Example.boundary(
            "ten talks, all short, unanswered attempts missing",
            calls(10, every_s=300, answered_share=1, talk_s=4)
            + calls(
                30, every_s=300, answered_share=1, talk_s=None, first_callee=10, unanswered_carried=False
            ),
            Outcome.MATCH,
        ),
        Example.boundary(
            "the called side's records missing",
            calls(60, every_s=300, answered_share=0.3, incoming_carried=False),
            Outcome.NOT_ENOUGH_HISTORY,
        ),
    ),
    sql="""
        with reaching as (
            select
                outreach.caller,
                outreach.unknown_callees,
                limits.limit_unknown_callees,
                outreach.reach_share,
                limits.limit_reach,
                outreach.numbers_back,
                outreach.incoming_carried,
                caller_day.asr,
                limits.limit_asr,
                caller_day.short_call_ratio,
                limits.limit_short_calls,
                caller_day.talks_known,
                limits.min_talks,
                caller_day.attempts,
                caller_day.out_of_hours_share,
                caller_day.asr < limits.limit_asr as few_answer,
                case
                    when caller_day.talks_known >= limits.min_talks then caller_day.short_call_ratio >= limits.limit_short_calls
                end as many_hang_up
            from outreach
            inner join caller_day on caller_day.caller = outreach.caller
            inner join limits on limits.line_class = caller_day.line_class
            left join platform_caller on platform_caller.caller = outreach.caller
            where
                platform_caller.caller is null
                and outreach.unknown_callees >= limits.limit_unknown_callees
                and outreach.reach_share >= limits.limit_reach
        )

        select
            caller as subject,
            if(incoming_carried and (few_answer or many_hang_up) is true, 'match', 'not_enough_history') as outcome,
            unknown_callees,
            limit_unknown_callees,
            reach_share,
            limit_reach,
            asr,
            limit_asr,
            short_call_ratio,
            limit_short_calls,
            talks_known,
            min_talks,
            numbers_back,
            attempts,
            out_of_hours_share
        from reaching
        where (few_answer or many_hang_up) is not false
    """,
)
