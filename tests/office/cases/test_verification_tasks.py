"""A verification is somebody's task, with a script to follow and photos that prove what was seen (clauses 1.2.3 and 3.1)."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from quietline.domain.errors import NotFound, Refused
from quietline.domain.verification_script import SCRIPTS, VerificationMethod, checked_answers
from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.cases import photos
from quietline.office.cases.models import Case, Verification, VerificationProof
from quietline.office.cases.queries import proofs_visible_to, verifications_for, verifiers_of
from quietline.office.cases.services.proof import add_proof, look_at_proof, remove_proof
from quietline.office.cases.services.verification import complete_verification
from quietline.office.cases.services.verification_task import assign_verification
from quietline.office.people.actors import Actor
from tests.ledger_builders import NOW, OTHER_BRANCH, Cast, a_case, a_person, decided, later
from tests.photo_builders import a_photo

BY_MATERIAL = {"material": "营业执照", "agrees": "yes", "purpose": "lawful_work"}


@pytest.fixture
def verification(cast: Cast) -> Verification:
    """A number that the analyst shut down and sent to verification."""
    case = a_case()
    decided(case, "shutdown", cast.analyst)
    decided(case, "verify", cast.analyst)
    return Verification.objects.get(case=case)


def the_photo_of(home: Home, case: Case, actor: Actor, content: bytes | None = None) -> VerificationProof:
    return add_proof(
        home, case_id=case.pk, file_name="店面.jpg", content=content or a_photo(), actor=actor, at=NOW
    )


def completed(case: Case, actor: Actor, method: str, answers: dict[str, str]) -> Verification:
    return complete_verification(
        case_id=case.pk,
        method=method,
        outcome="confirmed",
        note="已核实",
        answers=answers,
        actor=actor,
        at=NOW,
    )


@pytest.mark.clause("3.1")
def test_who_was_given_a_verification_carries_it_out_and_others_of_the_branch_do_not(
    cast: Cast, verification: Verification
) -> None:
    case = verification.case
    answers = {"reached": "answered", "purpose": "marketing"}
    with pytest.raises(Refused, match="not assigned to you"):
        completed(case, cast.branch, "test_dial", answers)
    assert not verifications_for(cast.branch).exists()
    assign_verification(verification_id=verification.pk, assignee="branch", actor=cast.analyst, at=NOW)
    assert verifications_for(cast.branch).get() == verification
    done = completed(case, cast.branch, "test_dial", answers)
    assert (done.state, done.completed_by, done.answers) == ("completed", cast.branch.user, answers)


def test_a_task_gets_the_due_time_that_it_is_given(cast: Cast, verification: Verification) -> None:
    due = later(hours=3)
    given = assign_verification(
        verification_id=verification.pk, assignee="second", due_at=due, actor=cast.analyst, at=NOW
    )
    assert (given.assignee, given.due_at) == (cast.second.user, due)


@pytest.mark.parametrize(
    ("assignee", "words"),
    [
        ("analyst", "does not verify"),
        ("outsider", "does not see this case"),
        ("auditor", "may not verify"),
        ("nobody", "no account"),
    ],
)
def test_nobody_gets_a_task_that_he_may_not_carry_out(
    cast: Cast, verification: Verification, assignee: str, words: str
) -> None:
    with pytest.raises((Refused, NotFound), match=words):
        assign_verification(verification_id=verification.pk, assignee=assignee, actor=cast.reviewer, at=NOW)
    assert AuditEntry.objects.filter(action__contains="assign", object_kind="verification").count() == 1


def test_a_due_time_that_is_over_is_refused(cast: Cast, verification: Verification) -> None:
    with pytest.raises(Refused, match="over already"):
        assign_verification(
            verification_id=verification.pk,
            assignee="second",
            due_at=NOW - timedelta(minutes=1),
            actor=cast.analyst,
            at=NOW,
        )


def test_tasks_are_offered_to_those_of_the_branch_who_may_verify(
    cast: Cast, verification: Verification
) -> None:
    a_person("elsewhere", "branch_staff", branches=(OTHER_BRANCH,))
    offered = {person.username for person in verifiers_of(verification.case)}
    assert offered == {"analyst", "second", "reviewer", "branch"}


@pytest.mark.clause("3.1")
def test_material_is_verified_with_a_photo_only(home: Home, cast: Cast, verification: Verification) -> None:
    with pytest.raises(Refused, match="needs a photo"):
        completed(verification.case, cast.second, "material", BY_MATERIAL)
    the_photo_of(home, verification.case, cast.second)
    assert completed(verification.case, cast.second, "material", BY_MATERIAL).state == "completed"


def test_a_photo_that_was_taken_out_proves_nothing(
    home: Home, cast: Cast, verification: Verification
) -> None:
    proof = the_photo_of(home, verification.case, cast.second)
    remove_proof(proof_id=proof.pk, actor=cast.second, at=NOW)
    with pytest.raises(Refused, match="needs a photo"):
        completed(verification.case, cast.second, "material", BY_MATERIAL)


def test_photos_of_a_completed_verification_stay(home: Home, cast: Cast, verification: Verification) -> None:
    proof = the_photo_of(home, verification.case, cast.second)
    completed(verification.case, cast.second, "material", BY_MATERIAL)
    with pytest.raises(Refused, match="nothing to verify"):
        remove_proof(proof_id=proof.pk, actor=cast.second, at=NOW)
    with pytest.raises(Refused, match="nothing to verify"):
        the_photo_of(home, verification.case, cast.second, a_photo(colour="red"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_the_camera_wrote_into_a_photo_is_gone_and_the_picture_stands_upright(kind: str) -> None:
    kept = photos.cleaned(a_photo(kind))
    with Image.open(io.BytesIO(kept.content)) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (30, 40)
        assert not picture.getexif()
    assert b"Camera Maker" not in kept.content


def test_a_large_photo_is_kept_at_a_size_that_can_be_read() -> None:
    kept = photos.cleaned(a_photo(size=(5_000, 1_000)))
    assert max(kept.width, kept.height) == photos.MAX_SIDE


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<svg onload=alert(1)>", "no photo"),
        (a_photo()[:200], "no photo"),
        (b"\xff" * (photos.MAX_BYTES + 1), "limit"),
        (a_photo("PNG", (7_000, 7_000)), "pixels"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "no photo"),
    ],
    ids=["empty", "markup", "cut off", "too long", "too many pixels", "another format"],
)
def test_what_is_no_photo_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        photos.cleaned(content)


def test_the_same_photo_twice_is_one(home: Home, cast: Cast, verification: Verification) -> None:
    first = the_photo_of(home, verification.case, cast.second)
    assert the_photo_of(home, verification.case, cast.second) == first
    assert verification.proofs.count() == 1


def test_who_looks_at_a_photo_leaves_an_entry_and_who_may_not_finds_none(
    home: Home, cast: Cast, verification: Verification
) -> None:
    proof = the_photo_of(home, verification.case, cast.second)
    content = look_at_proof(home, proof_id=proof.pk, actor=cast.auditor, at=NOW)
    assert content.startswith(b"\xff\xd8")
    assert AuditEntry.objects.filter(action="verification.proof_viewed", actor="S-AUDITOR").count() == 1
    for stranger in (cast.outsider, cast.branch, cast.administrator):
        assert not proofs_visible_to(stranger).exists()
        with pytest.raises(NotFound):
            look_at_proof(home, proof_id=proof.pk, actor=stranger, at=NOW)


def test_a_name_with_a_path_or_strange_characters_keeps_its_last_part(
    home: Home, cast: Cast, verification: Verification
) -> None:
    proof = add_proof(
        home,
        case_id=verification.case_id,
        file_name="..\\..\\etc/pass\x07wd.jpg",
        content=a_photo(),
        actor=cast.second,
        at=NOW,
    )
    assert "/" not in proof.file_name
    assert "\x07" not in proof.file_name


@pytest.mark.parametrize("method", list(VerificationMethod))
def test_every_script_wants_its_questions_answered_with_what_it_offers(method: VerificationMethod) -> None:
    full = {question.code: next(iter(question.choices), "一句话") for question in SCRIPTS[method]}
    assert checked_answers(method, full) == full
    for question in SCRIPTS[method]:
        without = {code: answer for code, answer in full.items() if code != question.code}
        if question.is_required:
            with pytest.raises(Refused, match=question.code):
                checked_answers(method, without)
        else:
            assert checked_answers(method, without) == without
        wrong = "x" * 301 if not question.choices else "perhaps"
        with pytest.raises(Refused, match=question.code):
            checked_answers(method, {**full, question.code: wrong})
    with pytest.raises(Refused, match="no question"):
        checked_answers(method, {**full, "mood": "good"})
