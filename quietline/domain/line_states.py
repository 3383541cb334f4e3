"""In which state a line of the network is, and which state an order brings it into."""

from enum import StrEnum

from quietline.domain.labels import Label


class LineState(StrEnum):
    """Service of a number as the network has it; the kinds of shutdown as GLOSSARY names them."""

    ACTIVE = "active"
    BAR_OUTGOING = "bar_outgoing"
    SUSPEND_ONE_WAY = "suspend_one_way"
    SUSPEND_TWO_WAY = "suspend_two_way"
    BAR_SMS = "bar_sms"
    BAR_TRUNK = "bar_trunk"
    TERMINATED = "terminated"


LINE_STATE_LABELS: dict[LineState, Label] = {
    LineState.ACTIVE: Label(zh="正常", en="In service"),
    LineState.BAR_OUTGOING: Label(zh="限制呼出", en="Outgoing barred"),
    LineState.SUSPEND_ONE_WAY: Label(zh="单向停机", en="Suspended one way"),
    LineState.SUSPEND_TWO_WAY: Label(zh="双向停机", en="Suspended both ways"),
    LineState.BAR_SMS: Label(zh="停短信", en="SMS barred"),
    LineState.BAR_TRUNK: Label(zh="停中继", en="Trunk barred"),
    LineState.TERMINATED: Label(zh="已终止接入", en="Terminated"),
}

STATE_AFTER: dict[str, LineState] = {
    "restore": LineState.ACTIVE,
    "terminate": LineState.TERMINATED,
    **{state.value: state for state in LineState if state not in {LineState.ACTIVE, LineState.TERMINATED}},
}
"""Action of an order → state of the line once it is carried out. Other actions leave the line as it is."""
