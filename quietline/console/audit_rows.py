"""Entries of the audit trail as a page and a file show them: what changed, with every number in it masked."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.listing import day_in, whole_number
from quietline.console.templatetags.console import in_language, sentence
from quietline.domain.number_plan import masked
from quietline.office.audit.counts import KINDS
from quietline.office.audit.models import AuditEntry
from quietline.office.audit.search import EntryFilter
from quietline.office.people.models import User

FILE_HEAD = ("entry", "at", "actor", "via", "action", "object", "case", "changes", "reason")
_NUMBER = re.compile(r"\d{7,}")
"""Digits as long as the shortest number of a subscriber; what is shorter identifies nobody."""
_LONGEST = 300


@dataclass(frozen=True)
class Change:
    """One field of the thing: what it was and what it is, empty where nothing was said."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class EntryLine:
    """An entry with its actor's name, its changes and its reason, numbers masked."""

    entry: AuditEntry
    name: str
    changes: Sequence[Change]
    reason: str


def asked_in(query: QueryDict) -> EntryFilter:
    """The filter in an address; what it does not know counts as nothing asked."""
    text = {name: query.get(name, "").strip() for name in ("actor", "action", "object_kind", "object_id")}
    what = query.get("what", "")
    return EntryFilter(
        **text,
        case=whole_number(query.get("case", "")),
        first=day_in(query.get("first", "")),
        last=day_in(query.get("last", "")),
        what=what if what in KINDS else "",
    )


def texts_of(asked: EntryFilter) -> dict[str, str]:
    """What each active filter is called on its chip."""
    return {
        "what": in_language(KINDS[asked.what]) if asked.what else "",
        "actor": asked.actor,
        "action": asked.action,
        "object_kind": asked.object_kind,
        "object_id": asked.object_id,
        "case": _("case %(case)s") % {"case": asked.case} if asked.case else "",
        "first": _("from %(day)s") % {"day": asked.first} if asked.first else "",
        "last": _("up to %(day)s") % {"day": asked.last} if asked.last else "",
    }


def lines_of(entries: Sequence[AuditEntry]) -> list[EntryLine]:
    """The entries as a page shows them."""
    numbers = {entry.actor for entry in entries}
    people = User.objects.filter(staff_number__in=numbers).order_by("-pk")
    names = dict(people.values_list("staff_number", "display_name"))
    return [
        EntryLine(entry, names.get(entry.actor, ""), _changes(entry), _reason(entry)) for entry in entries
    ]


def csv_rows(entries: Iterable[AuditEntry]) -> Iterator[list[object]]:
    """The entries as a file has them, numbers masked as on the page."""
    for entry in entries:
        changes = "; ".join(f"{one.field}: {one.before} → {one.after}" for one in _changes(entry))
        yield [
            entry.pk,
            timezone.localtime(entry.at).isoformat(),
            entry.actor,
            entry.via,
            entry.action,
            f"{entry.object_kind} {entry.object_id}",
            entry.case,
            changes,
            _reason(entry),
        ]


def _reason(entry: AuditEntry) -> str:
    """What a person wrote; why something was refused, what happened and what to do, in the language of the page."""
    text = _hidden(entry.reason)
    if not entry.action.endswith(".refused"):
        return text
    return "; ".join(sentence(part) for part in text.split("; "))


def _changes(entry: AuditEntry) -> list[Change]:
    before, after = _fields(entry.before), _fields(entry.after)
    return [Change(field, before.get(field, ""), after.get(field, "")) for field in {**before, **after}]


def _fields(said: Mapping[str, object] | None) -> Mapping[str, str]:
    return {field: _short(_text(value)) for field, value in (said or {}).items()}


def _text(value: object) -> str:
    """A value as text. Whole numbers are counts and keys; a number of a telephone is kept as text."""
    if isinstance(value, str):
        return _hidden(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{_hidden(str(key))}: {_text(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return "—" if value is None else str(value)


def _hidden(text: str) -> str:
    return _NUMBER.sub(lambda found: masked(found.group()), text)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
