"""Where calls gather: communities by how much they stand out in a season.

A hot spot is a statement about a place, so some calls make none: those whose place nobody knows, those of communities
whose households nobody has counted, too few, and the many of one household, which counts as one caller. Callers who left
an address but no door count once a day for each address.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Text, bindparam, cast, distinct, func, literal, select

from core import Listing, Page, Question, Rules, Statement
from core.columns import Among, Listed
from core.places.models import Community
from plugins.heating.models import HeatingCall
from plugins.heating.rules import HOT_CALLERS, HOT_DEVIATIONS
from plugins.heating.services.seasons import Season
from plugins.heating.types.calls import HeatingHotspot, HeatingTopicCount

LOCATED = (HeatingCall.season == bindparam("season", type_=Text()), HeatingCall.is_place_known)
CALLER = func.coalesce(
    literal("home ") + cast(HeatingCall.household_id, Text()),
    HeatingCall.address + literal(" ") + cast(HeatingCall.called_on, Text()),
    literal("call ") + cast(HeatingCall.id, Text()),
)
CALLS = Statement(
    select(Community.id, Community.households, func.count(), func.count(distinct(CALLER)))
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
    callers: int
    z_score: float | None = None
    is_enough: bool = True
    """Whether there are enough callers to say something about the place."""
    is_hot: bool = False

    def per_thousand(self, number: int) -> float | None:
        """None where nobody has counted the households."""
        return 1000 * number / self.households if self.households else None

    @property
    def rate(self) -> float | None:
        return self.per_thousand(self.callers)

    @property
    def rank(self) -> tuple[int, float, int, int]:
        """Those with enough callers and a rate by that rate, then the others by their number; ties by key."""
        rate = self.rate
        if rate is not None and self.is_enough:
            return (0, -rate, -self.callers, self.community_id)
        return (1, 0.0, -self.callers, self.community_id)


SPOTS: Listing[HotSpot] = Listing("HeatingHotspot", lambda spot: spot.rank, int, float, int, int)


def hot_spots(rows: Iterable[Sequence[Any]], rules: Rules) -> list[HotSpot]:
    """Communities by how much they stand out, from rows of key, households, calls and callers."""
    spots = [HotSpot(*row) for row in rows]
    _score(spots)
    for spot in spots:
        spot.is_enough = spot.callers >= rules[HOT_CALLERS]
        spot.is_hot = spot.is_enough and spot.z_score is not None and spot.z_score > rules[HOT_DEVIATIONS]
    return sorted(spots, key=lambda spot: spot.rank)


def _score(spots: Sequence[HotSpot]) -> None:
    """How far each rate lies from that of all the places together.

    Every household weighs the same, so that three calls from a hamlet do not stretch the scale for all.
    """
    known = [(spot, spot.rate, spot.households or 0) for spot in spots]
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
    season: Season, rules: Rules, question: Question, first: int | None, after: str | None
) -> Generator[Any, Any, Page[HeatingHotspot]]:
    """A page of the communities that called; the topics only of those that it shows."""
    shown = SPOTS.shown(hot_spots((yield CALLS(season=season.name)), rules), first, after)
    topics: dict[int, list[HeatingTopicCount]] = defaultdict(list)
    if shown.items and question.asks("nodes.topics"):
        keys = [spot.community_id for spot in shown.items]
        for key, topic, count in (yield TOPICS(season=season.name, communities=keys)):
            topics[key].append(HeatingTopicCount(topic=topic, count=count))
    return shown.page([_node(spot, topics[spot.community_id]) for spot in shown.items])


def _node(spot: HotSpot, topics: list[HeatingTopicCount]) -> HeatingHotspot:
    rate, score = spot.per_thousand(spot.calls), spot.z_score
    return HeatingHotspot(
        community=spot.community_id,  # type: ignore[arg-type]
        calls=spot.calls,
        callers=spot.callers,
        calls_per_thousand_households=None if rate is None else round(rate, 3),
        z_score=None if score is None else round(score, 3),
        is_hot=spot.is_hot,
        topics=topics,
    )
