"""Cases and what is done in them. Every row with a `state` has a `version` that grows by one with each change: the audit trail has as many entries."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from quietline.domain.case_states import CaseState, MeasureKind
from quietline.domain.findings import Outcome, Severity
from quietline.office.intake.models import Report
from quietline.office.people.models import User
from quietline.office.registry.models import Holding


class Case(models.Model):
    """Everything that is suspected of one holding in one period. One holding has at most one case that is not closed."""

    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="cases")
    number = models.CharField(max_length=32, db_index=True)
    branch = models.CharField(max_length=64, blank=True)
    state = models.CharField(
        max_length=16, choices=[(s.value, s.value) for s in CaseState], default=CaseState.SUSPECTED
    )
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    severity = models.PositiveSmallIntegerField(
        default=0, help_text="Rank of the worst finding: 3 high, 2 medium, 1 low, 0 none."
    )
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="assigned_cases")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["holding"], condition=~Q(state=CaseState.CLOSED), name="one_open_case_per_holding"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in CaseState]), name="case_state_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at", "id"], name="case_queue"),
            models.Index(fields=["branch", "state", "due_at"], name="case_branch_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.number} {self.state}"


class ControlRun(models.Model):
    """One control ran over one day: how many subjects it judged and how. Counts add up: matched + no_match + not_enough_history = evaluated."""

    control = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    day = models.DateField()
    ran_at = models.DateTimeField()
    shadow = models.BooleanField()
    evaluated = models.PositiveIntegerField()
    matched = models.PositiveIntegerField()
    no_match = models.PositiveIntegerField()
    not_enough_history = models.PositiveIntegerField()
    error = models.TextField(blank=True)
    inputs = models.CharField(
        max_length=64,
        blank=True,
        help_text="Names the control and the tables it was judged from: the same inputs need no second judgement.",
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["control", "day"], name="control_run_day"),
            models.Index(fields=["day"], name="control_run_of_day"),
            models.Index(fields=["control", "day"], condition=~Q(error=""), name="control_run_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.control} {self.day}"


class CaseFinding(models.Model):
    """A finding that the ledger took in because a case needs it, frozen as it was: it outlives the warehouse's retention."""

    key = models.CharField(max_length=32, unique=True, help_text="`Finding.key`: control, subject and day.")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="findings")
    control = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    clause = models.CharField(max_length=8)
    source = models.CharField(max_length=32)
    day = models.DateField()
    outcome = models.CharField(max_length=32, choices=[(o.value, o.value) for o in Outcome])
    severity = models.CharField(max_length=8, choices=[(s.value, s.value) for s in Severity])
    evidence = models.JSONField()
    counterfactual = models.JSONField(null=True)
    cleared = models.BooleanField(
        default=False, help_text="Joined after its evidence was judged: it does not open a case again."
    )
    taken_in_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(
        null=True, help_text="Records that came late took the finding back before anybody decided on it."
    )

    class Meta:
        ordering: ClassVar = ["-day", "control"]
        indexes: ClassVar = [models.Index(fields=["control", "day"], name="case_finding_of_day")]

    def __str__(self) -> str:
        return f"{self.control} {self.day}"

    @property
    def stands(self) -> bool:
        """False where records that came late took it back."""
        return self.withdrawn_at is None


class CaseReport(models.Model):
    """A user report that belongs to a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="case_report")
    cleared = models.BooleanField(
        default=False, help_text="Made before the case was judged: it does not open a case again."
    )
    taken_in_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, help_text="When the file that it came in was withdrawn.")

    def __str__(self) -> str:
        return f"{self.case_id}:{self.report_id}"


class MeasureState(models.TextChoices):
    """Life of a measure."""

    PROPOSED = "proposed", "待第二人同意"
    EFFECTIVE = "effective", "已生效"
    UNDONE = "undone", "已撤销"
    REJECTED = "rejected", "未同意"


class SecondOpinion(models.TextChoices):
    """What the second person said."""

    AGREED = "agreed", "同意"
    DISAGREED = "disagreed", "不同意"


class Measure(models.Model):
    """A decision on a case. A single unprotected shutdown takes effect at once and is reviewed by another person until `review_due_at`."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=16, choices=[(m.value, m.value) for m in MeasureKind])
    state = models.CharField(max_length=16, choices=MeasureState.choices)
    version = models.PositiveIntegerField(default=1)
    state_before = models.CharField(max_length=16)
    reason = models.CharField(max_length=500)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="decided_measures")
    decided_at = models.DateTimeField()
    effective_at = models.DateTimeField(null=True)
    review_due_at = models.DateTimeField(null=True)
    second_person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="reviewed_measures"
    )
    second_person_at = models.DateTimeField(null=True)
    second_opinion = models.CharField(max_length=16, choices=SecondOpinion.choices, blank=True)
    second_note = models.CharField(max_length=500, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="undone_measures")
    undone_at = models.DateTimeField(null=True)
    due_before = models.DateTimeField(
        null=True, help_text="The case's due time before this took effect: undo brings it back."
    )
    evidence = models.JSONField(help_text="What the decider saw: findings and reports as they were.")

    class Meta:
        ordering: ClassVar = ["-decided_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="measure_has_reason"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="proposed"), name="one_proposal_per_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class VerificationState(models.TextChoices):
    """Life of a verification."""

    OPEN = "open", "待核实"
    COMPLETED = "completed", "已完成"
    WITHDRAWN = "withdrawn", "已撤回"


class VerificationMethod(models.TextChoices):
    """How the suspicion was verified."""

    TEST_DIAL = "test_dial", "拨测"
    CALL_BACK = "call_back", "回访"
    CUSTOMER_CONTACT = "customer_contact", "联系机主"
    MATERIAL = "material", "核对材料"


class VerificationOutcome(models.TextChoices):
    CONFIRMED = "confirmed", "属实"
    NOT_CONFIRMED = "not_confirmed", "不属实"


class Verification(models.Model):
    """The task to find out whether the suspicion is true, completed by somebody other than the decider."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="verifications")
    measure = models.OneToOneField(Measure, on_delete=models.PROTECT, related_name="verification")
    state = models.CharField(max_length=16, choices=VerificationState.choices, default=VerificationState.OPEN)
    version = models.PositiveIntegerField(default=1)
    due_at = models.DateTimeField()
    method = models.CharField(max_length=32, choices=VerificationMethod.choices, blank=True)
    outcome = models.CharField(max_length=16, choices=VerificationOutcome.choices, blank=True)
    note = models.TextField(blank=True)
    completed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    completed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class OrderState(models.TextChoices):
    """Life of an order in the outbox. `failed` is the dead letter: it waits for a person."""

    WAITING = "waiting", "待发出"
    SENDING = "sending", "发送中"
    DONE = "done", "已执行"
    REFUSED = "refused", "被拒绝"
    FAILED = "failed", "发送失败"
    CANCELLED = "cancelled", "已取消"


class OrderAction(models.TextChoices):
    """What the network is asked to do."""

    BAR_OUTGOING = "bar_outgoing", "限制呼出"
    INTERCEPT = "intercept", "拦截"
    RESTORE = "restore", "复机"
    TERMINATE = "terminate", "终止接入"
    REFER = "refer", "转办"


class Order(models.Model):
    """A measure on its way to a network system: sent at least once, effective once by its key."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="orders")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="orders")
    key = models.UUIDField(
        unique=True, help_text="Idempotency key: the receiver acts on it once, however often it arrives."
    )
    action = models.CharField(max_length=32, choices=OrderAction.choices)
    number = models.CharField(max_length=32)
    state = models.CharField(max_length=16, choices=OrderState.choices, default=OrderState.WAITING)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    leaves_at = models.DateTimeField(help_text="Not sent before; until then the decision can be undone.")
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(
        null=True, help_text="A sender that died leaves the order to the next one after this."
    )
    answered_at = models.DateTimeField(null=True)
    answer = models.JSONField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "next_attempt_at", "id"], name="order_outbox"),
            models.Index(fields=["number", "id"], name="order_of_number"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.number} {self.state}"
