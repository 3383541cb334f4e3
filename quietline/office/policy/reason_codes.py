"""The reason codes of a city: those that come with the product, and what the city set over them (clause 3.1)."""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from quietline.domain.case_states import HARMFUL, MeasureKind
from quietline.domain.errors import Refused
from quietline.domain.labels import Label
from quietline.domain.reason_codes import EFFECT, REASON_CODES, ReasonCode, valid_on
from quietline.office.audit.record import record
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.people.actors import Actor
from quietline.office.policy import models
from quietline.office.policy.permissions import require_of_the_city

_CODE = re.compile(r"[a-z][a-z0-9_]{1,31}")
MAX_LABEL = 64
MAX_SENTENCE = 200


def reason_codes_on(day: date) -> dict[str, ReasonCode]:
    """The reasons that can be given on a calendar day of the city, by code."""
    rows = models.ReasonCode.objects.filter(valid_from__lte=day).order_by("valid_from")
    return valid_on([*REASON_CODES, *map(_from_row, rows)], day)


def required_reason(code: str, kind: MeasureKind, day: date) -> ReasonCode | None:
    """The reason of a measure; None where none is given and none is needed. Raises Refused for an unknown or missing one."""
    codes = reason_codes_on(day)
    if not code and kind not in HARMFUL:
        return None
    fitting = [name for name, one in codes.items() if kind in one.measures or kind not in HARMFUL]
    if not code:
        raise Refused(
            "a measure that takes service from somebody needs a reason code",
            mend=f"it is one of {', '.join(fitting)}",
        )
    if code not in fitting:
        raise Refused(
            f"{code!r} is no reason code for {kind.value}", mend=f"it is one of {', '.join(fitting)}"
        )
    return codes[code]


def set_reason_code(
    *,
    code: str,
    label: Label,
    customer: Label,
    measures: Collection[str],
    valid_from: date,
    reason: str,
    actor: Actor,
    at: datetime,
    is_retired: bool = False,
) -> ReasonCode:
    """The reason as it holds from a day on, today or later: what was decided before keeps its sentence. Raises Refused for what cannot be one."""
    refusals = recorded_refusal(
        actor=actor, at=at, action="reasoncode.set", object_kind="reasoncode", object_id=code
    )
    with refusals:
        user = require_of_the_city(actor)
        found = ReasonCode(code, label, customer, _kinds(measures), valid_from, is_retired)
        _check(found, reason, at.astimezone(settings.HOME.zone).date())
        row = models.ReasonCode(
            code=code,
            valid_from=valid_from,
            label_zh=label.zh,
            label_en=label.en,
            customer_zh=customer.zh,
            customer_en=customer.en,
            measures=sorted(found.measures),
            is_retired=is_retired,
            reason=reason.strip(),
            set_by=user,
            set_at=at,
        )
        _save(row, actor, at)
    return found


def _save(row: models.ReasonCode, actor: Actor, at: datetime) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            record(
                actor=actor,
                at=at,
                action="reasoncode.set",
                object_kind="reasoncode",
                object_id=row.code,
                after=_as_data(row),
                reason=row.reason,
            )
    except IntegrityError as error:
        raise Refused(
            f"reason code {row.code!r} was set for {row.valid_from} already", mend="choose a later day"
        ) from error


def _as_data(row: models.ReasonCode) -> Mapping[str, object]:
    names = (
        "valid_from",
        "label_zh",
        "label_en",
        "customer_zh",
        "customer_en",
        "measures",
        "is_retired",
    )
    return {name: getattr(row, name) for name in names}


def _kinds(measures: Collection[str]) -> frozenset[MeasureKind]:
    unknown = sorted(set(measures) - set(HARMFUL))
    if unknown or not measures:
        raise Refused(
            f"a reason code is for measures that take service away, not for {', '.join(unknown) or 'none'}",
            mend=f"it is one of {', '.join(sorted(HARMFUL))}",
        )
    return frozenset(map(MeasureKind, measures))


def _check(found: ReasonCode, reason: str, today: date) -> None:
    if not _CODE.fullmatch(found.code):
        raise Refused(
            f"{found.code!r} cannot be a code", mend="small letters, digits and underscores, 2 to 32 of them"
        )
    if found.valid_from < today:
        raise Refused(f"{found.valid_from} is over", mend="a reason holds from today or from a later day")
    if not reason.strip():
        raise Refused("a reason is required", mend="say in a sentence why")
    for text, limit in (
        *((text, MAX_LABEL) for text in found.label.as_dict().values()),
        *((text, MAX_SENTENCE) for text in found.customer.as_dict().values()),
    ):
        if not text.strip() or len(text) > limit or not text.isprintable():
            raise Refused(
                f"{text!r} is empty, longer than {limit} characters or no text",
                mend="give every text in Chinese and in English",
            )
    for text in found.customer.as_dict().values():
        if text.count(EFFECT) != 1 or "{" in text.replace(EFFECT, "") or "}" in text.replace(EFFECT, ""):
            raise Refused(
                f"the customer's sentence {text!r} does not say once what was done",
                mend="write {effect} where it stands",
            )


def _from_row(row: models.ReasonCode) -> ReasonCode:
    return ReasonCode(
        row.code,
        Label(zh=row.label_zh, en=row.label_en),
        Label(zh=row.customer_zh, en=row.customer_en),
        frozenset(map(MeasureKind, row.measures)),
        row.valid_from,
        row.is_retired,
    )
