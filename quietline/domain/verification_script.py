"""What somebody who verifies a suspicion asks, by method: each question with its answers, so that two people ask the same (clauses 1.2.3, 3.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from quietline.domain.errors import Refused
from quietline.domain.labels import Label

MAX_TEXT = 300


class VerificationMethod(StrEnum):
    """How the suspicion is verified."""

    TEST_DIAL = "test_dial"
    CALL_BACK = "call_back"
    CUSTOMER_CONTACT = "customer_contact"
    MATERIAL = "material"


METHOD_LABELS: dict[VerificationMethod, Label] = {
    VerificationMethod.TEST_DIAL: Label(zh="拨测", en="Test call"),
    VerificationMethod.CALL_BACK: Label(zh="回访", en="Call back"),
    VerificationMethod.CUSTOMER_CONTACT: Label(zh="联系机主", en="Contact with the holder"),
    VerificationMethod.MATERIAL: Label(zh="核对材料", en="Check of documents"),
}

OPENING: dict[VerificationMethod, Label] = {
    VerificationMethod.TEST_DIAL: Label(
        zh="用未登记的测试号码拨打,不说明身份,听对方如何应答。",
        en="Dial from a test number that is not registered to us, do not say who you are, and hear how the call is answered.",
    ),
    VerificationMethod.CALL_BACK: Label(
        zh="您好,这里是运营商客服。今天有号码给您打过电话,想核实是否打扰了您,只需一分钟,不会问您的个人信息。",
        en="Hello, this is your operator. A number called you today: did it disturb you? It takes a minute, and we ask for nothing personal.",
    ),
    VerificationMethod.CUSTOMER_CONTACT: Label(
        zh="您好,这里是运营商客服。您名下的号码呼叫异常,想了解用途;说明清楚即可,不影响您使用其他业务。",
        en="Hello, this is your operator. A number of yours calls unusually often; we would like to learn what for. Your other services are not concerned.",
    ),
    VerificationMethod.MATERIAL: Label(
        zh="对照登记信息查看材料,拍照留存;照片中只保留核实所需的部分。",
        en="Compare the material with what is registered and keep a photo; it should show no more than is needed.",
    ),
}
"""What is said or done first."""


@dataclass(frozen=True)
class Question:
    """One question of a script. With `choices` (code → label) one of them is the answer, otherwise it is text of at most `MAX_TEXT` characters."""

    code: str
    text: Label
    choices: Mapping[str, Label]
    is_required: bool = True


_YES_NO = {"yes": Label(zh="是", en="Yes"), "no": Label(zh="否", en="No")}
_YES_NO_UNCLEAR = {**_YES_NO, "unclear": Label(zh="说不清", en="Not clear")}
_REACHED = {
    "answered": Label(zh="接通", en="Answered"),
    "no_answer": Label(zh="无人接听", en="No answer"),
    "switched_off": Label(zh="关机或停机", en="Switched off or barred"),
    "not_in_use": Label(zh="空号", en="Not in use"),
}
_PURPOSE = {
    "marketing": Label(zh="推销或营销", en="Sales or marketing"),
    "fraud": Label(zh="涉嫌诈骗", en="Suspected fraud"),
    "lawful_work": Label(zh="正当业务(快递、医院、学校等)", en="Lawful work (courier, hospital, school …)"),
    "private": Label(zh="私人通话", en="Private calls"),
    "unclear": Label(zh="说不清", en="Not clear"),
}

SCRIPTS: dict[VerificationMethod, tuple[Question, ...]] = {
    VerificationMethod.TEST_DIAL: (
        Question("reached", Label(zh="是否接通", en="Was it answered"), _REACHED),
        Question("purpose", Label(zh="对方以什么名义应答", en="What the call was answered as"), _PURPOSE),
        Question("words", Label(zh="对方原话", en="What was said"), {}, is_required=False),
    ),
    VerificationMethod.CALL_BACK: (
        Question("asked", Label(zh="回访了几位被叫", en="How many called parties were asked"), {}),
        Question(
            "disturbed",
            Label(zh="是否有人表示被打扰", en="Did anybody say that he was disturbed"),
            _YES_NO_UNCLEAR,
        ),
        Question("purpose", Label(zh="来电内容", en="What the calls were about"), _PURPOSE),
        Question("words", Label(zh="被叫原话", en="What was said"), {}, is_required=False),
    ),
    VerificationMethod.CUSTOMER_CONTACT: (
        Question("reached", Label(zh="是否联系上", en="Was the holder reached"), _REACHED),
        Question(
            "is_holder",
            Label(zh="号码是否本人使用", en="Does the holder use the number himself"),
            _YES_NO_UNCLEAR,
        ),
        Question(
            "purpose", Label(zh="机主说明的用途", en="What the holder says the calls are for"), _PURPOSE
        ),
        Question("words", Label(zh="机主原话", en="What was said"), {}, is_required=False),
    ),
    VerificationMethod.MATERIAL: (
        Question("material", Label(zh="查看了什么材料", en="Which material was seen"), {}),
        Question(
            "agrees",
            Label(zh="与登记信息是否一致", en="Does it agree with what is registered"),
            _YES_NO_UNCLEAR,
        ),
        Question("purpose", Label(zh="材料说明的用途", en="Which purpose it shows"), _PURPOSE),
    ),
}
"""Method → its questions in order."""

PROOF_NEEDED = frozenset({VerificationMethod.MATERIAL})
"""Methods that are complete with a photo only."""


def checked_answers(method: VerificationMethod, given: Mapping[str, str]) -> dict[str, str]:
    """The answers to the method's questions, blanks around them gone, unanswered ones that may be left out gone too.

    Raises Refused that names the question where one is missing, unknown, too long or none of its choices.
    """
    questions = {question.code: question for question in SCRIPTS[method]}
    for code in given:
        if code not in questions:
            raise Refused(
                f"{method.value} has no question {code!r}", mend=f"its questions are {', '.join(questions)}"
            )
    found = {code: _checked(question, given.get(code, "")) for code, question in questions.items()}
    return {code: answer for code, answer in found.items() if answer}


def _checked(question: Question, given: str) -> str:
    answer = given.strip()
    if not answer and question.is_required:
        raise Refused(f"the question {question.code!r} has no answer", mend="answer it")
    if answer and question.choices and answer not in question.choices:
        raise Refused(
            f"{answer!r} is no answer to {question.code!r}",
            mend=f"it is one of {', '.join(question.choices)}",
        )
    if len(answer) > MAX_TEXT:
        raise Refused(
            f"the answer to {question.code!r} has {len(answer)} characters, the limit is {MAX_TEXT}",
            mend="say it shorter",
        )
    return answer
