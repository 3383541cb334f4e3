"""The measures that a person may choose on a case: digit, word, whom it hits, how he gets back, and why one cannot be chosen now."""

from dataclasses import dataclass

from quietline.console.refusals import said
from quietline.domain.case_states import HARMFUL, MEASURE_LABELS, CaseState, MeasureKind, allowed_measures
from quietline.domain.errors import Refused
from quietline.domain.labels import Label
from quietline.office.cases import rules
from quietline.office.cases.facts import Facts

DIGITS = {kind: position for position, kind in enumerate(MeasureKind, start=1)}
"""A measure keeps its digit in every state, so that the hand learns it."""

AT_ONCE = Label(zh="即时,24 h 内复核", en="review in 24 h")
SECOND_PERSON = Label(zh="第二人同意后生效", en="second person")
WAY_BACK = Label(
    zh="复机:营业厅实名核实 + 承诺书", en="Way back: identity check at a shop and a written promise"
)
NO_WAY_BACK = Label(
    zh="终止后不再复机;如有异议可申诉", en="There is no restoration after it; the holder may appeal"
)
INTERCEPT_EFFECT = Label(
    zh="超频呼叫被拦截,其余呼叫照常", en="Calls over the limit are intercepted, others go through"
)
RESTORED = Label(zh="恢复呼出并告知机主", en="Calls go out again and the holder is told")

REFERRED = Label(
    zh="证据随指令转出,不含举报人信息", en="The evidence goes with it, without those who reported"
)

CONFIRM: dict[MeasureKind, Label] = {
    MeasureKind.DISMISS: Label(zh="排除此工单", en="Dismiss this case"),
    MeasureKind.WATCH: Label(zh="观察此号码", en="Watch this number"),
    MeasureKind.VERIFY: Label(zh="派单核实此号码", en="Have this number verified"),
    MeasureKind.INTERCEPT: Label(zh="拦截此号码", en="Intercept this number"),
    MeasureKind.SHUTDOWN: Label(zh="关停此号码", en="Shut down this number"),
    MeasureKind.REFER: Label(zh="转办此号码", en="Refer this number"),
    MeasureKind.RESTORE: Label(zh="恢复此号码", en="Restore this number"),
    MeasureKind.TERMINATE: Label(zh="终止此号码接入", en="Terminate this number"),
}
"""What the button says once a measure is chosen: verb and object."""


@dataclass(frozen=True)
class MeasureChoice:
    """One measure as the decision pane offers it. `refusal` says why it cannot be chosen now, None where it can."""

    kind: MeasureKind
    digit: int
    label: Label
    confirm: Label
    hint: Label | None
    harms: bool
    effects: tuple[Label, ...]
    refusal: Label | None


def measure_choices(facts: Facts, decider: str, holder: str) -> list[MeasureChoice]:
    """The measures that the case's state admits, in their order."""
    return [_choice(kind, facts, decider, holder) for kind in allowed_measures(facts.state)]


def suggestion(
    facts: Facts, choices: list[MeasureChoice], severity: int, *, is_baseless: bool = False
) -> MeasureChoice | None:
    """What the evidence speaks for, if it may be chosen; a person decides. `is_baseless`: late records took all of it back."""
    open_ones = {choice.kind: choice for choice in choices if choice.refusal is None}
    wishes = [MeasureKind.DISMISS] if is_baseless else _wishes(facts, severity)
    return next((open_ones[kind] for kind in wishes if kind in open_ones), None)


def _wishes(facts: Facts, severity: int) -> list[MeasureKind]:
    if facts.verified_confirmed:
        return [MeasureKind.TERMINATE, MeasureKind.SHUTDOWN]
    if facts.verified_unfounded:
        return [MeasureKind.RESTORE, MeasureKind.DISMISS]
    if facts.state is CaseState.VERIFYING:
        return []
    if severity >= 3 and not facts.is_protected:
        return [MeasureKind.SHUTDOWN, MeasureKind.VERIFY]
    return [MeasureKind.VERIFY, MeasureKind.WATCH]


def _choice(kind: MeasureKind, facts: Facts, decider: str, holder: str) -> MeasureChoice:
    return MeasureChoice(
        kind=kind,
        digit=DIGITS[kind],
        label=MEASURE_LABELS[kind],
        confirm=CONFIRM[kind],
        hint=_hint(kind, facts),
        harms=kind in HARMFUL,
        effects=_effects(kind, holder),
        refusal=_refusal(kind, facts, decider),
    )


def _hint(kind: MeasureKind, facts: Facts) -> Label | None:
    if rules.needs_second_person_before(kind, facts):
        return SECOND_PERSON
    return AT_ONCE if kind is MeasureKind.SHUTDOWN else None


def _effects(kind: MeasureKind, holder: str) -> tuple[Label, ...]:
    """Whom a measure hits and how he gets back."""
    if kind not in HARMFUL:
        return {MeasureKind.RESTORE: (RESTORED,), MeasureKind.REFER: (REFERRED,)}.get(kind, ())
    hit = Label(
        zh=f"影响:1 个号码,机主 {holder or '未知'}",
        en=f"Hits 1 number, holder {holder or 'unknown'}",
    )
    after = {
        MeasureKind.INTERCEPT: INTERCEPT_EFFECT,
        MeasureKind.SHUTDOWN: WAY_BACK,
        MeasureKind.TERMINATE: NO_WAY_BACK,
    }
    return (hit, after[kind])


def _refusal(kind: MeasureKind, facts: Facts, decider: str) -> Label | None:
    try:
        rules.check(kind, facts, decider)
    except Refused as refused:
        return said(refused)
    return None
