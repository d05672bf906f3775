"""Settling an edition: the register becomes what the stage says, by a few statements for all rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)

from core.cases.models import Case
from core.facilities.models import Facility
from core.places.models import Community
from core.places.register_report import Outcome, RegisterReport
from core.places.register_stage import STAGED, has_outcome, in_scope
from core.visits.models import Visit

COPIES = (Visit, Case, Facility)
"""Tables of core that repeat a community's district, so that they are read without a join."""


def settle(connection: Connection, report: RegisterReport, cities: Sequence[str], today: date) -> None:
    """Every change to communities and to what repeats their district."""
    _stand_down(connection, cities, today)
    _redistrict(connection, report)
    _change(connection, report.edition)
    report.corrected += _correct(connection)
    if report.edition is not None:
        report.editions = _mark_edition(connection, report.edition)
    _create(connection, report.edition)


def _stand_down(connection: Connection, cities: Sequence[str], today: date) -> None:
    """Retires who does not stay at its code. Who moves does so too: the codes must be free first."""
    stays = exists().where(STAGED.c.community_id == Community.id, STAGED.c.code == Community.code)
    retire = update(Community).where(in_scope(cities), ~stays)
    connection.execute(retire.values(is_active=False, retired_on=today))


def _redistrict(connection: Connection, report: RegisterReport) -> None:
    is_row = (STAGED.c.community_id == Community.id) & ~has_outcome(Outcome.SPARED)
    moved = is_row & (STAGED.c.district_id != Community.district_id)
    if connection.scalar(select(Community.id).where(moved).limit(1)) is None:
        return
    for model in COPIES:
        districts = select(STAGED.c.district_id).where(STAGED.c.community_id == model.community_id)
        follow = update(model).where(model.community_id.in_(select(Community.id).where(moved)))
        done = connection.execute(follow.values(district_id=districts.scalar_subquery()))
        report.redistricted[model.__tablename__] = done.rowcount


def _details() -> dict[str, ColumnElement[Any]]:
    """What a row says beside code and name. What it leaves open stays as it is known."""
    return {
        "street_id": STAGED.c.street_id,
        "district_id": STAGED.c.district_id,
        "kind": func.coalesce(STAGED.c.kind, Community.kind),
        "households": func.coalesce(STAGED.c.households, Community.households),
    }


def _change(connection: Connection, edition: str | None) -> None:
    """Renames, moves and reactivates."""
    former_code = case((Community.code != STAGED.c.code, Community.code), else_=Community.former_code)
    changed = has_outcome(Outcome.RENAMED, Outcome.MOVED, Outcome.REACTIVATED)
    change = update(Community).where(STAGED.c.community_id == Community.id, changed)
    connection.execute(
        change.values(
            code=STAGED.c.code,
            name=STAGED.c.name,
            former_code=former_code,
            is_active=True,
            retired_on=None,
            edition=func.coalesce(literal(edition, Text), Community.edition),
            **_details(),
        )
    )


def _is_kept() -> ColumnElement[bool]:
    return (STAGED.c.community_id == Community.id) & has_outcome(Outcome.KEPT)


def _correct(connection: Connection) -> int:
    """The communities that kept code and name, where anything else differs."""
    differs = or_(*(getattr(Community, name).is_distinct_from(new) for name, new in _details().items()))
    correct = update(Community).where(_is_kept(), differs).values(_details())
    return connection.execute(correct).rowcount


def _mark_edition(connection: Connection, edition: str) -> int:
    """Marks the communities that kept code and name."""
    # On its own: no index holds the edition, so that SQLite marks 620,000 rows quickly.
    marked = update(Community).where(_is_kept(), Community.edition.is_distinct_from(edition))
    return connection.execute(marked.values(edition=edition)).rowcount


def _create(connection: Connection, edition: str | None) -> None:
    names = ["code", "name", "street_id", "district_id", "kind", "households"]
    rows = (
        select(*(STAGED.c[name] for name in names), true(), literal(edition, Text))
        .where(has_outcome(Outcome.NEW, Outcome.REUSED))
        .order_by(STAGED.c.code)
    )
    connection.execute(insert(Community).from_select([*names, "is_active", "edition"], rows))
