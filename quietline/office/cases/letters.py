"""A notice as a letter (.docx) with the city's letterhead: `letters/notice.docx` in the home where there is one, else the one that comes along."""

import io
from datetime import datetime
from pathlib import Path
from zipfile import BadZipFile

from django.db import transaction
from docxtpl import DocxTemplate
from jinja2 import TemplateError

from quietline.domain import number_plan
from quietline.domain.errors import NotFound, SetupError
from quietline.domain.notice_texts import TO_COMPLAINANTS
from quietline.home import Home
from quietline.office.audit.record import record
from quietline.office.cases.models import Notice
from quietline.office.cases.queries import notices_visible_to
from quietline.office.people.actors import Actor, require
from quietline.office.people.permissions import Permission

SHIPPED = Path(__file__).with_name("letter.docx")


def letter(home: Home, *, notice_id: int, language: str, actor: Actor, at: datetime) -> bytes:
    """The notice as a .docx file in `zh` or `en`; who makes it leaves an audit entry, since it names the holder.

    Raises NotFound outside the actor's scope, Refused without the right, SetupError where the city's letterhead cannot be used.
    """
    require(actor, Permission.NOTIFY)
    notice = notice_for(actor, notice_id)
    content = _rendered(home, _fields(home, notice, language, at))
    with transaction.atomic():
        record(
            actor=actor,
            at=at,
            action="notice.letter_made",
            object_kind="notice",
            object_id=notice.pk,
            case=notice.case_id,
        )
    return content


def notice_for(actor: Actor, notice_id: int) -> Notice:
    """The notice, where the actor may see its case. Raises NotFound otherwise."""
    found = notices_visible_to(actor).filter(pk=notice_id).first() if 0 < notice_id < 2**63 else None
    if found is None:
        raise NotFound(
            f"there is no notice {notice_id} that you may see", mend="list them with `quietline notices list`"
        )
    return found


def _fields(home: Home, notice: Notice, language: str, at: datetime) -> dict[str, str]:
    is_english = language == "en"
    to_holder = notice.kind not in TO_COMPLAINANTS
    name = notice.case.holding.holder_name if to_holder else ""
    number = number_plan.grouped(notice.case.number if to_holder else notice.recipient)
    city = home.city
    return {
        "sender": city.sender_header or city.name,
        "title": "Notice" if is_english else "告知书",
        "to": " ".join(part for part in (name, number) if part),
        "text": str(notice.text["en" if is_english else "zh"]),
        "reference": f"{notice.case_id}-{notice.pk}",
        "day": f"{at.astimezone(home.zone):%Y-%m-%d}",
        "hotline": city.hotline,
        "to_word": "To" if is_english else "致",
        "reference_word": "Reference" if is_english else "编号",
        "hotline_word": "Hotline" if is_english else "客服热线",
    }


def _rendered(home: Home, fields: dict[str, str]) -> bytes:
    own = home.root / "letters" / "notice.docx"
    template = own if own.exists() else SHIPPED
    out = io.BytesIO()
    try:
        document = DocxTemplate(template)
        document.render(fields, autoescape=True)
        document.save(out)
    except (BadZipFile, KeyError, ValueError, TemplateError) as error:
        raise SetupError(
            f"the letterhead cannot be used: {error}",
            where=str(template),
            mend="save it again as .docx with the fields that docs/notices.md lists",
        ) from error
    return out.getvalue()
