"""Whether a case is in time, at the moment of asking: moments that are kept, compared with it. Nothing is updated by night."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, type_coerce

from core.cases.models import Case
from core.columns import NullsLast, term
from core.engine.filters import Bound
from core.terms import Term


class SlaState(Term):
    """Whether a case is handled in time (时限状态)."""

    ON_TRACK = "There is time (正常)."
    DUE_SOON = "Less than a work day is left: a yellow card (临期，黄牌)."
    OVERDUE = "The deadline has passed: a red card (超期，红牌)."
    PAUSED = "The clock stands: returned or set aside (暂停)."
    MET = "Handled in time (按期)."
    MISSED = "Handled too late (超期完成)."
    EXEMPT = "Handled too late, and excused: an appeal was allowed (豁免)."


def _conditions(row: Any, given: Bound) -> dict[SlaState, ColumnElement[bool]]:
    """Each state's condition; no two hold at once. `due_at` is the deadline while the clock counts towards it."""
    now = given.now()
    runs = and_(row.due_at.is_not(None), or_(row.paused_until.is_(None), row.paused_until <= now))
    return {
        SlaState.OVERDUE: and_(row.due_at.is_not(None), NullsLast(row.due_at) < now),
        SlaState.DUE_SOON: and_(runs, row.due_soon_at <= now, NullsLast(row.due_at) >= now),
        SlaState.ON_TRACK: and_(runs, row.due_soon_at > now),
        SlaState.PAUSED: and_(row.paused_at.is_not(None), func.coalesce(row.paused_until > now, True)),
        SlaState.EXEMPT: and_(row.is_late, row.is_exempt),
        SlaState.MET: and_(row.is_late.is_not(None), ~row.is_late),
        SlaState.MISSED: and_(row.is_late, ~row.is_exempt),
    }


def sla_state(row: Any, asking: Bound) -> Any:
    """The state as a column; null for a case that was never due."""
    arms = [(condition, state.name) for state, condition in _conditions(row, asking).items()]
    words: Any = term(SlaState)
    return type_coerce(case(*arms, else_=None), words)


def in_sla_states(row: type[Case], given: Bound) -> ColumnElement[bool]:
    """Any of the states asked for, each by its own condition, so that indexes serve them."""
    conditions = _conditions(row, given)
    wanted = given.words or frozenset(state.name for state in SlaState)
    return or_(*(condition for state, condition in conditions.items() if state.name in wanted))
