"""Calls to very many strangers in a day, hardly any of them twice, and none of it looks like a trade of its own.

Why
---
Marketing works through a list: one call a number, on to the next. People call their own circle again and again. Clause 1.2.3 wants
mobiles and fixed lines that are used for marketing found, one by one.

Evidence
--------
`distinct_callees` in the calendar day, together with `calls_per_callee`. In public figures 0.01 % of mobiles make more than 100 calls a
day; confirmed nuisance callers reach a called party 1.24 times on average, others 6.8 times. Four things speak for a number where they are
known: a fifth of the called parties were in touch with it in the six days before (`stranger_share`), more than a tenth called back within
the week (`reciprocity`), it received a tenth of its calls (`outgoing_share`: 0.97 of nuisance callers' calls go out, 0.52 of others'), or it
went round (`distinct_cells`: nuisance callers stay in one county, others call from four).

Limits
------
Couriers and sales staff who call customers of their own look alike: they are known by being called back and by going round, else they are
protected callers or known by their holder. What the sources or a new lake do not tell speaks for nobody: the number is judged by its calls
alone. Trunks, privacy numbers and service codes serve many people at once and are not judged. A landline has twice the mobile's limit,
because an office shares it. Where the source lacks unanswered attempts both quantities are incomplete: the number of callees is a lower
bound and may match, otherwise the answer is "not enough history". Callers that spread a list over many numbers stay below.

What the reviewer does
----------------------
See whether the callees have something in common (a housing estate, a run of numbers) and whether any of them ever calls back.
Look up the holder's trade; a courier or a doctor is verified first.
"""

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.evidence_columns import OUTGOING_SHARE, RECIPROCITY, STRANGER_SHARE
from quietline.domain.example_calls import ExampleCall, calls, calls_back
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.domain.units import ATTEMPTS, NUMBERS, SHARE

CELLS = Label(zh="个", en="cells")
JUDGED = (LineClass.MOBILE, LineClass.LANDLINE, LineClass.IOT_CARD, LineClass.UNKNOWN)
PUBLIC_SET = "6,106 subscribers of a public data set (2020): 0.97 of calls go out for confirmed fraud, 0.52 for others; our reading."
OFFICE = "863915550001"
LIST = calls(180, every_s=120)


def going_round(cells: int) -> tuple[ExampleCall, ...]:
    """Ten calls from each of these cells, each to another party."""
    rounds = (
        calls(
            10,
            every_s=60,
            first_at=f"{9 + place // 2:02d}:{place % 2 * 30:02d}:00",
            first_callee=10 * place,
            cell=f"cell-{place}",
        )
        for place in range(cells)
    )
    return tuple(call for one in rounds for call in one)


control = Control(
    id="c103_distinct_callees",
    version=2,
    clause="1.2.3",
    source="call_frequency",
    title=Label(zh="单日陌生被叫过多且极少重复", en="Very many strangers in a day, hardly any twice"),
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
        Parameter(
            name="limit_stranger_share",
            title=Label(zh="陌生被叫占比上限", en="Limit of the share of strangers"),
            unit=SHARE,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 0.8),
                anchor="Our reading: a dispatcher calls his drivers day after day.",
            ),
        ),
        Parameter(
            name="limit_reciprocity",
            title=Label(zh="回拨率下限", en="Floor of the share that calls back"),
            unit=SHARE,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 0.1),
                anchor="Our reading: customers of a trade call back more than that.",
            ),
        ),
        Parameter(
            name="limit_outgoing",
            title=Label(zh="呼出占比上限", en="Limit of the share of outgoing calls"),
            unit=SHARE,
            values=DatedValue.always(dict.fromkeys(JUDGED, 0.9), anchor=PUBLIC_SET),
        ),
        Parameter(
            name="limit_cells",
            title=Label(zh="小区数上限", en="Limit of cells"),
            unit=CELLS,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 10),
                anchor="6,106 subscribers of a public data set (2020): 1 county for confirmed fraud, 4 for others; in cells: our reading.",
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
        *STRANGER_SHARE,
        *RECIPROCITY,
        *OUTGOING_SHARE,
        EvidenceColumn("distinct_cells", Label("小区数", "Cells"), CELLS),
        EvidenceColumn("limit_cells", Label("小区数上限", "Limit of cells"), CELLS),
        EvidenceColumn("attempts", Label("全天呼叫", "Attempts in the day"), ATTEMPTS),
    ),
    counterfactual=Label(
        zh="若当日去重被叫不超过 {quiet_distinct_callees} 个,或单被叫呼叫超过 {limit_calls_per_callee} 次,或陌生被叫占比低于 "
        "{limit_stranger_share:.0%},或回拨率高于 {limit_reciprocity:.0%},或呼出占比低于 {limit_outgoing:.0%},或所在小区超过 {limit_cells} 个,"
        "本规则不会触发;实际为 {distinct_callees} 个、{calls_per_callee:.2f} 次,陌生 {stranger_share:.0%},回拨 {reciprocity:.1%},"
        "呼出 {outgoing_share:.1%},小区 {distinct_cells}",
        en="with at most {quiet_distinct_callees} distinct callees in the day, more than {limit_calls_per_callee} attempts per callee, less "
        "than {limit_stranger_share:.0%} strangers, more than {limit_reciprocity:.0%} calling back, less than {limit_outgoing:.0%} of its "
        "calls going out, or more than {limit_cells} cells, this control would not have fired; it was {distinct_callees} callees, "
        "{calls_per_callee:.2f} attempts each, strangers {stranger_share:.0%}, called back {reciprocity:.1%}, outgoing "
        "{outgoing_share:.1%}, cells {distinct_cells}",
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
        Example.quiet("a courier whom one in six calls back", LIST + calls_back(30)),
        Example.quiet("a courier on his round", going_round(18)),
        Example.quiet("customers called every other day", LIST + calls(100, every_s=120, days_before=2)),
        Example.fires("list of 180 numbers", LIST),
        Example.fires("half of the list tried again", calls(210, every_s=90, callees=140)),
        Example.fires("landline through a list", calls(260, every_s=90, caller=OFFICE)),
        Example.boundary("99 callees", calls(99, every_s=120), None),
        Example.boundary("100 callees", calls(100, every_s=120), Outcome.MATCH),
        Example.boundary(
            "100 callees, 1.5 attempts each", calls(150, every_s=120, callees=100), Outcome.MATCH
        ),
        Example.boundary("100 callees, 1.51 attempts each", calls(151, every_s=120, callees=100), None),
        Example.boundary(
            "80 strangers of 100",
            calls(100, every_s=120) + calls(20, every_s=120, days_before=3),
            Outcome.MATCH,
        ),
        Example.boundary(
            "79 strangers of 100", calls(100, every_s=120) + calls(21, every_s=120, days_before=3), None
        ),
        Example.boundary("10 of 100 called back", calls(100, every_s=120) + calls_back(10), Outcome.MATCH),
        Example.boundary("11 of 105 called back", calls(105, every_s=120) + calls_back(11), None),
        Example.boundary(
            "117 calls made, 13 received",
            calls(117, every_s=120) + calls_back(13, first_caller=900),
            Outcome.MATCH,
        ),
        Example.boundary(
            "110 calls made, 13 received", calls(110, every_s=120) + calls_back(13, first_caller=900), None
        ),
        Example.boundary("ten cells", going_round(10), Outcome.MATCH),
        Example.boundary("eleven cells", going_round(11), None),
        Example.boundary(
            "incoming records are missing", calls(100, every_s=120, incoming_carried=False), Outcome.MATCH
        ),
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
                caller_day.distinct_cells,
                caller_day.unanswered_carried,
                reciprocity.stranger_share,
                reciprocity.reciprocity,
                reciprocity.outgoing_share,
                limits.limit_callees,
                limits.limit_calls_per_callee,
                limits.limit_stranger_share,
                limits.limit_reciprocity,
                limits.limit_outgoing,
                limits.limit_cells,
                caller_day.distinct_callees >= limits.limit_callees
                and caller_day.calls_per_callee <= limits.limit_calls_per_callee as works_through_a_list,
                coalesce(reciprocity.stranger_share < limits.limit_stranger_share, false)
                or coalesce(reciprocity.reciprocity > limits.limit_reciprocity, false)
                or coalesce(reciprocity.outgoing_share < limits.limit_outgoing, false)
                or coalesce(caller_day.distinct_cells > limits.limit_cells, false) as has_a_trade
            from caller_day
            inner join limits on limits.line_class = caller_day.line_class
            left join reciprocity on reciprocity.caller = caller_day.caller
        )

        select
            caller as subject,
            if(works_through_a_list and not has_a_trade, 'match', 'not_enough_history') as outcome,
            distinct_callees,
            limit_callees,
            calls_per_callee,
            limit_calls_per_callee,
            stranger_share,
            limit_stranger_share,
            reciprocity,
            limit_reciprocity,
            outgoing_share,
            limit_outgoing,
            distinct_cells,
            limit_cells,
            attempts
        from judged
        where (works_through_a_list and not has_a_trade) or not unanswered_carried
    """,
)
