"""Policies of PostgreSQL, made of `__scope__` and of how far roles reach: what a viewer may not see is not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Text, and_, any_, literal_column, true
from sqlalchemy.dialects.postgresql import dialect as postgresql

from core.catalogue import Catalogue
from core.database import Base
from core.policy.policy import LETTERS, Grant, Policy, Reach
from core.policy.scope import PUBLIC, Mine, Scope, Within, operation_of, pointed_at, reached, scope_of
from core.policy.worn import SETTING
from core.wall.wearing import NAME

WORN = f"nullif(current_setting('{SETTING}', true), '')::jsonb"
LINES = f"ARRAY(SELECT jsonb_array_elements_text({WORN} -> 'lines'))"
DISTRICTS = f"ARRAY(SELECT jsonb_array_elements_text({WORN} -> 'districts')::bigint)"
NARROWER = {
    Reach.TEAM: (Reach.TEAM, Reach.LINE, Reach.DISTRICT),
    Reach.LINE: (Reach.LINE,),
    Reach.DISTRICT: (Reach.DISTRICT,),
    Reach.ASSIGNED: (Reach.ASSIGNED,),
    Reach.OWN: (Reach.OWN,),
    Reach.ALL: (),
}
"""What a reach can be worn as, beside everything: who has no such limits reaches further."""


@dataclass(frozen=True)
class Wall:
    """Around one table."""

    table: str
    sees: str
    """What must hold of a row to be seen, in SQL. Subselects that name no row are evaluated once in a statement."""

    @property
    def mark(self) -> str:
        """By which the policy in a database is known to be this one."""
        return sha256(self.sees.encode()).hexdigest()[:16]

    def built(self) -> Iterator[str]:
        table = quoted(self.table)
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
        yield f"DROP POLICY IF EXISTS {NAME} ON {table};"
        yield f"CREATE POLICY {NAME} ON {table} USING ({self.sees}) WITH CHECK (true);"
        yield f"COMMENT ON POLICY {NAME} ON {table} IS '{self.mark}';"

    def removed(self) -> Iterator[str]:
        table = quoted(self.table)
        yield f"DROP POLICY IF EXISTS {NAME} ON {table};"
        yield f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
        yield f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"


def walls_of(catalogue: Catalogue) -> list[Wall]:
    """Around every table whose rows are somebody's, core's and the plugins'."""
    known = dict(catalogue.objects(Policy))
    models = [mapper.class_ for mapper in Base.registry.mappers]
    scoped = [model for model in models if scope_of(model) is not None]
    return sorted((Wall(model.__table__.name, _sees(model, known)) for model in scoped), key=lambda wall: wall.table)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _sees(model: Any, policies: dict[str, Policy]) -> str:
    operation, scope = operation_of(model), scope_of(model)
    assert operation is not None
    if operation == PUBLIC.operation:
        return "true"
    reach = f"coalesce({WORN} ->> 'every', {WORN} -> 'may' ->> '{operation}')"
    everything = f"(SELECT {reach} = '{LETTERS[Reach.ALL]}')"
    if isinstance(scope, Within):
        return f"{everything} OR {_with_parent(model, scope.pointer)}"
    assert scope is not None
    arms = [
        f"WHEN '{LETTERS[reach]}' THEN {_sql(_reached(model, scope, reach))}"
        for reach in _reaches(policies.get(operation))
    ]
    return f"{everything} OR CASE (SELECT {reach}) {' '.join(arms)} ELSE false END" if arms else everything


def _reaches(policy: Policy | None) -> list[Reach]:
    """All that somebody may have, in the order of the letters' table."""
    found = {narrower for grant in (policy.grants.values() if policy else ()) for narrower in NARROWER[grant.reach]}
    return [reach for reach in LETTERS if reach in found]


def _with_parent(model: Any, pointer: str) -> str:
    """The row that it belongs to is looked for behind the wall too: nothing has to be said twice."""
    parent, key = pointed_at(model, pointer)
    table = model.__table__
    column = f"{quoted(table.name)}.{quoted(table.c[pointer].name)}"
    return f"EXISTS (SELECT FROM {quoted(parent.__table__.name)} AS above WHERE above.{quoted(key)} = {column})"


def _reached(model: Any, scope: Scope, reach: Reach) -> ColumnElement[bool]:
    held = reached(model, model.__table__.c, scope, Grant(reach), _Limited(), _Worn())
    return and_(true(), *held)


def _sql(held: ColumnElement[bool]) -> str:
    return str(held.compile(dialect=postgresql(), compile_kwargs={"literal_binds": True}))  # type: ignore[no-untyped-call]


class _Limited:
    """The viewer whose limits are all looked at."""

    has_lines = has_districts = True

    def grant(self, _operation: str) -> Grant | None:
        return None


class _Worn(Mine):
    """What is the viewer's, of what the connection wears. What is not worn is null, and equals nothing."""

    def __init__(self) -> None:
        super().__init__(asking=None)  # type: ignore[arg-type]

    def line(self, column: Any) -> Any:
        return column == any_(literal_column(LINES, ARRAY(Text())))

    def district(self, column: Any) -> Any:
        return column == any_(literal_column(DISTRICTS, ARRAY(BigInteger())))

    def unit(self, column: Any) -> Any:
        return column == literal_column(f"(SELECT ({WORN} ->> 'unit')::bigint)", BigInteger())

    def officer(self, column: Any) -> Any:
        return column == literal_column(f"(SELECT ({WORN} ->> 'officer')::bigint)", BigInteger())
