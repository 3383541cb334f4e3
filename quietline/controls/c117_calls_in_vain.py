"""Strangers who ring one number all day, in vain.

Why
---
Call bombing need not be fast: a call every quarter of an hour, by day and night or by several numbers in turn, makes a telephone as useless
as a burst does, and stays below every limit of an hour. Clause 3.1 asks for suspicion from the records themselves.

Evidence
--------
`bombing_attempts` are the attempts of the day on one called party by callers of ten attempts or more each, who are strangers to it: they did
not talk half a minute with it on the six days before, it called none of them in the week, and four in five of their attempts stay
unanswered. Thirty of them are judged, and they must be half of all that the called party received (`bombing_share`): who tries a busy
hotline is one of many. Only called parties whose holder is known to us are looked at, because what they receive is seen whole. Each of the
callers is a subject; the finding names the called party with its middle hidden.

Limits
------
Families and friends who redial are known to the called party, and are called back. Machines that report themselves are answered. Victims
in other networks are not seen. Callers with fewer than ten attempts each stay quiet, however many they are; so do withheld ones. Where the
source lacks unanswered attempts nothing is in vain, and the answer is "not enough history".

What the reviewer does
----------------------
Ask the called party what happened and since when: a debt collector, a quarrel and a fax machine that has the wrong number look alike in
records. Look at the other callers of the same number together.
"""

from datetime import date

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.example_calls import ExampleCall, called_party, calls, calls_back
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.domain.units import ATTEMPTS, NUMBERS, SHARE

JUDGED = (LineClass.MOBILE, LineClass.LANDLINE, LineClass.TRUNK, LineClass.IOT_CARD, LineClass.UNKNOWN)
SECOND, THIRD = "8613803910002", "8613803910003"
OURS = {"holdings": ({"number": called_party(0), "subscriber": "H1", "since": date(2020, 1, 1)},)}


def rings(
    count: int, *, caller: str = "8613803910001", every_s: int = 1200, days_before: int = 0
) -> tuple[ExampleCall, ...]:
    """So many attempts on the first called party, none of them answered."""
    return calls(
        count,
        every_s=every_s,
        first_at="08:00:00",
        callees=1,
        answered_share=0,
        caller=caller,
        days_before=days_before,
    )


def crowd(count: int) -> tuple[ExampleCall, ...]:
    """One call each by so many others on the first called party."""
    return tuple(
        call
        for other in range(count)
        for call in calls(1, every_s=1, callees=1, first_at="12:00:00", caller=str(8613804000000 + other))
    )


control = Control(
    id="c117_calls_in_vain",
    version=1,
    clause="3.1",
    source="call_frequency",
    title=Label(zh="整日反复呼叫同一陌生号码", en="Rings one stranger's number all day"),
    subject_kind="number",
    schedule="daily",
    window=Label(zh="自然日,是否相识看七天", en="calendar day, acquaintance within seven days"),
    severity=Severity.HIGH,
    parameters=(
        Parameter(
            name="limit_bombing_attempts",
            title=Label(zh="单日徒劳呼叫上限", en="Limit of attempts in vain within a day"),
            unit=ATTEMPTS,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 30),
                anchor="A vendor's bands of failed attempts are 10, 20, 30, 40, 50: the middle one; our reading for one called party.",
            ),
        ),
        Parameter(
            name="limit_bombing_share",
            title=Label(zh="占被叫全部来电上限", en="Limit of the part of all that it received"),
            unit=SHARE,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 0.5),
                anchor="Our reading: whoever tries a busy line is one of many, a victim is called by hardly anybody else.",
            ),
        ),
    ),
    evidence=(
        EvidenceColumn(
            "bombing_attempts",
            Label("陌生主叫徒劳呼叫", "Attempts in vain by strangers"),
            ATTEMPTS,
            "limit_bombing_attempts",
            Breach.AT_LEAST,
        ),
        EvidenceColumn("limit_bombing_attempts", Label("徒劳呼叫上限", "Limit of these attempts"), ATTEMPTS),
        EvidenceColumn(
            "bombing_share",
            Label("占被叫全部来电", "Part of all that the callee received"),
            SHARE,
            "limit_bombing_share",
            Breach.AT_LEAST,
        ),
        EvidenceColumn("limit_bombing_share", Label("占比上限", "Limit of that part"), SHARE),
        EvidenceColumn("pair_attempts", Label("其中本号码呼叫", "Of these by this number"), ATTEMPTS),
        EvidenceColumn("pair_answered", Label("其中接通", "Of these answered"), ATTEMPTS),
        EvidenceColumn("bombing_callers", Label("徒劳呼叫的主叫", "Callers in vain"), NUMBERS),
        EvidenceColumn("received_today", Label("被叫全部来电", "All that the callee received"), ATTEMPTS),
        EvidenceColumn("called", Label("被叫", "Callee"), Label("号码", "number")),
    ),
    counterfactual=Label(
        zh="若当日陌生主叫对该被叫的徒劳呼叫不超过 {quiet_bombing_attempts} 次,或不到其全部来电的 {limit_bombing_share:.0%},本规则不会触发;"
        "实际 {bombing_callers} 个号码呼叫 {bombing_attempts} 次,占 {bombing_share:.1%},其中本号码 {pair_attempts} 次、接通 {pair_answered} 次"
        "(被叫 {called})",
        en="with at most {quiet_bombing_attempts} attempts in vain by strangers on that callee in the day, or less than "
        "{limit_bombing_share:.0%} of all that it received, this control would not have fired; it was {bombing_attempts} by "
        "{bombing_callers} callers ({bombing_share:.1%}), {pair_attempts} of them by this number and {pair_answered} of these answered "
        "(callee {called})",
    ),
    false_positives=(
        Label("错填号码的传真机、设备自动重拨", "a fax machine or device that redials a wrong number"),
        Label("寻找失联者的人", "somebody who looks for a missing person"),
    ),
    examples=(
        Example.quiet(
            "a mother who talked with her son the day before yesterday",
            rings(40) + calls(1, every_s=1, callees=1, answered_share=1, talk_s=200, days_before=2),
            None,
            OURS,
        ),
        Example.quiet("he is called back", rings(40) + calls_back(1), None, OURS),
        Example.quiet(
            "an alarm that is answered", calls(40, every_s=900, callees=1, answered_share=0.98), None, OURS
        ),
        Example.quiet("a hotline that many call", rings(40) + crowd(60), None, OURS),
        Example.quiet("a busy line of another network", rings(40)),
        Example.fires("every twenty minutes", rings(40), None, OURS),
        Example.fires(
            "three in turn",
            rings(12) + rings(12, caller=SECOND) + rings(12, caller=THIRD),
            None,
            OURS,
        ),
        Example.fires("the second day", rings(40) + rings(40, days_before=1), None, OURS),
        Example.boundary("29 attempts", rings(29), None, OURS),
        Example.boundary("30 attempts", rings(30), Outcome.MATCH, OURS),
        Example.boundary("ten of thirty", rings(10) + rings(20, caller=SECOND), Outcome.MATCH, OURS),
        Example.boundary("nine of thirty", rings(9) + rings(21, caller=SECOND), None, OURS),
        Example.boundary("half of what it received", rings(30) + crowd(30), Outcome.MATCH, OURS),
        Example.boundary("30 of 61", rings(30) + crowd(31), None, OURS),
        Example.boundary(
            "one in five is answered",
            calls(40, every_s=900, callees=1, answered_share=0.2),
            Outcome.MATCH,
            OURS,
        ),
        Example.boundary(
            "nine of forty are answered", calls(40, every_s=900, callees=1, answered_share=9 / 40), None, OURS
        ),
    ),
    minimum_evidence="caller_day.unanswered_carried",
    sql="""
        with over_the_limits as (
            select
                bombing_day.caller,
                bombing_day.callee,
                bombing_day.bombing_attempts,
                limits.limit_bombing_attempts,
                bombing_day.bombing_share,
                limits.limit_bombing_share,
                bombing_day.pair_attempts,
                bombing_day.pair_answered,
                bombing_day.bombing_callers,
                bombing_day.received_today
            from bombing_day
            inner join caller_day on caller_day.caller = bombing_day.caller
            inner join limits on limits.line_class = caller_day.line_class
            where
                bombing_day.bombing_attempts >= limits.limit_bombing_attempts
                and bombing_day.bombing_share >= limits.limit_bombing_share
        )

        select
            caller as subject,
            'match' as outcome,
            bombing_attempts,
            limit_bombing_attempts,
            bombing_share,
            limit_bombing_share,
            pair_attempts,
            pair_answered,
            bombing_callers,
            received_today,
            if(length(callee) < 11, callee, left(callee, length(callee) - 8) || '******' || right(callee, 2)) as called
        from over_the_limits
        qualify row_number() over (partition by caller order by pair_attempts desc, callee) = 1
    """,
)
