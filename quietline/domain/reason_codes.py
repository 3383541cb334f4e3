"""The reasons for which service is taken from somebody: a code, what the decider reads, and the sentence that the customer gets.

An operator adds codes and changes sentences with a day from which they hold; those here hold since the letter that they carry out
(clauses 1.1.2, 1.2.3, 1.2.4, 2.3 and 3.1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from quietline.domain.case_states import HARMFUL, MeasureKind
from quietline.domain.labels import Label
from quietline.domain.shutdown_kinds import ShutdownKind

SINCE = date(2022, 7, 26)
"""Day of the letter."""
EFFECT = "{effect}"
"""Stands in a customer's sentence for what was done to his number."""

_TERMINATE = frozenset({MeasureKind.TERMINATE})


@dataclass(frozen=True)
class ReasonCode:
    """A reason as of a day. `customer` holds the field `{effect}`; `measures` are those for which the reason can be given."""

    code: str
    label: Label
    customer: Label
    measures: frozenset[MeasureKind] = HARMFUL
    valid_from: date = SINCE
    is_retired: bool = False

    def sentence(self, kind: MeasureKind, shutdown_kind: str = "") -> Label:
        """What the customer reads about a measure of this kind."""
        effect = SHUTDOWN_EFFECTS[ShutdownKind(shutdown_kind)] if shutdown_kind else EFFECTS[kind]
        return Label(
            zh=self.customer.zh.replace(EFFECT, effect.zh), en=self.customer.en.replace(EFFECT, effect.en)
        )


EFFECTS: dict[MeasureKind, Label] = {
    MeasureKind.INTERCEPT: Label(
        zh="已对超频呼叫进行拦截", en="calls from it beyond the limit are intercepted"
    ),
    MeasureKind.SHUTDOWN: Label(zh="已限制呼出", en="outgoing calls from it are barred"),
    MeasureKind.TERMINATE: Label(zh="已终止接入", en="its service has ended"),
}
SHUTDOWN_EFFECTS: dict[ShutdownKind, Label] = {
    ShutdownKind.OUTGOING_BARRED: EFFECTS[MeasureKind.SHUTDOWN],
    ShutdownKind.ONE_WAY_SUSPENSION: Label(zh="已单向停机", en="it is suspended for outgoing service"),
    ShutdownKind.TWO_WAY_SUSPENSION: Label(zh="已双向停机", en="it is suspended in both directions"),
    ShutdownKind.SMS_BARRED: Label(zh="已停用短信", en="text messages from it are barred"),
    ShutdownKind.TRUNK_BARRED: Label(zh="已停用中继", en="its trunk is barred"),
}

REASON_CODES: tuple[ReasonCode, ...] = (
    ReasonCode(
        "high_frequency",
        Label(zh="呼叫频次异常", en="Unusually frequent calls"),
        Label(
            zh="您的号码因短时间内呼叫过于频繁,{effect}。",
            en="Because of very frequent calls from your number, {effect}.",
        ),
        HARMFUL - _TERMINATE,
    ),
    ReasonCode(
        "marketing",
        Label(zh="违规营销外呼", en="Marketing calls against the rules"),
        Label(
            zh="您的号码因用于未经许可的营销外呼,{effect}。",
            en="Because your number was used for marketing calls without a licence, {effect}.",
        ),
    ),
    ReasonCode(
        "off_platform",
        Label(zh="未经统一平台外呼", en="Outbound calls off the approved platforms"),
        Label(
            zh="您的号码因未经统一外呼平台开展外呼,{effect}。",
            en="Because outbound calls from your number did not use an approved platform, {effect}.",
        ),
    ),
    ReasonCode(
        "organised_calling",
        Label(zh="有组织外呼", en="Organised outbound calling"),
        Label(
            zh="您的号码因参与有组织的营销外呼,{effect}。",
            en="Because your number took part in organised marketing calls, {effect}.",
        ),
    ),
    ReasonCode(
        "reported",
        Label(zh="用户举报", en="Reported by users"),
        Label(
            zh="您的号码因收到用户举报,{effect}。",
            en="Because users reported calls from your number, {effect}.",
        ),
        HARMFUL - _TERMINATE,
    ),
    ReasonCode(
        "fraud",
        Label(zh="疑似诈骗", en="Suspected fraud"),
        Label(
            zh="您的号码因疑似被用于诈骗,{effect}。",
            en="Because your number may have been used for fraud, {effect}.",
        ),
        HARMFUL - _TERMINATE,
    ),
    ReasonCode(
        "confirmed",
        Label(zh="经核实属实", en="Verified as true"),
        Label(
            zh="您的号码经核实存在违规呼叫,{effect}。",
            en="Because calls against the rules from your number were confirmed, {effect}.",
        ),
    ),
)


def valid_on(codes: Iterable[ReasonCode], day: date) -> dict[str, ReasonCode]:
    """The reasons that can be given on a day, by code: of each the youngest that holds by then, without those that were retired."""
    found: dict[str, ReasonCode] = {}
    for code in sorted(codes, key=lambda one: one.valid_from):
        if code.valid_from <= day:
            found[code.code] = code
    return {name: code for name, code in found.items() if not code.is_retired}
