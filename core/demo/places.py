"""The demo's register of communities, and the monthly rounds into them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select, update

from core.demo import FIRST_MONTH, LAST_DAY, REACHED, Demo, DemoCommunity, DemoRound, shares
from core.places.models import Community, CommunityKind
from core.places.register import take_in
from core.rounds.models import Round, RoundCommunity, RoundLine, RoundStatus

REGISTER = Path(__file__).parent / "data" / "qingdao_communities_2023.csv"
KINDS = (
    CommunityKind.OLD_ESTATE,
    CommunityKind.BACK_STREET_AREA,
    CommunityKind.ORDINARY,
    CommunityKind.ORDINARY,
)
CITY_DISTRICTS = ("370202", "370203", "370213", "370212")
SECOND_TIME = 0.18
"""The share of communities that a later round goes to once more."""


def load_register(demo: Demo) -> None:
    """The real register, through the same import that everybody uses."""
    take_in(demo.session, [REGISTER], edition="2023", today=LAST_DAY)


def load_kinds(demo: Demo) -> list[DemoCommunity]:
    """Kind and number of households, which no public register has."""
    chance = demo.random("communities")
    made, changes = [], []
    columns = (Community.id, Community.code, Community.name, Community.district_id)
    for key, code, name, district in demo.session.execute(select(*columns).order_by(Community.code)):
        is_village = 200 <= int(code[-3:]) < 400
        kind = chance.choice(KINDS)
        if is_village and chance.random() < 0.3:
            kind = CommunityKind.URBAN_VILLAGE
        households = chance.randint(180, 900) if is_village else chance.randint(600, 4200)
        changes.append({"id": key, "kind": kind, "households": households})
        made.append(DemoCommunity(key, code, name, district, households))
    demo.session.execute(update(Community), changes)
    return made


def load_rounds(demo: Demo, communities: Sequence[DemoCommunity]) -> list[DemoRound]:
    """Each month some communities; over all months exactly as many different ones as were published."""
    chance = demo.random("rounds")
    months = list(_months())
    chosen = _chosen(chance, communities)
    sizes = shares(chance, REACHED, len(months))
    rounds, start, earlier = [], 0, list[DemoCommunity]()
    for month, size in zip(months, sizes, strict=True):
        fresh = chosen[start : start + size]
        again = chance.sample(earlier, min(len(earlier), int(size * SECOND_TIME)))
        days = _working_days(month)
        attendances = [(community, chance.choice(days)) for community in (*fresh, *again)]
        rounds.append(DemoRound(demo.key(Round), f"{month:%Y-%m}", attendances))
        start += size
        earlier = chosen[:start]
    _insert(demo, chance, rounds, communities)
    return rounds


def _months() -> Iterator[date]:
    """The first days of the months."""
    day = date(*FIRST_MONTH, 1)
    while day <= LAST_DAY:
        yield day
        day = (day + timedelta(days=32)).replace(day=1)


def _chosen(chance: random.Random, communities: Sequence[DemoCommunity]) -> list[DemoCommunity]:
    """All of the city's own districts, and as many of the others as there is room for."""
    city = [community for community in communities if community.code[:6] in CITY_DISTRICTS]
    others = [community for community in communities if community.code[:6] not in CITY_DISTRICTS]
    chosen = city + chance.sample(others, REACHED - len(city))
    chance.shuffle(chosen)
    return chosen


def _working_days(month: date) -> list[date]:
    days = (month + timedelta(days=at) for at in range(31))
    return [day for day in days if day.month == month.month and day <= LAST_DAY and day.weekday() < 5]


def _insert(
    demo: Demo,
    chance: random.Random,
    rounds: Sequence[DemoRound],
    communities: Sequence[DemoCommunity],
) -> None:
    current = f"{LAST_DAY:%Y-%m}"
    demo.add(
        Round,
        (
            {
                "id": made.id,
                "month": made.month,
                "status": RoundStatus.OPEN if made.month == current else RoundStatus.CLOSED,
            }
            for made in rounds
        ),
    )
    demo.add(
        RoundLine,
        ({"round_id": made.id, "line": line.key} for made in rounds for line in demo.lines),
    )
    planned = []
    for made in rounds:
        visited = {community.id for community, _ in made.attendances}
        missed = [c.id for c in chance.sample(communities, 4) if c.id not in visited]
        planned += [{"round_id": made.id, "community_id": key} for key in sorted(visited) + missed]
    demo.add(RoundCommunity, planned)
