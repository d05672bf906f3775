"""The demo's register of facilities: apart from the rest, since places, not visits, make it up."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from core.demo import Demo
from core.facilities.models import Facility, FacilityKind
from core.places.models import Community, District, Street
from plugins.sanitation.models import SanitationOpeningBatch

TOILETS = 1_260
ALL_DAY_EARLIER = 201
SOCIAL_UNITS = 427
THIRD_RESTROOMS = 423
MOTHER_BABY_ROOMS = 64
ALL_DAY_ON = date(2021, 5, 1)
ALL_DAY = {
    "370202": 30,
    "370203": 33,
    "370213": 30,
    "370212": 10,
    "370214": 16,
    "370211": 20,
    "370215": 20,
    "370281": 10,
    "370283": 15,
    "370285": 20,
}
"""Toilets that opened all day on that day, by district, as the bureau told."""
BATCHES = {1: date(2021, 6, 1), 2: date(2022, 9, 1)}
"""When firms and offices opened their toilets."""
EQUIPPED_ON = date(2021, 6, 1)
BEACHES = (
    ("八大关街道", "第一海水浴场东侧"),
    ("八大关街道", "第一海水浴场西侧"),
    ("八大关街道", "第二海水浴场"),
    ("湛山街道", "第三海水浴场"),
    ("中山路街道", "第六海水浴场"),
    ("金家岭街道", "石老人海水浴场"),
    ("沙子口街道", "流清河海水浴场"),
    ("王哥庄街道", "仰口海水浴场"),
    ("薛家岛街道", "金沙滩海水浴场东侧"),
    ("薛家岛街道", "金沙滩海水浴场西侧"),
    ("薛家岛街道", "银沙滩海水浴场"),
    ("隐珠街道", "城市阳台海水浴场"),
)


OFFICES = ("居民委员会", "村民委员会", "居委会", "村委会")


@dataclass(frozen=True)
class Place:
    community_id: int
    district_id: int
    district_code: str
    street: str
    name: str


@dataclass
class Names:
    """Names that differ: the second of a place is told apart by its number."""

    given: Counter[str] = field(default_factory=Counter)

    def name(self, place: Place, what: str) -> str:
        base = f"{place.name}{what}"
        self.given[base] += 1
        return base if self.given[base] == 1 else f"{base}（{self.given[base]}号）"


def load_facilities(demo: Demo) -> None:
    chance, names, places = demo.random("sanitation/facilities"), Names(), _places(demo)
    rooms = chance.sample(places, MOTHER_BABY_ROOMS)
    rows = [
        *_toilets(chance, names, places),
        *(_simple(FacilityKind.MOTHER_BABY_ROOM, p, names.name(p, "母婴室")) for p in rooms),
        *_first_aid(places),
    ]
    demo.add(Facility, ({"id": demo.key(Facility), **row} for row in rows))
    demo.add(SanitationOpeningBatch, (_batch_row(demo, number, rows) for number in BATCHES))


def _batch_row(demo: Demo, number: int, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """As many as were opened: the bureau kept its word."""
    return {
        "id": demo.key(SanitationOpeningBatch),
        "number": number,
        "name": f"社会单位厕所免费开放（第{'一二'[number - 1]}批）",
        "kind": FacilityKind.PUBLIC_TOILET,
        "announced_on": BATCHES[number] - timedelta(days=14),
        "target": sum(row["opening_batch"] == number for row in rows),
    }


def _places(demo: Demo) -> list[Place]:
    made = select(Community, District, Street).join(Community.street).join(Community.district)
    found = demo.session.execute(made.where(Community.is_active).order_by(Community.code))
    return [
        Place(community.id, district.id, district.code, street.name, _short(district, community))
        for community, district, street in found
    ]


def _short(district: District, community: Community) -> str:
    name = community.name
    for office in OFFICES:
        name = name.removesuffix(office)
    return f"{district.name}{name}"


def _toilets(chance: random.Random, names: Names, places: Sequence[Place]) -> Iterator[Mapping[str, Any]]:
    """Those that opened all day come first: the same day's by district, then the earlier ones."""
    chosen = [place for code, count in ALL_DAY.items() for place in _in(chance, places, code, count)]
    on_the_day, all_day = len(chosen), len(chosen) + ALL_DAY_EARLIER
    chosen += chance.choices(places, k=TOILETS - on_the_day)
    # Toilets of firms opened in 2021 or later, so none of the earlier ones is among them.
    firms = [number for number in range(TOILETS) if not on_the_day <= number < all_day]
    social = set(chance.sample(firms, SOCIAL_UNITS))
    third = set(chance.sample(range(TOILETS), THIRD_RESTROOMS))
    for number, place in enumerate(chosen):
        is_social, is_all_day = number in social, number < all_day
        batch = _batch(chance, is_all_day) if is_social else None
        opened_on = _some_day(chance) if batch is None else BATCHES[batch]
        name = names.name(place, "社会单位开放厕所" if is_social else "公厕")
        yield {
            **_simple(FacilityKind.PUBLIC_TOILET, place, name),
            "opened_on": ALL_DAY_ON if number < on_the_day else opened_on,
            "is_open_all_day": is_all_day,
            "has_third_restroom": number in third,
            "is_social_unit": is_social,
            "has_mother_baby_room": chance.random() < 0.12,
            "opening_batch": batch,
        }


def _in(chance: random.Random, places: Sequence[Place], code: str, count: int) -> list[Place]:
    return chance.sample([place for place in places if place.district_code == code], count)


def _batch(chance: random.Random, is_all_day: bool) -> int:
    """One that was open all day in May 2021 can only be of the first batch."""
    return 1 if is_all_day else chance.choice(list(BATCHES))


def _some_day(chance: random.Random) -> date:
    """Before the day on which so many opened all day."""
    return ALL_DAY_ON - timedelta(days=chance.randint(30, 4_000))


def _first_aid(places: Sequence[Place]) -> Iterator[Mapping[str, Any]]:
    """Each in the first community of its street: no register says which one has the beach."""
    first = {place.street: place for place in reversed(places)}
    for street, beach in BEACHES:
        yield _simple(FacilityKind.FIRST_AID_POINT, first.get(street, places[0]), f"{beach}急救箱")


def _simple(kind: FacilityKind, place: Place, name: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "name": name,
        "community_id": place.community_id,
        "district_id": place.district_id,
        "opened_on": EQUIPPED_ON,
        "closed_on": None,
        "is_open_all_day": False,
        "has_third_restroom": False,
        "is_social_unit": False,
        "has_mother_baby_room": False,
        "opening_batch": None,
    }
