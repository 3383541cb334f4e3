"""Too many call attempts within 60 minutes.

Why
---
People do not call more than sixty times within an hour from one line; sequential and automatic dialling does. Clause 3.1 names abnormal call
frequency as a source of suspicion of its own.

Evidence
--------
`attempts_60min` is the largest number of outgoing attempts within any 60 minutes that end on the day, windows reach back over midnight.
Attempts count whether they were answered or not. The control needs neither history nor a register.

Limits
------
Trunks and IMS lines carry many calls at once and privacy numbers the calls of many couriers, so that a count an hour accuses nobody:
they have no value and are not judged. Service codes answer for their licence, foreign numbers to their own operator. A number whose
class is not known is judged like a mobile. Where the source lacks unanswered attempts the count is a lower bound: it can match, below
the limit or on it the answer is "not enough history".

What the reviewer does
----------------------
Look at the hours: an even rhythm against many different numbers is a dialler; many calls to one number are a quarrel or a fault.
Ask who holds the line before anything is cut: dispatchers and shops on a feast day reach sixty too.
"""

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.example_calls import calls
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.domain.units import ATTEMPTS, NUMBERS

control = Control(
    id="c102_hourly_frequency",
    version=2,
    clause="3.1",
    source="call_frequency",
    title=Label(zh="一小时内呼叫过频", en="Too many calls within an hour"),
    subject_kind="number",
    schedule="daily",
    window=Label(zh="60 分钟滑动", en="60 minutes, sliding"),
    severity=Severity.HIGH,
    parameters=(
        Parameter(
            name="limit_60min",
            title=Label(zh="60 分钟呼叫次数上限", en="Limit of attempts within 60 minutes"),
            unit=ATTEMPTS,
            values=DatedValue.always(
                {LineClass.MOBILE: 60, LineClass.LANDLINE: 60, LineClass.IOT_CARD: 20, LineClass.UNKNOWN: 60},
                anchor="A provincial regulator's definition of an over-frequency number (2016); IoT cards: our reading.",
            ),
        ),
    ),
    evidence=(
        EvidenceColumn(
            "attempts_60min",
            Label("60 分钟内最多呼叫", "Most within 60 minutes"),
            ATTEMPTS,
            "limit_60min",
            Breach.ABOVE,
        ),
        EvidenceColumn("limit_60min", Label("60 分钟上限", "Limit within 60 minutes"), ATTEMPTS),
        EvidenceColumn("attempts", Label("全天呼叫", "Attempts in the day"), ATTEMPTS),
        EvidenceColumn("distinct_callees", Label("去重被叫数", "Distinct callees"), NUMBERS),
    ),
    counterfactual=Label(
        zh="若 60 分钟内呼叫不超过 {quiet_attempts_60min} 次,本规则不会触发;实际为 {attempts_60min} 次",
        en="with at most {quiet_attempts_60min} attempts within 60 minutes this control would not have fired; "
        "it was {attempts_60min}",
    ),
    false_positives=(
        Label("节日前的商家、调度员", "shops before a feast day, dispatchers"),
        Label("反复拨打同一个打不通的号码", "redialling one number that does not answer"),
    ),
    examples=(
        Example.quiet("ordinary day", calls(12, every_s=1800)),
        Example.quiet("courier, 200 calls over the day", calls(200, every_s=180, first_at="08:00:00")),
        Example.quiet("a hospital's trunk", calls(300, every_s=10), LineClass.TRUNK),
        Example.quiet("a privacy number", calls(300, every_s=10), LineClass.PRIVACY_NUMBER),
        Example.fires("dialler, one call in 25 s", calls(142, every_s=25)),
        Example.fires("burst across midnight", calls(70, every_s=30, first_at="-23:45:00")),
        Example.fires("IoT card", calls(30, every_s=60, caller="861064700000001")),
        Example.fires(
            "answered calls alone are enough",
            calls(90, every_s=30, answered_share=1, unanswered_carried=False),
        ),
        Example.boundary("60 within 60 minutes", calls(60, every_s=60), None),
        Example.boundary("61 within 60 minutes", calls(61, every_s=59), Outcome.MATCH),
        Example.boundary(
            "the last a second too late",
            calls(60, every_s=1) + calls(1, every_s=1, first_at="11:00:00"),
            None,
        ),
        Example.boundary(
            "60 known, unanswered ones missing",
            calls(60, every_s=60, answered_share=1, unanswered_carried=False),
            Outcome.NOT_ENOUGH_HISTORY,
        ),
    ),
    sql="""
        select
            caller_day.caller as subject,
            if(caller_day.attempts_60min > limits.limit_60min, 'match', 'not_enough_history') as outcome,
            caller_day.attempts_60min,
            limits.limit_60min,
            caller_day.attempts,
            caller_day.distinct_callees
        from caller_day
        inner join limits on limits.line_class = caller_day.line_class
        where caller_day.attempts_60min > limits.limit_60min or not caller_day.unanswered_carried
    """,
)
