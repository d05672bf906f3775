"""A town with everybody who works for a line, and short ways to let them act and to ask for figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from core.database import Database
from core.places.models import Community
from core.policy.role import Role
from core.policy.viewer import Viewer
from core.testing.client import Client
from core.testing.loop import COMMUNITY, DrivenCase, Town, built_town

DOOR = {"building": "3号楼", "unit": "2单元", "room": "501"}
NEXT_DOOR = DOOR | {"room": "502"}
METRICS = """query($keys: [String!]!, $window: DateWindow!) {
  metrics(keys: $keys, window: $window, first: 20) { nodes { metric { key } numerator denominator drillKey } } }"""
ROWS = """query($key: String!, $part: MetricPart!) {
  metricRows(drillKey: $key, part: $part, first: 100) { totalCount nodes { amount } } }"""
TRAIL = "{ auditTrail(first: 100) { nodes { role operation outcome } } }"

Figure = tuple[float | None, float | None]


@dataclass
class Story:
    """What happens in the town, told by who does it."""

    client: Client
    town: Town
    make: Callable[..., Viewer]
    people: dict[Role, Client] = field(default_factory=dict)

    def by(self, role: Role) -> Client:
        """The one of the town in that role."""
        if role not in self.people:
            self.people[role] = self.client.acting(self.town.viewer(self.make, role))
        return self.people[role]

    def case(self, found: dict[str, Any]) -> DrivenCase:
        """A case by its id and version; whoever takes a step is named at it."""
        return DrivenCase(self.by(Role.ACCEPTOR), self.town, found["id"], found["version"])

    def in_hand(self, case: DrivenCase) -> None:
        """Filed before: sent to the unit, and taken on by one of it."""
        case.do("dispatchCase", by=self.by(Role.DISPATCHER), unitId=f"Unit_{self.town.unit}")
        case.do("acceptCase", by=self.by(Role.HANDLER), officerId=self.town.id("HANDLER"))

    def handled_and_checked(self, case: DrivenCase, note: str) -> None:
        """By the one who has it in hand, and by somebody else who went to look."""
        case.do("handleCase", by=self.by(Role.HANDLER), note=note)
        case.do("startCaseCheck", by=self.by(Role.CHECKER))
        case.do("checkCase", by=self.by(Role.CHECKER), result="PASSED")

    def figures(self, *keys: str, of: tuple[str, str]) -> dict[str, Figure]:
        """Numerator and denominator of each, as the leader of the district reads them, who looks through their rows."""
        given = {"keys": list(keys), "window": {"from": of[0], "to": of[1]}}
        nodes = self.by(Role.DISTRICT_LEADER).data(METRICS, given)["metrics"]["nodes"]
        for node in nodes:
            for part in ("numerator", "denominator"):
                if node[part] is not None:
                    assert self._listed(node["drillKey"], part.upper()) == pytest.approx(node[part]), node
        return {node["metric"]["key"]: (node["numerator"], node["denominator"]) for node in nodes}

    def _listed(self, key: str, part: str) -> float:
        """What the rows behind a number add up to."""
        page = self.by(Role.DISTRICT_LEADER).data(ROWS, {"key": key, "part": part})["metricRows"]
        assert page["totalCount"] == len(page["nodes"])
        return sum(row["amount"] for row in page["nodes"])

    def trail(self) -> list[tuple[str, str]]:
        """Who did what, as the auditor reads it, the first first; what was refused is not in it."""
        nodes = self.by(Role.AUDITOR).data(TRAIL)["auditTrail"]["nodes"]
        return [(node["role"], node["operation"]) for node in reversed(nodes) if node["outcome"] == "DONE"]


@pytest.fixture
def story_of(client: Client, database: Database, viewer: Callable[..., Viewer]) -> Callable[[str], Story]:
    """The story of one line: `story_of("gas")`."""
    return lambda line: Story(client, built_town(database, line), viewer)


def visit(day: str, community: str = COMMUNITY, **more: Any) -> dict[str, Any]:
    return {"communityCode": community, "visitedOn": day, "personTimes": {"staff": 3, "residents": 5}} | more


@pytest.fixture
def neighbours(database: Database) -> Callable[..., list[str]]:
    """More communities of the town's street, as large as the others; gives their codes."""

    def built(retired_on: date | None = None) -> list[str]:
        codes = [f"3702030290{number}" for number in range(16, 22)]
        with database.writing() as session:
            street = session.scalars(select(Community).filter_by(code=COMMUNITY)).one().street
            left = {"is_active": retired_on is None, "retired_on": retired_on}
            session.add_all(
                Community(
                    code=code, name=f"{code}社区", households=500, street=street, district=street.district, **left
                )
                for code in codes
            )
        return codes

    return built
