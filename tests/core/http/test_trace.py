"""The header `lastmeter-trace`: how an answer came about, for those who may see how queries run, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.policy.role import Role
from core.policy.viewer import Viewer
from core.testing.client import Client

QUERY = {"query": "{ communities(first: 1) { totalCount nodes { name } } }"}


def test_those_who_may_are_told_statements_and_cost(client: Client) -> None:
    answer = client.http.post("/graphql", json=QUERY, headers={"lastmeter-trace": "1"}).json()
    told = answer["extensions"]["lastmeter"]
    assert [statement["sql"].split()[0] for statement in told["statements"]] == ["SELECT", "SELECT"]
    assert told["leftToGraphqlCore"] == []
    assert told["cost"] == 2


def test_without_the_header_nothing_is_told(client: Client) -> None:
    assert "extensions" not in client.http.post("/graphql", json=QUERY).json()


def test_the_public_is_told_nothing(client: Client, viewer: Callable[..., Viewer]) -> None:
    public = client.acting(viewer(Role.ANONYMOUS))
    headers: dict[str, Any] = {"lastmeter-trace": "1", "authorization": f"Viewer {public._name}"}
    assert "extensions" not in client.http.post("/graphql", json=QUERY, headers=headers).json()
