"""Works through strangers, day after day, and little comes back: neither answers nor calls.

Why
---
Who sells or deceives slowly stays below every limit of a day: twenty to forty calls, long talks with those who listen, a number with a
life of its own. What he cannot bring about is that people expect him. Clause 1.2.3 wants numbers that are used for marketing found, one by
one.

Evidence
--------
Added up are the days of a week on which the number was at work: ten called parties or more, with at most 1.5 attempts each. `week_strangers`
are those who neither called it on the day or the day before, nor talked with it the day before; three quarters of all called parties must
be such. `response_share` is what came back: the answered attempts and the numbers that called it on these days, for each attempt. Ordinary
subscribers receive as many calls as they make (in a public data set 52 % of theirs go out) and get seven in ten of their calls answered,
so theirs is far above one; of confirmed fraud 97 % go out. Who is waited for, like couriers, drivers and clinics, has four fifths answered
and is called besides. Below 0.65, a third and more of the strangers let it ring, and nobody makes up for it by calling.

Limits
------
It takes forty strangers, two days of twenty. A survey, a village that notifies from door to door, whoever calls people that did not ask for
it lawfully looks the same, and is verified first where the register of protected callers knows him. Whom most listen to, or many call, stays
quiet. Trunks, privacy numbers and service codes are not judged; neither are approved platforms. Where unanswered attempts or the called
side's records are missing, the answer is "not enough history".

What the reviewer does
----------------------
Look at the days beside each other: same hours, same pace, no acquaintance in between. Call three of the called parties who talked long and
ask what it was about; a warning of fraud cannot wait for the second day.
"""

from datetime import date

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.example_calls import EXAMPLE_CALLER, calls, calls_back
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.domain.units import CALLS, DAYS, NUMBERS, SHARE

JUDGED = (LineClass.MOBILE, LineClass.LANDLINE, LineClass.IOT_CARD, LineClass.UNKNOWN)
PRACTICE = "A carrier's practice judges from 20 attempts on; two such days; a landline is shared by an office: our reading."
MEASURED = (
    "Public figures: 52 % of ordinary subscribers' calls go out, 97 % of confirmed fraud's; call centres have 40 % answered, "
    "conversations 50 %; who is waited for four fifths: between the two, our reading."
)
A_DAY = calls(24, every_s=900, answered_share=0.5, talk_s=300)
DAY_BEFORE = calls(24, every_s=900, answered_share=0.5, talk_s=300, first_callee=100, days_before=1)
CIRCLE_YESTERDAY = calls(30, every_s=300, callees=15, answered_share=0.5, first_callee=500, days_before=1)
PLATFORM = {"code": EXAMPLE_CALLER, "platform_name": "外呼平台", "valid_from": date(2025, 1, 1)}

control = Control(
    id="c116_little_response",
    version=1,
    clause="1.2.3",
    source="call_frequency",
    title=Label(zh="连日呼叫陌生人且少有回应", en="Calls strangers day after day and hears little back"),
    subject_kind="number",
    schedule="daily",
    window=Label(zh="7 日", en="7 days"),
    severity=Severity.MEDIUM,
    parameters=(
        Parameter(
            name="limit_week_strangers",
            title=Label(zh="一周陌生被叫上限", en="Limit of strangers called in the week"),
            unit=NUMBERS,
            values=DatedValue.always(
                {
                    LineClass.MOBILE: 40,
                    LineClass.LANDLINE: 80,
                    LineClass.IOT_CARD: 40,
                    LineClass.UNKNOWN: 40,
                },
                anchor=PRACTICE,
            ),
        ),
        Parameter(
            name="limit_week_stranger_share",
            title=Label(zh="陌生被叫占比上限", en="Limit of the share of strangers"),
            unit=SHARE,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 0.75), anchor="Our reading: three of four whom it calls do not know it."
            ),
        ),
        Parameter(
            name="limit_response",
            title=Label(zh="回应比下限", en="Floor of what comes back"),
            unit=SHARE,
            values=DatedValue.always(dict.fromkeys(JUDGED, 0.65), anchor=MEASURED),
        ),
    ),
    evidence=(
        EvidenceColumn(
            "week_strangers",
            Label("一周陌生被叫", "Strangers called in the week"),
            NUMBERS,
            "limit_week_strangers",
            Breach.AT_LEAST,
        ),
        EvidenceColumn("limit_week_strangers", Label("陌生被叫上限", "Limit of strangers"), NUMBERS),
        EvidenceColumn(
            "week_stranger_share",
            Label("陌生被叫占比", "Share of strangers"),
            SHARE,
            "limit_week_stranger_share",
            Breach.AT_LEAST,
        ),
        EvidenceColumn("limit_week_stranger_share", Label("占比上限", "Limit of the share"), SHARE),
        EvidenceColumn(
            "response_share",
            Label("每次呼叫的回应", "What came back for each attempt"),
            SHARE,
            "limit_response",
            Breach.BELOW,
        ),
        EvidenceColumn("limit_response", Label("回应比下限", "Floor of what comes back"), SHARE),
        EvidenceColumn("week_attempts", Label("一周呼叫", "Attempts in the week"), CALLS),
        EvidenceColumn("week_answered", Label("其中接通", "Of these answered"), CALLS),
        EvidenceColumn("week_numbers_back", Label("来电号码", "Numbers that called it"), NUMBERS),
        EvidenceColumn("working_days", Label("外呼天数", "Days at work"), DAYS),
    ),
    counterfactual=Label(
        zh="若七日内陌生被叫不超过 {quiet_week_strangers} 个,或其占比低于 {limit_week_stranger_share:.0%},或每百次呼叫的接通与来电不少于 "
        "{limit_response:.0%},本规则不会触发;实际 {working_days} 天呼叫陌生人 {week_strangers} 个(占 {week_stranger_share:.0%}),"
        "呼叫 {week_attempts} 次,接通 {week_answered} 次,来电号码 {week_numbers_back} 个,回应 {response_share:.1%}",
        en="with at most {quiet_week_strangers} strangers called in seven days, with less than {limit_week_stranger_share:.0%} of the "
        "called parties being such, or with answers and calls back for at least {limit_response:.0%} of the attempts, this control would "
        "not have fired; it was {week_strangers} strangers ({week_stranger_share:.0%}) on {working_days} days, {week_attempts} attempts, "
        "{week_answered} answered, {week_numbers_back} numbers that called: {response_share:.1%}",
    ),
    false_positives=(
        Label("受托入户调查、满意度回访", "surveys and calls for satisfaction on somebody's order"),
        Label(
            "逐户通知而多数人不接的社区、村组",
            "a village that notifies households of which many do not answer",
        ),
    ),
    examples=(
        Example.quiet("one such day", A_DAY),
        Example.quiet(
            "a courier",
            calls(40, every_s=600, answered_share=0.85)
            + calls(40, every_s=600, answered_share=0.85, first_callee=100, days_before=1)
            + calls_back(6),
        ),
        Example.quiet(
            "a recruiter whom applicants call",
            calls(30, every_s=900, answered_share=0.6)
            + calls(30, every_s=900, answered_share=0.6, first_callee=100, days_before=1)
            + calls_back(5)
            + calls_back(5, first_caller=900),
        ),
        Example.quiet(
            "a teacher whom the parents called yesterday",
            calls(50, every_s=300, answered_share=0.5)
            + calls_back(12, days_before=1)
            + calls_back(4, first_caller=20),
        ),
        Example.quiet("an approved platform", A_DAY + DAY_BEFORE, None, {"outbound_platforms": (PLATFORM,)}),
        Example.quiet("a hospital's trunk", A_DAY + DAY_BEFORE, LineClass.TRUNK),
        Example.fires("two quiet days with long talks", A_DAY + DAY_BEFORE),
        Example.fires(
            "a few call back on each day",
            A_DAY + DAY_BEFORE + calls_back(2) + calls_back(2, first_caller=100, days_before=1),
        ),
        Example.fires(
            "rests for three days",
            A_DAY + calls(24, every_s=900, answered_share=0.5, talk_s=300, first_callee=100, days_before=4),
        ),
        Example.boundary(
            "39 strangers",
            calls(20, every_s=900, answered_share=0.4)
            + calls(19, every_s=900, answered_share=0.4, first_callee=100, days_before=1),
            None,
        ),
        Example.boundary(
            "40 strangers",
            calls(20, every_s=900, answered_share=0.4)
            + calls(20, every_s=900, answered_share=0.4, first_callee=100, days_before=1),
            Outcome.MATCH,
        ),
        Example.boundary(
            "45 strangers of 60",
            calls(45, every_s=300, answered_share=0.4)
            + calls(15, every_s=300, first_at="16:00:00", first_callee=500)
            + CIRCLE_YESTERDAY,
            Outcome.MATCH,
        ),
        Example.boundary(
            "44 strangers of 59",
            calls(44, every_s=300, answered_share=0.4)
            + calls(15, every_s=300, first_at="16:00:00", first_callee=500)
            + CIRCLE_YESTERDAY,
            None,
        ),
        Example.boundary("26 of 40 answered", calls(40, every_s=600, answered_share=0.65), None),
        Example.boundary("29 of 45 answered", calls(45, every_s=600, answered_share=29 / 45), Outcome.MATCH),
        Example.boundary(
            "20 of 40 answered, six call",
            calls(40, every_s=600, answered_share=0.5) + calls_back(6, first_caller=900),
            None,
        ),
        Example.boundary(
            "20 of 40 answered, five call",
            calls(40, every_s=600, answered_share=0.5) + calls_back(5, first_caller=900),
            Outcome.MATCH,
        ),
        Example.boundary(
            "the called side's records missing",
            calls(50, every_s=600, answered_share=0.4, incoming_carried=False),
            Outcome.NOT_ENOUGH_HISTORY,
        ),
        Example.boundary(
            "unanswered attempts missing",
            calls(50, every_s=600, answered_share=1, unanswered_carried=False),
            Outcome.NOT_ENOUGH_HISTORY,
        ),
    ),
    sql="""
        with judged as (
            select
                outreach_week.caller,
                outreach_week.week_strangers,
                limits.limit_week_strangers,
                outreach_week.week_stranger_share,
                limits.limit_week_stranger_share,
                outreach_week.response_share,
                limits.limit_response,
                outreach_week.week_attempts,
                outreach_week.week_answered,
                outreach_week.week_numbers_back,
                outreach_week.working_days,
                outreach_week.week_back_known and outreach_week.response_share is not null as is_known
            from outreach_week
            inner join caller_day on caller_day.caller = outreach_week.caller
            inner join limits on limits.line_class = caller_day.line_class
            left join platform_caller on platform_caller.caller = outreach_week.caller
            where
                platform_caller.caller is null
                and outreach_week.week_strangers >= limits.limit_week_strangers
                and outreach_week.week_stranger_share >= limits.limit_week_stranger_share
        )

        select
            caller as subject,
            if(is_known, 'match', 'not_enough_history') as outcome,
            week_strangers,
            limit_week_strangers,
            week_stranger_share,
            limit_week_stranger_share,
            response_share,
            limit_response,
            week_attempts,
            week_answered,
            week_numbers_back,
            working_days
        from judged
        where response_share is null or response_share < limit_response
    """,
)
