"""GraphQL types of the sanitation line: visits, what they cleaned, and totals over many."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry
from sqlalchemy import select

from core import Node, by_id, column, plain, relation, rows, shows, values
from core.cases.models import Case
from core.cases.types import CaseDetail
from core.places.types import Community
from core.visits.types import Visit, VisitReport
from plugins.sanitation import models
from plugins.sanitation.models import FiveClean, SanitationFocusArea


@shows(models.SanitationFiveCleanTask)
class SanitationFiveCleanTask(Node):
    """One of the five cleanings at one spot, on a visit: what was found and cleared (五清任务)."""

    kind: FiveClean = column("Which of the five (类别).")
    place: str | None = column("The spot inside the community; null for the community as a whole (具体位置).")
    found: int = column("Spots with rubbish that were found; 0 where all was clean (发现处数).")
    cleared: int = column("Of these, the ones that the visit cleared (清理处数).")
    is_cleared: bool = column("Whether nothing was left over (是否清理完毕).")
    volume_cubic_meters: float | None = column(
        "What was taken away, in m³; null where nobody measured (清运量，立方米).", "volume_m3"
    )
    cleaned_on: date = column("The day, that of the visit (清理日期).")
    community: Community = relation("Where it was (社区).")
    visit: Visit = relation("The visit it belongs to (所属进社区记录).")


@shows(models.SanitationVisitReport, line="sanitation")
class SanitationVisitReport(VisitReport):
    """What the sanitation line records of a visit (洁净家园进社区记录)."""

    five_cleans: list[SanitationFiveCleanTask] = rows("The five cleanings, as they were done (五清任务).", "tasks")
    sorting_talk_households: int = column("Households that were told how to sort their waste (垃圾分类宣传户数).")
    focus_areas: list[SanitationFocusArea] = values("What it looked after above all (重点区域).", "focuses.area")


def _place_of_case(detail: Any, _asking: Any) -> Any:
    return select(Case.place).where(Case.id == detail.case_id).correlate(detail).scalar_subquery()


@shows(models.SanitationCaseDetail, line="sanitation")
class SanitationCaseDetail(CaseDetail):
    """What the sanitation line records of a case (洁净家园案件内容)."""

    place: str | None = column(
        "The spot, as the case has it; null where it was not given (具体位置).", sql=_place_of_case
    )
    volume_cubic_meters: float | None = column(
        "How much there is to take away, in m³; null before an estimate (垃圾量，立方米).",
        "volume_m3",
    )
    five_clean: FiveClean | None = column("Which of the five cleanings it is for; null for none of them (五清类别).")


@plain
class SanitationFiveCleanTotal:
    """One of the five cleanings over many visits (五清统计)."""

    kind: FiveClean = strawberry.field(description="Which of the five (类别).")
    found: int = strawberry.field(description="Spots with rubbish that visits found (发现处数).")
    cleared: int = strawberry.field(description="Of these, the ones that the visits cleared (清理处数).")
    clear_rate: float | None = strawberry.field(
        description="Cleared of found, 0 to 1; null where nothing was found (清理率)."
    )
    volume_cubic_meters: float = strawberry.field(
        description="What was taken away and measured, in m³ (清运量，立方米)."
    )
    communities: int = strawberry.field(
        description="Different communities with something found; never add up kinds (涉及社区数)."
    )


@plain
class SanitationFocusAreaTotal:
    """One kind of place that visits looked after; a visit may name several (重点区域统计)."""

    area: SanitationFocusArea = strawberry.field(description="What kind of place (重点区域).")
    visits: int = strawberry.field(description="Visits that named it; never add up kinds (进社区次数).")
    communities: int = strawberry.field(
        description="Different communities that they went to; never add up kinds (覆盖社区数)."
    )


@plain
class SanitationRecurrence:
    """A community where visits found the same kind of rubbish again and again (反复点位)."""

    community: Community = by_id("Where (社区).")
    kind: FiveClean = strawberry.field(description="Which of the five cleanings (类别).")
    times: int = strawberry.field(description="How many visits found something (发现次数).")
    found: int = strawberry.field(description="Spots that they found, all together (发现处数).")
    cleared: int = strawberry.field(description="Of these, the ones that they cleared (清理处数).")
    last_found_on: date = strawberry.field(description="When it was found last (最近发现日期).")
