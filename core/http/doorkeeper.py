"""Doorkeeper: how many are served at once, and how much each may ask for in a minute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from ipaddress import ip_address, ip_network

from core.http.rates import COST, MESSAGES, MUTATION_POINTS, NEIGHBOURHOOD, POINTS, QUERY_POINTS, Buckets, Rate
from core.http.refusals import overloaded, too_many, too_many_open
from core.policy.viewer import Kind, Viewer

AT_ONCE = 10
"""Requests of one client that are served at once."""
OPEN = 5
"""Sockets and streams of one client that are open at once."""
OPEN_OF_ALL = 2000


UNCOUNTED: AbstractContextManager[None] = nullcontext()


class Inside:
    """How many are served now. Refuses at once, before anything is read, while there are too many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._count = 0

    def __enter__(self) -> None:
        if self._count >= self._most:
            raise overloaded()
        self._count += 1

    def __exit__(self, *_raised: object) -> None:
        self._count -= 1


class Doorkeeper:
    """Without buckets nothing is counted but how many are inside."""

    def __init__(self, buckets: Buckets | None = None, inside_most: int = 100) -> None:
        self.buckets = buckets
        self.inside = Inside(inside_most)
        self._of_each: Counter[str] = Counter()
        self._open: Counter[str] = Counter()

    def served(self, viewer: Viewer, address: str) -> AbstractContextManager[None]:
        """One request of this viewer; it costs a point, whatever it is."""
        if self.buckets is None:
            return UNCOUNTED
        name = _name(viewer, address)
        self.take(viewer, address, QUERY_POINTS)
        if self._of_each[name] >= AT_ONCE:
            raise too_many(1)
        return _counted(self._of_each, name)

    @contextmanager
    def holding_open(self, viewer: Viewer, address: str) -> Iterator[None]:
        """A socket or a stream of this viewer, as long as it is open."""
        name = _name(viewer, address)
        if self.buckets is not None and self._open[name] >= OPEN:
            raise too_many_open(OPEN)
        if self._open.total() >= OPEN_OF_ALL:
            raise overloaded()
        with _counted(self._open, name):
            yield

    def hear(self, socket: str) -> None:
        """One message of a web socket."""
        self._take(f"messages {socket}", 1, MESSAGES)

    def take(self, viewer: Viewer, address: str, points: float) -> None:
        if self.buckets is None:
            return
        if viewer.kind is Kind.ANONYMOUS:
            self._take(f"network {network_of(address)}", points, NEIGHBOURHOOD)
        self._take(f"points {_name(viewer, address)}", points, POINTS[viewer.kind])

    def charge(self, viewer: Viewer, address: str, cost: int, *, is_mutation: bool) -> None:
        """What is known when the operation is: a mutation is worth more points, and everything what it costs."""
        if self.buckets is None:
            return
        if is_mutation:
            self.take(viewer, address, MUTATION_POINTS - QUERY_POINTS)
        self._take(f"cost {_name(viewer, address)}", cost, COST[viewer.kind])

    def _take(self, key: str, points: float, rate: Rate) -> None:
        wait = self.buckets.take(key, points, rate) if self.buckets is not None else 0.0
        if wait > 0:
            raise too_many(wait)


@contextmanager
def _counted(counter: Counter[str], name: str) -> Iterator[None]:
    counter[name] += 1
    try:
        yield
    finally:
        counter[name] -= 1
        if not counter[name]:
            del counter[name]


def _name(viewer: Viewer, address: str) -> str:
    """Who has signed in is counted wherever they are; others by where they come from."""
    return viewer.actor or place_of(address)


def place_of(address: str) -> str:
    """A household has one IPv4 address, or 2⁶⁴ of the newer ones."""
    return _within(address, 32, 64)


def network_of(address: str) -> str:
    return _within(address, 24, 48)


@lru_cache(maxsize=10_000)
def _within(address: str, old: int, new: int) -> str:
    try:
        bits = old if ip_address(address).version == 4 else new
        return str(ip_network(f"{address}/{bits}", strict=False))
    except ValueError:  # a socket of this machine has a path, or nothing
        return address
