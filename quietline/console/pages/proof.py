"""Photos of a verification: sent from a phone, looked at, taken out (clauses 1.2.3, 3.1)."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone

from quietline.console.answers import wants_json
from quietline.console.page import ConsoleRequest, page
from quietline.domain.errors import Refused
from quietline.domain.labels import Label
from quietline.office.cases.photos import MAX_BYTES
from quietline.office.cases.services.proof import add_proof, look_at_proof, remove_proof
from quietline.office.people.permissions import ROLES_WITH, Permission


@page(
    "cases/<int:case_id>/proofs/",
    name="proof_add",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="添加照片", en="Add a photo"),
    roles=ROLES_WITH[Permission.VERIFY_ASSIGNED],
    methods=("POST",),
)
def add(request: ConsoleRequest, case_id: int) -> HttpResponse:
    """Keeps the photo with the open verification."""
    given = request.FILES.get("photo")
    if given is None or isinstance(given, list):
        raise Refused("there is no photo in the form", mend="choose or take one")
    proof = add_proof(
        settings.HOME,
        case_id=case_id,
        file_name=given.name or "",
        content=given.read(MAX_BYTES + 1),
        actor=request.actor,
        at=timezone.now(),
    )
    if wants_json(request):
        address = reverse("proof", args=[proof.pk])
        return JsonResponse(
            {"photo": address, "name": proof.file_name, "remove": reverse("proof_remove", args=[proof.pk])}
        )
    return HttpResponseRedirect(reverse("verification_task", args=[proof.verification_id]))


@page(
    "proofs/<int:proof_id>/",
    name="proof",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="照片", en="Photo"),
    roles=ROLES_WITH[Permission.SEE_CASES],
)
def look(request: ConsoleRequest, proof_id: int) -> HttpResponse:
    """The photo; who looks leaves an audit entry."""
    content = look_at_proof(settings.HOME, proof_id=proof_id, actor=request.actor, at=timezone.now())
    return HttpResponse(content, content_type="image/jpeg", headers={"Content-Disposition": "inline"})


@page(
    "proofs/<int:proof_id>/remove/",
    name="proof_remove",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="移除照片", en="Take the photo out"),
    roles=ROLES_WITH[Permission.VERIFY_ASSIGNED],
    methods=("POST",),
)
def remove(request: ConsoleRequest, proof_id: int) -> HttpResponse:
    """Takes the photo out while the verification is open."""
    proof = remove_proof(proof_id=proof_id, actor=request.actor, at=timezone.now())
    if wants_json(request):
        return JsonResponse({})
    return HttpResponseRedirect(reverse("verification_task", args=[proof.verification_id]))
