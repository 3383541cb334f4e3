"""Many numbers that call from one device in a day.

Why
---
Who is cut off changes the card and goes on, and a SIM box holds cards by the dozen: each number stays below every limit, together they
work through a list. Clause 3.2 wants the numbers found that belong together, clause 3.1 suspicion from the records themselves.

Evidence
--------
`device_cards` counts the numbers that work through strangers from one IMEI within the calendar day: each makes at least half of its calls
from it, calls five people or more, nine in ten of the numbers in contact with it are such as it called itself, and hardly any of them
twice. `device_card_attempts` are their attempts together. Two numbers in one IMEI are an ordinary telephone for two cards, so it takes four,
and forty attempts: twenty for each of two cards. Each of the numbers is a subject of its own; the finding names the device by its type code
and the end of its serial number.

Limits
------
Cards that call people who know them do not count, however many share a device: a shop that sells a telephone, a repairer, a family, a
gateway that alarms the same five people. A box whose cards call hardly anybody, or are called a lot, stays quiet here. An IMEI that is no
device's own (wrong check digit, all digits the same, the type code of well-known copies) counts for nothing: a number without any other is
"not enough history", as is one of whose incoming calls nothing is known. Clones of IMEIs that nobody knows yet look like one device.
Landlines and trunks have no IMEI and are not judged. A box that changes its IMEIs with its cards stays below.

What the reviewer does
----------------------
See where and when the numbers were opened, and whether they called one after the other or through each other. Propose the sibling numbers,
each with its own evidence.
"""

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.example_calls import EXAMPLE_CALLER, ExampleCall, calls, calls_back
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass
from quietline.domain.units import ATTEMPTS, NUMBERS

JUDGED = (LineClass.MOBILE, LineClass.IOT_CARD)
DEVICE = "490154203237518"
OTHER_DEVICE = "356938035643809"
COPIED = "000000000000000"
WRONG_DIGIT = "490154203237519"
CARDS = (EXAMPLE_CALLER, "8613803910002", "8613803910003", "8613803910004")
_, SECOND, _, FOURTH = CARDS
FIFTH = "8613803910005"


def cards(*each: int, imei: str = DEVICE, incoming_carried: bool = True) -> tuple[ExampleCall, ...]:
    """So many strangers called by each card of one device."""
    return tuple(
        call
        for card, count in zip(CARDS, each, strict=False)
        for call in calls(count, every_s=300, imei=imei, caller=card, incoming_carried=incoming_carried)
    )


control = Control(
    id="c109_shared_device",
    version=2,
    clause="3.1",
    source="call_frequency",
    title=Label(zh="一机多号", en="Many numbers in one device"),
    subject_kind="number",
    schedule="daily",
    window=Label(zh="自然日", en="calendar day"),
    severity=Severity.HIGH,
    parameters=(
        Parameter(
            name="limit_device_cards",
            title=Label(zh="同一终端外呼号码数上限", en="Limit of numbers that work through strangers"),
            unit=NUMBERS,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 4), anchor="Our reading: twice an ordinary telephone for two cards."
            ),
        ),
        Parameter(
            name="limit_card_attempts",
            title=Label(zh="其合计呼叫次数上限", en="Limit of their attempts"),
            unit=ATTEMPTS,
            values=DatedValue.always(
                dict.fromkeys(JUDGED, 40),
                anchor="A carrier's practice judges from 20 attempts on; for each of two cards: our reading.",
            ),
        ),
    ),
    evidence=(
        EvidenceColumn(
            "device_cards",
            Label("同一终端外呼陌生人的号码", "Numbers that call strangers from the device"),
            NUMBERS,
            "limit_device_cards",
            Breach.AT_LEAST,
        ),
        EvidenceColumn("limit_device_cards", Label("号码数上限", "Limit of these numbers"), NUMBERS),
        EvidenceColumn(
            "device_card_attempts",
            Label("其合计呼叫", "Their attempts in the day"),
            ATTEMPTS,
            "limit_card_attempts",
            Breach.AT_LEAST,
        ),
        EvidenceColumn("limit_card_attempts", Label("合计呼叫上限", "Limit of their attempts"), ATTEMPTS),
        EvidenceColumn("device", Label("终端", "Device"), Label("串号", "IMEI")),
        EvidenceColumn("card_attempts", Label("其中本号码", "Of these by this number"), ATTEMPTS),
        EvidenceColumn(
            "device_callers", Label("该终端全部主叫号码", "All numbers that called from it"), NUMBERS
        ),
    ),
    counterfactual=Label(
        zh="若当日从同一终端呼叫陌生人的号码不超过 {quiet_device_cards} 个,或其合计呼叫不超过 {quiet_device_card_attempts} 次,本规则不会触发;"
        "实际为 {device_cards} 个、{device_card_attempts} 次(终端 {device})",
        en="with at most {quiet_device_cards} numbers that call strangers from the device that day, or at most "
        "{quiet_device_card_attempts} attempts of theirs, this control would not have fired; it was {device_cards} and "
        "{device_card_attempts} (device {device})",
    ),
    false_positives=(
        Label("尚未列入名单的克隆串号", "copied IMEIs that are not on the list yet"),
        Label("以多卡设备通知的单位", "a firm that notifies from many cards in one gateway"),
    ),
    examples=(
        Example.quiet(
            "a telephone for two cards",
            calls(60, every_s=300, imei=DEVICE) + calls(60, every_s=300, imei=DEVICE, caller=SECOND),
        ),
        Example.quiet("an outlet tries out four cards", cards(2, 2, 2, 2)),
        Example.quiet(
            "a shop's demonstration telephone, whose cards' friends call back",
            cards(12, 12, 12, 12) + tuple(call for card in CARDS for call in calls_back(3, to=card)),
        ),
        Example.quiet(
            "an alarm gateway",
            tuple(
                call
                for card in CARDS
                for call in calls(30, every_s=600, callees=5, answered_share=1, imei=DEVICE, caller=card)
            ),
        ),
        Example.quiet(
            "one number in two devices",
            calls(20, every_s=60, imei=DEVICE)
            + calls(20, every_s=60, imei=OTHER_DEVICE, first_at="15:00:00"),
        ),
        Example.fires("four cards in turn", cards(15, 15, 15, 15)),
        Example.fires(
            "beside it a fifth card that calls nobody else's strangers",
            cards(15, 15, 15, 15) + calls(1, every_s=300, imei=DEVICE, caller=FIFTH),
        ),
        Example.boundary("three numbers", cards(30, 30, 30), None),
        Example.boundary(
            "the fourth made half of its calls elsewhere",
            cards(15, 15, 15, 15)
            + calls(15, every_s=300, first_at="15:00:00", imei=OTHER_DEVICE, caller=FOURTH, first_callee=15),
            Outcome.MATCH,
        ),
        Example.boundary(
            "the fourth made one more elsewhere",
            cards(15, 15, 15, 15)
            + calls(16, every_s=300, first_at="15:00:00", imei=OTHER_DEVICE, caller=FOURTH, first_callee=15),
            None,
        ),
        Example.boundary("four numbers, 39 attempts", cards(9, 10, 10, 10), None),
        Example.boundary("four numbers, 40 attempts", cards(10, 10, 10, 10), Outcome.MATCH),
        Example.boundary("four numbers with an IMEI of zeros", cards(30, 30, 30, 30, imei=COPIED), None),
        Example.boundary("a wrong check digit", cards(30, 30, 30, 30, imei=WRONG_DIGIT), None),
        Example.boundary(
            "nothing is known of incoming calls",
            cards(15, 15, 15, 15, incoming_carried=False),
            Outcome.NOT_ENOUGH_HISTORY,
        ),
    ),
    minimum_evidence="caller_day.distinct_imeis > 0",
    sql="""
        with shared as (
            select
                device_card.caller,
                device_card.card_attempts,
                device_card.imei,
                device_outreach.device_cards,
                device_outreach.device_card_attempts,
                device_day.device_callers,
                caller_day.line_class,
                device_card.card_back_known
            from device_outreach
            inner join device_card on device_card.imei = device_outreach.imei
            inner join device_day on device_day.imei = device_outreach.imei
            inner join caller_day on caller_day.caller = device_card.caller
        ),

        over_the_limits as (
            select
                shared.caller,
                shared.card_attempts,
                shared.imei,
                shared.device_cards,
                limits.limit_device_cards,
                shared.device_card_attempts,
                limits.limit_card_attempts,
                shared.device_callers,
                shared.card_back_known
            from shared
            inner join limits on limits.line_class = shared.line_class
            where
                shared.device_cards >= limits.limit_device_cards
                and shared.device_card_attempts >= limits.limit_card_attempts
        )

        select
            caller as subject,
            if(card_back_known, 'match', 'not_enough_history') as outcome,
            device_cards,
            limit_device_cards,
            device_card_attempts,
            limit_card_attempts,
            left(imei, 8) || '****' || right(imei, 2) as device,
            card_attempts,
            device_callers
        from over_the_limits
        qualify row_number() over (partition by caller order by device_cards desc, device_card_attempts desc, imei) = 1
    """,
)
