"""Numbers of staff, channels and outlets that call many people who have nothing to do with them.

Why
---
Clause 1.1.2 forbids every unit to organise outbound marketing by its own people and channels: to hand out numbers, set tasks, pay for
calls. Who does it leaves it in the records: the numbers that the unit's people use work through strangers.

Evidence
--------
A number belongs to a unit where the register of channels lists it, or where the holder of a listed number holds it too. `unknown_callees`
are the subscribers it called that day whom nothing ties to it: they did not call it on the day or the day before, nor talked with it
the day before. `reach_share` is the share of its called parties among all numbers in contact with it. Beside them stand the numbers of the
same channel that call like this, the strangers they reached together, the closest overlap between two of them, and the task orders and
outbound payments of the unit within 31 days.

Limits
------
Staff whose numbers no register lists stay unseen here. An outlet that tells customers of their own orders is called back by some of
them; where nobody ever calls back it looks alike. Calls to hotlines and codes count for nothing. Where a source lacks the called side's
records, numbers of other networks may have called back unseen: the answer is "not enough history". Task orders and payments accuse
nobody by themselves: they are evidence beside the calls. Service codes and privacy numbers are not judged.

What the reviewer does
----------------------
Ask for the task behind the calls one level above the unit: the unit is heard, and decides nothing. Read order and payment beside the
hours of the calls; see whether the called parties are customers whose own orders were due. All numbers of the channel belong together,
each with its own evidence.
"""

from datetime import date

from quietline.domain.control import Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.evidence_columns import REACH_SHARE, UNKNOWN_CALLEES
from quietline.domain.example_calls import EXAMPLE_CALLER, calls, calls_back
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.domain.units import NUMBERS, SHARE

JUDGED = (LineClass.MOBILE, LineClass.LANDLINE, LineClass.TRUNK, LineClass.IOT_CARD, LineClass.UNKNOWN)
OTHER = "8613803910002"
OPENED = date(2020, 1, 1)
WORKER = {
    "channel": "QD01",
    "outlet": "WD01",
    "worker_id": "GH01",
    "branch": "解放区",
    "number": EXAMPLE_CALLER,
    "since": OPENED,
}
LISTED = {"channels": (WORKER,)}
LEFT = {"channels": (WORKER | {"until": date(2026, 3, 17)},)}
SECOND_NUMBER = {
    "channels": (WORKER | {"number": OTHER},),
    "holdings": (
        {"number": OTHER, "subscriber": "H1", "since": OPENED},
        {"number": EXAMPLE_CALLER, "subscriber": "H1", "since": OPENED},
    ),
}
ORDERED_AND_PAID = {
    **LISTED,
    "task_orders": (
        {
            "task_order": "R1",
            "unit_kind": "outlet",
            "unit": "WD01",
            "issued": date(2026, 3, 16),
            "target_calls": 300,
        },
    ),
    "outbound_payments": (
        {
            "payment": "C1",
            "unit_kind": "worker_id",
            "unit": "GH01",
            "paid": date(2026, 3, 10),
            "amount_fen": 60_000,
            "purpose": "外呼酬金",
        },
    ),
}

control = Control(
    id="c110_organised_calling",
    version=1,
    clause="1.1.2",
    source="call_frequency",
    title=Label(
        zh="渠道或人员号码成批外呼陌生客户", en="Numbers of staff or channels that call strangers in numbers"
    ),
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
                    LineClass.MOBILE: 20,
                    LineClass.LANDLINE: 40,
                    LineClass.TRUNK: 100,
                    LineClass.IOT_CARD: 10,
                    LineClass.UNKNOWN: 20,
                },
                anchor="A carrier's published practice: callers are judged from 20 attempts on; lines that several share: our reading.",
            ),
        ),
        Parameter(
            name="limit_reach",
            title=Label(
                zh="外呼对象占联系号码比例上限", en="Limit of called parties among the numbers in contact"
            ),
            unit=SHARE,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 0.8),
                anchor="A public data set (2020): 97 % of the calls of confirmed fraud go out, 52 % of others'; between them: our reading.",
            ),
        ),
    ),
    evidence=(
        *UNKNOWN_CALLEES,
        *REACH_SHARE,
        EvidenceColumn("numbers_back", Label("来电号码", "Numbers that called it"), NUMBERS),
        EvidenceColumn("unit", Label("渠道/网点/工号", "Channel / outlet / worker"), Label("编号", "code")),
        EvidenceColumn("unit_branch", Label("所属分公司", "Branch of the unit"), Label("名称", "name")),
        EvidenceColumn(
            "unit_numbers", Label("同渠道同样外呼的号码", "Numbers of the channel that call so"), NUMBERS
        ),
        EvidenceColumn("unit_callees", Label("合计陌生被叫", "Strangers they called together"), NUMBERS),
        EvidenceColumn(
            "shared_callees",
            Label("与同渠道号码最多重合被叫", "Most strangers shared with one of them"),
            NUMBERS,
        ),
        EvidenceColumn(
            "shared_odds",
            Label("偶然重合的可能:10 的负几次方", "Chance of that: one in 10 to the power of"),
            Label("次方", "power"),
        ),
        EvidenceColumn("task_orders", Label("外呼任务", "Task orders"), Label("件", "orders")),
        EvidenceColumn("target_calls", Label("任务要求呼叫", "Calls that they demand"), Label("次", "calls")),
        EvidenceColumn("payments", Label("外呼酬金", "Outbound payments"), Label("笔", "payments")),
        EvidenceColumn("paid_yuan", Label("酬金金额", "Amount paid"), Label("元", "yuan")),
    ),
    counterfactual=Label(
        zh="若当日陌生被叫不超过 {quiet_unknown_callees} 个,或外呼对象不到联系号码的 {limit_reach:.0%},本规则不会触发;"
        "实际为 {unknown_callees} 个、{reach_share:.1%}(单位 {unit};该渠道当日 {unit_numbers} 个号码如此外呼,合计 {unit_callees} 人;"
        "近 31 日外呼任务 {task_orders} 件,酬金 {payments} 笔)",
        en="with at most {quiet_unknown_callees} strangers called in the day, or called parties below {limit_reach:.0%} of the numbers "
        "in contact, this control would not have fired; it was {unknown_callees} and {reach_share:.1%} (unit {unit}; numbers of the "
        "channel that called so that day: {unit_numbers}, strangers they reached together: {unit_callees}; within 31 days {task_orders} "
        "task orders and {payments} payments)",
    ),
    false_positives=(
        Label("逐户通知到货、装机的网点", "outlets that tell customers of deliveries and installations"),
        Label("离岗未及时在名册注销的人员", "people who left and are still in the register"),
    ),
    examples=(
        Example.quiet("a worker's ordinary day", calls(14, every_s=1800, callees=6), registers=LISTED),
        Example.quiet(
            "an outlet whose customers call back",
            calls(40, every_s=300) + calls_back(15),
            registers=LISTED,
        ),
        Example.quiet("the same calls from a number of no unit", calls(60, every_s=300)),
        Example.quiet("a worker who left the day before", calls(60, every_s=300), registers=LEFT),
        Example.quiet(
            "an order and a payment without calls to strangers",
            calls(14, every_s=1800, callees=6),
            registers=ORDERED_AND_PAID,
        ),
        Example.fires("a worker through a list", calls(60, every_s=300), registers=LISTED),
        Example.fires(
            "the second number of the same holder", calls(60, every_s=300), registers=SECOND_NUMBER
        ),
        Example.fires(
            "ordered by the outlet, paid to the worker", calls(60, every_s=300), registers=ORDERED_AND_PAID
        ),
        Example.boundary("19 strangers", calls(19, every_s=300), None, LISTED),
        Example.boundary("20 strangers", calls(20, every_s=300), Outcome.MATCH, LISTED),
        Example.boundary(
            "four in five of the numbers in contact",
            calls(40, every_s=300) + calls_back(10),
            Outcome.MATCH,
            LISTED,
        ),
        Example.boundary(
            "39 of 49 numbers in contact", calls(39, every_s=300) + calls_back(10), None, LISTED
        ),
        Example.boundary(
            "the called side's records missing",
            calls(60, every_s=300, incoming_carried=False),
            Outcome.NOT_ENOUGH_HISTORY,
            LISTED,
        ),
    ),
    sql="""
        with calling as (
            select
                unit_caller.caller,
                unit_caller.channel,
                concat_ws(' / ', unit_caller.channel, unit_caller.outlet, unit_caller.worker_id) as unit,
                unit_caller.unit_branch,
                unit_caller.task_orders,
                unit_caller.target_calls,
                unit_caller.payments,
                unit_caller.paid_yuan,
                outreach.unknown_callees,
                outreach.reach_share,
                outreach.numbers_back,
                outreach.incoming_carried,
                limits.limit_unknown_callees,
                limits.limit_reach
            from unit_caller
            inner join caller_day on caller_day.caller = unit_caller.caller
            inner join limits on limits.line_class = caller_day.line_class
            inner join outreach on outreach.caller = unit_caller.caller
            where outreach.unknown_callees >= limits.limit_unknown_callees and outreach.reach_share >= limits.limit_reach
        ),

        channel as (
            select
                calling.channel,
                count(distinct calling.caller) as unit_numbers,
                count(distinct stranger_call.callee) as unit_callees
            from calling
            inner join stranger_call on stranger_call.caller = calling.caller
            group by calling.channel
        ),

        overlap as (
            select list_pair.caller, max(list_pair.shared_callees) as shared_callees, max(list_pair.shared_odds) as shared_odds
            from list_pair
            inner join unit_caller as own on own.caller = list_pair.caller
            inner join unit_caller as other on other.caller = list_pair.partner
            where own.channel = other.channel
            group by list_pair.caller
        )

        select
            calling.caller as subject,
            if(calling.incoming_carried, 'match', 'not_enough_history') as outcome,
            calling.unknown_callees,
            calling.limit_unknown_callees,
            calling.reach_share,
            calling.limit_reach,
            calling.numbers_back,
            calling.unit,
            calling.unit_branch,
            channel.unit_numbers,
            channel.unit_callees,
            overlap.shared_callees,
            overlap.shared_odds,
            calling.task_orders,
            calling.target_calls,
            calling.payments,
            calling.paid_yuan
        from calling
        left join channel on channel.channel is not distinct from calling.channel
        left join overlap on overlap.caller = calling.caller
    """,
)
