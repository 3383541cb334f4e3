"""What is told to whom, in words that fit a text message: short, polite, without blame, with the way on (clauses 1.2.3, 2.3, 3.1).

A text names no called party, no reporter and no control: what was found is shown to the holder at the shop.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from quietline.domain.labels import Label


class NoticeKind(StrEnum):
    """What a notice tells."""

    INTERCEPTED = "intercepted"
    SHUT_DOWN = "shut_down"
    RESTORED = "restored"
    TERMINATED = "terminated"
    APPEAL_REFUSED = "appeal_refused"
    REPORT_FOUNDED = "report_founded"
    REPORT_UNFOUNDED = "report_unfounded"


NOTICE_LABELS: dict[NoticeKind, Label] = {
    NoticeKind.INTERCEPTED: Label(zh="拦截告知", en="Calls intercepted"),
    NoticeKind.SHUT_DOWN: Label(zh="关停告知", en="Shut down"),
    NoticeKind.RESTORED: Label(zh="复机致歉", en="Restored, with an apology"),
    NoticeKind.TERMINATED: Label(zh="终止接入告知", en="Terminated"),
    NoticeKind.APPEAL_REFUSED: Label(zh="申诉不成立告知", en="Appeal refused"),
    NoticeKind.REPORT_FOUNDED: Label(zh="答复举报人:已处置", en="Answer to a complainant: dealt with"),
    NoticeKind.REPORT_UNFOUNDED: Label(zh="答复举报人:未发现违规", en="Answer to a complainant: unfounded"),
}

TO_COMPLAINANTS = frozenset({NoticeKind.REPORT_FOUNDED, NoticeKind.REPORT_UNFOUNDED})


@dataclass(frozen=True)
class NoticeFacts:
    """What the texts are made of. `sentence` is the customer's sentence of the measure, empty where none took anything from him; `shown`
    is the number as its reader may see it; `until` is the last day to bring one's document; `days` those to appeal after a termination.
    """

    sender_header: str
    shown: str
    hotline: str
    until: date
    days: int
    sentence: Label


def notice_text(kind: NoticeKind, facts: NoticeFacts) -> Label:
    """The text of a notice in both languages."""
    body = _BODIES[kind]
    return Label(
        zh=f"【{facts.sender_header}】{_filled(body.zh, facts, facts.sentence.zh, f'{facts.until:%m月%d日}')}",
        en=f"[{facts.sender_header}] {_filled(body.en, facts, facts.sentence.en, f'{facts.until:%d %b}')}",
    )


_BODIES: dict[NoticeKind, Label] = {
    NoticeKind.INTERCEPTED: Label(
        zh="{sentence}其余呼叫不受影响;如有异议,可拨打{hotline}申诉。",
        en="{sentence} Other calls go through. To appeal, dial {hotline}.",
    ),
    NoticeKind.SHUT_DOWN: Label(
        zh="{sentence}请于{until}前携身份证到营业厅核实;如有异议,可拨打{hotline}申诉。",
        en="{sentence} Please bring your ID to a shop by {until}. To appeal, dial {hotline}.",
    ),
    NoticeKind.RESTORED: Label(
        zh="您的号码{shown}经核实未发现违规,已恢复使用。给您带来不便,深表歉意;如有疑问,可拨打{hotline}。",
        en="Nothing against the rules was found on your number {shown}; it works again. We apologise. Questions: {hotline}.",
    ),
    NoticeKind.TERMINATED: Label(
        zh="{sentence}如有异议,可在{days}日内拨打{hotline}申诉,由另一名工作人员复核。",
        en="{sentence} You may appeal within {days} days by dialling {hotline}; another person will judge it.",
    ),
    NoticeKind.APPEAL_REFUSED: Label(
        zh="您对号码{shown}的申诉已由另一名工作人员复核。{sentence}如有疑问,可拨打{hotline}。",
        en="Another person judged your appeal for the number {shown}. {sentence} Questions: {hotline}.",
    ),
    NoticeKind.REPORT_FOUNDED: Label(
        zh="您反映的号码{shown}已核实并依规处置,感谢您的监督;如仍受打扰,请拨打{hotline}。",
        en="The number {shown} that you reported was verified and dealt with. Thank you. If it goes on, dial {hotline}.",
    ),
    NoticeKind.REPORT_UNFOUNDED: Label(
        zh="您反映的号码{shown}经核实暂未发现违规,我们会继续关注;如仍受打扰,请拨打{hotline}。",
        en="Nothing against the rules was found on the number {shown} that you reported. If it goes on, dial {hotline}.",
    ),
}


def _filled(body: str, facts: NoticeFacts, sentence: str, until: str) -> str:
    """The sentence goes in last: what stands in it is never taken for a field."""
    fields = {"shown": facts.shown, "hotline": facts.hotline, "until": until, "days": str(facts.days)}
    for name, value in fields.items():
        body = body.replace(f"{{{name}}}", value)
    return body.replace("{sentence}", sentence)
