"""GraphQL types of the line, each declared over a model: the engine compiles them to SQL."""

from __future__ import annotations

from datetime import date

from core import Node, column, relation, rows, shows
from core.cases.types import CaseDetail
from core.places.types import Community
from core.visits.types import Visit, VisitReport

from lastmeter_water import models
from lastmeter_water.models import WaterFinding


@shows(models.WaterCheck)
class WaterCheck(Node):
    """Something that a visit looked at, and what it found (检查)."""

    checked_on: date = column("The day, that of the visit (检查日期).")
    place: str = column("The spot inside the community (具体位置).")
    finding: WaterFinding = column("What was found (检查结果).")
    mended_on: date | None = column("When what was faulty worked again; null before, or where all was well (修复日期).")
    community: Community = relation("Where it was (社区).")
    visit: Visit = relation("The visit it belongs to (所属进社区记录).")


@shows(models.WaterVisitReport, line="water")
class WaterVisitReport(VisitReport):
    """What the line records of a visit (供水服务进社区记录)."""

    households_advised: int = column("Households that were advised (宣传户数).")
    checks: list[WaterCheck] = rows("What it looked at (检查).")


@shows(models.WaterCaseDetail, line="water")
class WaterCaseDetail(CaseDetail):
    """What the line records of a case (供水服务案件内容)."""

    households: int | None = column("How many households it concerns; null where nobody knows (涉及户数).")
