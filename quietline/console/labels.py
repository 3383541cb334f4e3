"""Codes of the ledger in two languages, as the console shows them."""

from quietline.domain.appeals import REFUSAL_LABELS, VIA_LABELS
from quietline.domain.case_states import MEASURE_LABELS, STATE_LABELS
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.line_states import LINE_STATE_LABELS
from quietline.domain.notice_texts import NOTICE_LABELS
from quietline.domain.number_plan import LINE_CLASS_LABELS
from quietline.domain.shutdown_kinds import SHUTDOWN_LABELS
from quietline.domain.sources import SOURCES
from quietline.domain.verification_script import METHOD_LABELS
from quietline.office.cases.models import (
    AlarmKind,
    AppealState,
    BulkOutcome,
    BulkState,
    MeasureState,
    OrderAction,
    OrderState,
    VerificationOutcome,
    VerificationState,
)
from quietline.office.intake.models import BatchState, CorrectionState, HoldState
from quietline.office.jobs.models import JobState
from quietline.office.orders.compare import DifferenceKind, Side
from quietline.office.orders.models import DifferenceState, OrderFileState, RowFinding
from quietline.office.people.models import RoleName

MEASURE_STATES = {
    MeasureState.PROPOSED: Label(zh="待第二人同意", en="Waits for a second person"),
    MeasureState.EFFECTIVE: Label(zh="已生效", en="In effect"),
    MeasureState.UNDONE: Label(zh="已撤销", en="Taken back"),
    MeasureState.REJECTED: Label(zh="未同意", en="Not agreed"),
}
ORDER_STATES = {
    OrderState.WAITING: Label(zh="待发出", en="Waiting"),
    OrderState.SENDING: Label(zh="发送中", en="Sending"),
    OrderState.DONE: Label(zh="已执行", en="Done"),
    OrderState.REFUSED: Label(zh="被拒绝", en="Refused"),
    OrderState.FAILED: Label(zh="发送失败", en="Failed"),
    OrderState.CANCELLED: Label(zh="已取消", en="Cancelled"),
    OrderState.GIVEN_UP: Label(zh="已放弃", en="Given up"),
}
ORDER_ACTIONS = {
    OrderAction.BAR_OUTGOING: Label(zh="限制呼出", en="Bar outgoing calls"),
    OrderAction.SUSPEND_ONE_WAY: Label(zh="单向停机", en="Suspend one way"),
    OrderAction.SUSPEND_TWO_WAY: Label(zh="双向停机", en="Suspend both ways"),
    OrderAction.BAR_SMS: Label(zh="停短信", en="Bar text messages"),
    OrderAction.BAR_TRUNK: Label(zh="停中继", en="Bar the trunk"),
    OrderAction.INTERCEPT: Label(zh="拦截", en="Intercept"),
    OrderAction.RESTORE: Label(zh="复机", en="Restore"),
    OrderAction.TERMINATE: Label(zh="终止接入", en="Terminate"),
    OrderAction.REFER: Label(zh="转办", en="Refer"),
    OrderAction.NOTIFY: Label(zh="通知", en="Notify"),
}
ORDER_RESULTS = {
    "done": Label(zh="已执行", en="Done"),
    "refused": Label(zh="被拒绝", en="Refused"),
    "unknown_number": Label(zh="无此号码", en="No such number"),
}
ORDER_FILE_STATES = {
    OrderFileState.GATHERED.value: Label(zh="已汇集", en="Gathered"),
    OrderFileState.WRITTEN.value: Label(zh="待回执", en="Waits for its answer"),
    OrderFileState.ANSWERED.value: Label(zh="已回执", en="Answered"),
    "overdue": Label(zh="回执逾期", en="Answer overdue"),
}
ROW_FINDINGS = {
    RowFinding.APPLIED.value: Label(zh="已回写", en="Applied"),
    RowFinding.REPEATED.value: Label(zh="重复回执", en="Said before"),
    RowFinding.CONTRADICTS.value: Label(zh="与已有结果矛盾", en="Contradicts"),
    RowFinding.NEVER_ORDERED.value: Label(zh="从未下达", en="Never ordered"),
    RowFinding.UNREADABLE.value: Label(zh="无法识别", en="Unreadable"),
    RowFinding.MISSING.value: Label(zh="无回执", en="No row for it"),
}
DIFFERENCE_KINDS = {
    DifferenceKind.STILL_BARRED.value: Label(zh="应复机,仍被停", en="Restored here, still barred there"),
    DifferenceKind.NOT_BARRED.value: Label(zh="应关停,仍正常", en="Barred here, in service there"),
    DifferenceKind.ANOTHER_BAR.value: Label(zh="关停方式不符", en="Barred in another way"),
    DifferenceKind.GONE.value: Label(zh="网络侧已终止", en="Terminated there"),
    DifferenceKind.NOT_OURS.value: Label(zh="非本系统所停", en="Barred by somebody else"),
    DifferenceKind.NOT_LISTED.value: Label(zh="网络侧查无此号", en="Not listed there"),
    DifferenceKind.PASSED_ON.value: Label(zh="已换机主", en="Has another holder"),
}
DIFFERENCE_SIDES = {
    Side.NETWORK.value: Label(zh="网络侧应改", en="The network"),
    Side.LEDGER.value: Label(zh="本侧应改", en="Our records"),
}
DIFFERENCE_STATES = {
    DifferenceState.OPEN.value: Label(zh="待处理", en="Open"),
    DifferenceState.ORDERED.value: Label(zh="已再下指令", en="Ordered again"),
    DifferenceState.NOTED.value: Label(zh="已记录", en="Noted"),
    DifferenceState.RESOLVED.value: Label(zh="已一致", en="Agrees now"),
}
VERIFICATION_STATES = {
    VerificationState.OPEN: Label(zh="待核实", en="Open"),
    VerificationState.COMPLETED: Label(zh="已完成", en="Completed"),
    VerificationState.WITHDRAWN: Label(zh="已撤回", en="Withdrawn"),
}
APPEAL_STATES = {
    AppealState.LODGED: Label(zh="待裁决", en="To be judged"),
    AppealState.GRANTED: Label(zh="申诉成立", en="Granted"),
    AppealState.REFUSED: Label(zh="申诉不成立", en="Not granted"),
    AppealState.WITHDRAWN: Label(zh="已撤回", en="Withdrawn"),
}
BULK_STATES = {
    BulkState.PROPOSED: Label(zh="待第二人同意", en="Waits for a second person"),
    BulkState.AGREED: Label(zh="执行中", en="Under way"),
    BulkState.DONE: Label(zh="已执行", en="Done"),
    BulkState.REJECTED: Label(zh="未同意", en="Not agreed"),
    BulkState.UNDONE: Label(zh="已撤销", en="Taken back"),
}
BULK_OUTCOMES = {
    BulkOutcome.DECIDED: Label(zh="已决定", en="Decided"),
    BulkOutcome.REFUSED: Label(zh="被拒绝", en="Refused"),
    BulkOutcome.UNDONE: Label(zh="已撤销", en="Taken back"),
}
OUTCOMES_OF_VERIFICATION = {
    VerificationOutcome.CONFIRMED: Label(zh="属实", en="Confirmed"),
    VerificationOutcome.NOT_CONFIRMED: Label(zh="不属实", en="Not confirmed"),
}
ALARM_KINDS = {
    AlarmKind.DUE_SOON: Label(zh="即将到期", en="Due soon"),
    AlarmKind.OVERDUE: Label(zh="已逾期", en="Overdue"),
    AlarmKind.UNREVIEWED: Label(zh="关停未复核", en="Shutdown not reviewed"),
}
ALARM_LEVELS = {
    0: Label(zh="值班人", en="On duty"),
    1: Label(zh="替班人", en="Stand-in"),
    2: Label(zh="上一级", en="Level above"),
}
JOB_STATES = {
    JobState.QUEUED: Label(zh="排队", en="Queued"),
    JobState.RUNNING: Label(zh="进行中", en="Running"),
    JobState.DONE: Label(zh="完成", en="Done"),
    JobState.FAILED: Label(zh="失败", en="Failed"),
    JobState.CANCELLED: Label(zh="已取消", en="Cancelled"),
}
ROLES = {
    RoleName.ANALYST: Label(zh="研判员", en="Analyst"),
    RoleName.REVIEWER: Label(zh="复核员", en="Reviewer"),
    RoleName.BRANCH_STAFF: Label(zh="区县人员", en="Branch staff"),
    RoleName.CUSTOMER_SERVICE: Label(zh="客服", en="Customer service"),
    RoleName.AUDITOR: Label(zh="审计员", en="Auditor"),
    RoleName.ADMINISTRATOR: Label(zh="管理员", en="Administrator"),
}
FINDING_OUTCOMES = {
    Outcome.MATCH: Label(zh="命中", en="Match"),
    Outcome.NOT_ENOUGH_HISTORY: Label(zh="记录不足", en="Not enough history"),
    Outcome.ERROR: Label(zh="规则出错", en="Control failed"),
}
SEVERITIES = {
    Severity.HIGH: Label(zh="高", en="High"),
    Severity.MEDIUM: Label(zh="中", en="Medium"),
    Severity.LOW: Label(zh="低", en="Low"),
}
CORRECTION_STATES = {
    CorrectionState.OPEN: Label(zh="未解决", en="Open"),
    CorrectionState.READY: Label(zh="待重放", en="Waits for replay"),
    CorrectionState.CORRECTED: Label(zh="已更正", en="Corrected"),
    CorrectionState.GIVEN_UP: Label(zh="已放弃", en="Given up"),
}
BATCH_STATES = {
    BatchState.LOADED: Label(zh="已接入", en="Loaded"),
    BatchState.WITHDRAWN: Label(zh="已撤回", en="Withdrawn"),
}
HOLD_STATES = {
    HoldState.HELD: Label(zh="保留中", en="In force"),
    HoldState.RELEASED: Label(zh="已解除", en="Lifted"),
}
KINDS = {
    "calls": Label(zh="话单", en="Call records"),
    "holdings": Label(zh="持有关系", en="Holdings"),
    "protected_callers": Label(zh="重点保障白名单", en="Protected callers"),
    "user_reports": Label(zh="用户举报", en="User reports"),
    "complaints": Label(zh="投诉", en="Complaints"),
    "channels": Label(zh="渠道、网点和工号", en="Channels"),
    "enterprises": Label(zh="单位客户", en="Enterprises"),
    "outbound_platforms": Label(zh="外呼平台和特服号码", en="Outbound platforms"),
    "cells": Label(zh="小区", en="Cells"),
    "task_orders": Label(zh="任务单", en="Task orders"),
    "outbound_payments": Label(zh="外呼付款", en="Outbound payments"),
}

NOTICE_STATES = {
    **{code.value: label for code, label in ORDER_STATES.items()},
    OrderState.DONE.value: Label(zh="已发送", en="Sent"),
    "to_hand_over": Label(zh="待送达", en="To hand over"),
    "handed_over": Label(zh="已送达", en="Handed over"),
}

LIVES = {
    "active": Label(zh="启用", en="Active"),
    "shadow": Label(zh="试运行", en="Shadow"),
    "retired": Label(zh="已停用", en="Retired"),
    "error": Label(zh="规则出错", en="Control failed"),
}

_GROUPS: dict[str, dict[str, Label]] = {
    "state": {code.value: label for code, label in STATE_LABELS.items()},
    "measure": {code.value: label for code, label in MEASURE_LABELS.items()},
    "measure_state": {code.value: label for code, label in MEASURE_STATES.items()},
    "order_state": {code.value: label for code, label in ORDER_STATES.items()},
    "order_action": {code.value: label for code, label in ORDER_ACTIONS.items()},
    "order_result": ORDER_RESULTS,
    "order_file_state": ORDER_FILE_STATES,
    "row_finding": ROW_FINDINGS,
    "line_state": {code.value: label for code, label in LINE_STATE_LABELS.items()},
    "difference_kind": DIFFERENCE_KINDS,
    "difference_side": DIFFERENCE_SIDES,
    "difference_state": DIFFERENCE_STATES,
    "notice": {code.value: label for code, label in NOTICE_LABELS.items()},
    "notice_state": NOTICE_STATES,
    "verification_state": {code.value: label for code, label in VERIFICATION_STATES.items()},
    "alarm_kind": {code.value: label for code, label in ALARM_KINDS.items()},
    "alarm_level": {str(level): label for level, label in ALARM_LEVELS.items()},
    "shutdown_kind": {code.value: label for code, label in SHUTDOWN_LABELS.items()},
    "method": {code.value: label for code, label in METHOD_LABELS.items()},
    "bulk_outcome": {code.value: label for code, label in BULK_OUTCOMES.items()},
    "bulk_state": {code.value: label for code, label in BULK_STATES.items()},
    "appeal_state": {code.value: label for code, label in APPEAL_STATES.items()},
    "appeal_via": {code.value: label for code, label in VIA_LABELS.items()},
    "appeal_ground": {code.value: label for code, label in REFUSAL_LABELS.items()},
    "verification_outcome": {code.value: label for code, label in OUTCOMES_OF_VERIFICATION.items()},
    "job_state": {code.value: label for code, label in JOB_STATES.items()},
    "correction_state": {code.value: label for code, label in CORRECTION_STATES.items()},
    "batch_state": {code.value: label for code, label in BATCH_STATES.items()},
    "hold_state": {code.value: label for code, label in HOLD_STATES.items()},
    "role": {code.value: label for code, label in ROLES.items()},
    "finding_outcome": {code.value: label for code, label in FINDING_OUTCOMES.items()},
    "severity": {code.value: label for code, label in SEVERITIES.items()},
    "line_class": {code.value: label for code, label in LINE_CLASS_LABELS.items()},
    "source": SOURCES,
    "kind": KINDS,
    "life": LIVES,
}


def label_of(group: str, code: object) -> Label:
    """The label of a code, or the code itself where nobody named it."""
    text = str(getattr(code, "value", code))
    return _GROUPS[group].get(text, Label(zh=text, en=text))
