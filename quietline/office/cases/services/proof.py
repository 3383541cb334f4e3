"""Photos of a verification: added, taken out while it is open, looked at (clauses 1.2.3 and 3.1)."""

from datetime import datetime

from django.db import transaction

from quietline.domain.errors import NotFound, Refused
from quietline.domain.printable import printable
from quietline.home import Home
from quietline.office.audit.changes import change
from quietline.office.audit.record import record
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases import photos
from quietline.office.cases.models import VerificationProof
from quietline.office.cases.queries import proofs_visible_to
from quietline.office.cases.services.verification import open_verification
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission

MAX_PROOFS = 12
"""Photos that one verification holds at most."""
MAX_NAME = 255


def add_proof(
    home: Home, *, case_id: int, file_name: str, content: bytes, actor: Actor, at: datetime
) -> VerificationProof:
    """The photo, cleaned and kept with the case's open verification. The same photo twice is one.

    Raises Refused for what is no photo or too large, beyond `MAX_PROOFS`, and as `open_verification` does.
    """
    refusals = recorded_refusal(
        actor=actor,
        at=at,
        action="verification.add_proof",
        object_kind="case",
        object_id=case_id,
        case=case_id,
    )
    with refusals:
        photo = photos.cleaned(content)
        with transaction.atomic():
            verification = open_verification(case_id, actor, at)
            standing = verification.proofs.filter(removed_at=None)
            if known := standing.filter(sha256=photo.sha256).first():
                return known
            if standing.count() >= MAX_PROOFS:
                raise Refused(
                    f"the verification has {MAX_PROOFS} photos, which is the limit", mend="take one out first"
                )
            photos.keep(home, photo)
            person = require_person(actor, Permission.VERIFY_ASSIGNED)
            change(verification, action="verification.proof_added", actor=actor, at=at, reason=photo.sha256)
            return VerificationProof.objects.create(
                case=verification.case,
                verification=verification,
                sha256=photo.sha256,
                file_name=_clean_name(file_name),
                width=photo.width,
                height=photo.height,
                added_by=person,
                added_at=at,
            )


def remove_proof(*, proof_id: int, actor: Actor, at: datetime) -> VerificationProof:
    """The photo, taken out of a verification that is still open. It stays in the story of the case. Raises as `add_proof` does."""
    refusals = recorded_refusal(
        actor=actor, at=at, action="verification.remove_proof", object_kind="proof", object_id=proof_id
    )
    with refusals, transaction.atomic():
        proof = proof_for(actor, proof_id)
        verification = open_verification(proof.case_id, actor, at)
        if verification.pk != proof.verification_id or proof.removed_at is not None:
            raise Refused("the photo belongs to a verification that is over", mend="leave it")
        change(verification, action="verification.proof_removed", actor=actor, at=at, reason=proof.sha256)
        proof.removed_at = at
        proof.save(update_fields=["removed_at"])
        return proof


def look_at_proof(home: Home, *, proof_id: int, actor: Actor, at: datetime) -> bytes:
    """The photo's JPEG bytes; who looks leaves an audit entry. Raises NotFound outside the actor's scope or where the file is gone."""
    proof = proof_for(actor, proof_id)
    try:
        content = photos.path_of(home, proof.sha256).read_bytes()
    except OSError as error:
        raise NotFound(
            f"the photo {proof.sha256} is not in the home", mend="bring it back from the backup"
        ) from error
    with transaction.atomic():
        record(
            actor=actor,
            at=at,
            action="verification.proof_viewed",
            object_kind="proof",
            object_id=proof.pk,
            case=proof.case_id,
        )
    return content


def proof_for(actor: Actor, proof_id: int) -> VerificationProof:
    """The photo, where the actor may see its case. Raises NotFound otherwise."""
    found = proofs_visible_to(actor).filter(pk=proof_id).first() if 0 < proof_id < 2**63 else None
    if found is None:
        raise NotFound(f"there is no photo {proof_id} that you may see", mend="look at the case first")
    return found


def _clean_name(file_name: str) -> str:
    return printable(file_name.replace("\\", "/").rsplit("/", 1)[-1])[:MAX_NAME]
