"""Whether a case is in time, at the moment of asking: moments that are kept, compared with it. Nothing is updated by night."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, true, type_coerce

from core.cases.models import Case, is_open
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


IN_TIME = frozenset({SlaState.ON_TRACK.name, SlaState.DUE_SOON.name})
"""The clock runs, and the deadline is to come."""
UNSETTLED = IN_TIME | {SlaState.OVERDUE.name, SlaState.PAUSED.name}
"""Only open cases are in these: the clock of an ended one stands, as a check of the database's says."""
SETTLED = frozenset(state.name for state in SlaState) - UNSETTLED


def _held(state: SlaState, row: Any, now: Any) -> ColumnElement[bool]:
    """A state's condition; no two hold at once. `due_at` is the deadline while the clock counts towards it.

    Each says what its moments are once: PostgreSQL takes what is said twice for two coincidences, and expects next to no rows.
    """
    match state:
        case SlaState.OVERDUE:
            return row.due_at < now  # type: ignore[no-any-return]
        case SlaState.DUE_SOON:
            return and_(_runs(row, now), row.due_at >= now, row.due_soon_at <= now)
        case SlaState.ON_TRACK:
            return and_(_runs(row, now), row.due_at >= now, row.due_soon_at > now)
        case SlaState.PAUSED:
            return and_(row.paused_at.is_not(None), func.coalesce(row.paused_until > now, True))
        case SlaState.EXEMPT:
            return and_(row.is_late, row.is_exempt)
        case SlaState.MET:
            return and_(row.is_late.is_not(None), ~row.is_late)
        case SlaState.MISSED:
            return and_(row.is_late, ~row.is_exempt)


def _runs(row: Any, now: Any) -> ColumnElement[bool]:
    return or_(row.paused_until.is_(None), row.paused_until <= now)


def sla_state(row: Any, asking: Bound) -> Any:
    """The state as a column; null for a case that was never due."""
    now = asking.now()
    arms = [(_held(state, row, now), state.name) for state in SlaState]
    words: Any = term(SlaState)
    return type_coerce(case(*arms, else_=None), words)


def of_sla_states(row: type[Case], given: Bound) -> ColumnElement[bool]:
    """What follows: of a case that was handled no clock runs; one in time lies behind this moment; a paused one is open."""
    words, due_at = given.words, NullsLast(row.due_at)
    if words and words <= SETTLED:
        return due_at.is_missing
    if words and words <= IN_TIME:
        return due_at >= given.now()
    return is_open(row) if SlaState.PAUSED.name in words and words <= UNSETTLED else true()


def in_sla_states(row: type[Case], given: Bound) -> ColumnElement[bool]:
    """Any of the states asked for, each by its own condition, so that indexes serve them."""
    wanted = [state for state in SlaState if state.name in given.words] or list(SlaState)
    held = or_(*(_held(state, row, given.now()) for state in wanted))
    is_of_two_kinds = SlaState.PAUSED.name in given.words and given.words != {SlaState.PAUSED.name}
    return and_(is_open(row), held) if is_of_two_kinds and given.words <= UNSETTLED else held
