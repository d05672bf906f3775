"""The words of cases: closed sets, for the database and for GraphQL alike."""

from __future__ import annotations

from core.terms import Term


class CaseStatus(Term):
    """Where a case stands (案件状态)."""

    REPORTED = "Reported, not yet judged (已上报)."
    VERIFYING = "Somebody looks whether it is real (核实中)."
    FILED = "Accepted under a standard (已立案)."
    DISPATCHED = "Sent to a unit (已派遣)."
    IN_PROGRESS = "A named officer works on it (处置中)."
    SUSPENDED = "Set aside until a date, clock stopped (挂账)."
    HANDLED = "Handled, waiting for the check (已处置待核查)."
    CHECKING = "Somebody else checks whether it is solved (核查中)."
    CLOSED = "Nothing is left to do (已结案)."
    REJECTED = "Not accepted (不予立案)."
    CANCELLED = "Withdrawn (作废)."


class CaseStage(Term):
    """The seven public stages that the statuses belong to (闭环阶段)."""

    COLLECTION = "Information collected (信息采集)."
    FILING = "Case file opened (案卷建立)."
    DISPATCH = "Task dispatched (任务派遣)."
    HANDLING = "Task handled (任务处理)."
    FEEDBACK = "Result fed back (处理反馈)."
    VERIFICATION = "Checked before closing (核查结案)."
    EVALUATION = "Closed; residents are asked (综合评价)."


class CaseOutcome(Term):
    """How a closed or refused case ended; only RESOLVED counts as solved (办理结果)."""

    RESOLVED = "The problem is gone (已解决)."
    UNFOUNDED = "There was no such problem (不属实)."
    DUPLICATE = "The same as another case (重复)."
    NOT_OURS = "Another department's duty (非本部门职责)."


class ResolutionMode(Term):
    """In which way a case is solved (解决方式)."""

    ON_SITE = "Solved during the visit itself (现场解决)."
    DISPATCHED = "Dispatched to a unit (派遣处置)."
    PLANNED = "By a plan of its own (一案一策)."


class CaseSource(Term):
    """How a case became known (案件来源)."""

    VISIT = "Found on a visit to the community (进社区发现)."
    PATROL = "Found on patrol (巡查)."
    HOTLINE_12345 = "Citizens' hotline 12345 (12345热线)."
    HOTLINE_12319 = "Urban management hotline 12319 (12319热线)."
    WEDNESDAY_QA = "The weekly phone-in (星期三问城管)."
    MEDIA = "Reported by the media (媒体)."
    LEADER_INSTRUCTION = "A leader's instruction (领导批示)."
    DEPARTMENT_TRANSFER = "Handed over by another department (部门转办)."
    ONLINE = "Reported online (网络)."


class CasePriority(Term):
    """How urgent a case is (紧急程度)."""

    P1 = "At once (特急)."
    P2 = "Urgent (紧急)."
    P3 = "Ordinary (一般)."


class CaseAction(Term):
    """What somebody does with a case (案件操作)."""

    REPORT = "Report it (上报)."
    REQUEST_VERIFICATION = "Ask somebody to look whether it is real (申请核实)."
    VERIFY = "Say whether it is real (核实)."
    FILE = "Accept it under a standard (立案)."
    REJECT = "Refuse it (不予立案)."
    RESOLVE_ON_SITE = "Solve it during a visit (现场解决)."
    DISPATCH = "Send it to a unit (派遣)."
    RETURN = "Send it back to dispatch (回退)."
    ACCEPT = "Take it on, with a named officer (接办)."
    HAND_OVER = "Put it into the hands of another officer of the unit (移交)."
    EXTEND = "Give it more time (延期)."
    SUSPEND = "Set it aside until a date (挂账)."
    RESUME = "Take it up again (恢复)."
    HANDLE = "Say that it is handled, with proof (处置完成)."
    START_CHECK = "Begin to check whether it is solved (开始核查)."
    CHECK = "Say whether it is solved (核查)."
    CLOSE = "Close it (结案)."
    REOPEN = "Open it again (重办)."
    CANCEL = "Withdraw it (作废)."
    MERGE = "Close it as the same as another (合并)."
    MARK_HARD = "Make it a hard case of the bureau's leaders (列为难题)."
    HAND_OVER_HARD = "Name others who answer for it as a hard case (难题移交)."
    CONVERT = "Turn it into a formal enforcement case (诉转案)."
    SPLIT = "Part it into cases that are solved one by one (拆分)."
    PLAN = "Plan how a hard case is solved (一案一策)."
    ADVANCE = "Take a step of the plan (推进措施)."
    CONFIRM = "Residents confirm that it is solved (居民确认)."
    SIGN = "A leader signs that it is solved (签字)."
    ATTACH = "Add a photo or paper as evidence (上传证据)."
    URGE = "Urge those who are late (督办)."
    ANSWER_URGE = "Answer to being urged (督办回复)."
    FEEDBACK = "A resident says whether it is solved (回访)."
    APPEAL = "Ask that being late be excused (超时申诉)."
    REVIEW_APPEAL = "Judge an appeal (申诉审核)."


class VerificationResult(Term):
    """What somebody saw who looked whether a reported problem is real (核实结果)."""

    EXISTS = "The problem is there (属实)."
    NOT_EXISTS = "There is no such problem (不属实)."
    UNABLE = "It could not be seen (无法核实)."


class CheckResult(Term):
    """What somebody saw who looked whether a handled problem is solved (核查结果)."""

    PASSED = "It is solved (通过)."
    NOT_PASSED = "It is not solved: back to work (不通过)."
    UNABLE = "It could not be seen (无法核查)."


STAGES = {
    CaseStatus.REPORTED: CaseStage.COLLECTION,
    CaseStatus.VERIFYING: CaseStage.COLLECTION,
    CaseStatus.FILED: CaseStage.FILING,
    CaseStatus.DISPATCHED: CaseStage.DISPATCH,
    CaseStatus.IN_PROGRESS: CaseStage.HANDLING,
    CaseStatus.SUSPENDED: CaseStage.HANDLING,
    CaseStatus.HANDLED: CaseStage.FEEDBACK,
    CaseStatus.CHECKING: CaseStage.VERIFICATION,
    CaseStatus.CLOSED: CaseStage.EVALUATION,
    CaseStatus.REJECTED: CaseStage.FILING,
    CaseStatus.CANCELLED: CaseStage.FILING,
}
ENDED = (CaseStatus.CLOSED, CaseStatus.REJECTED, CaseStatus.CANCELLED)
OPEN = tuple(status for status in CaseStatus if status not in ENDED)


class UrgingKind(Term):
    """Why those responsible are urged (督办类型)."""

    OVERDUE = "It is late (超时督办)."
    LEADER = "A leader wants it (领导督办)."
    IMPORTANT = "It matters more than others (重点督办)."
