"""Reasons that people choose for a measure. The record keeps the Chinese sentence; a note may follow it."""

from collections.abc import Sequence
from dataclasses import dataclass

from quietline.console.reasons import Reason
from quietline.domain.case_states import MeasureKind
from quietline.domain.labels import Label

_ON_EVIDENCE = (
    MeasureKind.SHUTDOWN,
    MeasureKind.INTERCEPT,
    MeasureKind.VERIFY,
    MeasureKind.WATCH,
    MeasureKind.REFER,
)


@dataclass(frozen=True)
class ReasonChoice:
    """One reason and the measures for which it can be given."""

    text: Label
    kinds: tuple[MeasureKind, ...]

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
        Label(zh="违规营销外呼", en="Marketing calls against the rules"),
        (MeasureKind.SHUTDOWN, MeasureKind.INTERCEPT),
    ),
    ReasonChoice(Label(zh="疑似诈骗", en="Suspected fraud"), (MeasureKind.SHUTDOWN, MeasureKind.INTERCEPT)),
    ReasonChoice(
        Label(zh="号码归属其他运营商", en="The number belongs to another operator"), (MeasureKind.REFER,)
    ),
    ReasonChoice(
        Label(zh="经核实不属实,复机并致歉", en="Verified as unfounded: restored, with an apology"),
        (MeasureKind.RESTORE,),
    ),
    ReasonChoice(
        Label(zh="经核实属实", en="Verified as true"), (MeasureKind.TERMINATE, MeasureKind.SHUTDOWN)
    ),
)


def reason_choices(reasons: Sequence[Reason], report_count: int) -> list[ReasonChoice]:
    """What the evidence says first, then the standing reasons."""
    fired = [ReasonChoice(reason.text, _ON_EVIDENCE) for reason in reasons if reason.has_fired][:3]
    if report_count:
        fired.append(
            ReasonChoice(
                Label(zh=f"用户举报 {report_count} 次", en=f"Reported {report_count} times by users"),
                _ON_EVIDENCE,
            )
        )
    return [*fired, *STANDING]
