"""A client on the small city, and questions about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.database import Database
from core.testing.client import Client
from tests.core.metrics.world import City

VALUES = """query($keys: [String!]!, $window: DateWindow!, $by: [MetricDimension!], $filter: MetricFilter,
    $order: [MetricOrder!], $least: Int, $first: Int = 100, $after: String) {
  metrics(keys: $keys, window: $window, groupBy: $by, filter: $filter, orderBy: $order, minSample: $least,
          first: $first, after: $after) {
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
    nodes { metric { key } value numerator denominator sampleSize wilsonLower isSampleSufficient drillKey
      line { key } district { code } street { code } community { code } round { month } month week day
      category { code } source unit { name }
      window { from to } previous { value change changeRate window { from to } }
      yearBefore { value change changeRate window { from to } } }
  }
}"""
WINTER = {"from": "2022-12-20", "to": "2023-03-01"}


@pytest.fixture
def city(database: Database) -> Database:
    with database.writing() as session:
        City(session).found()
    return database


@pytest.fixture
def lived(city: Database) -> Callable[..., None]:
    """Changes in the city, each a tuple, in one transaction."""

    def live(*changes: tuple[Any, ...]) -> None:
        with city.writing() as session:
            for kind, *numbers in changes:
                City(session).change(kind, *numbers)

    return live


@pytest.fixture
def values(city: Database, judged: Callable[..., Any]) -> Callable[..., list[Any]]:
    """Values of metrics as both engines answer them."""

    def ask(keys: list[str], by: tuple[str, ...] = (), window: Any = WINTER, **more: Any) -> list[Any]:
        page: dict[str, Any] = judged(VALUES, {"keys": keys, "window": window, "by": list(by), **more})["metrics"]
        nodes: list[Any] = page["nodes"]
        return nodes

    return ask


@pytest.fixture
def refusal(city: Database, client: Client) -> Callable[..., Any]:
    """What the client is told of a question that is not answered."""

    def ask(
        keys: list[str], by: tuple[str, ...] = (), window: Any = WINTER, *, language: str = "en", **more: Any
    ) -> Any:
        query = {"query": VALUES, "variables": {"keys": keys, "window": window, "by": list(by), **more}}
        answer = client.http.post("/graphql", json=query, headers={"accept-language": language}).json()
        (error,) = answer["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        return error

    return ask
