"""How numbers, times and labels are written on a page."""

from datetime import date, datetime, timedelta

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from quietline.console import names
from quietline.console.known_controls import controls_by_id
from quietline.console.labels import label_of
from quietline.console.listing import AtLeast
from quietline.console.number_seal import sealed
from quietline.console.refusals import in_chinese
from quietline.console.written_numbers import one_masked
from quietline.domain import number_plan
from quietline.domain.labels import Label
from quietline.home import MANUAL, NETWORK
from quietline.office.cases.evidence import controls_of, sources_of
from quietline.office.cases.models import Case
from quietline.office.cases.queries import SETTLED
from quietline.office.jobs.models import Job

register = template.Library()

WEEKDAYS = (
    Label(zh="周一", en="Mon"),
    Label(zh="周二", en="Tue"),
    Label(zh="周三", en="Wed"),
    Label(zh="周四", en="Thu"),
    Label(zh="周五", en="Fri"),
    Label(zh="周六", en="Sat"),
    Label(zh="周日", en="Sun"),
)


@register.filter
def in_language(label: Label | dict[str, str] | None) -> str:
    """A label, also one that was stored as JSON, in the language of the page."""
    if label is None:
        return ""
    found = label if isinstance(label, Label) else Label(zh=label.get("zh", ""), en=label.get("en", ""))
    return found.in_language(get_language() or "zh")


@register.filter
def sentence(text: str) -> str:
    """A refusal or a complaint in the language of the page."""
    return in_chinese(text) if (get_language() or "zh").startswith("zh") else text


@register.filter
def code(value: object, group: str) -> str:
    """A code of the ledger as people read it: `{{ case.state|code:"state" }}`."""
    return in_language(label_of(group, value))


@register.filter
def masked(number: str) -> str:
    """`138 **** 2345`."""
    return number_plan.masked(number)


@register.filter
def masked_as_written(number: str) -> str:
    """A number of somebody else's file, however it is written there, with its middle hidden."""
    return number if len(number) < 7 else f"{number[:3]} **** {number[-2:]}"


@register.filter
def target_name(target: str) -> str:
    """A target of orders as people call it: the built-in ones by their words, others by their name in the settings."""
    return {NETWORK: _("network"), MANUAL: _("by hand")}.get(target, target)


@register.filter
def grouped(number: str) -> str:
    """`138 0371 2345`."""
    return number_plan.grouped(number)


@register.filter
def hiding(text: str, number: str) -> str:
    """A text from elsewhere in which the number, however it is written, stands masked; as it is where there is nothing to hide."""
    return one_masked(text, number)


@register.filter
def figure(value: float | None) -> str:
    """A count or quantity with grouped thousands and no more digits than it has meaning; unknown is said."""
    if value is None:
        return _("unknown")
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{int(value):,}{'+' if isinstance(value, AtLeast) else ''}"


@register.filter
def whole_hours(hours: float) -> int:
    """Hours without their fraction."""
    return int(hours)


@register.filter
def percent(share: float | None) -> str:
    """`3%`, `0.02%`: never 0 % where there is something; unknown is said."""
    if share is None:
        return _("unknown")
    return f"{share:.2%}" if 0 < share < 0.01 else f"{share:.0%}"


@register.filter
def number_seal(number: str) -> str:
    """The number as addresses hold it."""
    return sealed(number)


@register.filter
def number_door(number: str) -> str:
    """The address of a number's page. It does not give the number away."""
    return reverse("number", args=[sealed(number)])


@register.filter
def clock_time(at: datetime | None) -> str:
    """`14:05` in the city's time zone."""
    return timezone.localtime(at).strftime("%H:%M") if at else ""


@register.filter
def day(at: date | datetime | None) -> str:
    """`11-23 周一` in the city's time zone."""
    if at is None:
        return ""
    found = timezone.localtime(at).date() if isinstance(at, datetime) else at
    return f"{found:%m-%d} {in_language(WEEKDAYS[found.weekday()])}"


@register.filter
def short_day(at: date) -> str:
    """`11-23`, for an axis."""
    return f"{at:%m-%d}"


@register.filter
def instant(at: datetime | None) -> SafeString:
    """`11-23 14:05`, the whole instant with its zone on hover."""
    if at is None:
        return SafeString("")
    local = timezone.localtime(at)
    return _time(local, f"{local:%m-%d %H:%M}")


@register.simple_tag
def age(at: datetime | None, now: datetime) -> SafeString:
    """`3 天前`, the instant on hover."""
    if at is None:
        return SafeString("")
    seconds = max(0, int((now - at).total_seconds()))
    return _time(timezone.localtime(at), _age_text(seconds))


@register.simple_tag
def time_left(due: datetime, now: datetime) -> SafeString:
    """`1:40` until it is due, `逾期 2:10` afterwards, `3 天` from two days on; the instant on hover."""
    left = due - now
    text = _hours(abs(left))
    return _time(
        timezone.localtime(due), text if left >= timedelta(0) else _("late %(time)s") % {"time": text}
    )


@register.filter
def due_class(due: datetime, now: datetime) -> str:
    """`late`, `soon` (within two hours) or nothing."""
    if due < now:
        return "late"
    return "soon" if due - now <= timedelta(hours=2) else ""


@register.filter
def waits(case: Case) -> bool:
    """Whether somebody still has to decide, so that its due time means something."""
    return case.state not in SETTLED


@register.filter
def masked_name(name: str) -> str:
    """`李**`."""
    return names.masked_name(name)


@register.filter
def sources_of_case(case: Case) -> list[str]:
    """Sources of a case whose findings and reports were prefetched."""
    return sources_of(case)


@register.filter
def controls_of_case(case: Case) -> list[str]:
    """Titles of the controls that found something; findings must be prefetched."""
    return [control_title(control) for control in controls_of(case)]


@register.filter
def control_title(control: str) -> str:
    """A control as people call it; one that is not there any more keeps its id."""
    known = controls_by_id(settings.HOME).get(control)
    return in_language(known.title) if known else control


@register.filter
def job_name(job: Job) -> str:
    """The file that a job loads, or the days that it judges."""
    arguments = job.arguments
    if job.kind == "ingest":
        return str(arguments.get("path", "")).rpartition("/")[2]
    if job.kind == "replay":
        return _("Replay lines of %(name)s") % {"name": arguments.get("path")}
    if job.kind == "withdraw":
        return _("Withdraw %(name)s") % {"name": arguments.get("path")}
    if job.kind == "retention":
        return _("Remove what is older than it is kept (%(day)s)") % {"day": arguments.get("as_of")}
    if job.kind == "return":
        return _("Bring back %(name)s") % {"name": arguments.get("path")}
    if job.kind in {"bulk", "bulk_undo"}:
        return _("Bulk decision %(id)s") % {"id": arguments.get("bulk")}
    if not arguments.get("first"):
        return _("Judge what changed")
    if arguments.get("control"):
        named = {"control": control_title(str(arguments["control"])), "day": arguments["first"]}
        return _("Judge %(day)s by %(control)s") % named
    return _("Judge %(first)s to %(last)s") % {"first": arguments.get("first"), "last": arguments.get("last")}


@register.filter
def job_error(job: Job) -> str:
    """Why a job failed, with its file by name: where the server keeps it is nobody's business."""
    path = str(settings.HOME.root / str(job.arguments.get("path", "")))
    return sentence(job.error.replace(path, path.rpartition("/")[2]))


@register.inclusion_tag("console/parts/badge.html")
def badge(value: object, group: str) -> dict[str, object]:
    """A state by colour, shape and word."""
    text = str(getattr(value, "value", value))
    return {"code": text, "label": label_of(group, value)}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture of the sprite, for the eye only: words stand beside it."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>', name)


def _time(local: datetime, text: str) -> SafeString:
    whole = local.strftime("%Y-%m-%d %H:%M:%S %Z")
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), whole, text)


def _age_text(seconds: int) -> str:
    if seconds < 60:
        return _("just now")
    if seconds < 3600:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", seconds // 60) % {"n": seconds // 60}
    if seconds < 48 * 3600:
        return ngettext("%(n)s hour ago", "%(n)s hours ago", seconds // 3600) % {"n": seconds // 3600}
    return ngettext("%(n)s day ago", "%(n)s days ago", seconds // 86400) % {"n": seconds // 86400}


def _hours(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    if minutes >= 48 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    return f"{minutes // 60}:{minutes % 60:02d}"
