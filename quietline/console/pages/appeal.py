"""What is done with an appeal from the page of its case: lodged, taken back, granted, refused (clause 2.3)."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.answers import wants_json
from quietline.console.page import ConsoleRequest, page
from quietline.domain.labels import Label
from quietline.office.cases.models import Appeal
from quietline.office.cases.services.appeal import lodge_appeal, withdraw_appeal
from quietline.office.cases.services.judge_appeal import grant_appeal, refuse_appeal
from quietline.office.people.permissions import ROLES_WITH, Permission


@page(
    "cases/<int:case_id>/appeal/",
    name="appeal_lodge",
    clauses=("2.3",),
    title=Label(zh="受理申诉", en="Lodge an appeal"),
    roles=ROLES_WITH[Permission.LODGE_APPEAL],
    methods=("POST",),
)
def lodge(request: ConsoleRequest, case_id: int) -> HttpResponse:
    """The holder's appeal waits to be judged by somebody who had no part in the case."""
    given = request.POST
    appeal = lodge_appeal(
        case_id=case_id,
        via=given.get("via", ""),
        statement=given.get("statement", ""),
        actor=request.actor,
        at=timezone.now(),
    )
    return _done(request, appeal, _("The appeal is lodged; somebody who had no part in the case judges it"))


@page(
    "appeals/<int:appeal_id>/withdraw/",
    name="appeal_withdraw",
    clauses=("2.3",),
    title=Label(zh="撤回申诉", en="Take an appeal back"),
    roles=ROLES_WITH[Permission.LODGE_APPEAL],
    methods=("POST",),
)
def withdraw(request: ConsoleRequest, appeal_id: int) -> HttpResponse:
    """The holder does not want it judged any more."""
    reason = request.POST.get("reason", "")
    appeal = withdraw_appeal(appeal_id=appeal_id, reason=reason, actor=request.actor, at=timezone.now())
    return _done(request, appeal, _("The appeal is taken back"))


@page(
    "appeals/<int:appeal_id>/grant/",
    name="appeal_grant",
    clauses=("2.3",),
    title=Label(zh="申诉成立", en="Grant an appeal"),
    roles=ROLES_WITH[Permission.JUDGE_APPEAL],
    methods=("POST",),
)
def grant(request: ConsoleRequest, appeal_id: int) -> HttpResponse:
    """What was confirmed counts no more; the number comes back."""
    reason = request.POST.get("reason", "")
    appeal = grant_appeal(appeal_id=appeal_id, reason=reason, actor=request.actor, at=timezone.now())
    is_back = appeal.restoration is not None
    said = _("The appeal is granted; the number is restored") if is_back else _("The appeal is granted")
    return _done(request, appeal, said)


@page(
    "appeals/<int:appeal_id>/refuse/",
    name="appeal_refuse",
    clauses=("2.3",),
    title=Label(zh="申诉不成立", en="Refuse an appeal"),
    roles=ROLES_WITH[Permission.JUDGE_APPEAL],
    methods=("POST",),
)
def refuse(request: ConsoleRequest, appeal_id: int) -> HttpResponse:
    """What was decided stands; the holder reads why and what he can do."""
    appeal = refuse_appeal(
        appeal_id=appeal_id,
        ground=request.POST.get("ground", ""),
        reason=request.POST.get("reason", ""),
        actor=request.actor,
        at=timezone.now(),
    )
    return _done(request, appeal, _("The appeal is refused; what was decided stands"))


def _done(request: ConsoleRequest, appeal: Appeal, said: str) -> HttpResponse:
    messages.success(request, said)
    if wants_json(request):
        return JsonResponse({})
    return HttpResponseRedirect(f"{reverse('case', args=[appeal.case_id])}#appeal")
