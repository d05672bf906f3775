"""The demo's units and posts: the bureau, each district, each line. Posts, never people."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from core.demo import Demo
from core.lines.line import ServiceLine
from core.people.models import Officer, OfficerRole, Unit, UnitKind
from core.places.models import District, Street

BUREAU = "市城市管理局"
COMPANIES = ("gas", "heating")
"""Lines whose cases a company handles, not the district's own bureau."""


class Posts:
    """Gathers units and posts, so that they go in together."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.units: dict[str, dict[str, Any]] = {}
        self.officers: dict[str, dict[str, Any]] = {}

    def unit(self, name: str, kind: UnitKind, line: str | None = None, district: int | None = None) -> int:
        key = self.demo.key(Unit)
        self.units[name] = {
            "id": key,
            "name": name,
            "kind": kind,
            "line": line,
            "district_id": district,
        }
        return key

    def post(
        self,
        name: str,
        role: OfficerRole,
        unit: int,
        line: str | None = None,
        district: int | None = None,
    ) -> int:
        key = self.demo.key(Officer)
        self.officers[name] = {
            "id": key,
            "name": name,
            "role": role,
            "line": line,
            "district_id": district,
            "unit_id": unit,
        }
        return key

    def insert(self) -> None:
        self.demo.add(Unit, self.units.values())
        self.demo.add(Officer, self.officers.values())
        self.demo.units = {name: unit["id"] for name, unit in self.units.items()}
        self.demo.officers = {name: officer["id"] for name, officer in self.officers.items()}


def load_posts(demo: Demo) -> None:
    posts = Posts(demo)
    bureau = posts.unit(BUREAU, UnitKind.BUREAU)
    posts.post(f"{BUREAU}局长", OfficerRole.DIRECTOR, bureau)
    for line in demo.lines:
        _of_line(posts, line, bureau)
    districts = demo.session.execute(select(District.id, District.name).order_by(District.code)).all()
    leaders = [{"id": key, "leader_id": _district(posts, demo, key, name, bureau)} for key, name in districts]
    for street in demo.session.execute(select(Street.name, Street.code, Street.district_id).order_by(Street.code)):
        posts.unit(f"{street.name}（{street.code}）", UnitKind.STREET_OFFICE, district=street.district_id)
    posts.insert()
    demo.session.execute(update(District), leaders)


def load_posts_of(demo: Demo, line: ServiceLine) -> None:
    """The posts of a line that comes later; the units of the others are there."""
    posts = Posts(demo)
    units = {unit.name: unit.id for unit in demo.session.scalars(select(Unit))}
    _of_line(posts, line, units[BUREAU])
    for key, name in demo.session.execute(select(District.id, District.name).order_by(District.code)):
        _of_line_in(posts, line, key, name, units[local_bureau(name)])
    posts.insert()


def local_bureau(district: str) -> str:
    return f"{district}城市管理局"


def _of_line(posts: Posts, line: ServiceLine, bureau: int) -> None:
    posts.post(f"{line.name_zh}行业负责人", OfficerRole.LINE_LEAD, bureau, line.key)
    posts.post(f"{line.name_zh}受理岗", OfficerRole.ACCEPTOR, bureau, line.key)
    posts.post(f"{line.name_zh}派遣岗", OfficerRole.DISPATCHER, bureau, line.key)


def _district(posts: Posts, demo: Demo, key: int, name: str, bureau: int) -> int:
    """One district's own bureau, its companies and posts; gives the leader in charge of it."""
    leader = posts.post(f"{name}包区局领导", OfficerRole.DISTRICT_LEADER, bureau, district=key)
    posts.post(f"{name}核查岗", OfficerRole.CHECKER, bureau, district=key)
    local = posts.unit(local_bureau(name), UnitKind.DEPARTMENT, district=key)
    for line in demo.lines:
        _of_line_in(posts, line, key, name, local)
    return leader


def _of_line_in(posts: Posts, line: ServiceLine, key: int, name: str, local: int) -> None:
    unit = local
    if line.key in COMPANIES:
        unit = posts.unit(f"{name}{line.name_zh[:2]}企业", UnitKind.UTILITY, line.key, key)
    posts.post(f"{name}{line.name_zh}处置岗", OfficerRole.HANDLER, unit, line.key, key)
    posts.post(f"{name}{line.name_zh}进社区岗", OfficerRole.FIELD_OFFICER, local, line.key, key)
