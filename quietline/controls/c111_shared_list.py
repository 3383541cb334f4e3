"""Two numbers whose strangers are the same, far beyond chance.

Why
---
Clause 1.1.2 forbids to hand numbers out for outbound calling. People who work through one list call the same strangers although they have
nothing to do with each other; nobody else does. The overlap shows the list that nobody will show.

Evidence
--------
Two numbers are compared by the strangers they called on the day and the day before (`list_callees`): subscribers who did not call them and
had not talked with them. `shared_callees` were called by both. `expected_shared` is what chance would give if both drew from one
neighbourhood of 5,000 numbers, and `shared_odds` = n says that so large an overlap comes about by chance less often than once in 10^n. The
partner with the highest odds is shown. A called party whom more than 30 numbers called ties nobody to anybody: delivery lines and shops
are dropped before.

Limits
------
Couriers and riders of one quarter meet the same doors: the neighbourhood stands for that, and people answer them, so numbers with at
least three answered calls in four stay quiet. Family, colleagues and telephones for two cards share acquaintances, who call back and
count for nothing here. A list that is cut into parts leaves no overlap. Where a source lacks unanswered attempts or the called side's
records, the answer is "not enough history". Service codes and privacy numbers are not judged.

What the reviewer does
----------------------
Open both numbers side by side; ask both holders, apart, where the numbers came from. Shared customers of one employer are plain soon. If
a unit handed the list out, its case goes one level above it: the unit is heard, and decides nothing.
"""

from datetime import date

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.example_calls import EXAMPLE_CALLER, calls, calls_back
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.domain.units import NUMBERS, POWER, SHARE

JUDGED = (LineClass.MOBILE, LineClass.LANDLINE, LineClass.TRUNK, LineClass.IOT_CARD, LineClass.UNKNOWN)
SECOND, THIRD = "8613803910002", "8613803910003"
HELD_BY_STRANGERS = {
    "holdings": tuple(
        {"number": number, "subscriber": f"of {number}", "since": date(2026, 1, 5)}
        for number in (EXAMPLE_CALLER, SECOND)
    )
}

control = Control(
    id="c111_shared_list",
    version=1,
    clause="1.1.2",
    source="call_frequency",
    title=Label(zh="被叫名单异常重合", en="Lists of called parties that overlap beyond chance"),
    subject_kind="number",
    schedule="daily",
    window=Label(zh="自然日及前一日", en="calendar day and the day before"),
    severity=Severity.HIGH,
    parameters=(
        Parameter(
            name="limit_list",
            title=Label(zh="两日陌生被叫下限", en="Least number of strangers in two days"),
            unit=NUMBERS,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 20),
                anchor="A carrier's published practice: callers are judged from 20 attempts on; for strangers: our reading.",
            ),
        ),
        Parameter(
            name="limit_odds",
            title=Label(
                zh="偶然重合的可能上限:10 的负几次方",
                en="Least odds against chance: one in 10 to the power of",
            ),
            unit=POWER,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 9),
                anchor="Ten thousand lists a day make fifty million pairs: at one in 10^9 chance accuses a pair in twenty days; our reading.",
            ),
        ),
        Parameter(
            name="limit_answered",
            title=Label(zh="接通率上限", en="Limit of the answer rate"),
            unit=SHARE,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 0.75),
                anchor="Carriers expect half of ordinary calls to be answered; who is waited for is answered more often: our reading.",
            ),
        ),
    ),
    evidence=(
        EvidenceColumn(
            "shared_odds",
            Label("偶然重合的可能:10 的负几次方", "Chance of that: one in 10 to the power of"),
            POWER,
            "limit_odds",
            Breach.AT_LEAST,
        ),
        EvidenceColumn("limit_odds", Label("可能上限(次方)", "Limit of the odds"), POWER),
        EvidenceColumn("shared_callees", Label("共同的陌生被叫", "Strangers called by both"), NUMBERS),
        EvidenceColumn("expected_shared", Label("偶然应有", "By chance"), NUMBERS),
        EvidenceColumn(
            "list_callees",
            Label("本号码两日陌生被叫", "Strangers of this number in two days"),
            NUMBERS,
            "limit_list",
            Breach.AT_LEAST,
        ),
        EvidenceColumn("limit_list", Label("陌生被叫下限", "Least number of strangers"), NUMBERS),
        EvidenceColumn("partner_callees", Label("对方两日陌生被叫", "Strangers of the other"), NUMBERS),
        EvidenceColumn("other_number", Label("对方号码", "The other number"), Label("号码", "number")),
        EvidenceColumn("partners", Label("如此重合的号码", "Numbers with such an overlap"), NUMBERS),
        EvidenceColumn("asr", Label("接通率", "Answer rate"), SHARE, "limit_answered", Breach.BELOW),
        EvidenceColumn("limit_answered", Label("接通率上限", "Limit of the answer rate"), SHARE),
    ),
    counterfactual=Label(
        zh="若这样的重合偶然出现的可能不低于 10 的 {limit_odds} 次方分之一,或接通率不低于 {limit_answered:.0%},本规则不会触发;"
        "实际本号码两日 {list_callees} 个陌生被叫中有 {shared_callees} 个也被 {other_number} 呼叫,偶然应有 {expected_shared:.2f} 个,"
        "偶然出现的可能不到 10 的 {shared_odds} 次方分之一",
        en="if chance brought such an overlap about more often than once in 10^{limit_odds}, or if at least {limit_answered:.0%} of the "
        "calls were answered, this control would not have fired; of the {list_callees} strangers of this number in two days "
        "{shared_callees} were called by {other_number} too, where chance would have given {expected_shared:.2f}: less often than once "
        "in 10^{shared_odds}",
    ),
    false_positives=(
        Label("同一企业分头通知自己的客户", "people of one firm who notify its own customers"),
        Label("同一学校两位老师分头通知家长", "two teachers who notify the same parents"),
    ),
    examples=(
        Example.quiet(
            "two lists without a name in common",
            calls(60, every_s=300) + calls(60, every_s=300, caller=SECOND, first_callee=1000),
        ),
        Example.quiet(
            "two couriers of one quarter",
            calls(150, every_s=200, answered_share=0.85, first_at="08:00:00")
            + calls(
                150, every_s=200, answered_share=0.85, first_at="08:00:00", caller=SECOND, first_callee=60
            ),
        ),
        Example.quiet(
            "husband and wife invite the same guests, who call back",
            calls(40, every_s=300)
            + calls(40, every_s=300, caller=SECOND)
            + calls_back(10)
            + calls_back(10, to=SECOND, first_caller=20),
        ),
        Example.quiet(
            "a shop that forty numbers called",
            tuple(
                call
                for other in range(40)
                for call in calls(8, every_s=600, caller=f"86138040000{other:02d}")
            )
            + calls(8, every_s=600)
            + calls(40, every_s=300, first_callee=1000),
        ),
        Example.fires(
            "two work through one list",
            calls(60, every_s=300) + calls(60, every_s=300, caller=SECOND, first_callee=30),
        ),
        Example.fires(
            "one today, the other the day before",
            calls(60, every_s=300) + calls(60, every_s=300, caller=SECOND, days_before=1),
        ),
        Example.fires(
            "three who share a third with each other",
            calls(60, every_s=300, callees=60)
            + calls(60, every_s=300, caller=SECOND, first_callee=40)
            + calls(60, every_s=300, caller=THIRD, first_callee=20),
            registers=HELD_BY_STRANGERS,
        ),
        Example.boundary(
            "19 strangers", calls(19, every_s=300) + calls(40, every_s=300, caller=SECOND), None
        ),
        Example.boundary(
            "20 strangers", calls(20, every_s=300) + calls(40, every_s=300, caller=SECOND), Outcome.MATCH
        ),
        Example.boundary(
            "the other one two days before",
            calls(60, every_s=300) + calls(60, every_s=300, caller=SECOND, days_before=2),
            None,
        ),
        Example.boundary(
            "8 of 36 in common",
            calls(36, every_s=300) + calls(36, every_s=300, caller=SECOND, first_callee=28),
            None,
        ),
        Example.boundary(
            "9 of forty in common",
            calls(40, every_s=300) + calls(40, every_s=300, caller=SECOND, first_callee=31),
            Outcome.MATCH,
        ),
        Example.boundary(
            "three answered in four",
            calls(100, every_s=300, answered_share=0.75) + calls(60, every_s=300, caller=SECOND),
            None,
        ),
        Example.boundary(
            "37 answered of fifty",
            calls(50, every_s=300, answered_share=0.74) + calls(60, every_s=300, caller=SECOND),
            Outcome.MATCH,
        ),
        Example.boundary(
            "unanswered attempts missing",
            calls(60, every_s=300, answered_share=1, unanswered_carried=False)
            + calls(60, every_s=300, caller=SECOND),
            Outcome.NOT_ENOUGH_HISTORY,
        ),
        Example.boundary(
            "the called side's records missing",
            calls(60, every_s=300, incoming_carried=False) + calls(60, every_s=300, caller=SECOND),
            Outcome.NOT_ENOUGH_HISTORY,
        ),
    ),
    sql="""
        with over_the_limits as (
            select
                list_pair.caller,
                list_pair.partner,
                list_pair.shared_odds,
                limits.limit_odds,
                list_pair.shared_callees,
                list_pair.expected_shared,
                list_pair.list_callees,
                limits.limit_list,
                list_pair.partner_callees,
                caller_day.asr,
                limits.limit_answered,
                coalesce(outreach.incoming_carried, false) as incoming_carried,
                count(*) over (partition by list_pair.caller) as partners
            from list_pair
            inner join caller_day on caller_day.caller = list_pair.caller
            inner join limits on limits.line_class = caller_day.line_class
            left join outreach on outreach.caller = list_pair.caller
            where list_pair.list_callees >= limits.limit_list and list_pair.shared_odds >= limits.limit_odds
        )

        select
            caller as subject,
            if(incoming_carried and asr is not null, 'match', 'not_enough_history') as outcome,
            shared_odds,
            limit_odds,
            shared_callees,
            expected_shared,
            list_callees,
            limit_list,
            partner_callees,
            if(length(partner) < 11, partner, left(partner, length(partner) - 8) || '******' || right(partner, 2)) as other_number,
            partners,
            asr,
            limit_answered
        from over_the_limits
        where asr < limit_answered or asr is null
        qualify row_number() over (partition by caller order by shared_odds desc, shared_callees desc, partner) = 1
    """,
)
