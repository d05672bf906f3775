"""The life of a case, as one table: who may do what, from which status to which, and what stands in the way.

Guards, `allowedTransitions`, `docs/cases.md` and the tests are made from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.cases import guards as g
from core.cases import guards_of_rows as r
from core.cases.guards import Guard
from core.cases.models import OPEN, CaseAction, CaseStatus

A, S = CaseAction, CaseStatus


@dataclass(frozen=True)
class Transition:
    """One action. Without `targets` the status stays; of several the outcome of the action decides."""

    action: CaseAction
    sources: tuple[CaseStatus, ...]
    targets: tuple[CaseStatus, ...]
    operation: str
    mutation: str
    guards: tuple[Guard, ...] = ()


OPEN_NOT_CHECKED = tuple(status for status in OPEN if status not in (S.VERIFYING, S.CHECKING))

TABLE = (
    Transition(A.REPORT, (), (S.REPORTED,), "case.report", "reportCase"),
    Transition(A.REQUEST_VERIFICATION, (S.REPORTED,), (S.VERIFYING,), "case.file", "requestCaseVerification"),
    Transition(A.VERIFY, (S.VERIFYING,), (S.REPORTED,), "case.verify", "verifyCase"),
    Transition(A.FILE, (S.REPORTED,), (S.FILED,), "case.file", "fileCase", (g.UNFOUNDED, r.NO_STANDARD)),
    Transition(A.REJECT, (S.REPORTED,), (S.REJECTED,), "case.file", "rejectCase", (r.HARD_CASE_STAYS, r.PARTS_OPEN)),
    Transition(
        A.RESOLVE_ON_SITE,
        (S.REPORTED, S.FILED),
        (S.CLOSED,),
        "case.resolve_on_site",
        "resolveCaseOnSite",
        (r.HARD_CASE_STAYS, r.PARTS_OPEN, r.PARTS_GO_ON, r.CONVERSION_OPEN),
    ),
    Transition(A.DISPATCH, (S.FILED,), (S.DISPATCHED,), "case.dispatch", "dispatchCase"),
    Transition(A.RETURN, (S.DISPATCHED, S.IN_PROGRESS), (S.FILED,), "case.handle", "returnCase", (g.RETURN_TOO_LATE,)),
    Transition(A.ACCEPT, (S.DISPATCHED,), (S.IN_PROGRESS,), "case.handle", "acceptCase"),
    Transition(A.HAND_OVER, (S.IN_PROGRESS, S.SUSPENDED), (), "case.handle", "handOverCase"),
    Transition(A.EXTEND, (S.IN_PROGRESS,), (), "case.dispatch", "extendCase", (g.OVERDUE, g.EXTENDED_ENOUGH)),
    Transition(
        A.SUSPEND,
        (S.IN_PROGRESS,),
        (S.SUSPENDED,),
        "case.dispatch",
        "suspendCase",
        (g.OVERDUE, g.SUSPENDED_BEFORE),
    ),
    Transition(A.RESUME, (S.SUSPENDED,), (S.IN_PROGRESS,), "case.dispatch", "resumeCase"),
    Transition(
        A.HANDLE,
        (S.IN_PROGRESS,),
        (S.HANDLED,),
        "case.handle",
        "handleCase",
        (r.PHOTO_MISSING, r.PLAN_MISSING, r.MEASURES_OPEN),
    ),
    Transition(
        A.START_CHECK,
        (S.HANDLED,),
        (S.CHECKING,),
        "case.check",
        "startCaseCheck",
        (g.HANDLER_CANNOT_CHECK,),
    ),
    Transition(
        A.CHECK,
        (S.CHECKING,),
        (S.HANDLED, S.IN_PROGRESS),
        "case.check",
        "checkCase",
        (g.HANDLER_CANNOT_CHECK,),
    ),
    Transition(
        A.CLOSE,
        (S.HANDLED,),
        (S.CLOSED,),
        "case.file",
        "closeCase",
        (
            g.NOT_CHECKED,
            r.PHOTO_MISSING,
            r.PARTS_OPEN,
            r.PARTS_GO_ON,
            r.CONVERSION_OPEN,
            r.PLAN_MISSING,
            r.MEASURES_OPEN,
            r.PROOF_MISSING,
            r.NOT_CONFIRMED,
            r.NOT_SIGNED,
        ),
    ),
    Transition(
        A.REOPEN,
        (S.CLOSED,),
        (S.IN_PROGRESS,),
        "case.reopen",
        "reopenCase",
        (g.NOT_SOLVED, g.NEVER_DISPATCHED, g.REOPEN_TOO_LATE, r.WHOLE_CLOSED, r.WHOLE_STAYS_CLOSED, r.COMPLAINT_CLOSED),
    ),
    Transition(
        A.CANCEL,
        (S.REPORTED, S.FILED),
        (S.CANCELLED,),
        "case.file",
        "cancelCase",
        (r.HARD_CASE_STAYS, r.PARTS_OPEN, r.CONVERSION_OPEN),
    ),
    Transition(
        A.MERGE, OPEN, (S.CLOSED,), "case.merge", "mergeCase", (r.HARD_CASE_STAYS, r.PARTS_OPEN, r.CONVERSION_OPEN)
    ),
    Transition(A.SPLIT, OPEN_NOT_CHECKED, (), "case.merge", "splitCase", (g.IS_PART, r.PARTS_ENOUGH)),
    Transition(A.CONVERT, (S.IN_PROGRESS,), (), "case.convert", "convertCase", (g.NO_CONVERSION, r.CONVERTED_ALREADY)),
    Transition(A.MARK_HARD, OPEN, (), "hard_case.take", "takeHardCase", (r.HARD_ALREADY, r.NO_BATCH)),
    Transition(A.HAND_OVER_HARD, OPEN, (), "hard_case.take", "handOverHardCase", (r.NOT_HARD,)),
    Transition(A.PLAN, OPEN, (), "hard_case.take", "planHardCase", (r.NOT_HARD,)),
    Transition(A.ADVANCE, OPEN, (), "hard_case.advance", "advanceHardCase", (r.NOT_HARD, r.NO_STEP_LEFT)),
    Transition(A.CONFIRM, (S.HANDLED,), (), "hard_case.confirm", "confirmHardCase", (r.NOT_HARD, g.NOT_CHECKED)),
    Transition(
        A.SIGN,
        (S.HANDLED,),
        (),
        "hard_case.sign",
        "signHardCase",
        (r.NOT_HARD, g.NOT_CHECKED, r.NOT_NAMED, r.SIGNED_ALREADY),
    ),
    Transition(A.ATTACH, OPEN, (), "case.evidence", "addCaseEvidence"),
    Transition(A.URGE, OPEN, (), "case.urge", "urgeCase"),
    Transition(A.ANSWER_URGE, OPEN, (), "case.handle", "answerCaseUrging", (r.NO_URGING,)),
    Transition(
        A.FEEDBACK,
        (S.CLOSED,),
        (S.CLOSED, S.IN_PROGRESS),
        "case.feedback",
        "recordCaseFeedback",
        (g.NOT_SOLVED, g.ASKED_TOO_LATE),
    ),
    Transition(A.APPEAL, (S.CLOSED,), (), "case.handle", "appealCase", (g.IN_TIME, r.APPEALED_ALREADY)),
    Transition(
        A.REVIEW_APPEAL,
        (S.CLOSED,),
        (),
        "case.review_appeal",
        "reviewCaseAppeal",
        (r.NO_APPEAL, r.REVIEWED_ALREADY),
    ),
)
TRANSITIONS = {transition.action: transition for transition in TABLE}
FROM = {status: tuple(t for t in TABLE if status in t.sources) for status in CaseStatus}
