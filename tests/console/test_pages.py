"""Each page by the inherited cases; a page without its cases fails here."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from quietline.console.number_seal import sealed
from quietline.console.page import ANYBODY, PAGES
from quietline.console.urls import urlpatterns
from quietline.home import Home, OrderTarget
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.models import Case, ControlRun, Order
from quietline.office.cases.services.appeal import lodge_appeal
from quietline.office.cases.services.bulk import agree_bulk, propose_bulk
from quietline.office.cases.services.proof import add_proof
from quietline.office.cases.services.verification_task import assign_verification
from quietline.office.intake.corrections import Wish, correct
from quietline.office.intake.holds import set_hold
from quietline.office.intake.models import Batch, Correction, LegalHold, Source
from quietline.office.intake.services import upload
from quietline.office.jobs.models import Job
from quietline.office.orders import outbox
from quietline.office.orders.dispatch import dispatch
from quietline.office.orders.models import Difference, OrderFile, Reconciliation
from quietline.office.vault.services.load import load_documents
from quietline.rulebook.store import write_findings
from tests.console.page_cases import PageCases, client_of
from tests.ledger_builders import NOW, SYSTEM, Cast, a_case, a_finding, a_number, decided, protect
from tests.photo_builders import a_photo

SEES_CASES = ("analyst", "reviewer", "branch", "auditor")
EVERYBODY = ("analyst", "reviewer", "branch", "auditor", "administrator")


def test_every_page_that_needs_a_log_in_has_its_cases() -> None:
    assert urlpatterns
    tested = {
        found.page
        for found in globals().values()
        if isinstance(found, type) and issubclass(found, PageCases) and hasattr(found, "page")
    }
    assert tested == {page.name for page in PAGES.values() if page.roles is not ANYBODY}


@pytest.mark.clause("1.2.3")
@pytest.mark.clause("3.1")
class TestQueue(PageCases):
    page = "queue"
    opens_for = ("analyst", "reviewer")


class TestQueuePanel(PageCases):
    page = "queue_panel"
    opens_for = ("analyst", "reviewer")
    outsider_sees = 404

    def arguments(self, case: Case) -> list[object]:
        return [case.pk]


class TestStart(PageCases):
    page = "start"
    opens_for = EVERYBODY
    works_with = 302


@pytest.mark.clause("3.1")
class TestCases(PageCases):
    page = "cases"
    opens_for = SEES_CASES


class TestCasesFile(PageCases):
    page = "cases_file"
    opens_for = SEES_CASES


@pytest.mark.clause("1.2.3")
class TestCase(PageCases):
    page = "case"
    opens_for = SEES_CASES
    outsider_sees = 404

    def arguments(self, case: Case) -> list[object]:
        return [case.pk]


class TestAssign(TestCase):
    page = "assign"
    opens_for = ("analyst",)
    method = "post"
    works_with = 302


@pytest.mark.clause("3.1")
class TestDecide(TestCase):
    page = "decide"
    opens_for = ("analyst",)
    method = "post"
    works_with = 302

    def data(self, case: Case) -> dict[str, object]:
        return {"measure": "watch", "reason": "证据尚弱,继续观察", "note": "再看一周"}


class TestVerification(TestCase):
    page = "verification"
    opens_for = ("reviewer", "analyst", "branch")
    method = "post"
    works_with = 302

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, cast: Cast) -> Case:
        decided(a_case_of_the_city, "verify", cast.analyst, at=timezone.now())
        return a_case_of_the_city

    def data(self, case: Case) -> dict[str, object]:
        answers = {"asked": "3", "disturbed": "yes", "purpose": "marketing"}
        fields = {f"answer.call_back.{question}": answer for question, answer in answers.items()}
        return {"method": "call_back", "outcome": "confirmed", "note": "回访属实", **fields}


class TestProofAdd(TestVerification):
    page = "proof_add"

    def data(self, case: Case) -> dict[str, object]:
        return {"photo": SimpleUploadedFile("店面.jpg", a_photo(), "image/jpeg")}


class TestVerifications(PageCases):
    page = "verifications"
    opens_for = ("analyst", "reviewer", "branch")


class OnTask(PageCases):
    """A verification with a photo, given to the branch; `page` is named by those who inherit."""

    outsider_sees = 404

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, cast: Cast, home: Home) -> Case:
        now = timezone.now()
        decided(a_case_of_the_city, "verify", cast.analyst, at=now)
        task = a_case_of_the_city.verifications.get()
        assign_verification(verification_id=task.pk, assignee="branch", actor=cast.analyst, at=now)
        photo = {"file_name": "店面.jpg", "content": a_photo()}
        add_proof(home, case_id=a_case_of_the_city.pk, actor=cast.branch, at=now, **photo)
        return a_case_of_the_city

    def arguments(self, case: Case) -> list[object]:
        return [case.verifications.get().pk]


@pytest.mark.clause("3.1")
class TestVerificationTask(OnTask):
    page = "verification_task"
    opens_for = ("analyst", "reviewer", "branch")

    def test_shows_the_whole_number_to_whom_the_task_was_given(self, cast: Cast, case: Case) -> None:
        assert "138 0391 0001" in self.call(client_of(cast, "branch"), case).content.decode()
        assert AuditEntry.objects.filter(action="case.number_viewed", actor="S-BRANCH").count() == 1


class TestVerificationAssign(OnTask):
    page = "verification_assign"
    opens_for = ("analyst", "reviewer")
    method = "post"
    works_with = 302

    def data(self, case: Case) -> dict[str, object]:
        return {"assignee": "second", "due": "2099-03-20T18:00"}


class TestProof(OnTask):
    page = "proof"
    opens_for = SEES_CASES

    def arguments(self, case: Case) -> list[object]:
        return [case.proofs.get().pk]

    def test_shows_the_outsider_nothing(self, cast: Cast, case: Case) -> None:
        assert self.call(client_of(cast, "outsider"), case).status_code == 404


class TestProofRemove(OnTask):
    page = "proof_remove"
    opens_for = ("analyst", "reviewer", "branch")
    method = "post"
    works_with = 302

    def arguments(self, case: Case) -> list[object]:
        return [case.proofs.get().pk]


class TestNotices(PageCases):
    page = "notices"
    opens_for = SEES_CASES


class OnNotice(PageCases):
    """A letter that waits to be handed over; `page` is named by those who inherit."""

    opens_for = ("analyst", "reviewer")
    outsider_sees = 404

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, cast: Cast) -> Case:
        now = timezone.now()
        decided(a_case_of_the_city, "shutdown", cast.analyst, at=now, shutdown_kind="two_way_suspension")
        order = a_case_of_the_city.orders.get()
        outbox.answered(order, {"result": "done", "detail": ""}, reason="done", actor=SYSTEM, at=now)
        return a_case_of_the_city

    def arguments(self, case: Case) -> list[object]:
        return [case.notices.get().pk]


@pytest.mark.clause("3.1")
class TestNoticeLetter(OnNotice):
    page = "notice_letter"

    def test_shows_the_outsider_nothing(self, cast: Cast, case: Case) -> None:
        assert self.call(client_of(cast, "outsider"), case).status_code == 404


class TestNoticeHandOver(OnNotice):
    page = "notice_hand_over"
    method = "post"
    works_with = 302

    def data(self, case: Case) -> dict[str, object]:
        return {"note": "挂号信送达"}


class OnShutdown(PageCases):
    """A case with a shutdown that the analyst decided; `page` is named by those who inherit."""

    outsider_sees = 404
    method = "post"
    works_with = 302

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, cast: Cast) -> Case:
        decided(a_case_of_the_city, "shutdown", cast.analyst, at=timezone.now())
        return a_case_of_the_city

    def arguments(self, case: Case) -> list[object]:
        return [case.measures.latest("pk").pk]


class TestUndo(OnShutdown):
    page = "undo"
    opens_for = ("analyst", "reviewer")


class TestAgree(OnShutdown):
    page = "agree"
    opens_for = ("reviewer",)


class TestDisagree(OnShutdown):
    page = "disagree"
    opens_for = ("reviewer",)

    def data(self, case: Case) -> dict[str, object]:
        return {"note": "号码属医院总机"}


class OnAppeal(OnShutdown):
    """An appeal against the analyst's shutdown, which the branch received."""

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, cast: Cast) -> Case:
        now = timezone.now()
        decided(a_case_of_the_city, "shutdown", cast.analyst, at=now)
        said = {"via": "hotline", "statement": "我是快递员 13803910001"}
        lodge_appeal(case_id=a_case_of_the_city.pk, actor=cast.branch, at=now, **said)
        return a_case_of_the_city

    def arguments(self, case: Case) -> list[object]:
        return [case.appeals.latest("pk").pk]

    def data(self, case: Case) -> dict[str, object]:
        return {"reason": "证明属实", "ground": "no_proof"}


class TestAppeals(OnAppeal):
    page = "appeals"
    opens_for = SEES_CASES
    method = "get"
    works_with = 200
    outsider_sees = 200

    def arguments(self, case: Case) -> list[object]:
        return []

    def test_it_shows_what_the_holder_says_with_his_number_masked(self, cast: Cast, case: Case) -> None:
        text = self.call(client_of(cast, "auditor"), case).content.decode()
        assert "我是快递员 138 **** 0001" in text
        assert "13803910001" not in text

    @pytest.mark.clause("2.3")
    def test_the_case_offers_the_judgement_to_who_had_no_part_only(self, cast: Cast, case: Case) -> None:
        door = reverse("case", args=[case.pk])
        texts = {who: client_of(cast, who).get(door).content.decode() for who in SEES_CASES}
        grant = reverse("appeal_grant", args=[case.appeals.get().pk])
        assert {who for who, text in texts.items() if grant in text} == {"reviewer"}


class TestAppealGrant(OnAppeal):
    page = "appeal_grant"
    opens_for = ("reviewer",)

    @pytest.mark.clause("2.3")
    def test_the_number_comes_back_and_the_story_tells_it(self, cast: Cast, case: Case) -> None:
        self.call(client_of(cast, "reviewer"), case)
        case.refresh_from_db()
        assert case.state == "restored"
        text = client_of(cast, "branch").get(reverse("case", args=[case.pk])).content.decode()
        assert "申诉成立" in text


class TestAppealRefuse(OnAppeal):
    page = "appeal_refuse"
    opens_for = ("reviewer",)


class TestAppealWithdraw(OnAppeal):
    page = "appeal_withdraw"
    opens_for = ("analyst", "reviewer", "branch")


class TestAppealLodge(OnShutdown):
    page = "appeal_lodge"
    opens_for = ("analyst", "reviewer", "branch")

    def arguments(self, case: Case) -> list[object]:
        return [case.pk]

    def data(self, case: Case) -> dict[str, object]:
        return {"via": "counter", "statement": "我是快递员"}

    def test_what_is_missing_is_said(self, cast: Cast, case: Case) -> None:
        address = reverse(self.page, args=[case.pk])
        answer = client_of(cast, "branch").post(address, {"via": "counter", "statement": " "})
        assert (answer.status_code, case.appeals.count()) == (409, 0)


@pytest.mark.clause("3.1")
class TestReview(PageCases):
    page = "review"
    opens_for = ("reviewer",)


class TestReferral(PageCases):
    page = "referral"
    opens_for = ("analyst", "reviewer")
    outsider_sees = 404

    @pytest.fixture
    def case(self, cast: Cast, a_case_of_the_city: Case) -> Case:
        decided(a_case_of_the_city, "refer", cast.analyst, at=timezone.now())
        return a_case_of_the_city

    def arguments(self, case: Case) -> list[object]:
        return [case.pk]


class TestDuty(PageCases):
    page = "duty"
    opens_for = (*SEES_CASES, "administrator")


class TestDutySet(PageCases):
    page = "duty_set"
    opens_for = ("reviewer", "administrator")
    method = "post"
    works_with = 302
    outsider_sees = 409

    def data(self, case: Case) -> dict[str, object]:
        return {
            "person": "analyst",
            "stand_in": "second",
            "begins_at": "2999-01-01T08:00",
            "ends_at": "2999-01-01T20:00",
        }


class TestAlarms(PageCases):
    page = "alarms"
    opens_for = SEES_CASES


class TestOrders(PageCases):
    page = "orders"
    opens_for = SEES_CASES


class TestOrderRetry(OnShutdown):
    page = "order_retry"
    opens_for = ("analyst", "reviewer")

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, cast: Cast) -> Case:
        decided(a_case_of_the_city, "shutdown", cast.analyst, at=timezone.now())
        Order.objects.update(state="failed")
        return a_case_of_the_city

    def arguments(self, case: Case) -> list[object]:
        return [Order.objects.latest("pk").key]


@pytest.mark.clause("3.1")
class TestOrderDesk(TestOrderRetry):
    page = "order_desk"
    opens_for = SEES_CASES
    method = "get"
    works_with = 200
    outsider_sees = None

    def arguments(self, case: Case) -> list[object]:
        return []


class TestOrderHandOver(TestOrderRetry):
    page = "order_hand_over"


class TestOrderGiveUp(TestOrderRetry):
    page = "order_give_up"
    opens_for = ("reviewer",)

    def data(self, case: Case) -> dict[str, object]:
        return {"reason": "号码已销户"}


class TestOrderConfirm(TestOrderRetry):
    page = "order_confirm"

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, cast: Cast) -> Case:
        decided(a_case_of_the_city, "shutdown", cast.analyst, at=timezone.now())
        Order.objects.update(target="manual")
        return a_case_of_the_city

    def data(self, case: Case) -> dict[str, object]:
        return {"result": "done", "note": "在 HLR 中已执行"}


class OnBatch(PageCases):
    """A batch that went out with the order of a shutdown; `page` is named by those who inherit."""

    opens_for = SEES_CASES

    @pytest.fixture
    def case(
        self, a_case_of_the_city: Case, cast: Cast, home: Home, city_settings: Callable[..., None]
    ) -> Iterator[Case]:
        boss = OrderTarget(name="boss", adapter="batch", profile="business_csv", actions=("bar_outgoing",))
        city_settings(order_targets=(boss,))
        decided(a_case_of_the_city, "shutdown", cast.analyst, at=timezone.now())
        dispatch(home, timezone.now())
        yield a_case_of_the_city
        shutil.rmtree(home.exchange("boss"))

    def arguments(self, case: Case) -> list[object]:
        return [OrderFile.objects.get().pk]


@pytest.mark.clause("3.1")
class TestOrderFiles(OnBatch):
    page = "order_files"

    def arguments(self, case: Case) -> list[object]:
        return []


class TestOrderFile(OnBatch):
    page = "order_file"
    outsider_sees = 404


class TestOrderFileDownload(OnBatch):
    page = "order_file_download"
    opens_for = ("analyst", "reviewer")
    method = "post"
    outsider_sees = 404


class TestOrderFileStop(OnBatch):
    page = "order_file_stop"
    opens_for = ("analyst", "reviewer")
    method = "post"
    works_with = 302
    outsider_sees = 404

    def data(self, case: Case) -> dict[str, object]:
        return {"reason": "对方系统停机"}


class TestOrderResults(OnBatch):
    page = "order_results"
    opens_for = ("analyst", "reviewer")
    method = "post"
    works_with = 409

    def arguments(self, case: Case) -> list[object]:
        return []

    def data(self, case: Case) -> dict[str, object]:
        return {"target": "boss", "file": SimpleUploadedFile("result.csv", b"cut off")}


class OnDifference(OnShutdown):
    """A number that was barred and is in service; `page` is named by those who inherit."""

    opens_for = ("analyst", "reviewer")

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, cast: Cast) -> Case:
        decided(a_case_of_the_city, "shutdown", cast.analyst, at=timezone.now())
        Order.objects.update(state="done")
        found = Reconciliation.objects.create(
            profile="business_csv", name="s.csv", sha256="0", compared_at=timezone.now(), rows=1, unreadable=0
        )
        Difference.objects.create(
            reconciliation=found,
            number=a_case_of_the_city.number,
            case=a_case_of_the_city,
            order=Order.objects.get(),
            branch=a_case_of_the_city.branch,
            expected="bar_outgoing",
            actual="active",
            kind="not_barred",
            side="network",
        )
        return a_case_of_the_city

    def arguments(self, case: Case) -> list[object]:
        return [Difference.objects.get().pk]


@pytest.mark.clause("3.1")
class TestReconciliation(OnDifference):
    page = "reconciliation"
    opens_for = SEES_CASES
    method = "get"
    works_with = 200
    outsider_sees = None

    def arguments(self, case: Case) -> list[object]:
        return []


class TestReconcile(TestReconciliation):
    page = "reconcile"
    opens_for = ("analyst", "reviewer")
    method = "post"
    works_with = 409

    def data(self, case: Case) -> dict[str, object]:
        return {"profile": "business_csv", "file": SimpleUploadedFile("states.csv", b"cut off")}


class TestDifferenceOrder(OnDifference):
    page = "difference_order"


class TestDifferenceNote(OnDifference):
    page = "difference_note"

    def data(self, case: Case) -> dict[str, object]:
        return {"note": "用户欠费已缴清"}


@pytest.mark.clause("3.1")
class TestIntake(PageCases):
    page = "intake"
    opens_for = ("analyst", "reviewer", "auditor")


class TestIntakeFile(PageCases):
    page = "intake_file"
    opens_for = ("analyst", "reviewer", "auditor")


@pytest.mark.clause("3.1")
class TestSources(PageCases):
    page = "sources"
    opens_for = ("analyst", "reviewer", "auditor")

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, quarantined_batch: Batch) -> Case:
        return a_case_of_the_city


class TestSourceRhythm(TestSources):
    page = "source_rhythm"
    opens_for = ("analyst", "reviewer")
    method = "post"
    works_with = 302
    outsider_sees = 404

    def arguments(self, case: Case) -> list[object]:
        return ["csv"]

    def data(self, case: Case) -> dict[str, object]:
        version = Source.objects.get(name="csv").version
        return {"version": version, "expected_by": "06:00", "silent_after_h": "26", "note": ""}


class TestUpload(PageCases):
    page = "upload"
    opens_for = ("analyst", "reviewer")
    method = "post"
    works_with = 302

    def data(self, case: Case) -> dict[str, object]:
        return {"file": SimpleUploadedFile("calls.csv", b"caller,callee,start,duration\n")}


class TestJob(PageCases):
    page = "job"
    opens_for = ("analyst", "reviewer", "auditor")
    outsider_sees = 404

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, cast: Cast, home: Home) -> Case:
        file = SimpleUploadedFile("calls.csv", b"caller,callee,start,duration\n")
        upload(home, "calls.csv", file, actor=cast.analyst, at=timezone.now())
        return a_case_of_the_city

    def arguments(self, case: Case) -> list[object]:
        return [Job.objects.latest("pk").pk]


class TestJobCancel(TestJob):
    page = "job_cancel"
    opens_for = ("analyst", "reviewer")
    method = "post"
    works_with = 302


@pytest.mark.clause("3.1")
class TestQuarantine(PageCases):
    page = "quarantine"
    opens_for = ("analyst", "reviewer", "auditor")
    outsider_sees = 404

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, quarantined_batch: Batch) -> Case:
        return a_case_of_the_city

    def arguments(self, case: Case) -> list[object]:
        return [Batch.objects.get().batch]


class TestQuarantineFile(TestQuarantine):
    page = "quarantine_file"
    opens_for = ("analyst", "reviewer")


class TestQuarantineLine(TestQuarantine):
    page = "quarantine_line"
    opens_for = ("analyst", "reviewer")
    method = "post"
    works_with = 302

    def arguments(self, case: Case) -> list[object]:
        return [Batch.objects.get().batch, 3]

    def data(self, case: Case) -> dict[str, object]:
        version = getattr(Correction.objects.filter(line=3).first(), "version", 0)
        return {
            "action": "correct",
            "version": version,
            "text": "13803910001,13803910003,2026-01-01 10:00:00,12",
        }


class TestQuarantineReplay(TestQuarantine):
    page = "quarantine_replay"
    opens_for = ("analyst", "reviewer")
    method = "post"
    works_with = 302

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, quarantined_batch: Batch, cast: Cast, home: Home) -> Case:
        wish = Wish(3, 0, "13803910001,13803910003,2026-01-01 10:00:00,12")
        correct(home, quarantined_batch, wish, actor=cast.analyst, at=timezone.now())
        return a_case_of_the_city


class HeldCases(PageCases):
    """With one hold on a number."""

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, cast: Cast) -> Case:
        said = "公安调证 138 0391 0001 张某"
        set_hold(number="138 0391 0001", first=None, last=None, reason=said, actor=cast.reviewer, at=NOW)
        return a_case_of_the_city


@pytest.mark.clause("3.1")
class TestHolds(HeldCases):
    page = "holds"
    opens_for = ("reviewer", "auditor", "administrator")

    def test_who_does_not_decide_reads_the_number_masked(self, cast: Cast, case: Case) -> None:
        texts = {who: self.call(client_of(cast, who), case).content.decode() for who in self.opens_for}
        assert {who for who, text in texts.items() if "138 0391 0001" in text} == {"reviewer"}
        assert all("公安调证 138 **** 0001" in texts[who] for who in ("auditor", "administrator"))

    def test_only_who_may_hold_is_offered_it(self, cast: Cast, case: Case) -> None:
        texts = {who: self.call(client_of(cast, who), case).content.decode() for who in self.opens_for}
        assert {who for who, text in texts.items() if "/lift/" in text and "/place/" in text} == {
            "reviewer",
            "administrator",
        }


class TestHoldPlace(HeldCases):
    page = "hold_place"
    opens_for = ("reviewer", "administrator")
    method = "post"
    works_with = 302
    outsider_sees = 409

    def data(self, case: Case) -> dict[str, object]:
        return {"number": "13803910002", "first": "2026-03-01", "last": "2026-03-18", "reason": "公安调证"}

    def test_it_is_kept_with_its_span_and_recorded(self, cast: Cast, case: Case) -> None:
        self.call(client_of(cast, "reviewer"), case)
        hold = LegalHold.objects.latest("pk")
        assert (hold.number, str(hold.first_day), str(hold.last_day)) == (
            "8613803910002",
            "2026-03-01",
            "2026-03-18",
        )
        entry = AuditEntry.objects.get(object_kind="legalhold", object_id=str(hold.pk))
        assert (entry.action, entry.reason, entry.via) == ("legalhold.created", "公安调证", "console")

    @pytest.mark.parametrize(
        ("wrong", "status", "words"),
        [
            ({"first": "2026-02-30"}, 422, "不是日期"),
            ({"reason": " "}, 409, "必须填写理由"),
            ({"number": "", "first": ""}, 409, "依法保留须写明号码"),
            ({"last": "2026-02-01"}, 409, "晚于"),
        ],
    )
    def test_what_does_not_say_what_and_why_is_refused(
        self, cast: Cast, case: Case, wrong: dict[str, object], status: int, words: str
    ) -> None:
        address = reverse(self.page)
        answer = client_of(cast, "reviewer").post(address, self.data(case) | wrong)
        assert (answer.status_code, LegalHold.objects.count()) == (status, 1)
        assert words in answer.content.decode()


class TestHoldLift(HeldCases):
    page = "hold_lift"
    opens_for = ("reviewer", "administrator")
    method = "post"
    works_with = 302
    outsider_sees = 404

    def arguments(self, case: Case) -> list[object]:
        return [LegalHold.objects.get().pk]

    def data(self, case: Case) -> dict[str, object]:
        return {"reason": "结案"}

    def test_it_is_over_with_its_reason_and_recorded(self, cast: Cast, case: Case) -> None:
        self.call(client_of(cast, "reviewer"), case)
        hold = LegalHold.objects.get()
        assert (hold.state, hold.release_reason, hold.released_by) == ("released", "结案", cast.reviewer.name)
        assert AuditEntry.objects.get(action="legalhold.held->released").reason == "结案"


class TestBatch(TestQuarantine):
    page = "batch"


class TestBatchWithdraw(TestQuarantine):
    page = "batch_withdraw"
    opens_for = ("reviewer",)
    method = "post"
    works_with = 302

    def data(self, case: Case) -> dict[str, object]:
        return {"reason": "误接入", "rows": "1"}


class TestBatchReturn(TestQuarantine):
    page = "batch_return"
    opens_for = ("reviewer",)
    method = "post"
    works_with = 302

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, quarantined_batch: Batch) -> Case:
        Batch.objects.update(state="withdrawn")
        return a_case_of_the_city


class TestClauses(PageCases):
    page = "clauses"
    opens_for = EVERYBODY


class TestSearch(PageCases):
    page = "search"
    opens_for = SEES_CASES

    def data(self, case: Case) -> dict[str, object]:
        return {"q": "0001"}


@pytest.mark.clause("3.1")
class OnBulk(PageCases):
    """A bulk decision of the analyst on two cases, which waits for its second person."""

    outsider_sees = 404
    method = "post"
    works_with = 302

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, cast: Cast) -> Case:
        other = a_case(a_number(2), at=timezone.now())
        propose_bulk(
            case_ids=[a_case_of_the_city.pk, other.pk],
            count=2,
            measure="watch",
            reason="同一团伙",
            actor=cast.analyst,
            at=timezone.now(),
        )
        return a_case_of_the_city

    def arguments(self, case: Case) -> list[object]:
        return [case.bulk_items.get().bulk_id]

    def data(self, case: Case) -> dict[str, object]:
        return {"note": "证据不足"}


class TestBulk(OnBulk):
    page = "bulk"
    opens_for = ("analyst", "reviewer", "auditor")
    method = "get"
    works_with = 200
    outsider_sees = 200

    def arguments(self, case: Case) -> list[object]:
        return []


class TestBulkDecision(OnBulk):
    page = "bulk_decision"
    opens_for = ("analyst", "reviewer", "auditor")
    method = "get"
    works_with = 200

    @pytest.mark.clause("3.1")
    def test_only_the_second_person_is_offered_to_agree(self, cast: Cast, case: Case) -> None:
        texts = {who: self.call(client_of(cast, who), case).content.decode() for who in self.opens_for}
        assert {who for who, text in texts.items() if "/agree/" in text} == {"reviewer"}
        assert all("138 **** 0001" in text for text in texts.values())


class TestBulkAgree(OnBulk):
    page = "bulk_agree"
    opens_for = ("reviewer",)


class TestBulkReject(OnBulk):
    page = "bulk_reject"
    opens_for = ("reviewer",)


class TestBulkUndo(OnBulk):
    page = "bulk_undo"
    opens_for = ("analyst", "reviewer")

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, cast: Cast) -> Case:
        other = a_case(a_number(2), at=timezone.now())
        bulk = propose_bulk(
            case_ids=[a_case_of_the_city.pk, other.pk],
            count=2,
            measure="watch",
            reason="同一团伙",
            actor=cast.analyst,
            at=timezone.now(),
        )
        agree_bulk(bulk_id=bulk.pk, actor=cast.reviewer, at=timezone.now())
        Job.objects.update(state="cancelled")
        return a_case_of_the_city


class TestBulkNew(PageCases):
    page = "bulk_new"
    opens_for = ("analyst",)

    def data(self, case: Case) -> dict[str, object]:
        return {"case": case.pk}

    def test_it_says_whom_it_hits(self, cast: Cast, case: Case) -> None:
        protect(case.number)
        text = self.call(client_of(cast, "analyst"), case).content.decode()
        assert "影响 1 个工单" in text
        assert "其中 1 个号码属重点保障" in text


class TestBulkPropose(PageCases):
    page = "bulk_propose"
    opens_for = ("analyst",)
    method = "post"
    works_with = 302
    outsider_sees = 404

    def data(self, case: Case) -> dict[str, object]:
        other = Case.objects.filter(number=a_number(3)).first() or a_case(a_number(3), at=timezone.now())
        return {"case": [case.pk, other.pk], "count": "2", "measure": "watch", "reason": "同一团伙"}

    @pytest.mark.clause("3.1")
    def test_a_count_that_was_typed_wrong_is_said(self, cast: Cast, case: Case) -> None:
        wrong = self.data(case) | {"count": "3"}
        answer = client_of(cast, "analyst").post(reverse(self.page), wrong)
        assert (answer.status_code, "已标记 2 个工单,键入的是 3" in answer.content.decode()) == (409, True)


@pytest.mark.clause("1.2.3")
class TestProtected(PageCases):
    page = "protected"
    opens_for = ("analyst", "reviewer", "auditor")

    @pytest.fixture
    def case(self, a_case_of_the_city: Case) -> Case:
        today = timezone.localdate()
        protect(a_case_of_the_city.number, valid_from=today, valid_until=today + timedelta(days=9))
        return a_case_of_the_city

    def test_what_ends_soon_is_listed_masked_and_counted_in_the_rail(self, cast: Cast, case: Case) -> None:
        answer = client_of(cast, "analyst").get(reverse("protected"), {"view": "expiring"})
        assert "138 **** 0001" in answer.content.decode()
        assert answer.context["frame"].waiting["protected"] == 1


class TestControls(PageCases):
    page = "controls"
    opens_for = EVERYBODY


class TestControl(PageCases):
    page = "control"
    opens_for = EVERYBODY

    def arguments(self, case: Case) -> list[object]:
        return ["c102_hourly_frequency"]


@pytest.mark.clause("3.1")
class TestRuns(PageCases):
    page = "runs"
    opens_for = ("analyst", "reviewer", "auditor")


class TestRunsFile(TestRuns):
    page = "runs_file"


class TestRun(PageCases):
    page = "run"
    opens_for = ("analyst", "reviewer", "auditor")

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, home: Home) -> Case:
        finding = a_finding()
        write_findings(home, finding.day, [finding])
        ControlRun.objects.create(
            control=finding.control,
            version=1,
            day=finding.day,
            ran_at=NOW,
            shadow=False,
            evaluated=1,
            matched=1,
            no_match=0,
            not_enough_history=0,
        )
        return a_case_of_the_city

    def arguments(self, case: Case) -> list[object]:
        return ["2026-03-18", "c102_hourly_frequency"]


class TestRunAgain(PageCases):
    page = "run_again"
    opens_for = ("analyst", "reviewer")
    method = "post"
    works_with = 302


@pytest.mark.clause("3.1")
class TestNumber(PageCases):
    page = "number"
    opens_for = SEES_CASES
    outsider_sees = 404

    def arguments(self, case: Case) -> list[object]:
        return [sealed(case.number)]


class TestNumberCalled(TestNumber):
    page = "number_called"
    opens_for = ("analyst", "reviewer")
    method = "post"

    def data(self, case: Case) -> dict[str, object]:
        return {"reason": "回访被叫核实"}


class TestComponents(PageCases):
    page = "components"
    opens_for = ("administrator",)


@pytest.mark.clause("1.2.3")
@pytest.mark.clause("2.3")
@pytest.mark.clause("3.1")
class TestAudit(PageCases):
    page = "audit"
    opens_for = ("auditor",)


class TestAuditFile(PageCases):
    page = "audit_file"
    opens_for = ("auditor",)


@pytest.mark.clause("3.1")
class TestCaseDocument(TestCase):
    page = "case_document"
    opens_for = ("analyst", "reviewer")
    method = "post"

    @pytest.fixture
    def case(self, a_case_of_the_city: Case, cast: Cast, home: Home, tmp_path: Path) -> Case:
        path = tmp_path / "documents.csv"
        subscriber = a_case_of_the_city.holding.subscriber
        path.write_text(f"用户标识,证件类型,证件号码\n{subscriber},护照,E12345678\n", encoding="utf-8")
        load_documents(home, path, actor=cast.administrator, at=NOW)
        return a_case_of_the_city

    def data(self, case: Case) -> dict[str, object]:
        return {"reason": "影像复核"}

    def test_the_case_page_offers_it_and_the_number_is_shown_once(self, cast: Cast, case: Case) -> None:
        client = client_of(cast, "analyst")
        assert "查看证件" in client.get(reverse("case", args=[case.pk])).content.decode()
        assert (
            "查看证件" not in client_of(cast, "auditor").get(reverse("case", args=[case.pk])).content.decode()
        )
        assert "E12345678" in self.call(client, case).content.decode()
        assert "E12345678" not in client.get(reverse("case", args=[case.pk])).content.decode()
