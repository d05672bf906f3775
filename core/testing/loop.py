"""The closed loop in tests: places, units and posts, and a case that is driven through the public endpoint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.database import Database
from core.people.models import Officer, OfficerRole, Unit, UnitKind
from core.places.models import Community, District, Street
from core.policy.role import Role
from core.policy.viewer import Viewer
from core.testing.client import Client

COMMUNITY, OTHER_COMMUNITY = "370203029014", "370203029015"
CASE = "id version number status stage outcome slaState deadline"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01 a photo \xff\xd9"
Make = Callable[..., Viewer]


@dataclass
class Town:
    """One district with two communities, and for one line two units and every post."""

    line: str
    district: int
    unit: int
    other_unit: int
    officers: dict[str, int] = field(default_factory=dict)

    def id(self, officer: str) -> str:
        return f"Officer_{self.officers[officer]}"

    def viewer(self, make: Make, role: Role) -> Viewer:
        """Somebody of the town in that role; handlers are of the unit, others of none."""
        return make(
            role,
            officer_id=self.officers.get(role.name),
            unit_id=self.unit if role is Role.HANDLER else None,
            lines=frozenset({self.line}),
            district_ids=frozenset({self.district}),
        )


def built_town(database: Database, line: str = "sanitation") -> Town:
    with database.writing() as session:
        district = District(code="370203", name="市北区")
        street = Street(code="370203029", name="兴隆路街道", district=district)
        session.add_all(
            Community(code=code, name=f"{code}社区", households=500, street=street, district=district)
            for code in (COMMUNITY, OTHER_COMMUNITY)
        )
        units = [Unit(name=name, kind=UnitKind.DEPARTMENT, line=line) for name in ("环卫一所", "环卫二所")]
        session.add_all(units)
        session.flush()
        town = Town(line, district.id, units[0].id, units[1].id)
        posts = {role.name: (role, units[0].id if role is OfficerRole.HANDLER else None) for role in OfficerRole}
        posts["HANDLER_2"] = (OfficerRole.HANDLER, units[0].id)
        posts["OTHER_HANDLER"] = (OfficerRole.HANDLER, units[1].id)
        posts["CHECKER_2"] = (OfficerRole.CHECKER, None)
        for name, (role, unit) in posts.items():
            officer = Officer(name=name, role=role, line=line, district_id=district.id, unit_id=unit)
            session.add(officer)
            session.flush()
            town.officers[name] = officer.id
    return town


@dataclass
class DrivenCase:
    """One case and what is known of it: each step sends the version that the last one gave.

    It is reported first, unless it is there: `DrivenCase(client, town).left(visit["cases"][0])`.
    """

    client: Client
    town: Town
    id: str = ""
    version: int = 0
    status: str = ""
    is_left: bool = False

    def left(self, case: dict[str, Any]) -> DrivenCase:
        """One that a visit left: its `id`, `version` and `status`."""
        self.is_left = True
        self._keep(case)
        return self

    def reported(self, **more: Any) -> DrivenCase:
        if self.is_left:
            return self
        given = {
            "line": self.town.line,
            "categoryCode": "E01-11",
            "communityCode": COMMUNITY,
            "title": "楼后积存渣土",
            "source": "HOTLINE_12345",
        } | more
        self._keep(self.client.do("reportCase", f"case {{ {CASE} }}", **given)["case"])
        return self

    def do(self, name: str, *, by: Client | None = None, **given: Any) -> dict[str, Any]:
        """A step that must not be refused; gives the case."""
        payload = self.act(name, by=by, **given)
        assert payload["userErrors"] == [], payload["userErrors"]
        case: dict[str, Any] = payload["case"]
        return case

    def act(self, name: str, *, by: Client | None = None, language: str = "en", **given: Any) -> dict[str, Any]:
        payload = (by or self.client).act(
            name, f"case {{ {CASE} }}", language=language, **({"caseId": self.id, "version": self.version} | given)
        )
        if payload["case"] is not None:
            self._keep(payload["case"])
        return payload

    def refusals(self, name: str, **given: Any) -> list[str]:
        """Why a step is refused; the case must stay as it is."""
        payload = self.act(name, **given)
        assert payload["case"] is None
        return [error["message"] for error in payload["userErrors"]]

    def _keep(self, case: dict[str, Any]) -> None:
        self.id, self.version, self.status = case["id"], case["version"], case["status"]

    # ------------------------------------------------------------- to where a test begins

    def filed(self, **more: Any) -> DrivenCase:
        self.reported(**more).do("fileCase")
        return self

    def dispatched(self, **more: Any) -> DrivenCase:
        self.filed(**more).do("dispatchCase", unitId=f"Unit_{self.town.unit}")
        return self

    def accepted(self, **more: Any) -> DrivenCase:
        self.dispatched(**more).do("acceptCase", officerId=self.town.id("HANDLER"))
        return self

    def handled(self, **more: Any) -> DrivenCase:
        self.accepted(**more).do("handleCase", note="已清运")
        return self

    def checked(self, **more: Any) -> DrivenCase:
        self.handled(**more).do("startCaseCheck")
        self.do("checkCase", result="PASSED")
        return self

    def closed(self, **more: Any) -> DrivenCase:
        self.checked(**more).do("closeCase", closeConditionMet=True)
        return self

    def read(self, wanted: str) -> dict[str, Any]:
        data = self.client.data(
            f"query($id: ID!) {{ node(id: $id) {{ ... on Case {{ {wanted} }} }} }}", {"id": self.id}
        )
        found: dict[str, Any] = data["node"]
        return found

    def allowed(self, by: Client | None = None) -> dict[str, list[str]]:
        """The actions of its status, each with the codes of what stands in the way."""
        wanted = "query($id: ID!) { node(id: $id) { ... on Case { allowedTransitions { action isAllowed blockers { code } } } } }"
        found = (by or self.client).data(wanted, {"id": self.id})["node"]["allowedTransitions"]
        assert all(one["isAllowed"] == (not one["blockers"]) for one in found)
        return {one["action"]: [blocker["code"] for blocker in one["blockers"]] for one in found}

    # ------------------------------------------------------------- what a hard case needs

    def taken(self, batch: int | None = None) -> DrivenCase:
        """A hard case, in a batch of its own where none is named."""
        if batch is None:
            batch = self.client.do("openHardCaseBatch", "batch { number }", name=f"{self.id}难题")["batch"]["number"]
        self.do(
            "takeHardCase",
            batch=batch,
            districtLeaderId=self.town.id("DISTRICT_LEADER"),
            lineLeadId=self.town.id("LINE_LEAD"),
            responsibleOfficerId=self.town.id("HANDLER"),
            reason="多年未解决",
        )
        return self

    def planned(self) -> DrivenCase:
        """With a plan of one measure, which is done."""
        self.do("planHardCase", analysis="涉及多个部门", measures=[{"kind": "COORDINATION", "description": "现场会商"}])
        self.do("advanceHardCase", measuresDone=[{"id": self.measures()[-1], "on": "2023-09-08"}])
        return self

    def measures(self) -> list[str]:
        found = self.read("hardCase { plan { measures { id } } }")["hardCase"]["plan"]["measures"]
        return [measure["id"] for measure in found]

    def evidenced(
        self, kind: str = "AFTER", taken_at: str = "2023-09-08T01:00:00Z", content: bytes = JPEG
    ) -> DrivenCase:
        """With a photo that shows it."""
        self.do("addCaseEvidence", attachmentId=self.photo(content), kind=kind, takenAt=taken_at)
        return self

    def photo(self, content: bytes = JPEG) -> str:
        sent = self.client.http.post("/attachments", content=content, headers={"content-type": "image/jpeg"})
        assert sent.status_code == 201, sent.text
        found: str = sent.json()["id"]
        return found
