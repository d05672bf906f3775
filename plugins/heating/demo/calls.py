"""The demo's calls: two seasons, a few communities clearly hotter than the others."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from core.demo import Demo, DemoCommunity
from core.demo.work import moment
from core.households.models import Household
from plugins.heating.demo.readings import SEASONS, DemoHome
from plugins.heating.models import HeatingCall, HeatingCallTopic, HeatingClass

ORDINARY = {SEASONS.of(2021): 1_620, SEASONS.of(2022): 1_180}
"""Calls of each season that gather nowhere: fewer in the second, after a summer of work."""
HOT = 9
TOPICS = dict(zip(HeatingCallTopic, (52, 13, 6, 9, 9, 7, 4), strict=True))
CLASSES = {
    HeatingCallTopic.NOT_WARM: HeatingClass.BELOW_STANDARD,
    HeatingCallTopic.UNSTABLE: HeatingClass.UNSTABLE,
}
NAMES_DOOR, PLACE_UNKNOWN = 0.75, 0.04
"""Shares of the callers who name their door, and of those who do not say where they live."""


def load_calls(demo: Demo, communities: Sequence[DemoCommunity]) -> list[DemoHome]:
    """The calls, and the homes that are cold according to them."""
    chance, addresses = demo.random("heating/calls"), demo.random("heating/addresses")
    calls: list[dict[str, Any]] = []
    households: list[dict[str, Any]] = []
    homes = []
    heated = _heated(communities)
    for community, day in _callers(chance, heated):
        topic = chance.choices(list(TOPICS), list(TOPICS.values()))[0]
        household = None
        if topic in CLASSES and chance.random() < NAMES_DOOR:
            household = demo.key(Household)
            households.append(_door(demo, household, community))
            homes.append(DemoHome(household, community, day, CLASSES[topic]))
        is_known = household is not None or chance.random() >= PLACE_UNKNOWN
        place = community if is_known else heated[0]
        call = _call(demo, chance, place, day, topic)
        address = f"{place.name}{addresses.randint(1, 60)}号" if is_known and household is None else None
        calls.append(call | {"household_id": household, "is_place_known": is_known, "address": address})
    demo.add(Household, households)
    demo.add(HeatingCall, calls)
    return homes


def _heated(communities: Sequence[DemoCommunity]) -> list[DemoCommunity]:
    """Only residents' communities have district heating. The first stands in for an unknown place."""
    unique = {community.id: community for community in communities}
    heated = (one for one in unique.values() if int(one.code[-3:]) < 200)
    return sorted(heated, key=lambda community: community.code)


def _callers(chance: random.Random, heated: Sequence[DemoCommunity]) -> Iterator[tuple[DemoCommunity, date]]:
    """From where and on which day."""
    weights = [community.households for community in heated]
    for season, ordinary in ORDINARY.items():
        places = chance.choices(heated, weights, k=ordinary)
        for hot in chance.sample(heated, min(HOT, len(heated))):
            places += [hot] * chance.randint(19, 44)
        length = (season.ends_on - season.starts_on).days
        for place in places:
            # The coldest weeks lie in January.
            yield place, season.starts_on + timedelta(int(chance.triangular(0, length, 55)))


def _call(
    demo: Demo, chance: random.Random, place: DemoCommunity, day: date, topic: HeatingCallTopic
) -> dict[str, Any]:
    return {
        "id": demo.key(HeatingCall),
        "season": SEASONS.latest(day).name,
        "community_id": place.id,
        "district_id": place.district_id,
        "topic": topic,
        "called_at": moment(day, chance.randint(0, 13), chance.randint(0, 59)),
        "called_on": day,
        "note": None,
    }


def _door(demo: Demo, key: int, community: DemoCommunity) -> dict[str, Any]:
    """The next door of the community: two on a floor, six floors, three entrances to a building."""
    building, door = divmod(demo.door(community.id), 36)
    entrance, door = divmod(door, 12)
    floor, side = divmod(door, 2)
    return {
        "id": key,
        "community_id": community.id,
        "building": f"{building + 1}号楼",
        "unit": f"{entrance + 1}单元",
        "room": f"{floor + 1}0{side + 1}",
    }
