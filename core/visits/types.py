"""GraphQL types of the visits."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from core.cases.types import Case
from core.engine.declare import Node, column, line_part, lookup, part, relation, rows, shows
from core.lines.types import ServiceLine
from core.people.types import Officer
from core.places.types import Community
from core.visits import models
from core.visits.models import VisitStatus


@shows(models.Visit)
class PersonTimes:
    """Who took part, in person-times: whoever comes twice counts twice; never a number of people (人次)."""

    total: int = column("Staff, residents and volunteers together (合计).")
    staff: int = column("Staff of the bureau and its companies (城管干部职工).")
    residents: int = column("Residents of the community (社区群众).")
    volunteers: int = column("Volunteers who came to help (志愿者).")


@shows(models.VisitMaterial)
class VisitMaterial:
    """Printed matter handed out on a visit (发放材料)."""

    topic: str = column("What it was about, as a code (主题).")
    count: int = column("How many pieces (份数).")


@strawberry.interface(description="What only the visit's line records of it (服务线专属记录).")
class VisitReport:
    visit: Visit = relation("The visit that it belongs to (所属进社区记录).")


@shows(models.Visit, name="CommunityVisit")
class Visit(Node):
    """One attendance of one line at one community on one day (进社区)."""

    version: int = column("Grows with every change; sent back with an update (版本).")
    line: ServiceLine = lookup("The line that came (服务线).")
    community: Community = relation("Where it came (社区).")
    visited_on: date = column("The day, in the bureau's time zone (进社区日期).")
    status: VisitStatus = column("Whether it was made (状态).")
    leader: Officer | None = relation("Who led it; null where nobody is named (带队人).")
    person_times: PersonTimes = part("Who took part, in person-times (参与人次).")
    materials: list[VisitMaterial] = rows("What was handed out (发放材料).")
    summary: str | None = column("What was done, in words; null where nothing was written (小结).")
    recorded_at: datetime = column("When it was recorded (记录时刻).")
    report: VisitReport | None = line_part(
        "What only its line records; null where the line adds nothing (服务线专属记录)."
    )
    cases: list[Case] = rows("Problems found there (发现的问题).", limited=True)
    resolved_cases: list[Case] = rows(
        "Cases that were solved during it, whether it found them or not (现场解决的案件).", limited=True
    )
