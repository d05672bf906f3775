"""The tally of an import: counts the outcomes of its communities and lists the first of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, exists, func, null, select

from core.places.models import Community
from core.places.register_report import SHOWN, Outcome, PlaceChange, Tally
from core.places.register_stage import STAGED, has_outcome, in_scope, is_claimed

FORMER = (Community.code.label("former_code"), Community.name.label("former_name"))


def tally(connection: Connection, communities: Tally, cities: Sequence[str]) -> None:
    """To be called between matching and settling, while the former names are still there."""
    retired = in_scope(cities) & ~is_claimed() & ~_is_reused()
    for outcome, count in connection.execute(_counts()):
        communities.counts[Outcome[outcome]] = count
    count_retired = select(func.count()).where(retired)
    communities.counts[Outcome.RETIRED] = connection.scalar(count_retired) or 0
    for outcome in (Outcome.RENAMED, Outcome.MOVED, Outcome.REACTIVATED):
        claimed = _rows(outcome, *FORMER).join(Community, Community.id == STAGED.c.community_id)
        _list(connection, communities, outcome, claimed)
    reused = _rows(Outcome.REUSED, *FORMER).join(Community, Community.code == STAGED.c.code)
    _list(connection, communities, Outcome.REUSED, reused.where(Community.is_active))
    _list(connection, communities, Outcome.NEW, _rows(Outcome.NEW, null(), null()))
    gone = select(Community.code, Community.name, *FORMER).where(retired).order_by(Community.code)
    _list(connection, communities, Outcome.RETIRED, gone)


def _is_reused() -> Any:
    return exists().where(STAGED.c.code == Community.code, has_outcome(Outcome.REUSED))


def _counts() -> Select[Any]:
    """A spared code counts only where a community has it."""
    counted = ~has_outcome(Outcome.SPARED) | STAGED.c.community_id.is_not(None)
    return select(STAGED.c.outcome, func.count()).where(counted).group_by(STAGED.c.outcome)


def _rows(outcome: Outcome, *former: Any) -> Select[Any]:
    rows = select(STAGED.c.code, STAGED.c.name, *former).where(has_outcome(outcome))
    return rows.order_by(STAGED.c.code)


def _list(connection: Connection, communities: Tally, outcome: Outcome, places: Select[*tuple[Any, ...]]) -> None:
    listed = [PlaceChange(*place) for place in connection.execute(places.limit(SHOWN))]
    if listed:
        communities.changes[outcome] = listed
