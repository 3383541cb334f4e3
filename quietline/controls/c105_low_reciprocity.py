"""Calls many, and hardly any of them ever calls back.

Why
---
People call each other. Who works through a list of strangers is called by nobody: neither by those whom he called nor by anybody else. In
public figures the share of outgoing calls rises from 0.52 for ordinary subscribers to 0.97 for confirmed fraud. Clause 1.2.3 wants numbers
that are used for marketing found, one by one.

Evidence
--------
`reciprocity` is the share of the day's called parties who called the number in the seven days up to the day, answered or not.
`outgoing_share` is the share of outgoing calls among all that the number made and received in the day. Both must speak against it: of the
3,351 ordinary subscribers of a public data set none called twenty numbers a day with 95 % of the calls going out, of 1,574
confirmed fraud numbers 613 did. With thirty called parties one call back is allowed; a caller whom a fifth of them call back has so few
on one day in a hundred, and is called by others besides.

Limits
------
A called party who was called late in the evening calls back tomorrow, so the lake must hold at least one day before. Where the sources
lack incoming records or calls with other networks, calling back is known of numbers in the holders' register alone; with too few of
these, or without knowing what the number received, the answer is "not enough history". Couriers and clinics are called back by those who
missed them. Trunks, privacy numbers and service codes do not show whom to call back and are not judged. A landline has twice the mobile's
limit, because an office shares it.

What the reviewer does
----------------------
Ask what the number is for: a reminder service and an alarm centre are not called back either. Call two of the called parties. See whether
the number answers when it is dialled.
"""

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.evidence_columns import OUTGOING_SHARE, RECIPROCITY
from quietline.domain.example_calls import calls, calls_back
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.domain.units import CALLS, DAYS, NUMBERS, SHARE

JUDGED = (LineClass.MOBILE, LineClass.LANDLINE, LineClass.IOT_CARD, LineClass.UNKNOWN)
PUBLIC_SET = "4,925 subscribers of a public data set (2020): no ordinary one with 20 callees a day reached 95 % outgoing; our reading."
BOUND = "A carrier's practice: judged from 20 attempts on; half more, so that one call back is allowed: our reading."
LIST = calls(60, every_s=300, first_at="09:00:00", talk_s=90)
YESTERDAY = calls(1, every_s=60, days_before=1, caller="8613803919999")

control = Control(
    id="c105_low_reciprocity",
    version=1,
    clause="1.2.3",
    source="call_frequency",
    title=Label(zh="呼出量大且几乎无人回拨", en="Calls many and is hardly ever called back"),
    subject_kind="number",
    schedule="daily",
    window=Label(zh="自然日,回拨看七天", en="calendar day, calls back within seven days"),
    severity=Severity.MEDIUM,
    parameters=(
        Parameter(
            name="limit_callees",
            title=Label(zh="去重被叫上限", en="Limit of distinct callees"),
            unit=NUMBERS,
            values=DatedValue.always(
                {
                    LineClass.MOBILE: 30,
                    LineClass.LANDLINE: 60,
                    LineClass.IOT_CARD: 20,
                    LineClass.UNKNOWN: 30,
                },
                anchor=BOUND,
            ),
        ),
        Parameter(
            name="limit_reciprocity",
            title=Label(zh="回拨率下限", en="Floor of the share that calls back"),
            unit=SHARE,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 0.05),
                anchor="Our reading: one in twenty, what errors and curiosity bring.",
            ),
        ),
        Parameter(
            name="limit_outgoing",
            title=Label(zh="呼出占比上限", en="Limit of the share of outgoing calls"),
            unit=SHARE,
            values=DatedValue.always(dict.fromkeys(JUDGED, 0.95), anchor=PUBLIC_SET),
        ),
        Parameter(
            name="least_days_before",
            title=Label(zh="至少可回看的天数", en="Least days before that are known"),
            unit=DAYS,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 1), anchor="Our reading: who is called in the evening calls next day."
            ),
        ),
    ),
    evidence=(
        EvidenceColumn(
            "distinct_callees",
            Label("去重被叫数", "Distinct callees"),
            NUMBERS,
            "limit_callees",
            Breach.AT_LEAST,
        ),
        EvidenceColumn("limit_callees", Label("去重被叫上限", "Limit of distinct callees"), NUMBERS),
        *RECIPROCITY,
        *OUTGOING_SHARE,
        EvidenceColumn("called_back", Label("回拨过的被叫", "Callees that called back"), NUMBERS),
        EvidenceColumn("callees_known", Label("可知是否回拨的被叫", "Callees of whom it is known"), NUMBERS),
        EvidenceColumn("received", Label("当日接到的呼叫", "Calls received in the day"), CALLS),
        EvidenceColumn("attempts", Label("全天呼叫", "Attempts in the day"), CALLS),
        EvidenceColumn(
            "days_before",
            Label("可回看的天数", "Days before that are known"),
            DAYS,
            "least_days_before",
            Breach.AT_LEAST,
        ),
        EvidenceColumn("least_days_before", Label("至少可回看", "At least"), DAYS),
    ),
    counterfactual=Label(
        zh="若当日去重被叫不超过 {quiet_distinct_callees} 个,或回拨率高于 {limit_reciprocity:.0%},或呼出占比低于 {limit_outgoing:.0%},"
        "本规则不会触发;实际为 {distinct_callees} 个、{reciprocity:.1%}、{outgoing_share:.1%}",
        en="with at most {quiet_distinct_callees} distinct callees in the day, with more than {limit_reciprocity:.0%} of them calling "
        "back, or with less than {limit_outgoing:.0%} of its calls going out, this control would not have fired; it was "
        "{distinct_callees}, {reciprocity:.1%} and {outgoing_share:.1%}",
    ),
    false_positives=(
        Label("提醒服务、报警中心", "reminder services and alarm centres"),
        Label("错过即放弃的上门服务", "callers at the door whom nobody calls back"),
    ),
    examples=(
        Example.quiet("ordinary day", calls(12, every_s=1800, callees=5) + YESTERDAY),
        Example.quiet("a courier whom one in six calls back", LIST + calls_back(10) + YESTERDAY),
        Example.quiet(
            "customers called earlier in the week", LIST + calls_back(12, days_before=4) + YESTERDAY
        ),
        Example.quiet(
            "nobody of the list calls, but others do", LIST + calls_back(8, first_caller=900) + YESTERDAY
        ),
        Example.quiet("a hospital's trunk", LIST + YESTERDAY, LineClass.TRUNK),
        Example.fires("a list of strangers", LIST + YESTERDAY),
        Example.fires("one of sixty calls back", LIST + calls_back(1, direction="incoming") + YESTERDAY),
        Example.fires(
            "long talks do not help", calls(45, every_s=500, talk_s=400, first_at="08:00:00") + YESTERDAY
        ),
        Example.boundary("29 callees", calls(29, every_s=300) + YESTERDAY, None),
        Example.boundary("30 callees", calls(30, every_s=300) + YESTERDAY, Outcome.MATCH),
        Example.boundary(
            "2 of 40 called back", calls(40, every_s=300) + calls_back(2) + YESTERDAY, Outcome.MATCH
        ),
        Example.boundary(
            "2 of 34 called back", calls(44, every_s=300, callees=34) + calls_back(2) + YESTERDAY, None
        ),
        Example.boundary(
            "2 of 38 calls are received ones",
            calls(36, every_s=300) + calls_back(2, first_caller=900) + YESTERDAY,
            None,
        ),
        Example.boundary("no day before is known", LIST, Outcome.NOT_ENOUGH_HISTORY),
        Example.boundary(
            "incoming records are missing",
            calls(60, every_s=300, incoming_carried=False) + YESTERDAY,
            Outcome.NOT_ENOUGH_HISTORY,
        ),
    ),
    sql="""
        with judged as (
            select
                caller_day.caller,
                caller_day.attempts,
                caller_day.distinct_callees,
                reciprocity.callees_known,
                reciprocity.called_back,
                reciprocity.reciprocity,
                reciprocity.received,
                reciprocity.outgoing_share,
                reciprocity.days_before,
                limits.limit_callees,
                limits.limit_reciprocity,
                limits.limit_outgoing,
                limits.least_days_before,
                reciprocity.callees_known >= limits.limit_callees
                and reciprocity.days_before >= limits.least_days_before as back_known
            from caller_day
            inner join limits on limits.line_class = caller_day.line_class
            inner join reciprocity on reciprocity.caller = caller_day.caller
            where caller_day.distinct_callees >= limits.limit_callees
        )

        select
            caller as subject,
            if(back_known and outgoing_share is not null, 'match', 'not_enough_history') as outcome,
            distinct_callees,
            limit_callees,
            reciprocity,
            limit_reciprocity,
            outgoing_share,
            limit_outgoing,
            called_back,
            callees_known,
            received,
            attempts,
            days_before,
            least_days_before
        from judged
        where
            (not back_known or reciprocity <= limit_reciprocity)
            and (outgoing_share is null or outgoing_share >= limit_outgoing)
    """,
)
