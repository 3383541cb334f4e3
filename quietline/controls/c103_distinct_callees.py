"""Calls to very many different numbers in a day, hardly any of them twice.

Why
---
Marketing works through a list: one call a number, on to the next. People call their own circle again and again. Clause 1.2.3 wants
mobiles and fixed lines that are used for marketing found, one by one.

Evidence
--------
`distinct_callees` in the calendar day, together with `calls_per_callee`. In public figures 0.01 % of mobiles make more than 100 calls a
day; confirmed nuisance callers reach a called party 1.24 times on average, others 6.8 times.

Limits
------
Couriers and sales staff who call customers of their own look alike: they are protected callers or known by their holder. Trunks, privacy
numbers and service codes serve many people at once and are not judged. A landline has twice the mobile's limit, because an office
shares it. Where the source lacks unanswered attempts both quantities are incomplete: the number of callees is a lower bound and may
match, otherwise the answer is "not enough history". Callers that spread a list over many numbers stay below.

What the reviewer does
----------------------
See whether the callees have something in common (a housing estate, a run of numbers) and whether any of them ever calls back.
Look up the holder's trade; a courier or a doctor is verified first.
"""

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.example_calls import calls
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass

ATTEMPTS = Label(zh="次", en="attempts")
NUMBERS = Label(zh="个", en="numbers")
JUDGED = (LineClass.MOBILE, LineClass.LANDLINE, LineClass.IOT_CARD, LineClass.UNKNOWN)
OFFICE = "863915550001"

control = Control(
    id="c103_distinct_callees",
    version=1,
    clause="1.2.3",
    source="call_frequency",
    title=Label(zh="单日被叫过多且极少重复", en="Very many callees in a day, hardly any twice"),
    subject_kind="number",
    schedule="daily",
    window=Label(zh="自然日", en="calendar day"),
    severity=Severity.MEDIUM,
    parameters=(
        Parameter(
            name="limit_callees",
            title=Label(zh="单日去重被叫上限", en="Limit of distinct callees in a day"),
            unit=NUMBERS,
            values=DatedValue.always(
                {
                    LineClass.MOBILE: 100,
                    LineClass.LANDLINE: 200,
                    LineClass.IOT_CARD: 20,
                    LineClass.UNKNOWN: 100,
                },
                anchor="India's regulator: 0.01 % of SIMs make more than 100 calls a day; landlines, IoT cards: our reading.",
            ),
        ),
        Parameter(
            name="limit_calls_per_callee",
            title=Label(zh="单被叫呼叫次数上限", en="Limit of calls to one callee"),
            unit=ATTEMPTS,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 1.5),
                anchor="6,106 subscribers of a public data set (2020): 1.24 for confirmed fraud, 6.8 for others; our reading.",
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
        EvidenceColumn(
            "calls_per_callee",
            Label("单被叫呼叫次数", "Attempts per callee"),
            ATTEMPTS,
            "limit_calls_per_callee",
            Breach.AT_MOST,
        ),
        EvidenceColumn(
            "limit_calls_per_callee", Label("单被叫呼叫上限", "Limit of attempts per callee"), ATTEMPTS
        ),
        EvidenceColumn("attempts", Label("全天呼叫", "Attempts in the day"), ATTEMPTS),
    ),
    counterfactual=Label(
        zh="若当日去重被叫不超过 {quiet_distinct_callees} 个,或单被叫呼叫超过 {limit_calls_per_callee} 次,本规则不会触发;"
        "实际为 {distinct_callees} 个、{calls_per_callee:.2f} 次",
        en="with at most {quiet_distinct_callees} distinct callees in the day, or more than {limit_calls_per_callee} attempts "
        "per callee, this control would not have fired; it was {distinct_callees} and {calls_per_callee:.2f}",
    ),
    false_positives=(
        Label("用自己号码派件的快递员", "couriers who call from their own number"),
        Label("逐户通知的村组、学校", "villages and schools that notify every household"),
    ),
    examples=(
        Example.quiet("ordinary day", calls(12, every_s=1800, callees=5)),
        Example.quiet("dispatcher with thirty drivers", calls(240, every_s=120, callees=30)),
        Example.quiet("a hospital's trunk", calls(300, every_s=60), LineClass.TRUNK),
        Example.quiet("office landline", calls(150, every_s=180, caller=OFFICE)),
        Example.fires("list of 180 numbers", calls(180, every_s=120)),
        Example.fires("half of the list tried again", calls(210, every_s=90, callees=140)),
        Example.fires("landline through a list", calls(260, every_s=90, caller=OFFICE)),
        Example.boundary("99 callees", calls(99, every_s=120), None),
        Example.boundary("100 callees", calls(100, every_s=120), Outcome.MATCH),
        Example.boundary(
            "100 callees, 1.5 attempts each", calls(150, every_s=120, callees=100), Outcome.MATCH
        ),
        Example.boundary("100 callees, 1.51 attempts each", calls(151, every_s=120, callees=100), None),
        Example.boundary(
            "99 known callees, unanswered attempts missing",
            calls(99, every_s=120, answered_share=1, unanswered_carried=False),
            Outcome.NOT_ENOUGH_HISTORY,
        ),
    ),
    sql="""
        with judged as (
            select
                caller_day.caller,
                caller_day.attempts,
                caller_day.distinct_callees,
                caller_day.calls_per_callee,
                caller_day.unanswered_carried,
                limits.limit_callees,
                limits.limit_calls_per_callee,
                caller_day.distinct_callees >= limits.limit_callees
                and caller_day.calls_per_callee <= limits.limit_calls_per_callee as works_through_a_list
            from caller_day
            inner join limits on limits.line_class = caller_day.line_class
        )

        select
            caller as subject,
            if(works_through_a_list, 'match', 'not_enough_history') as outcome,
            distinct_callees,
            limit_callees,
            calls_per_callee,
            limit_calls_per_callee,
            attempts
        from judged
        where works_through_a_list or not unanswered_carried
    """,
)
