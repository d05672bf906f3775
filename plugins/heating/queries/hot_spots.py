"""Where calls gather: communities by how much they stand out in a season.

A hot spot is a statement about a place, so three kinds of calls make none: those whose place nobody knows, those of
communities whose households nobody has counted, and too few.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import BigInteger, Text, bindparam, func, select

from core import Listing, Page, Question, Statement
from core.columns import Among, Listed
from core.places.models import Community
from plugins.heating.models import HeatingCall
from plugins.heating.services.seasons import Season
from plugins.heating.types import HeatingHotspot, HeatingTopicCount

LEAST_CALLS = 5
"""With fewer, a community is listed after all that have as many."""
HOT = 2.0
"""So many standard deviations above the others, and it is a hot spot."""

LOCATED = (HeatingCall.season == bindparam("season", type_=Text()), HeatingCall.is_place_known)
CALLS = Statement(
    select(Community.id, Community.households, func.count())
    .join(HeatingCall, HeatingCall.community_id == Community.id)
    .where(*LOCATED)
    .group_by(Community.id)
)
TOPICS = Statement(
    select(HeatingCall.community_id, HeatingCall.topic, func.count())
    .where(
        *LOCATED,
        Among(HeatingCall.community_id, bindparam("communities", type_=Listed(BigInteger()))),
    )
    .group_by(HeatingCall.community_id, HeatingCall.topic)
    .order_by(func.count().desc(), HeatingCall.topic)
)


@dataclass
class HotSpot:
    """The calls of one community in one season."""

    community_id: int
    households: int | None
    calls: int
    z_score: float | None = None

    @property
    def per_thousand(self) -> float | None:
        """None where nobody has counted the households."""
        return 1000 * self.calls / self.households if self.households else None

    @property
    def is_hot(self) -> bool:
        return self.calls >= LEAST_CALLS and self.z_score is not None and self.z_score > HOT

    @property
    def rank(self) -> tuple[int, float, int, int]:
        """Those with enough calls and a rate by that rate, then the others by their number; ties by key."""
        rate = self.per_thousand
        if rate is not None and self.calls >= LEAST_CALLS:
            return (0, -rate, -self.calls, self.community_id)
        return (1, 0.0, -self.calls, self.community_id)


SPOTS: Listing[HotSpot] = Listing("HeatingHotspot", lambda spot: spot.rank, int, float, int, int)


def hot_spots(rows: Iterable[tuple[int, int | None, int]]) -> list[HotSpot]:
    """Communities by how much they stand out, from rows of key, households and calls."""
    spots = sorted((HotSpot(*row) for row in rows), key=lambda spot: spot.rank)
    _score(spots)
    return spots


def _score(spots: Sequence[HotSpot]) -> None:
    """How far each rate lies from that of all the places together.

    Every household weighs the same, so that three calls from a hamlet do not stretch the scale for all.
    """
    known = [(spot, spot.per_thousand, spot.households or 0) for spot in spots]
    rated = [(spot, rate, weight) for spot, rate, weight in known if rate is not None]
    whole = sum(weight for _, _, weight in rated)
    if not whole:
        return
    mean = sum(rate * weight for _, rate, weight in rated) / whole
    spread = math.sqrt(sum((rate - mean) ** 2 * weight for _, rate, weight in rated) / whole)
    if spread > 1e-9:
        for spot, rate, _ in rated:
            spot.z_score = (rate - mean) / spread


def page_of_hot_spots(
    season: Season, question: Question, first: int | None, after: str | None
) -> Generator[Any, Any, Page[HeatingHotspot]]:
    """A page of the communities that called; the topics only of those that it shows."""
    shown = SPOTS.shown(hot_spots((yield CALLS(season=season.name))), first, after)
    topics: dict[int, list[HeatingTopicCount]] = defaultdict(list)
    if shown.items and question.asks("nodes.topics"):
        keys = [spot.community_id for spot in shown.items]
        for key, topic, count in (yield TOPICS(season=season.name, communities=keys)):
            topics[key].append(HeatingTopicCount(topic=topic, count=count))
    return shown.page([_node(spot, topics[spot.community_id]) for spot in shown.items])


def _node(spot: HotSpot, topics: list[HeatingTopicCount]) -> HeatingHotspot:
    rate, score = spot.per_thousand, spot.z_score
    return HeatingHotspot(
        community=cast("Any", spot.community_id),
        calls=spot.calls,
        calls_per_thousand_households=None if rate is None else round(rate, 3),
        z_score=None if score is None else round(score, 3),
        is_hot=spot.is_hot,
        topics=topics,
    )
