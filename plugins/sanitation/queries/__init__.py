"""Root fields of the sanitation line."""

from __future__ import annotations

from typing import Annotated

import strawberry

from core import (
    After,
    Answer,
    Connection,
    DateWindow,
    First,
    Order,
    Page,
    Question,
    answer,
    asked_rulebook,
    check_window,
    connection,
    equal_to,
    filters,
    one_of,
    where,
    within,
)
from core.places.filters import COMMUNITIES, DISTRICTS, in_communities, in_districts
from core.search import matching, searched
from plugins.sanitation import models
from plugins.sanitation.models import FiveClean
from plugins.sanitation.queries import totals
from plugins.sanitation.rules import RECURRENCE_VISITS
from plugins.sanitation.types.campaigns import SanitationCampaign
from plugins.sanitation.types.facilities import SanitationOpeningBatch
from plugins.sanitation.types.visits import (
    SanitationFiveCleanTask,
    SanitationFiveCleanTotal,
    SanitationFocusAreaTotal,
    SanitationRecurrence,
)

Window = Annotated[DateWindow, strawberry.argument(description="The days that count (日期范围).")]
Districts = Annotated[
    list[str] | None,
    strawberry.argument(description="Only these districts, by 6-digit code (区市代码)."),
]
Communities = Annotated[
    list[str] | None,
    strawberry.argument(description="Only these communities, by 12-digit code (社区代码)."),
]

TASK_ORDER = Order(
    models.SanitationFiveCleanTask,
    default="-cleaned_on",
    cleaned_on="The day (清理日期).",
    found="How many spots were found (发现处数).",
)

CAMPAIGN_ORDER = Order(models.SanitationCampaign, default="-starts_on", starts_on="The first day (起始日).")
BATCH_ORDER = Order(models.SanitationOpeningBatch, default="-number", number="Its number (批次号).")


@filters
class SanitationFiveCleanTaskFilter:
    """Narrows five-clean tasks: what is given must all hold; a list holds for any of its entries (五清任务筛选)."""

    window: DateWindow | None = where("Done in this window (日期范围).", within("cleaned_on"), check=check_window)
    kinds: list[FiveClean] | None = where("Of any of these kinds (类别).", one_of("kind"))
    is_cleared: bool | None = where(
        "Without anything left over; false for what must be done again (是否清理完毕).",
        equal_to("is_cleared"),
    )
    search: str | None = where("Whose spot holds this, in Chinese or Latin (位置搜索).", matching("place"), searched)
    community_codes: list[str] | None = where(
        "In any of these communities, by 12-digit code (社区代码).", in_communities, known=COMMUNITIES
    )
    district_codes: list[str] | None = where(
        "In any of these districts, by 6-digit code (区市代码).", in_districts, known=DISTRICTS
    )


class SanitationQueries:
    sanitation_five_clean_tasks: Connection[SanitationFiveCleanTask] | None = connection(
        "What visits found and cleared, spot by spot (五清任务).",
        TASK_ORDER,
        SanitationFiveCleanTaskFilter,
    )

    sanitation_campaigns: Connection[SanitationCampaign] | None = connection(
        "Clearing campaigns, the latest first (集中清理行动).", CAMPAIGN_ORDER
    )
    sanitation_opening_batches: Connection[SanitationOpeningBatch] | None = connection(
        "Batches in which facilities were opened, the last first (开放批次).", BATCH_ORDER
    )

    @answer("The five cleanings in a window, each of the five once, in their order (五清统计).", "statistics.read")
    def sanitation_five_cleans(
        self,
        question: Question,
        window: Window,
        district_codes: Districts = None,
        community_codes: Communities = None,
    ) -> Answer[list[SanitationFiveCleanTotal] | None]:
        return (yield from totals.five_cleans(question, totals.scope(window, district_codes, community_codes)))

    @answer("What visits looked after above all, each kind of place once (重点区域统计).", "statistics.read")
    def sanitation_focus_areas(
        self,
        question: Question,
        window: Window,
        district_codes: Districts = None,
        community_codes: Communities = None,
    ) -> Answer[list[SanitationFocusAreaTotal] | None]:
        return (yield from totals.focus_areas(question, totals.scope(window, district_codes, community_codes)))

    @answer("Where the same kind of rubbish came back, the most often first (反复点位).", "statistics.read")
    def sanitation_recurrences(
        self,
        question: Question,
        window: Window,
        at_least: Annotated[
            int | None,
            strawberry.argument(
                description="How many visits must have found it, 2 to 1000; by the rules when not given (最少次数)."
            ),
        ] = None,
        district_codes: Districts = None,
        first: First = None,
        after: After = None,
    ) -> Answer[Page[SanitationRecurrence] | None]:
        least = at_least
        if least is None:
            least = (yield from asked_rulebook()).on(question.context.today)[RECURRENCE_VISITS]
        return (yield from totals.recurrences(window, least, district_codes, first, after))
