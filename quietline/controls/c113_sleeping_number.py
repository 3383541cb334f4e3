"""Silent for a long time, then calls many strangers.

Why
---
Numbers are opened in stock, or bought from people who no longer need them, and lie idle until a campaign wants them. When they wake up they
do not call friends. Clause 3.1 asks for suspicion from the records themselves.

Evidence
--------
`silent_days` counts the days before on which the number called nobody although the lake holds the calls of the day; a week covers the
rhythm of work and rest. On waking it calls twenty `strangers` or more, hardly any of them calls back, and almost nobody else calls the
number. In a public data set one of 3,351 ordinary subscribers called twenty numbers a day with 90 % of the calls going out, of 1,574
confirmed fraud numbers 696 did. Who comes back from a long journey calls people who call him.

Limits
------
A number whose holding began less than a month ago is new and did not sleep: it is not judged here, nor is a recycled number for the silence
before its present holder. Where no register tells when the holding began, only a number that the lake saw calling before its silence is
known to have slept; otherwise, and where the lake holds too few days, or the sources lack incoming records, the answer is "not enough
history". A number that is only called is silent here. A number that wakes up slowly, a few calls a day, stays below.

What the reviewer does
----------------------
See who opened the number, where, and whether others opened with it woke up on the same day. Dial it and ask for the holder.
"""

from datetime import date

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.evidence_columns import OUTGOING_SHARE, RECIPROCITY, STRANGERS
from quietline.domain.example_calls import EXAMPLE_CALLER, ExampleCall, calls, calls_back
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.domain.units import CALLS, DAYS, NUMBERS, SHARE

JUDGED = (LineClass.MOBILE, LineClass.LANDLINE, LineClass.IOT_CARD, LineClass.UNKNOWN)
PRACTICE = "A carrier's practice: callers are judged from 20 attempts on; a landline is shared by an office: our reading."
PUBLIC_SET = "4,925 subscribers of a public data set (2020): one ordinary one with 20 callees a day reached 90 % outgoing; our reading."


def held_since(since: date) -> dict[str, tuple[dict[str, object], ...]]:
    """The register knows since when the caller has had the number."""
    return {"holdings": ({"number": EXAMPLE_CALLER, "since": since},)}


def days_known(*days_before: int) -> tuple[ExampleCall, ...]:
    """Somebody else's call on each of these days."""
    found = (calls(1, every_s=60, days_before=before, caller="8613803919999") for before in days_before)
    return tuple(call for one in found for call in one)


OLD, A_MONTH = held_since(date(2020, 1, 1)), held_since(date(2026, 2, 16))
AWAKE = calls(40, every_s=300)
WEEK = days_known(*range(1, 8))

control = Control(
    id="c113_sleeping_number",
    version=1,
    clause="3.1",
    source="call_frequency",
    title=Label(zh="沉默号码突然外呼", en="A sleeping number wakes up"),
    subject_kind="number",
    schedule="daily",
    window=Label(zh="自然日,此前三十天", en="calendar day and the thirty days before"),
    severity=Severity.MEDIUM,
    parameters=(
        Parameter(
            name="limit_silent",
            title=Label(zh="沉默天数上限", en="Limit of silent days"),
            unit=DAYS,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 7), anchor="Our reading: one week, work days and days of rest."
            ),
        ),
        Parameter(
            name="limit_strangers",
            title=Label(zh="陌生被叫上限", en="Limit of strangers called"),
            unit=NUMBERS,
            values=DatedValue.always(
                {
                    LineClass.MOBILE: 20,
                    LineClass.LANDLINE: 40,
                    LineClass.IOT_CARD: 20,
                    LineClass.UNKNOWN: 20,
                },
                anchor=PRACTICE,
            ),
        ),
        Parameter(
            name="limit_reciprocity",
            title=Label(zh="回拨率下限", en="Floor of the share that calls back"),
            unit=SHARE,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 0.1),
                anchor="Our reading: two of twenty; friends of one who comes back call more.",
            ),
        ),
        Parameter(
            name="limit_outgoing",
            title=Label(zh="呼出占比上限", en="Limit of the share of outgoing calls"),
            unit=SHARE,
            values=DatedValue.always(dict.fromkeys(JUDGED, 0.9), anchor=PUBLIC_SET),
        ),
        Parameter(
            name="least_held",
            title=Label(zh="持有至少天数", en="Least days of the holding"),
            unit=DAYS,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 30), anchor="Our reading: who opens a number uses it within a month."
            ),
        ),
    ),
    evidence=(
        EvidenceColumn(
            "silent_days", Label("此前沉默天数", "Silent days before"), DAYS, "limit_silent", Breach.AT_LEAST
        ),
        EvidenceColumn("limit_silent", Label("沉默天数上限", "Limit of silent days"), DAYS),
        *STRANGERS,
        *RECIPROCITY,
        *OUTGOING_SHARE,
        EvidenceColumn(
            "held_days", Label("持有天数", "Days of the holding"), DAYS, "least_held", Breach.AT_LEAST
        ),
        EvidenceColumn("least_held", Label("持有至少天数", "Least days of the holding"), DAYS),
        EvidenceColumn("days_known_30d", Label("此前可查天数", "Days before that are known"), DAYS),
        EvidenceColumn("days_since_active", Label("距上次呼出天数", "Days since the last call"), DAYS),
        EvidenceColumn("attempts", Label("全天呼叫", "Attempts in the day"), CALLS),
    ),
    counterfactual=Label(
        zh="若此前沉默不超过 {quiet_silent_days} 天,或陌生被叫不超过 {quiet_strangers} 个,或回拨率高于 {limit_reciprocity:.0%},"
        "或呼出占比低于 {limit_outgoing:.0%},本规则不会触发;实际为 {silent_days} 天、{strangers} 个、{reciprocity:.1%}、{outgoing_share:.1%}",
        en="with at most {quiet_silent_days} silent days before, with at most {quiet_strangers} strangers called, with more than "
        "{limit_reciprocity:.0%} of the callees calling back, or with less than {limit_outgoing:.0%} of its calls going out, this "
        "control would not have fired; it was {silent_days}, {strangers}, {reciprocity:.1%} and {outgoing_share:.1%}",
    ),
    false_positives=(
        Label("从抽屉里取出用于一次活动的备用卡", "a spare card that is used for one event"),
        Label("季节性的值班电话", "a duty line that is used in one season"),
    ),
    examples=(
        Example.quiet(
            "back from a journey, a quarter calls back", AWAKE + calls_back(10) + WEEK, registers=OLD
        ),
        Example.quiet("a new number", AWAKE + WEEK, registers=held_since(date(2026, 3, 17))),
        Example.quiet(
            "a recycled number: another holder was silent",
            AWAKE + WEEK,
            registers=held_since(date(2026, 3, 2)),
        ),
        Example.quiet(
            "called three people all week", calls(25, every_s=300, callees=3) + WEEK, registers=OLD
        ),
        Example.fires("opened long ago, wakes up to strangers", AWAKE + WEEK, registers=OLD),
        Example.fires(
            "was seen calling, then slept, no register",
            AWAKE + WEEK + calls(3, every_s=900, days_before=9),
        ),
        Example.boundary("seven days of silence", AWAKE + WEEK, Outcome.MATCH, OLD),
        Example.boundary(
            "six days of silence",
            AWAKE + calls(1, every_s=60, days_before=7) + days_known(*range(1, 7)),
            None,
            OLD,
        ),
        Example.boundary("six days known", AWAKE + days_known(*range(1, 7)), Outcome.NOT_ENOUGH_HISTORY, OLD),
        Example.boundary("20 strangers", calls(20, every_s=300) + WEEK, Outcome.MATCH, OLD),
        Example.boundary("19 strangers", calls(22, every_s=300, callees=19) + WEEK, None, OLD),
        Example.boundary("4 of 40 called back", AWAKE + calls_back(4) + WEEK, Outcome.MATCH, OLD),
        Example.boundary(
            "4 of 38 called back", calls(48, every_s=300, callees=38) + calls_back(4) + WEEK, None, OLD
        ),
        Example.boundary(
            "34 calls made, 4 received",
            calls(34, every_s=300) + calls_back(4, first_caller=900) + WEEK,
            None,
            OLD,
        ),
        Example.boundary("held for 30 days", AWAKE + WEEK, Outcome.MATCH, A_MONTH),
        Example.boundary("held for 29 days", AWAKE + WEEK, None, held_since(date(2026, 2, 17))),
        Example.boundary("no register, never seen", AWAKE + WEEK, Outcome.NOT_ENOUGH_HISTORY),
        Example.boundary(
            "incoming records are missing",
            calls(40, every_s=300, incoming_carried=False) + WEEK,
            Outcome.NOT_ENOUGH_HISTORY,
            OLD,
        ),
    ),
    sql="""
        with judged as (
            select
                caller_day.caller,
                caller_day.attempts,
                caller_history.silent_days,
                caller_history.held_days,
                caller_history.days_known_30d,
                caller_history.days_since_active,
                reciprocity.strangers,
                reciprocity.reciprocity,
                reciprocity.outgoing_share,
                limits.limit_silent,
                limits.limit_strangers,
                limits.limit_reciprocity,
                limits.limit_outgoing,
                limits.least_held,
                caller_history.held_days is not null or caller_history.active_days_30d > 0 as age_known,
                caller_history.silent_days >= limits.limit_silent as slept,
                reciprocity.strangers is not null and reciprocity.outgoing_share is not null as callees_are_known
            from caller_day
            inner join limits on limits.line_class = caller_day.line_class
            inner join caller_history on caller_history.caller = caller_day.caller
            inner join reciprocity on reciprocity.caller = caller_day.caller
            where
                caller_day.distinct_callees >= limits.limit_strangers
                and coalesce(caller_history.held_days >= limits.least_held, true)
                and (
                    caller_history.silent_days >= limits.limit_silent
                    or (caller_history.active_days_30d = 0 and caller_history.days_known_30d < limits.limit_silent)
                )
        )

        select
            caller as subject,
            if(age_known and slept and callees_are_known, 'match', 'not_enough_history') as outcome,
            silent_days,
            limit_silent,
            strangers,
            limit_strangers,
            reciprocity,
            limit_reciprocity,
            outgoing_share,
            limit_outgoing,
            held_days,
            least_held,
            days_known_30d,
            days_since_active,
            attempts
        from judged
        where
            not callees_are_known
            or (
                strangers >= limit_strangers
                and reciprocity <= limit_reciprocity
                and outgoing_share >= limit_outgoing
            )
    """,
)
