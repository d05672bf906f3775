"""Standing: what may be done with cases now, and what stands in the way. Asked for one case or for a page of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, false, select
from sqlalchemy.orm import aliased

from core.cases.guards import Asked, Blocker, Guard
from core.cases.models import Case, CaseAction, CaseStatus
from core.cases.transitions import TABLE
from core.columns import Among, Listed, one_of_words
from core.engine.statements import Statement

NEEDS = (
    "id",
    "line",
    "district_id",
    "status",
    "outcome",
    "verification",
    "check_result",
    "assignee_id",
    "assignee_unit_id",
    "handler_id",
    "reporter_id",
    "parent_id",
    "return_until",
    "due_at",
    "is_late",
    "closed_at",
    "extension_count",
    "suspension_count",
)
"""The columns that guards and the viewer's reach look at."""

Blockers = tuple[Blocker, ...]
Condition = Callable[[Any], ColumnElement[bool]]


@cache
def guards_of(action: CaseAction, blockers: Blockers) -> tuple[Guard, ...]:
    (own,) = (transition.guards for transition in TABLE if transition.action is action)
    return (*own, *(blocker.guard for blocker in blockers if blocker.action is action))


@cache
def conditions(blockers: Blockers, action: CaseAction | None = None) -> dict[Condition, frozenset[CaseStatus]]:
    """Every condition over rows, or those of one action, and the statuses in which it is asked for. A line may use one code
    for several.
    """
    found: dict[Condition, frozenset[CaseStatus]] = {}
    for transition in TABLE:
        if action not in (None, transition.action):
            continue
        for guard in guards_of(transition.action, blockers):
            if guard.where is not None:
                found[guard.where] = found.get(guard.where, frozenset()) | set(transition.sources)
    return found


def _sorted(statuses: Iterable[CaseStatus]) -> list[CaseStatus]:
    return [status for status in CaseStatus if status in statuses]


@cache
def facts(blockers: Blockers, action: CaseAction | None = None) -> Statement:
    """For cases by their keys, and `Asked.values`: the key, and which conditions hold, in one statement. None is asked in
    vain; for one action only its own are, for to plan all of them takes PostgreSQL half as long again as the step.
    """
    row = aliased(Case)
    columns = [
        case((one_of_words(row.status, _sorted(statuses)), where(row)), else_=false()).label(f"c{at}")
        for at, (where, statuses) in enumerate(conditions(blockers, action).items())
    ]
    keys = bindparam("keys", type_=Listed(row.id.type))
    return Statement(select(row.id, *columns).where(Among(row.id, keys)))


def held(blockers: Blockers, row: Sequence[Any], action: CaseAction | None = None) -> frozenset[Condition]:
    """The conditions that hold, by a row of `facts`."""
    return frozenset(where for where, holds in zip(conditions(blockers, action), row[1:], strict=True) if holds)


def in_the_way(
    action: CaseAction, case: Any, asked: Asked, holds: frozenset[Condition], blockers: Blockers
) -> Iterator[Guard]:
    """The guards that stand in the way of an action that the status allows."""
    for guard in guards_of(action, blockers):
        stands = guard.where in holds if guard.stands is None else guard.stands(case, asked)
        if stands:
            yield guard
