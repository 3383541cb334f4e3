"""The form of a verification: its methods with their scripts, and what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from quietline.domain.labels import Label
from quietline.domain.verification_script import (
    METHOD_LABELS,
    OPENING,
    PROOF_NEEDED,
    SCRIPTS,
    Question,
    VerificationMethod,
)
from quietline.office.cases.models import Verification, VerificationProof


@dataclass(frozen=True)
class AskedQuestion:
    """A question as the form shows it: the name of its field, and the answer that is there."""

    question: Question
    field: str
    answer: str

    @property
    def answer_label(self) -> Label:
        """The answer as people read it."""
        return self.question.choices.get(self.answer, Label(zh=self.answer, en=self.answer))


@dataclass(frozen=True)
class Script:
    """One method: what is said first, and its questions."""

    method: VerificationMethod
    label: Label
    opening: Label
    needs_photo: bool
    questions: tuple[AskedQuestion, ...]


@dataclass(frozen=True)
class VerificationForm:
    """All methods to choose from, and the photos that are there."""

    scripts: tuple[Script, ...]
    proofs: tuple[VerificationProof, ...]

    def script_of(self, method: str) -> Script | None:
        """The script of the method that was used."""
        return next((script for script in self.scripts if script.method == method), None)


def verification_form(verification: Verification) -> VerificationForm:
    """The form of this verification."""
    answered: Mapping[str, str] = verification.answers
    return VerificationForm(
        scripts=tuple(
            _script(method, answered if verification.method == method else {})
            for method in VerificationMethod
        ),
        proofs=tuple(verification.proofs.filter(removed_at=None).select_related("added_by")),
    )


def answers_in(form: QueryDict) -> dict[str, str]:
    """The answers to the questions of the method that the form chose, by the question's code."""
    prefix = f"answer.{form.get('method', '')}."
    return {name.removeprefix(prefix): form.get(name, "") for name in form if name.startswith(prefix)}


def _script(method: VerificationMethod, answered: Mapping[str, str]) -> Script:
    return Script(
        method=method,
        label=METHOD_LABELS[method],
        opening=OPENING[method],
        needs_photo=method in PROOF_NEEDED,
        questions=tuple(
            AskedQuestion(question, f"answer.{method}.{question.code}", answered.get(question.code, ""))
            for question in SCRIPTS[method]
        ),
    )
