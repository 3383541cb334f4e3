"""What a holder can do against what was decided about his number, and what is answered where an appeal is refused (clause 2.3)."""

from enum import StrEnum

from quietline.domain.labels import Label

JUDGED_WITHIN_HOURS = 72
"""A reading of clause 2.3, which names no time: the holder is without service meanwhile."""


class AppealVia(StrEnum):
    """How customer service received an appeal."""

    HOTLINE = "hotline"
    COUNTER = "counter"
    WRITTEN = "written"


VIA_LABELS: dict[AppealVia, Label] = {
    AppealVia.HOTLINE: Label(zh="客服热线", en="Hotline"),
    AppealVia.COUNTER: Label(zh="营业厅", en="Counter"),
    AppealVia.WRITTEN: Label(zh="书面", en="In writing"),
}


class RefusalGround(StrEnum):
    """Why an appeal is refused."""

    CONFIRMED = "confirmed"
    NO_PROOF = "no_proof"
    NOT_HOLDER = "not_holder"
    POLICE_CASE = "police_case"


REFUSAL_LABELS: dict[RefusalGround, Label] = {
    RefusalGround.CONFIRMED: Label(zh="核实结论成立", en="The verification stands"),
    RefusalGround.NO_PROOF: Label(zh="材料不足", en="Nothing that proves it"),
    RefusalGround.NOT_HOLDER: Label(zh="申诉人不是机主", en="Not by the holder"),
    RefusalGround.POLICE_CASE: Label(zh="涉案号码", en="Police case"),
}

REFUSAL_SENTENCES: dict[RefusalGround, Label] = {
    RefusalGround.CONFIRMED: Label(
        zh="经他人重新核查,原核实结论成立,您的号码不能复机。如有新的证明材料,可再次申诉,由另一位人员复核。",
        en="Another person looked into it again and the verification stands, so your number cannot be restored. "
        "With new proof you can appeal again; somebody else will judge it.",
    ),
    RefusalGround.NO_PROOF: Label(
        zh="您提供的材料尚不能说明呼叫用途,暂不能复机。请携身份证和用途证明到营业厅补充材料后再次申诉。",
        en="What you sent does not show yet what the calls were for, so your number stays as it is. "
        "Please bring your identity card and proof of their purpose to a shop and appeal again.",
    ),
    RefusalGround.NOT_HOLDER: Label(
        zh="申诉须由机主本人提出,暂不能受理。请机主本人携身份证到营业厅办理。",
        en="An appeal is made by the holder himself. Please let the holder come to a shop with his identity card.",
    ),
    RefusalGround.POLICE_CASE: Label(
        zh="您的号码涉及公安机关办理的案件,须凭公安机关通知复机。请与办案机关联系。",
        en="Your number belongs to a police case and is restored on a notice of the police only. Please contact the police in charge.",
    ),
}
"""What the holder reads: why, and what he can do. Restoration policy of clause 2.3."""
