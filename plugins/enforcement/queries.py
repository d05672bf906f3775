"""Root fields of the enforcement line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import strawberry
from sqlalchemy import Date, Integer, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from core import (
    After,
    Answer,
    Connection,
    DateWindow,
    First,
    Listing,
    NullsLast,
    Order,
    Page,
    Question,
    Statement,
    Viewed,
    answer,
    asked_rulebook,
    connection,
    filters,
    one_of,
    where,
    within,
)
from core.cases.models import Case, CaseStatus
from core.cases.same import is_kept, stands
from core.places.filters import COMMUNITIES, DISTRICTS, in_communities, in_districts
from core.windows import check_window, checked
from plugins.enforcement import models
from plugins.enforcement.line import LINE
from plugins.enforcement.models import ViolationKind, ViolationStage
from plugins.enforcement.rules import REPEAT_CASES
from plugins.enforcement.types import (
    EnforcementDrive,
    EnforcementKindFigures,
    EnforcementRepeatPlace,
    EnforcementViolation,
)

VIOLATION_ORDER = Order(
    models.EnforcementViolation,
    default="-first_seen_on",
    first_seen_on="When it was first seen (首次发现日期).",
    due_at="Until when its next step must be taken; those without a limit come last (下一步时限).",
)
DRIVE_ORDER = Order(models.EnforcementDrive, default="-starts_on", starts_on="The first day (起始日).")

# A case that proved to be none is no case of the place; a complaint and the formal case that it became are one.
FORMAL = aliased(Case)
REPEATED = Viewed(
    lambda seen: (
        select(
            Case.community_id,
            Case.place,
            func.count().label("cases"),
            func.count().filter(Case.status != CaseStatus.CLOSED),
            func.max(Case.reported_on),
        )
        .where(
            *seen(Case),
            Case.line == LINE.key,
            Case.place.is_not(None),
            Case.reported_on >= bindparam("since", type_=Date()),
            Case.reported_on < bindparam("until", type_=Date()),
            stands(Case),
            ~exists().where(FORMAL.complaint_id == Case.id, is_kept(FORMAL)),
        )
        .group_by(Case.community_id, Case.place)
        .having(func.count() >= bindparam("least", type_=Integer()))
    )
)
PLACES: Listing[Sequence[Any]] = Listing("EnforcementRepeatPlace", lambda row: (-row[2], row[0], row[1]), int, int, str)
"""The most cases first; the rest only makes the order a certain one."""
BY_KIND = Statement(
    select(
        models.EnforcementViolation.kind,
        func.count(),
        func.count().filter(models.EnforcementViolation.removed_on.is_not(None)),
    )
    .join(models.EnforcementViolation.case)
    .where(
        stands(Case),
        models.EnforcementViolation.first_seen_on >= bindparam("since", type_=Date()),
        models.EnforcementViolation.first_seen_on < bindparam("until", type_=Date()),
    )
    .group_by(models.EnforcementViolation.kind)
)
Window = Annotated[DateWindow, strawberry.argument(description="The days that count (日期范围).")]


@filters
class EnforcementViolationFilter:
    """Narrows violations: what is given must all hold; a list for any entry (违法行为筛选)."""

    window: DateWindow | None = where(
        "First seen in this window (日期范围).", within("first_seen_on"), check=check_window
    )
    kinds: list[ViolationKind] | None = where("Of any of these kinds (类型).", one_of("kind"))
    stages: list[ViolationStage] | None = where("At any of these stages (阶段).", one_of("stage"))
    is_overdue: bool | None = where(
        "Whether its next step is overdue (下一步是否超期).",
        lambda violation, given: (
            (violation.due_at.is_not(None) & (NullsLast(violation.due_at) < given.now())) == given.value()
        ),
    )
    district_codes: list[str] | None = where(
        "In any of these districts, by 6-digit code (区市代码).", in_districts, known=DISTRICTS
    )
    community_codes: list[str] | None = where(
        "In any of these communities, by 12-digit code (社区代码).", in_communities, known=COMMUNITIES
    )


@filters
class EnforcementDriveFilter:
    """Narrows special drives: what is given must all hold (专项整治筛选)."""

    kinds: list[ViolationKind] | None = where(
        "Against any of these kinds (整治对象).",
        lambda drive, kinds: drive.kinds.any(kinds.among(models.EnforcementDriveKind.kind)),
    )


class EnforcementQueries:
    enforcement_violations: Connection[EnforcementViolation] | None = connection(
        "Violations, the last seen first (违法行为).", VIOLATION_ORDER, EnforcementViolationFilter
    )
    enforcement_drives: Connection[EnforcementDrive] | None = connection(
        "Special drives, the latest first (专项整治).", DRIVE_ORDER, EnforcementDriveFilter
    )

    @answer(
        "Spots with so many cases of the line in the window that they come back, the most first (反复点位).",
        "case.read",
    )
    def enforcement_repeat_places(
        self,
        question: Question,
        window: Window,
        first: First = None,
        after: After = None,
    ) -> Answer[Page[EnforcementRepeatPlace] | None]:
        checked(window)
        least = (yield from asked_rulebook()).on(question.context.today)[REPEAT_CASES]
        found = yield REPEATED(question.context.viewer, since=window.from_, until=window.to, least=least)
        shown = PLACES.shown(found, first, after)
        return shown.page([_repeat_place(row) for row in shown.items])

    @answer("How many violations of each kind were found and are gone (违法行为分类统计).", "statistics.read")
    def enforcement_kinds(self, question: Question, window: Window) -> Answer[list[EnforcementKindFigures] | None]:
        checked(window)
        counted = yield BY_KIND(since=window.from_, until=window.to)
        numbers = {kind: (found, removed) for kind, found, removed in counted}
        return [_figures(kind, *numbers.get(kind, (0, 0))) for kind in ViolationKind]


def _figures(kind: ViolationKind, found: int, removed: int) -> EnforcementKindFigures:
    rate = removed / found if found else None
    return EnforcementKindFigures(kind=kind, found=found, removed=removed, corrected_rate=rate)


def _repeat_place(row: Sequence[Any]) -> EnforcementRepeatPlace:
    community, place, cases, still_open, last = row
    return EnforcementRepeatPlace(
        place=place, community=community, case_count=cases, open_case_count=still_open, last_reported_on=last
    )
