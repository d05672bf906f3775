"""One step of a case: the row locked, everything checked; then what the action does; then history and an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.cases.acting import Acting
from core.cases.clocks import Clocks
from core.cases.models import Case, CaseAction, CaseEvent, CaseStatus
from core.cases.standing import Blockers, Condition, conditions, facts, held, in_the_way
from core.cases.transitions import TRANSITIONS
from core.errors import DomainError, ErrorCode, Refused
from core.events.services import tell
from core.fence import outside
from core.ids import row_by_id
from core.wall.wearing import AS_SYSTEM


@dataclass
class Step:
    """A step that is allowed, on a case that nobody else can change until the transaction ends."""

    acting: Acting
    case: Case
    action: CaseAction
    before: CaseStatus

    @property
    def clocks(self) -> Clocks:
        return self.acting.clocks(self.case)

    def done(self, reason: str | None = None) -> Case:
        """The case as it stands after the step."""
        self.case.version += 1
        if self.case.status is not self.before:
            self.clocks.enter_stage(self.acting.now)
        session, viewer = self.acting.session, self.acting.viewer
        record(session, self.case, self.action, self.before, self.acting.now, actor_id=viewer.officer_id, reason=reason)
        session.flush()
        return self.case


def take(acting: Acting, case_id: str, version: int, action: CaseAction) -> Step:
    """The case, if the viewer saw it as it is now, and may do this with it now."""
    return _taken(acting, _locked(acting.session, case_id), action, version)


def take_also(acting: Acting, case: Case, action: CaseAction) -> Step:
    """Another step of a case that is held already."""
    return _taken(acting, case, action, case.version)


def _taken(acting: Acting, case: Case, action: CaseAction, version: int) -> Step:
    transition = TRANSITIONS[action]
    acting.viewer.require(transition.operation, case)
    if version != case.version:
        raise _conflict(acting.session, case, version)
    if case.status not in transition.sources:
        raise wrong_status(case, action)
    refuse_blocked(acting, case, action)
    return Step(acting, case, action, case.status)


def _locked(session: Session, case_id: str) -> Case:
    case = row_by_id(session, Case, "Case", case_id, "case_id")
    session.refresh(case, with_for_update=True)  # of two at the same moment, the second sees what the first did
    return case


def refuse_blocked(acting: Acting, case: Case, action: CaseAction) -> None:
    """Names everything that stands in the way, not only the first, and not only what whoever acts may see."""
    blockers = tuple(acting.blockers)
    holds = _holding(acting, case, action, blockers)
    found = list(in_the_way(action, case, acting.asked, holds, blockers))
    if found:
        raise Refused(
            [DomainError(ErrorCode.NOT_ALLOWED, guard.message, guard.message_zh, ("case_id",)) for guard in found]
        )


def _holding(acting: Acting, case: Case, action: CaseAction, blockers: Blockers) -> frozenset[Condition]:
    """The conditions over other rows that hold, of those that the action has at all."""
    if not conditions(blockers, action):
        return frozenset()
    statement, values = facts(blockers, action)(keys=[case.id], **acting.asked.values)
    with outside():  # lines look into tables of their own, whichever line asks
        row = acting.session.execute(statement.select, values, execution_options=AS_SYSTEM).one()
    return held(blockers, row, action)


def wrong_status(case: Case, action: CaseAction) -> DomainError:
    sources = TRANSITIONS[action].sources
    listed = ", ".join(status.name for status in sources)
    return DomainError(
        ErrorCode.NOT_ALLOWED,
        f"The case is {case.status.name}; {action.name} is possible when it is {listed}.",
        f"案件当前为{_term(case.status)}，仅在{'、'.join(_term(status) for status in sources)}时可以{_term(action)}。",
        ("case_id",),
    )


def _term(word: CaseStatus | CaseAction) -> str:
    """The Chinese term of a word: it stands in brackets at the end of its description."""
    return str(word.value).rpartition("(")[2].rstrip(").")


def _conflict(session: Session, case: Case, version: int) -> DomainError:
    """Tells how the case stands now, so that the client need not ask before it shows why."""
    last = session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id.desc())).first()
    done = f"; the last action was {last.action.name} at {last.at:%Y-%m-%dT%H:%M:%SZ}" if last is not None else ""
    done_zh = f"，最近操作为{_term(last.action)}（{last.at:%Y-%m-%dT%H:%M:%SZ}）" if last is not None else ""
    return DomainError(
        ErrorCode.CONFLICT,
        f"Somebody changed it meanwhile: it is {case.status.name} and its version is {case.version}, not {version}{done}. "
        "Read it again, then decide.",
        f"案件已被他人修改：当前状态为{_term(case.status)}，版本为 {case.version}，提交的版本为 {version}{done_zh}。"
        "请重新读取后再操作。",
        ("version",),
    )


def record(
    session: Session,
    case: Case,
    action: CaseAction,
    before: CaseStatus | None,
    now: datetime,
    *,
    actor_id: int | None = None,
    reason: str | None = None,
) -> None:
    """One more step of the history, and an event that tells of it."""
    session.add(
        CaseEvent(
            case=case,
            at=now,
            action=action,
            actor_id=actor_id,
            from_status=before,
            to_status=case.status,
            reason=reason,
        )
    )
    tell(
        session,
        f"case.{action.name.lower()}",
        "Case",
        case.id,
        now,
        line=case.line,
        district=case.district_id,
        before=before.name if before is not None else None,
        after=case.status.name,
        version=case.version,
    )
