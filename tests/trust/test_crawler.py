"""Every object by its id as everybody: what a role may not see is answered as what is not there (catalogue B02, B03)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from graphql import GraphQLObjectType
from sqlalchemy import inspect, select

from core.app import Lastmeter
from core.engine.declare import Page
from core.engine.shapes import declaration_of, filter_fields, shown
from core.personal.mutations import kinds
from core.policy.policy import Policy, Reach
from core.policy.role import Role
from core.policy.scope import Scope, Within, scope_of
from core.policy.viewer import Viewer
from core.testing.client import Client

OF_EACH = 60
"""So many objects of each type: the first and the last."""


@dataclass(frozen=True)
class Kind:
    name: str
    model: Any


@pytest.fixture(scope="module")
def found(demo: Lastmeter) -> dict[Kind, list[Any]]:
    """Rows of every type that has ids, as they are in the tables."""
    made = {}
    with demo.database.reading() as session:
        for kind in types(demo):
            (key,) = inspect(kind.model).primary_key
            rows = [
                row
                for order in (key, key.desc())
                for row in session.scalars(select(kind.model).order_by(order).limit(OF_EACH // 2))
            ]
            made[kind] = list({inspect(row).identity: row for row in rows}.values())
        session.expunge_all()
    return made


def types(demo: Lastmeter) -> Iterator[Kind]:
    schema = demo.composition.schema._schema
    for type_ in schema.get_possible_types(schema.type_map["Node"]):  # type: ignore[arg-type]
        assert isinstance(type_, GraphQLObjectType)
        how = shown(type_)
        if how is not None and how.line is None:
            yield Kind(type_.name, how.model)


def viewers(demo: Lastmeter) -> Iterator[Viewer]:
    """Every role, of one line in one district where it has such limits."""
    policies = list(demo.composition.catalogue.objects(Policy).values())
    for role in Role:
        yield Viewer.of(
            policies,
            role,
            actor="account 1",
            officer_id=3,
            unit_id=2,
            lines=frozenset({"gas"}),
            district_ids=frozenset({1}),
        )


def ids(kind: Kind, rows: list[Any]) -> list[str]:
    return [f"{kind.name}_{inspect(row).identity[0]}" for row in rows]


def seen(client: Client, wanted: list[str]) -> set[str]:
    nodes = client.data("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": wanted})["nodes"]
    return {node["id"] for node in nodes if node is not None}


def test_what_is_seen_by_its_id_lies_within_the_reach_of_the_role(
    demo: Lastmeter, demo_client: Client, found: dict[Kind, list[Any]]
) -> None:
    looked_at = 0
    for viewer in viewers(demo):
        asking = demo_client.acting(viewer)
        for kind, rows in found.items():
            scope = scope_of(kind.model)
            if not rows or not isinstance(scope, Scope):
                continue
            grant = viewer.grant(scope.operation)
            visible = seen(asking, ids(kind, rows))
            if grant is None:
                assert visible == set(), (viewer.role, kind.name)
                continue
            for row, id_ in zip(rows, ids(kind, rows), strict=True):
                if id_ in visible:
                    looked_at += 1
                    assert reaches(grant.reach, scope, row), (viewer.role, id_)
                elif grant.reach is Reach.ALL:
                    pytest.fail(f"{viewer.role} should see {id_}")
    assert looked_at > 1_000


def reaches(reach: Reach, scope: Scope, row: Any) -> bool:
    """What the grant says, of the columns of the row itself, without the SQL that does it."""
    line = scope.of_line or (getattr(row, scope.line) if scope.line else None)
    in_line = line in (None, "gas")
    in_district = scope.district is None or "." in scope.district or getattr(row, scope.district) == 1
    match reach:
        case Reach.LINE:
            return in_line
        case Reach.DISTRICT:
            return in_district
        case Reach.TEAM:
            return in_line and in_district
        case Reach.ASSIGNED:
            unit = scope.unit is not None and getattr(row, scope.unit) == 2
            return unit or any(getattr(row, name) == 3 for name in scope.officers)
        case Reach.OWN:
            return scope.reporter is not None and getattr(row, scope.reporter) == 3
    return True


def test_what_hangs_below_a_row_is_seen_only_with_it(
    demo: Lastmeter, demo_client: Client, found: dict[Kind, list[Any]]
) -> None:
    parents = {kind.model.__table__.name: kind for kind in found}
    compared = 0
    for viewer in viewers(demo):
        asking = demo_client.acting(viewer)
        for kind, rows in found.items():
            scope = scope_of(kind.model)
            if not rows or not isinstance(scope, Within):
                continue
            (key,) = kind.model.__table__.c[scope.pointer].foreign_keys
            parent = parents.get(key.column.table.name)
            if parent is None:
                continue
            above = {
                id_: f"{parent.name}_{getattr(row, scope.pointer)}"
                for row, id_ in zip(rows, ids(kind, rows), strict=True)
            }
            visible = seen(asking, list(above))
            expected = seen(asking, sorted(set(above.values())))
            assert visible == {id_ for id_ in above if above[id_] in expected}, (viewer.role, kind.name)
            compared += len(above)
    assert compared > 1_000


def test_a_row_out_of_reach_is_answered_as_one_that_is_not(
    demo: Lastmeter, demo_client: Client, found: dict[Kind, list[Any]]
) -> None:
    nobody = replace(next(viewers(demo)), grants={})
    asking = demo_client.acting(nobody)
    for kind, rows in found.items():
        if rows:
            there, not_there = (
                asking(f'{{ node(id: "{id_}") {{ id ... on {kind.name} {{ __typename }} }} }}')
                for id_ in (ids(kind, rows)[0], f"{kind.name}_999999999")
            )
            assert there == not_there == {"data": {"node": None}}


def test_nothing_is_filtered_or_sorted_by_what_is_masked(demo: Lastmeter) -> None:
    """Else a guess could be put to the test, letter by letter (catalogue B04)."""
    schema = demo.composition.schema._schema
    masked = {masked.model: set(masked.texts) for masked in kinds().values()}
    looked_at = set()
    for type_ in schema.type_map.values():
        for field in type_.fields.values() if isinstance(type_, GraphQLObjectType) else ():
            page = declaration_of(field)
            if isinstance(page, Page) and page.order.model in masked:
                looked_at.add(page.order.model)
                offered = {key.attribute for key in page.order.keys.values()} | set(filter_fields(page.filters))
                assert not masked[page.order.model] & offered, field
    assert looked_at == set(masked)
