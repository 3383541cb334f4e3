"""Numbers that together behave as one caller who works through strangers.

Why
---
Who is found by the calls of one number spreads them: campaigns give a number 13 calls on average, hardly ever more than 27, and go on with
the next. Each number stays below every limit. Clause 3.1 wants the callers found, so the sums are taken over what belongs together.

Evidence
--------
Looked at are numbers that called five strangers or more in a day, none of them twice in the mean, while next to nobody called them. They
belong together by holder, enterprise, device, the channel, outlet or worker that opened them (all of its numbers, and those opened within
30 days), or by one list of called parties (a group tied by overlaps that chance brings about less often than once in 10^9). `cohort_odds` =
n says that so many of a unit's numbers come to look so by chance less often than once in 10^n: chance means one number in a thousand a
day, or the share that the whole city shows where that is more. The sums are those of the seven days up to the day; each number that took
part on the day gets the finding, with the cohort's figures.

Limits
------
Families, telephones for two cards and firms whose people are called back do not come into it. Numbers with more than 27 calls to strangers
a day and number are left to other controls: couriers of one firm make that many. A shop with thousands of customers has many that look so
by chance: it takes ten times what chance explains. Where nothing ties the numbers, nothing is found. Where a source lacks the called
side's records, the answer is "not enough history".

What the reviewer does
----------------------
Look at all numbers of the cohort together: who opened them and when, whose they are, whether one stops when the next begins. Propose them
one by one; a number that does not fit the others is left alone.
"""

from datetime import date

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.example_calls import EXAMPLE_CALLER, ExampleCall, calls, calls_back
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.domain.units import CALLS, NUMBERS, POWER, SHARE

JUDGED = (LineClass.MOBILE, LineClass.LANDLINE, LineClass.IOT_CARD, LineClass.UNKNOWN)
DEVICE = "490154203237518"
OPENED = date(2026, 3, 5)
LONG_AGO = date(2020, 1, 1)


def member(position: int) -> str:
    """The number of a member, the first of which is the example's caller."""
    return str(int(EXAMPLE_CALLER) + position)


def campaign(
    members: int, each: int, *, apart: int = 100, imei: str | None = None
) -> tuple[ExampleCall, ...]:
    """Each of the members calls as many strangers, those of the next one `apart` numbers further."""
    return tuple(
        call
        for position in range(members)
        for call in calls(
            each,
            every_s=600,
            first_at="09:00:00",
            caller=member(position),
            first_callee=apart * position,
            imei=imei,
            answered_share=0.5,
        )
    )


def opened_at(members: int, since: date = OPENED, **unit: str) -> dict[str, tuple[dict[str, object], ...]]:
    """A register in which all members have the same unit."""
    return {
        "holdings": tuple(
            {"number": member(position), "subscriber": f"H{position}", "since": since, **unit}
            for position in range(members)
        )
    }


def beside(members: int, others: int) -> dict[str, tuple[dict[str, object], ...]]:
    """The members and many more numbers of one outlet, all opened long ago."""
    more = tuple(
        {"number": str(8613700000000 + other), "subscriber": f"M{other}", "since": LONG_AGO, "outlet": "WD01"}
        for other in range(others)
    )
    return {"holdings": opened_at(members, LONG_AGO, outlet="WD01")["holdings"] + more}


control = Control(
    id="c115_rotation",
    version=2,
    clause="3.1",
    source="call_frequency",
    title=Label(zh="多号轮呼", en="Numbers in rotation"),
    subject_kind="number",
    schedule="daily",
    window=Label(zh="7 日(名单为 2 日)", en="7 days (2 of lists)"),
    severity=Severity.HIGH,
    parameters=(
        Parameter(
            name="limit_members",
            title=Label(zh="同组号码下限", en="Least numbers of a cohort"),
            unit=NUMBERS,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 4), anchor="Our reading: twice an ordinary telephone for two cards."
            ),
        ),
        Parameter(
            name="limit_cohort_callees",
            title=Label(zh="合计陌生被叫上限", en="Limit of strangers reached together"),
            unit=NUMBERS,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 50),
                anchor="India's regulator: 99.87 % of SIMs make at most 50 calls a day; for a cohort within seven days: our reading.",
            ),
        ),
        Parameter(
            name="limit_mean_calls",
            title=Label(zh="每号每日呼叫上限", en="Most calls a number and day"),
            unit=CALLS,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 27),
                anchor="Campaigns seen by an academic honeypot: 13 calls a number on average, 95 % under 27.",
            ),
        ),
        Parameter(
            name="limit_odds",
            title=Label(
                zh="偶然出现的可能上限:10 的负几次方",
                en="Least odds against chance: one in 10 to the power of",
            ),
            unit=POWER,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 6),
                anchor="Ten thousand units a day: at one in 10^6 chance accuses one in a hundred days; our reading.",
            ),
        ),
        Parameter(
            name="limit_excess",
            title=Label(zh="超出偶然的倍数下限", en="Least multiple of what chance gives"),
            unit=Label(zh="倍", en="times"),
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 10),
                anchor="Our reading: at most one number in ten of a cohort is there by chance.",
            ),
        ),
    ),
    evidence=(
        EvidenceColumn(
            "cohort_members",
            Label("同组号码", "Numbers of the cohort"),
            NUMBERS,
            "limit_members",
            Breach.AT_LEAST,
        ),
        EvidenceColumn("limit_members", Label("同组号码下限", "Least numbers"), NUMBERS),
        EvidenceColumn(
            "cohort_callees",
            Label("合计陌生被叫", "Strangers reached together"),
            NUMBERS,
            "limit_cohort_callees",
            Breach.AT_LEAST,
        ),
        EvidenceColumn("limit_cohort_callees", Label("合计上限", "Limit of strangers together"), NUMBERS),
        EvidenceColumn(
            "cohort_mean_calls",
            Label("每号每日呼叫", "Calls a number and day"),
            CALLS,
            "limit_mean_calls",
            Breach.AT_MOST,
        ),
        EvidenceColumn("limit_mean_calls", Label("每号每日上限", "Most calls a number and day"), CALLS),
        EvidenceColumn(
            "cohort_odds",
            Label("偶然出现的可能:10 的负几次方", "Chance of that: one in 10 to the power of"),
            POWER,
            "limit_odds",
            Breach.AT_LEAST,
        ),
        EvidenceColumn("limit_odds", Label("可能上限(次方)", "Limit of the odds"), POWER),
        EvidenceColumn("expected_members", Label("偶然应有号码", "Numbers by chance"), NUMBERS),
        EvidenceColumn(
            "limit_excess", Label("超出倍数下限", "Least multiple of chance"), Label("倍", "times")
        ),
        EvidenceColumn("cohort", Label("同组依据", "What ties them"), Label("编号", "code")),
        EvidenceColumn("cohort_attempts", Label("合计呼叫", "Calls together"), CALLS),
        EvidenceColumn("cohort_shared", Label("被多号呼叫的被叫", "Called by more than one"), NUMBERS),
        EvidenceColumn("cohort_asr", Label("合计接通率", "Answer rate together"), SHARE),
        EvidenceColumn("cohort_new_share", Label("30 日内新开占比", "Opened within 30 days"), SHARE),
        EvidenceColumn(
            "unknown_callees", Label("其中本号码当日", "Of these by this number that day"), NUMBERS
        ),
    ),
    counterfactual=Label(
        zh="若同组号码不超过 {quiet_cohort_members} 个,或合计陌生被叫不超过 {quiet_cohort_callees} 个,或每号每日呼叫超过 "
        "{limit_mean_calls} 次,或偶然出现的可能不低于 10 的 {limit_odds} 次方分之一,本规则不会触发;实际 {cohort_members} 个号码"
        "({cohort})合计呼叫 {cohort_callees} 人,每号每日 {cohort_mean_calls:.1f} 次,偶然出现的可能不到 10 的 {cohort_odds} 次方分之一",
        en="with at most {quiet_cohort_members} numbers in the cohort, at most {quiet_cohort_callees} strangers reached together, more "
        "than {limit_mean_calls} calls a number and day, or odds that chance beats more often than once in 10^{limit_odds}, this control "
        "would not have fired; it was {cohort_members} numbers ({cohort}) that reached {cohort_callees} people together with "
        "{cohort_mean_calls:.1f} calls a number and day, which chance brings about less often than once in 10^{cohort_odds}",
    ),
    false_positives=(
        Label("同一单位分头通知且无人回拨", "people of one firm who notify and are never called back"),
        Label("集中入网的新生、新员工", "students or staff whose numbers were opened together"),
    ),
    examples=(
        Example.quiet("one number with 13 calls", calls(13, every_s=600)),
        Example.quiet("13 calls each, and nothing that ties them", campaign(8, 13)),
        Example.quiet(
            "a firm whose customers call back",
            campaign(8, 13)
            + tuple(
                call
                for position in range(8)
                for call in calls_back(3, to=member(position), first_caller=100 * position)
            ),
            registers=opened_at(8, LONG_AGO, enterprise="DW01"),
        ),
        Example.quiet(
            "a family of three", campaign(3, 20), registers=opened_at(3, LONG_AGO, enterprise="J1")
        ),
        Example.quiet(
            "couriers of one firm", campaign(8, 60), registers=opened_at(8, LONG_AGO, enterprise="DW02")
        ),
        Example.quiet("eight of an outlet's two thousand", campaign(8, 13), registers=beside(8, 2000)),
        Example.fires("opened by one worker", campaign(8, 13), registers=opened_at(8, worker_id="GH01")),
        Example.fires(
            "of one enterprise", campaign(8, 13), registers=opened_at(8, LONG_AGO, enterprise="DW01")
        ),
        Example.fires("in one device", campaign(8, 13, imei=DEVICE)),
        Example.fires("through one list, nothing else in common", campaign(8, 13, apart=6)),
        Example.fires(
            "two numbers a day over four days",
            tuple(
                call
                for position in range(8)
                for call in calls(
                    13,
                    every_s=600,
                    first_at="09:00:00",
                    caller=member(position),
                    first_callee=100 * position,
                    days_before=position // 2,
                )
            ),
            registers=opened_at(8, enterprise="DW01"),
        ),
        Example.boundary("three numbers through one list", campaign(3, 25, apart=15), None),
        Example.boundary("four numbers", campaign(4, 13, imei=DEVICE), Outcome.MATCH),
        Example.boundary(
            "49 strangers",
            campaign(4, 12, imei=DEVICE) + calls(1, every_s=1, first_callee=50, imei=DEVICE),
            None,
        ),
        Example.boundary(
            "50 strangers",
            campaign(4, 12, imei=DEVICE) + calls(2, every_s=1, first_callee=50, imei=DEVICE),
            Outcome.MATCH,
        ),
        Example.boundary("27 calls a number", campaign(4, 27, imei=DEVICE), Outcome.MATCH),
        Example.boundary("28 calls a number", campaign(4, 28, imei=DEVICE), None),
        Example.boundary(
            "four of an outlet's 47, once in 10^6", campaign(4, 20), Outcome.MATCH, beside(4, 43)
        ),
        Example.boundary("four of an outlet's 48, once in 10^5", campaign(4, 20), None, beside(4, 44)),
        Example.boundary("ten times what chance gives", campaign(12, 13), Outcome.MATCH, beside(12, 1188)),
        Example.boundary("nine and a half times", campaign(12, 13), None, beside(12, 1251)),
        Example.boundary(
            "the called side's records missing",
            calls(13, every_s=600, incoming_carried=False),
            Outcome.NOT_ENOUGH_HISTORY,
        ),
    ),
    sql="""
        with belonging as (
            select
                cohort_member.caller,
                cohort_day.cohort,
                cohort_day.cohort_members,
                limits.limit_members,
                cohort_day.cohort_callees,
                limits.limit_cohort_callees,
                cohort_day.cohort_mean_calls,
                limits.limit_mean_calls,
                cohort_day.cohort_odds,
                limits.limit_odds,
                cohort_day.expected_members,
                limits.limit_excess,
                cohort_day.cohort_attempts,
                cohort_day.cohort_shared,
                cohort_day.cohort_asr,
                cohort_day.cohort_new_share
            from cohort_member
            inner join cohort_day on cohort_day.cohort = cohort_member.cohort
            inner join caller_day on caller_day.caller = cohort_member.caller
            inner join limits on limits.line_class = caller_day.line_class
            where
                cohort_day.cohort_members >= limits.limit_members
                and cohort_day.cohort_callees >= limits.limit_cohort_callees
                and cohort_day.cohort_mean_calls <= limits.limit_mean_calls
                and cohort_day.cohort_odds >= limits.limit_odds
                and cohort_day.cohort_members >= limits.limit_excess * coalesce(cohort_day.expected_members, 0)
        ),

        closest as (
            select
                caller,
                cohort_members,
                limit_members,
                cohort_callees,
                limit_cohort_callees,
                cohort_mean_calls,
                limit_mean_calls,
                cohort_odds,
                limit_odds,
                expected_members,
                limit_excess,
                cohort,
                cohort_attempts,
                cohort_shared,
                cohort_asr,
                cohort_new_share
            from belonging
            qualify row_number() over (partition by caller order by cohort_odds desc, cohort_members desc, cohort) = 1
        )

        select
            outreach.caller as subject,
            if(closest.caller is not null, 'match', 'not_enough_history') as outcome,
            closest.cohort_members,
            closest.limit_members,
            closest.cohort_callees,
            closest.limit_cohort_callees,
            closest.cohort_mean_calls,
            closest.limit_mean_calls,
            closest.cohort_odds,
            closest.limit_odds,
            closest.expected_members,
            closest.limit_excess,
            regexp_replace(closest.cohort, '(:[0-9]{4})[0-9]+([0-9]{2})$', '\\1****\\2') as cohort,
            closest.cohort_attempts,
            closest.cohort_shared,
            closest.cohort_asr,
            closest.cohort_new_share,
            outreach.unknown_callees
        from outreach
        inner join caller_day on caller_day.caller = outreach.caller
        inner join limits on limits.line_class = caller_day.line_class
        left join closest on closest.caller = outreach.caller
        where closest.caller is not null or not outreach.incoming_carried
    """,
)
