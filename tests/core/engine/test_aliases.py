"""Aliases: each another within a plan, the same ones for all plans."""

from __future__ import annotations

from core.engine.aliases import Aliases, alias_of
from core.places.models import Community, District
from core.testing.client import Client


def test_within_one_plan_each_is_another_and_plans_share_them() -> None:
    one, other = Aliases(), Aliases()
    first, second, third = one(Community), one(Community), one(District)
    assert len({first, second, third}) == 3
    assert [other(Community), other(Community), other(District)] == [first, second, third]


def test_a_plan_makes_no_alias_that_one_before_it_made(client: Client) -> None:
    client.data("{ communities(first: 1) { nodes { district { code } street { district { code } } } } }")
    made = alias_of.cache_info().currsize
    client.data("{ communities(first: 2) { nodes { street { name district { name } } district { name } } } }")
    assert alias_of.cache_info().currsize == made
