"""Matching an edition with the register: which row is which community, the surest evidence first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Subquery,
    bindparam,
    exists,
    func,
    select,
    text,
    update,
)

from core.places.models import Community
from core.places.register_name import Sameness, is_related, is_same
from core.places.register_report import Outcome
from core.places.register_stage import STAGED, has_outcome, in_scope, is_claimed

CHUNK = 50_000
"""How many names are compared at once: few statements, little memory."""


def match(connection: Connection, cities: Sequence[str]) -> None:
    """Gives each row of the stage its outcome and the community it is, if the register has it.

    One code with one name, but for the words of its kind, is one community, also one that was
    retired. Next, one name in one district is, whatever its code. Only then is one code with a
    related name: where codes were handed on along a street, neighbours have related names.
    """
    _match_unchanged(connection)
    _match_names(connection, is_same, is_active=True)
    _match_names(connection, is_same, is_active=False)
    _match_moved(connection, cities)
    _match_names(connection, is_related, is_active=True)
    _match_names(connection, is_related, is_active=False)
    _mark_new(connection)


def _match_unchanged(connection: Connection) -> None:
    at_its_code = (STAGED.c.code == Community.code) & Community.is_active
    spared = update(STAGED).where(at_its_code, has_outcome(Outcome.SPARED))
    connection.execute(spared.values(community_id=Community.id))
    kept = update(STAGED).where(at_its_code, STAGED.c.name == Community.name)
    connection.execute(kept.values(community_id=Community.id, outcome=Outcome.KEPT.name))
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE staged_community"))


def _match_names(connection: Connection, same: Sameness, *, is_active: bool) -> None:
    """Matches rows with a community that has or had their code and, to `same`, their name."""
    outcome = Outcome.RENAMED if is_active else Outcome.REACTIVATED
    claim = (
        update(STAGED)
        .where(STAGED.c.code == bindparam("row_code"))
        .values(community_id=bindparam("claimed_id"), outcome=outcome.name)
    )
    for candidates in _candidates(connection, is_active):
        claims = []
        for code, namesakes in groupby(candidates, key=lambda candidate: candidate.code):
            found = (one.id for one in namesakes if same(one.name, one.former_name))
            if (claimed := next(found, None)) is not None:
                claims.append({"row_code": code, "claimed_id": claimed})
        if claims:
            connection.execute(claim, claims)


def _candidates(connection: Connection, is_active: bool) -> Iterator[Sequence[Any]]:
    """Rows without an outcome, each with the communities of its code: the likeliest first."""
    after = ""
    while True:
        rows = (
            select(STAGED.c.code, STAGED.c.name)
            .where(STAGED.c.outcome.is_(None), STAGED.c.code > after)
            .where(exists().where(_is_free(STAGED.c.code, is_active)))
            .order_by(STAGED.c.code)
            .limit(CHUNK)
            .subquery()
        )
        pairs = (
            select(rows, Community.id, Community.name.label("former_name"))
            .join(Community, _is_free(rows.c.code, is_active))
            .order_by(rows.c.code, Community.name != rows.c.name, Community.id.desc())
        )
        if not (found := connection.execute(pairs).all()):
            return
        yield found
        after = found[-1].code


def _is_free(code: ColumnElement[str], is_active: bool) -> ColumnElement[bool]:
    """The communities that have, or had, a code and that no row has claimed."""
    return (Community.code == code) & Community.is_active.is_(is_active) & ~is_claimed()


def _match_moved(connection: Connection, cities: Sequence[str]) -> None:
    """Matches what vanished with what appeared, where the name is unique on both sides."""
    is_gone = in_scope(cities) & ~is_claimed()
    if connection.scalar(select(Community.id).where(is_gone).limit(1)) is None:
        return
    gone = _unique(
        select(func.min(Community.id).label("id"), Community.name, Community.district_id)
        .where(is_gone)
        .group_by(Community.name, Community.district_id)
    )
    come = _unique(
        select(func.min(STAGED.c.code).label("code"), STAGED.c.name, STAGED.c.district_id)
        .where(STAGED.c.outcome.is_(None))
        .group_by(STAGED.c.name, STAGED.c.district_id)
    )
    is_one = (gone.c.name == come.c.name) & (gone.c.district_id == come.c.district_id)
    moved = update(STAGED).where(STAGED.c.code == come.c.code, is_one)
    connection.execute(moved.values(community_id=gone.c.id, outcome=Outcome.MOVED.name))


def _unique(grouped: Any) -> Subquery:
    unique: Subquery = grouped.having(func.count() == 1).subquery()
    return unique


def _mark_new(connection: Connection) -> None:
    """The rest is new; where a community at its code stays behind, the code is used again."""
    behind = exists().where(_is_free(STAGED.c.code, is_active=True))
    rest = update(STAGED).where(STAGED.c.outcome.is_(None))
    connection.execute(rest.where(behind).values(outcome=Outcome.REUSED.name))
    connection.execute(rest.values(outcome=Outcome.NEW.name))
