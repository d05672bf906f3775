"""How many are served, and how much each may ask for (catalogue A25, B15, D02)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from core.http.doorkeeper import Doorkeeper, network_of, place_of
from core.http.rates import MemoryBuckets, Rate
from core.http.refusals import BadRequest
from core.policy.role import Role
from core.policy.viewer import Viewer

PUBLIC = Viewer(Role.ANONYMOUS)
CLERK = Viewer(Role.ACCEPTOR, actor="account 1")


def accepted(act: Callable[[], Any], most: int = 5000) -> int:
    """How often it may be done until it is refused."""
    done = 0
    refusal = None
    while done < most and refusal is None:
        try:
            act()
            done += 1
        except BadRequest as reason:
            refusal = reason
    if refusal is not None:
        assert (refusal.status, refusal.code) == (429, "RATE_LIMITED")
        assert int(refusal.headers["retry-after"]) >= 1
    return done


def taken(keeper: Doorkeeper, viewer: Viewer, address: str) -> int:
    """How many queries are served."""

    def served() -> None:
        with keeper.served(viewer, address):
            pass

    return accepted(served)


def test_a_bucket_holds_what_it_holds_and_fills_up_with_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("core.http.rates.monotonic", lambda: now[0])
    buckets, rate = MemoryBuckets(), Rate(10, 2)
    assert [buckets.take("a", 4, rate) for _ in range(3)] == [0, 0, 1]
    now[0] += 1
    assert buckets.take("a", 4, rate) == 0
    assert buckets.take("b", 99, rate) == 0  # what never fits empties it
    assert buckets.take("b", 1, rate) == 0.5


def test_buckets_of_those_who_went_away_are_forgotten() -> None:
    buckets = MemoryBuckets(most=2)
    for key in "abc":
        buckets.take(key, 1, Rate(1, 1))
    assert [buckets.take(key, 1, Rate(1, 1)) > 0 for key in "cb"] == [True, True]
    assert buckets.take("a", 1, Rate(1, 1)) == 0


def test_a25_the_public_has_sixty_a_minute_for_each_address_and_its_network_twice_as_many() -> None:
    keeper = Doorkeeper(MemoryBuckets())
    assert taken(keeper, PUBLIC, "203.0.113.7") in {60, 61}
    assert taken(keeper, PUBLIC, "203.0.113.8") in {59, 60, 61}
    assert taken(keeper, PUBLIC, "203.0.113.9") <= 1
    assert taken(keeper, PUBLIC, "203.0.114.9") in {60, 61}


def test_a25_who_has_signed_in_is_counted_wherever_they_are() -> None:
    keeper = Doorkeeper(MemoryBuckets())
    assert taken(keeper, CLERK, "203.0.113.7") in range(2000, 2050)
    assert taken(keeper, CLERK, "198.51.100.1") <= 5
    assert taken(keeper, Viewer(Role.ACCEPTOR, actor="account 2"), "203.0.113.7") >= 2000


def test_a25_a_mutation_is_worth_five_and_everything_what_it_costs() -> None:
    keeper = Doorkeeper(MemoryBuckets())
    assert accepted(lambda: keeper.charge(CLERK, "", 0, is_mutation=True)) in range(500, 510)
    keeper.charge(CLERK, "", 9000, is_mutation=False)
    with pytest.raises(BadRequest):
        keeper.charge(CLERK, "", 9000, is_mutation=False)


def test_ten_of_one_client_are_served_at_once() -> None:
    keeper = Doorkeeper(MemoryBuckets())
    with ExitStack() as stack:
        for _ in range(10):
            stack.enter_context(keeper.served(CLERK, ""))
        with pytest.raises(BadRequest), keeper.served(CLERK, ""):
            pass
        with keeper.served(Viewer(Role.ACCEPTOR, actor="account 2"), ""):
            pass
    with keeper.served(CLERK, ""):
        pass


def test_addresses_are_counted_by_household_and_by_network() -> None:
    assert place_of("203.0.113.7") == "203.0.113.7/32"
    assert network_of("203.0.113.7") == "203.0.113.0/24"
    assert place_of("2001:db8:1:2:3:4:5:6") == place_of("2001:db8:1:2::1") == "2001:db8:1:2::/64"
    assert place_of("testclient") == "testclient"


def test_d02_more_than_can_be_served_are_told_to_come_back_before_they_are_read(opened: Any) -> None:
    response = opened(requests_at_once=0).post("/graphql", content=b"{", headers={"content-type": "application/json"})
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")
    assert response.json()["errors"][0]["extensions"]["code"] == "OVERLOADED"


def test_a25_over_http_the_rate_is_told_with_the_time_to_wait(opened: Any) -> None:
    http = opened(profile="production")
    answers = [http.post("/graphql", json={"query": "{ __typename }"}) for _ in range(62)]
    assert [answer.status_code for answer in answers[:60]] == [200] * 60
    assert answers[-1].status_code == 429
    assert answers[-1].headers["retry-after"] == "1"
    assert answers[-1].json()["errors"][0]["message"] == "Too much was asked in a short time; wait 1 s."


def test_b15_a_client_cannot_say_where_it_comes_from(opened: Any) -> None:
    http = opened(profile="production")
    for number in range(62):
        spoofed = {"x-forwarded-for": f"198.51.{number}.1", "x-real-ip": f"198.51.{number}.1", "host": f"h{number}"}
        answer = http.post("/graphql", json={"query": "{ __typename }"}, headers=spoofed)
    assert answer.status_code == 429


def test_nobody_is_counted_while_developing(opened: Any) -> None:
    http = opened()
    assert {http.post("/graphql", json={"query": "{ __typename }"}).status_code for _ in range(150)} == {200}
