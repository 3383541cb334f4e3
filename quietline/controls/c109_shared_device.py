"""Many numbers that call from one device in a day.

Why
---
Who is cut off changes the card and goes on, and a SIM box holds cards by the dozen: each number stays below every limit, together they
work through a list. Clause 3.2 wants the numbers found that belong together, clause 3.1 suspicion from the records themselves.

Evidence
--------
`device_callers` counts the numbers that called from one IMEI within the calendar day, `device_attempts` all their attempts from it. Two
numbers in one IMEI are an ordinary telephone for two cards, so it takes four, and forty attempts: twenty for each of two cards. Each of the
numbers is a subject of its own; the finding names the device by its type code and the end of its serial number.

Limits
------
An IMEI that is no device's own (wrong check digit, all digits the same, the type code of well-known copies) counts for nothing: a number
without any other is "not enough history". Clones of IMEIs that nobody knows yet look like one device. Landlines and trunks have no IMEI
and are not judged. A box that changes its IMEIs with its cards stays below.

What the reviewer does
----------------------
See where and when the numbers were opened, and whether they called one after the other or through each other. A shop that tries out cards
makes a call or two with each; a repair shop has another device tomorrow. Propose the sibling numbers, each with its own evidence.
"""

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.example_calls import calls
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.domain.units import ATTEMPTS, NUMBERS

JUDGED = (LineClass.MOBILE, LineClass.IOT_CARD)
DEVICE = "490154203237518"
OTHER_DEVICE = "356938035643809"
COPIED = "000000000000000"
WRONG_DIGIT = "490154203237519"
SECOND, THIRD, FOURTH = "8613803910002", "8613803910003", "8613803910004"

control = Control(
    id="c109_shared_device",
    version=1,
    clause="3.1",
    source="call_frequency",
    title=Label(zh="一机多号", en="Many numbers in one device"),
    subject_kind="number",
    schedule="daily",
    window=Label(zh="自然日", en="calendar day"),
    severity=Severity.HIGH,
    parameters=(
        Parameter(
            name="limit_device_callers",
            title=Label(zh="同一终端号码数上限", en="Limit of numbers in one device"),
            unit=NUMBERS,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 4), anchor="Our reading: twice an ordinary telephone for two cards."
            ),
        ),
        Parameter(
            name="limit_device_attempts",
            title=Label(zh="同一终端呼叫次数上限", en="Limit of attempts from one device"),
            unit=ATTEMPTS,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 40),
                anchor="A carrier's practice judges from 20 attempts on; for each of two cards: our reading.",
            ),
        ),
    ),
    evidence=(
        EvidenceColumn(
            "device_callers",
            Label("同一终端的主叫号码", "Numbers that called from the device"),
            NUMBERS,
            "limit_device_callers",
            Breach.AT_LEAST,
        ),
        EvidenceColumn(
            "limit_device_callers", Label("同一终端号码数上限", "Limit of numbers in one device"), NUMBERS
        ),
        EvidenceColumn(
            "device_attempts",
            Label("该终端全天呼叫", "Attempts from the device in the day"),
            ATTEMPTS,
            "limit_device_attempts",
            Breach.AT_LEAST,
        ),
        EvidenceColumn(
            "limit_device_attempts",
            Label("同一终端呼叫次数上限", "Limit of attempts from one device"),
            ATTEMPTS,
        ),
        EvidenceColumn("device", Label("终端", "Device"), Label("串号", "IMEI")),
        EvidenceColumn("own_attempts", Label("其中本号码", "Of these by this number"), ATTEMPTS),
    ),
    counterfactual=Label(
        zh="若当日同一终端的主叫号码不超过 {quiet_device_callers} 个,或该终端呼叫不超过 {quiet_device_attempts} 次,本规则不会触发;"
        "实际为 {device_callers} 个、{device_attempts} 次(终端 {device})",
        en="with at most {quiet_device_callers} numbers in the device that day, or at most {quiet_device_attempts} attempts from it, "
        "this control would not have fired; it was {device_callers} and {device_attempts} (device {device})",
    ),
    false_positives=(
        Label("试卡的营业网点", "an outlet that tries out cards"),
        Label("尚未列入名单的克隆串号", "copied IMEIs that are not on the list yet"),
    ),
    examples=(
        Example.quiet(
            "a telephone for two cards",
            calls(60, every_s=300, imei=DEVICE) + calls(60, every_s=300, imei=DEVICE, caller=SECOND),
        ),
        Example.quiet(
            "an outlet tries out four cards",
            calls(2, every_s=60, imei=DEVICE)
            + calls(2, every_s=60, imei=DEVICE, caller=SECOND)
            + calls(2, every_s=60, imei=DEVICE, caller=THIRD)
            + calls(2, every_s=60, imei=DEVICE, caller=FOURTH),
        ),
        Example.quiet(
            "one number in two devices",
            calls(20, every_s=60, imei=DEVICE)
            + calls(20, every_s=60, imei=OTHER_DEVICE, first_at="15:00:00"),
        ),
        Example.fires(
            "four cards in turn",
            calls(15, every_s=300, imei=DEVICE)
            + calls(15, every_s=300, imei=DEVICE, caller=SECOND)
            + calls(15, every_s=300, imei=DEVICE, caller=THIRD)
            + calls(15, every_s=300, imei=DEVICE, caller=FOURTH),
        ),
        Example.fires(
            "a card that only called once among busy ones",
            calls(1, every_s=300, imei=DEVICE)
            + calls(30, every_s=300, imei=DEVICE, caller=SECOND)
            + calls(30, every_s=300, imei=DEVICE, caller=THIRD)
            + calls(30, every_s=300, imei=DEVICE, caller=FOURTH),
        ),
        Example.boundary(
            "three numbers",
            calls(30, every_s=300, imei=DEVICE)
            + calls(30, every_s=300, imei=DEVICE, caller=SECOND)
            + calls(30, every_s=300, imei=DEVICE, caller=THIRD),
            None,
        ),
        Example.boundary(
            "four numbers, 39 attempts",
            calls(9, every_s=300, imei=DEVICE)
            + calls(10, every_s=300, imei=DEVICE, caller=SECOND)
            + calls(10, every_s=300, imei=DEVICE, caller=THIRD)
            + calls(10, every_s=300, imei=DEVICE, caller=FOURTH),
            None,
        ),
        Example.boundary(
            "four numbers, 40 attempts",
            calls(10, every_s=300, imei=DEVICE)
            + calls(10, every_s=300, imei=DEVICE, caller=SECOND)
            + calls(10, every_s=300, imei=DEVICE, caller=THIRD)
            + calls(10, every_s=300, imei=DEVICE, caller=FOURTH),
            Outcome.MATCH,
        ),
        Example.boundary(
            "four numbers with an IMEI of zeros",
            calls(30, every_s=300, imei=COPIED)
            + calls(30, every_s=300, imei=COPIED, caller=SECOND)
            + calls(30, every_s=300, imei=COPIED, caller=THIRD)
            + calls(30, every_s=300, imei=COPIED, caller=FOURTH),
            None,
        ),
        Example.boundary(
            "a wrong check digit",
            calls(30, every_s=300, imei=WRONG_DIGIT)
            + calls(30, every_s=300, imei=WRONG_DIGIT, caller=SECOND)
            + calls(30, every_s=300, imei=WRONG_DIGIT, caller=THIRD)
            + calls(30, every_s=300, imei=WRONG_DIGIT, caller=FOURTH),
            None,
        ),
    ),
    minimum_evidence="caller_day.distinct_imeis > 0",
    sql="""
        with shared as (
            select
                device_use.caller,
                device_use.attempts as own_attempts,
                device_day.imei,
                device_day.device_callers,
                device_day.device_attempts,
                caller_day.line_class
            from device_day
            inner join device_use on device_use.imei = device_day.imei
            inner join caller_day on caller_day.caller = device_use.caller
            where device_day.device_callers > 1
        ),

        over_the_limits as (
            select
                shared.caller,
                shared.own_attempts,
                shared.imei,
                shared.device_callers,
                limits.limit_device_callers,
                shared.device_attempts,
                limits.limit_device_attempts
            from shared
            inner join limits on limits.line_class = shared.line_class
            where
                shared.device_callers >= limits.limit_device_callers
                and shared.device_attempts >= limits.limit_device_attempts
        )

        select
            caller as subject,
            'match' as outcome,
            device_callers,
            limit_device_callers,
            device_attempts,
            limit_device_attempts,
            left(imei, 8) || '****' || right(imei, 2) as device,
            own_attempts
        from over_the_limits
        qualify row_number() over (partition by caller order by device_callers desc, device_attempts desc, imei) = 1
    """,
)
