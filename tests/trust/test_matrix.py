"""The table of rights is what the endpoint does: every operation as every role (catalogue B01, B14)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.app import Composition
from core.engine.declare import Computed
from core.engine.shapes import declaration_of, strawberry_field
from core.policy.role import Role
from core.policy.viewer import Viewer
from core.testing.client import Client
from core.testing.samples import Samples

REFUSED = "The role {} may not do this here ({})."


def codes(payload: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for part in (payload, *(payload.get("results") or ())):
        yield from ((error["code"], error["message"]) for error in part["userErrors"])


@pytest.mark.parametrize("role", Role, ids=lambda role: role.name)
def test_a_role_does_what_the_table_lets_it_do(
    client: Client, viewer: Callable[..., Viewer], composition: Composition, role: Role
) -> None:
    schema = composition.schema._schema
    assert schema.mutation_type is not None
    who = viewer(role, actor="account 1")
    asking = client.acting(who)
    for name, definition in schema.mutation_type.fields.items():
        policy, sample = strawberry_field(definition).policy, Samples(schema).action(name)
        found = list(codes(asking.data(sample.query, sample.variables)[name]))
        is_refused = ("FORBIDDEN", REFUSED.format(role.name, policy)) in found
        assert is_refused == (who.grant(policy) is None), (name, found)


@pytest.mark.parametrize("role", Role, ids=lambda role: role.name)
def test_a_role_is_answered_what_the_table_lets_it_ask(
    client: Client, viewer: Callable[..., Viewer], composition: Composition, role: Role
) -> None:
    schema = composition.schema._schema
    assert schema.query_type is not None
    who = viewer(role)
    asking = client.acting(who)
    for name, definition in schema.query_type.fields.items():
        declared, question = declaration_of(definition), Samples(schema).question(name, 1, 0)
        if not isinstance(declared, Computed) or question is None:
            continue
        answer = asking(question)
        told = [error["message"] for error in answer.get("errors", ())]
        is_refused = REFUSED.format(role.name, declared.policy) in told
        assert is_refused == (who.grant(declared.policy or "") is None), (name, answer)
