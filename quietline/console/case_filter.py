"""What a list of cases was asked for: state, control, clause, number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from quietline.console.labels import label_of
from quietline.console.reasons import Controls
from quietline.console.templatetags.console import in_language
from quietline.domain.case_states import CaseState
from quietline.domain.labels import Label
from quietline.domain.number_normalisation import normalise
from quietline.office.cases.models import Case, CaseFinding
from quietline.office.cases.permissions import sees_whole_number
from quietline.office.cases.queries import WAITING
from quietline.office.people.actors import Actor

OPEN, ANY = "open", "any"
SHOWN_DIGITS = 4
"""A masked number ends in at most so many digits."""


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

    def apply(self, cases: QuerySet[Case], actor: Actor) -> QuerySet[Case]:
        """The cases that meet the filter, as far as the actor may ask."""
        if self.state == OPEN:
            cases = cases.filter(state__in=WAITING)
        elif self.state != ANY:
            cases = cases.filter(state=self.state)
        if self.control:
            cases = cases.filter(
                Exists(
                    CaseFinding.objects.filter(case=OuterRef("pk"), control=self.control, withdrawn_at=None)
                )
            )
        if self.clause:
            cases = cases.filter(Exists(CaseFinding.objects.filter(case=OuterRef("pk"), clause=self.clause)))
        return cases.filter(number_with(self.number, actor)) if self.number else cases

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


def number_with(digits: str, actor: Actor) -> Q:
    """Numbers that hold the digits; a landline is kept with country code and without the trunk 0 that people write.

    Who sees numbers masked finds them by the whole number or by the last digits that he sees: else he would guess the hidden ones.
    """
    if not sees_whole_number(actor):
        whole = normalise(digits, area_code=settings.HOME.city.area_code).number
        return Q(number=whole) if len(digits) > SHOWN_DIGITS else Q(number__endswith=digits)
    held = Q(number__contains=digits)
    return (
        held | Q(number__startswith=f"86{digits[1:]}") if digits.startswith("0") and len(digits) > 1 else held
    )


def holder_named(text: str, actor: Actor) -> Q:
    """Holders whose name holds the text; who sees names masked must know the whole one."""
    return (
        Q(holding__holder_name__icontains=text) if sees_whole_number(actor) else Q(holding__holder_name=text)
    )
