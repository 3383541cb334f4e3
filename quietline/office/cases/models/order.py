"""What the network is told to do, and what it answered."""

from typing import ClassVar

from django.db import models

from quietline.home import NETWORK
from quietline.office.cases.models.case import Case
from quietline.office.cases.models.measure import Measure


class OrderState(models.TextChoices):
    """Life of an order in the outbox. `failed` is the dead letter: it waits for a person."""

    WAITING = "waiting", "待发出"
    SENDING = "sending", "发送中"
    DONE = "done", "已执行"
    REFUSED = "refused", "被拒绝"
    FAILED = "failed", "发送失败"
    CANCELLED = "cancelled", "已取消"
    GIVEN_UP = "given_up", "已放弃"


class OrderAction(models.TextChoices):
    """What the network is asked to do."""

    BAR_OUTGOING = "bar_outgoing", "限制呼出"
    SUSPEND_ONE_WAY = "suspend_one_way", "单向停机"
    SUSPEND_TWO_WAY = "suspend_two_way", "双向停机"
    BAR_SMS = "bar_sms", "停短信"
    BAR_TRUNK = "bar_trunk", "停中继"
    INTERCEPT = "intercept", "拦截"
    RESTORE = "restore", "复机"
    TERMINATE = "terminate", "终止接入"
    REFER = "refer", "转办"
    NOTIFY = "notify", "通知"


class Order(models.Model):
    """A measure on its way to a network system: sent at least once, effective once by its key."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="orders")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="orders")
    key = models.UUIDField(
        unique=True, help_text="Idempotency key: the receiver acts on it once, however often it arrives."
    )
    action = models.CharField(max_length=32, choices=OrderAction.choices)
    number = models.CharField(max_length=32)
    target = models.CharField(
        max_length=32, default=NETWORK, help_text="The system that carries it out: a target of the settings."
    )
    payload = models.JSONField(
        default=dict, help_text="What the action needs besides the number, for example the text of a notice."
    )
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
            models.Index(fields=["target", "state", "next_attempt_at", "id"], name="order_outbox"),
            models.Index(fields=["number", "id"], name="order_of_number"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(state__in=["failed", "refused"]),
                name="order_dead_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.number} {self.state}"
