"""What a list of cases was asked for: state, control, clause, number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from quietline.console.labels import label_of
from quietline.console.reasons import Controls
from quietline.console.templatetags.console import in_language
from quietline.domain.case_states import CaseState
from quietline.domain.labels import Label
from quietline.office.cases.models import Case, CaseFinding
from quietline.office.cases.queries import SETTLED

OPEN, ANY = "open", "any"


@dataclass(frozen=True)
class CaseFilter:
    """`state` is a state, `open` (waits for somebody) or `any`; `control` an id; `clause` a number; `number` some of its digits."""

    state: str
    control: str
    clause: str
    number: str

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        """The filter in an address. Unknown states count as `open`."""
        state = query.get("state", OPEN)
        known = {OPEN, ANY, *CaseState}
        return cls(
            state=state if state in known else OPEN,
            control=query.get("control", ""),
            clause=query.get("clause", ""),
            number=digits_of(query.get("number", "")),
        )

    @staticmethod
    def states() -> Mapping[str, Label]:
        """The choices, in order."""
        every = {state.value: label_of("state", state) for state in CaseState}
        return {OPEN: Label(zh="待处理", en="Open"), ANY: Label(zh="全部", en="All"), **every}

    def apply(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """The cases that meet the filter."""
        if self.state == OPEN:
            cases = cases.exclude(state__in=SETTLED)
        elif self.state != ANY:
            cases = cases.filter(state=self.state)
        if self.control:
            cases = cases.filter(
                Exists(CaseFinding.objects.filter(case=OuterRef("pk"), control=self.control))
            )
        if self.clause:
            cases = cases.filter(Exists(CaseFinding.objects.filter(case=OuterRef("pk"), clause=self.clause)))
        return cases.filter(number_with(self.number)) if self.number else cases

    def texts(self, controls: Controls) -> dict[str, str]:
        """What its chips say; the default has none."""
        control = controls.get(self.control)
        return {
            "state": "" if self.state == OPEN else in_language(self.states()[self.state]),
            "control": in_language(control.title) if control else self.control,
            "clause": _("clause %(clause)s") % {"clause": self.clause} if self.clause else "",
            "number": _("number with %(digits)s") % {"digits": self.number} if self.number else "",
        }


def digits_of(text: str) -> str:
    """The digits of a number or a part of it, however it is grouped."""
    return "".join(letter for letter in text if letter.isdecimal() and letter.isascii())


def number_with(digits: str) -> Q:
    """Numbers that hold the digits; a landline is kept with country code and without the trunk 0 that people write."""
    held = Q(number__contains=digits)
    return (
        held | Q(number__startswith=f"86{digits[1:]}") if digits.startswith("0") and len(digits) > 1 else held
    )
