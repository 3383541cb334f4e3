"""Reasons that people choose for a measure. The record keeps the Chinese sentence; a note may follow it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quietline.console.reasons import Reason
from quietline.domain.case_states import MeasureKind
from quietline.domain.labels import Label
from quietline.domain.reason_codes import ReasonCode

_SAFE_ON_EVIDENCE = (MeasureKind.VERIFY, MeasureKind.WATCH, MeasureKind.REFER)
_CODES_OF_CLAUSES = {"1.1.2": "organised_calling", "1.2.3": "marketing", "1.2.4": "off_platform"}
"""What the evidence of a clause's controls accuses of; of all others it is how often the number calls."""


@dataclass(frozen=True)
class ReasonChoice:
    """One reason, the measures for which it can be given, and its code for those that take service from somebody."""

    text: Label
    kinds: tuple[MeasureKind, ...]
    code: str = ""

    @property
    def measures(self) -> str:
        """Codes of the measures, as the page's script reads them."""
        return " ".join(self.kinds)


STANDING: tuple[ReasonChoice, ...] = (
    ReasonChoice(
        Label(zh="疑似营销或骚扰外呼,需核实", en="Suspected marketing or nuisance calls, to be verified"),
        (MeasureKind.VERIFY,),
    ),
    ReasonChoice(
        Label(zh="重点保障用户,先核实", en="Protected caller, verified first"), (MeasureKind.VERIFY,)
    ),
    ReasonChoice(Label(zh="证据尚弱,继续观察", en="Evidence is weak, keep watching"), (MeasureKind.WATCH,)),
    ReasonChoice(Label(zh="属正常业务用途", en="Ordinary business use"), (MeasureKind.DISMISS,)),
    ReasonChoice(
        Label(zh="反复拨打同一号码,非骚扰", en="Redialling one number, no nuisance"), (MeasureKind.DISMISS,)
    ),
    ReasonChoice(
        Label(zh="记录有误或证据不足", en="Records wrong or evidence too thin"), (MeasureKind.DISMISS,)
    ),
    ReasonChoice(
        Label(zh="话单补齐后预警已撤回", en="Late records took the findings back"), (MeasureKind.DISMISS,)
    ),
    ReasonChoice(
        Label(zh="号码归属其他运营商", en="The number belongs to another operator"), (MeasureKind.REFER,)
    ),
    ReasonChoice(
        Label(zh="经核实不属实,复机并致歉", en="Verified as unfounded: restored, with an apology"),
        (MeasureKind.RESTORE,),
    ),
)


def reason_choices(
    reasons: Sequence[Reason], report_count: int, codes: Iterable[ReasonCode]
) -> list[ReasonChoice]:
    """What the evidence says first, then the standing reasons and the city's reason codes."""
    known = {code.code: code for code in codes}
    fired = [
        _on_evidence(reason.text, _CODES_OF_CLAUSES.get(reason.clause, "high_frequency"), known)
        for reason in reasons
        if reason.has_fired
    ][:3]
    if report_count:
        text = Label(zh=f"用户举报 {report_count} 次", en=f"Reported {report_count} times by users")
        fired.append(_on_evidence(text, "reported", known))
    coded = [ReasonChoice(code.label, tuple(sorted(code.measures)), name) for name, code in known.items()]
    return [*fired, *STANDING, *coded]


def _on_evidence(text: Label, code: str, known: Mapping[str, ReasonCode]) -> ReasonChoice:
    """Harm is offered only for a reason code that holds today."""
    harms = tuple(sorted(known[code].measures - {MeasureKind.TERMINATE})) if code in known else ()
    return ReasonChoice(text, (*harms, *_SAFE_ON_EVIDENCE), code if harms else "")
