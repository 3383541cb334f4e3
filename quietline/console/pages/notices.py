"""Notices: who was told what, letters to be handed over, and what could not be sent (clauses 1.2.3, 2.3, 3.1)."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quietline.console.answers import wants_json
from quietline.console.labels import label_of
from quietline.console.listing import Column, chips, listing
from quietline.console.page import ConsoleRequest, Section, page
from quietline.console.templatetags.console import in_language
from quietline.domain.labels import Label
from quietline.domain.notice_texts import NOTICE_LABELS
from quietline.office.cases.letters import letter
from quietline.office.cases.models import Notice
from quietline.office.cases.queries import notices_visible_to
from quietline.office.cases.services.hand_over import UNSENT, hand_over
from quietline.office.people.permissions import ROLES_WITH, Permission

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
VIEWS: dict[str, Label] = {
    "to_do": Label(zh="待办", en="To do"),
    "all": Label(zh="全部", en="All"),
}
COLUMNS = (
    Column("created", Label(zh="时间", en="When"), ("created_at",)),
    Column("kind", Label(zh="通知", en="Notice"), ("kind",)),
    Column("recipient", Label(zh="接收人", en="To")),
    Column("case", Label(zh="工单", en="Case"), ("case",)),
    Column("text", Label(zh="内容", en="Text"), css="wide"),
    Column("state", Label(zh="状态", en="State")),
    Column("act", Label(zh="处理", en="Act")),
)


@page(
    "notices/",
    name="notices",
    clauses=("1.2.3", "2.3", "3.1"),
    title=Label(zh="通知", en="Notices"),
    roles=ROLES_WITH[Permission.SEE_CASES],
    section=Section.ACT,
    order=5,
    key="n",
    icon="notices",
)
def notices(request: ConsoleRequest) -> HttpResponse:
    """`?view=to_do` shows letters to hand over and text messages that could not be sent; `?kind=` one kind."""
    view = "all" if request.GET.get("view") == "all" else "to_do"
    kind = request.GET.get("kind", "")
    found = notices_visible_to(request.actor)
    shown = found if view == "all" else _to_do(found)
    if kind:
        shown = shown.filter(kind=kind)
    context = {
        "list": listing(request, shown, COLUMNS, sort="-created"),
        "chips": chips(request.GET, {"kind": in_language(label_of("notice", kind)) if kind else ""}),
        "kinds": NOTICE_LABELS,
        "kind": kind,
        "views": VIEWS,
        "view": view,
        "may_act": request.actor.may(Permission.NOTIFY),
        "unsent": UNSENT | {"to_hand_over"},
    }
    return render(request, "console/notices.html", context)


@page(
    "notices/<int:notice_id>/letter/",
    name="notice_letter",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="信函", en="Letter"),
    roles=ROLES_WITH[Permission.NOTIFY],
)
def notice_letter(request: ConsoleRequest, notice_id: int) -> HttpResponse:
    """The notice as a Word file in the language of the page; who makes it leaves an audit entry."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    content = letter(
        settings.HOME, notice_id=notice_id, language=language, actor=request.actor, at=timezone.now()
    )
    return HttpResponse(
        content,
        content_type=DOCX,
        headers={"Content-Disposition": f'attachment; filename="notice-{notice_id}.docx"'},
    )


@page(
    "notices/<int:notice_id>/handed-over/",
    name="notice_hand_over",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="登记已告知", en="Record as handed over"),
    roles=ROLES_WITH[Permission.NOTIFY],
    methods=("POST",),
)
def notice_hand_over(request: ConsoleRequest, notice_id: int) -> HttpResponse:
    """Records how the notice reached its reader."""
    hand_over(notice_id=notice_id, note=request.POST.get("note", ""), actor=request.actor, at=timezone.now())
    messages.success(request, _("Recorded as handed over"))
    if wants_json(request):
        return JsonResponse({})
    return HttpResponseRedirect(reverse("notices"))


def _to_do(found: QuerySet[Notice]) -> QuerySet[Notice]:
    return found.filter(Q(order=None) | Q(order__state__in=UNSENT), handed_over_at=None)
