"""Hardly anybody answers, and who does hangs up soon.

Why
---
A caller whom people know is answered and talked with. Where few answer and the talk is short, calls come unasked: dialling through lists,
number hunting, one-ring calls. Clause 3.1 asks for suspicion from the records themselves.

Evidence
--------
`asr` (answered / attempts) and `acd` (mean seconds of talk of answered calls) over the calendar day, together. Carriers expect at least
40 % and 30 s even from call centres. A caller is judged once he called twenty different numbers: who tries one number again and again until
somebody answers is no stranger to it.

Limits
------
Fewer than 20 called parties say nothing: these callers are counted as "not enough history" and get no finding of their own, because almost
every caller of a day is one of them. Where the source lacks unanswered attempts, or the talk of the answered ones, the ratios are not
known and the finding says "not enough history". Where nobody answered there was no talk at all: that counts as below. Ratios do not
depend on how many calls a line carries at once, so trunks are judged; privacy numbers, whose callees often just look for the courier at
the door, service codes and foreign numbers are not. Long sales talks stay quiet here.

What the reviewer does
----------------------
See what the called parties have in common, and listen to the complaints.
"""

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.example_calls import calls
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.domain.units import ATTEMPTS, NUMBERS, SHARE

SECONDS = Label(zh="秒", en="s")
JUDGED = (LineClass.MOBILE, LineClass.LANDLINE, LineClass.TRUNK, LineClass.IOT_CARD, LineClass.UNKNOWN)
FLOOR = "A carrier's published floor for call centres: answer rate at least 40 %, mean talk at least 30 s."
PRACTICE = "Vendors' practice: callers are judged from 20 attempts on; failed attempts to distinct numbers in bands of 10, 20, 30; our reading."

control = Control(
    id="c104_low_answer_rate",
    version=2,
    clause="3.1",
    source="call_frequency",
    title=Label(zh="接通率低且通话短", en="Low answer rate and short talk"),
    subject_kind="number",
    schedule="daily",
    window=Label(zh="自然日", en="calendar day"),
    severity=Severity.MEDIUM,
    parameters=(
        Parameter(
            name="min_callees",
            title=Label(zh="最少去重被叫数", en="Least number of distinct callees"),
            unit=NUMBERS,
            values=DatedValue.always(dict.fromkeys(JUDGED, 20), anchor=PRACTICE),
        ),
        Parameter(
            name="limit_asr",
            title=Label(zh="接通率下限", en="Floor of the answer rate"),
            unit=SHARE,
            values=DatedValue.always(dict.fromkeys(JUDGED, 0.4), anchor=FLOOR),
        ),
        Parameter(
            name="limit_acd",
            title=Label(zh="平均通话时长下限", en="Floor of mean talk"),
            unit=SECONDS,
            values=DatedValue.always(dict.fromkeys(JUDGED, 30), anchor=FLOOR),
        ),
    ),
    evidence=(
        EvidenceColumn("asr", Label("接通率", "Answer rate"), SHARE, "limit_asr", Breach.BELOW),
        EvidenceColumn("limit_asr", Label("接通率下限", "Floor of the answer rate"), SHARE),
        EvidenceColumn("acd", Label("平均通话时长", "Mean talk"), SECONDS, "limit_acd", Breach.BELOW),
        EvidenceColumn("limit_acd", Label("平均通话时长下限", "Floor of mean talk"), SECONDS),
        EvidenceColumn("distinct_callees", Label("去重被叫数", "Distinct callees"), NUMBERS),
        EvidenceColumn("attempts", Label("全天呼叫", "Attempts in the day"), ATTEMPTS),
        EvidenceColumn("answered", Label("接通次数", "Answered"), ATTEMPTS),
    ),
    counterfactual=Label(
        zh="若接通率不低于 {limit_asr:.0%} 或平均通话不短于 {limit_acd:.0f} 秒,本规则不会触发;"
        "实际接通率 {asr:.1%},平均通话(秒)为 {acd:.1f}",
        en="with an answer rate of at least {limit_asr:.0%} or a mean talk of at least {limit_acd:.0f} s this control "
        "would not have fired; the answer rate was {asr:.1%}, the mean talk in seconds {acd:.1f}",
    ),
    false_positives=(
        Label("逐户通知而多数人不在家的村组", "a village that notifies households of which most are out"),
        Label("只报取件码的快递员", "couriers who only tell a pick-up code"),
    ),
    examples=(
        Example.quiet("people who know him", calls(40, every_s=600, answered_share=0.7, talk_s=80)),
        Example.quiet("few answer, long talks", calls(40, every_s=600, answered_share=0.2, talk_s=120)),
        Example.quiet("short talks, most answer", calls(40, every_s=600, answered_share=0.8, talk_s=10)),
        Example.quiet(
            "a privacy number",
            calls(200, every_s=60, answered_share=0.3, talk_s=12),
            LineClass.PRIVACY_NUMBER,
        ),
        Example.quiet(
            "tries for an appointment at two hospitals",
            calls(60, every_s=120, callees=2, answered_share=0.05, talk_s=20),
        ),
        Example.fires("dialling through a list", calls(120, every_s=120, answered_share=0.2, talk_s=8)),
        Example.fires("nobody answers", calls(50, every_s=60, answered_share=0)),
        Example.fires("a trunk", calls(200, every_s=60, answered_share=0.2, talk_s=8), LineClass.TRUNK),
        Example.boundary(
            "19 callees", calls(38, every_s=300, callees=19, answered_share=0.2, talk_s=8), None
        ),
        Example.boundary("20 callees", calls(20, every_s=600, answered_share=0.2, talk_s=8), Outcome.MATCH),
        Example.boundary("answer rate of 40 %", calls(20, every_s=600, answered_share=0.4, talk_s=8), None),
        Example.boundary(
            "answer rate of 39 %", calls(100, every_s=300, answered_share=0.39, talk_s=8), Outcome.MATCH
        ),
        Example.boundary("mean talk of 30 s", calls(20, every_s=600, answered_share=0.2, talk_s=30), None),
        Example.boundary(
            "mean talk of 29 s", calls(20, every_s=600, answered_share=0.2, talk_s=29), Outcome.MATCH
        ),
        Example.boundary(
            "unanswered attempts missing",
            calls(20, every_s=600, answered_share=1, talk_s=8, unanswered_carried=False),
            Outcome.NOT_ENOUGH_HISTORY,
        ),
    ),
    minimum_evidence="caller_day.distinct_callees >= limits.min_callees",
    sql="""
        with judged as (
            select
                caller_day.caller,
                caller_day.asr,
                caller_day.acd,
                caller_day.distinct_callees,
                caller_day.attempts,
                caller_day.answered,
                limits.limit_asr,
                limits.limit_acd,
                caller_day.asr is null as rate_unknown,
                caller_day.acd is null and caller_day.answered > 0 as talk_unknown
            from caller_day
            inner join limits on limits.line_class = caller_day.line_class
            where caller_day.distinct_callees >= limits.min_callees
        )

        select
            caller as subject,
            if(rate_unknown or talk_unknown, 'not_enough_history', 'match') as outcome,
            asr,
            limit_asr,
            acd,
            limit_acd,
            distinct_callees,
            attempts,
            answered
        from judged
        where rate_unknown or (asr < limit_asr and (acd is null or acd < limit_acd))
    """,
)
