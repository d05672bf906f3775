"""Clearing campaigns: planned, and counted from the five cleanings of visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from core import DomainError, ErrorCode, decimal
from core.campaigns.counting import Counting
from core.campaigns.services import CampaignDraft, plan
from core.checks import check_count
from core.visits.models import Visit
from plugins.sanitation.line import LINE
from plugins.sanitation.models import (
    FiveClean,
    SanitationCampaign,
    SanitationCampaignCommunity,
    SanitationCampaignKind,
    SanitationFiveCleanTask,
)

SPOTS_MOST = 1_000_000


class ClearingDraft(CampaignDraft, Protocol):
    target_spots: int | None

    @property
    def kinds(self) -> Sequence[FiveClean]: ...


def start_campaign(session: Session, draft: ClearingDraft, *, today: date) -> SanitationCampaign:
    """A campaign, begun or still to come. What it clears is counted, never reported."""
    if not draft.kinds:
        raise DomainError(
            ErrorCode.REQUIRED, "Name at least one of the five cleanings.", "请至少选择一类清理。", ("kinds",)
        )
    if draft.target_spots is not None:
        check_count(draft.target_spots, "target_spots", SPOTS_MOST, least=1)
    planned = plan(session, LINE.key, SanitationCampaign, draft, today=today)
    campaign = SanitationCampaign(
        name=planned.name,
        kinds=[SanitationCampaignKind(kind=kind) for kind in dict.fromkeys(draft.kinds)],
        starts_on=draft.window.from_,
        ends_before=draft.window.to,
        target_spots=draft.target_spots,
        communities=[SanitationCampaignCommunity(community=one) for one in planned.communities],
    )
    session.add(campaign)
    session.flush()
    return campaign


CAMPAIGNS = Counting(LINE.key, SanitationCampaign, SanitationCampaignCommunity, SanitationCampaignCommunity.campaign_id)
TASK, LATER = SanitationFiveCleanTask, aliased(SanitationFiveCleanTask)


def _tasks(campaign: Any) -> list[ColumnElement[bool]]:
    """Those of its kinds in its days; visits that were made have them, others have none."""
    kind = SanitationCampaignKind
    kinds = select(kind.kind).where(kind.campaign_id == campaign.id).correlate_except(kind)
    return [TASK.kind.in_(kinds), *CAMPAIGNS.in_days(campaign, TASK.cleaned_on)]


def _last_tasks(campaign: Any) -> list[ColumnElement[bool]]:
    """Those whose spot no later visit cleaned again in that way, by itself or with the community as a whole."""
    later = exists().where(
        LATER.community_id == TASK.community_id,
        LATER.kind == TASK.kind,
        or_(LATER.place.is_(None), LATER.place == TASK.place),
        or_(
            LATER.cleaned_on > TASK.cleaned_on,
            and_(LATER.cleaned_on == TASK.cleaned_on, LATER.visit_id > TASK.visit_id),
        ),
        *CAMPAIGNS.in_days(campaign, LATER.cleaned_on),
    )
    return [*_tasks(campaign), ~later.correlate_except(LATER)]


def _sum(column: Any, **more: Any) -> Any:
    return func.coalesce(func.sum(column, **more), 0)


FOUND, CLEARED, LEFT = _sum(TASK.found), _sum(TASK.cleared), _sum(TASK.found - TASK.cleared)

communities_planned = CAMPAIGNS.planned
communities_covered = CAMPAIGNS.covered()
visits_made = CAMPAIGNS.over(func.count(), CAMPAIGNS.visits, Visit.community_id, Visit)
found = CAMPAIGNS.over(FOUND, _tasks, TASK.community_id, TASK)
cleared = CAMPAIGNS.over(CLEARED, _tasks, TASK.community_id, TASK)
volume = CAMPAIGNS.over(_sum(TASK.volume_m3, type_=decimal), _tasks, TASK.community_id, TASK)
left_over = CAMPAIGNS.over(LEFT, _last_tasks, TASK.community_id, TASK)

is_covered = CAMPAIGNS.is_covered()
visits_there = CAMPAIGNS.over_place(func.count(), CAMPAIGNS.visits, Visit.community_id, Visit)
found_there = CAMPAIGNS.over_place(FOUND, _tasks, TASK.community_id, TASK)
cleared_there = CAMPAIGNS.over_place(CLEARED, _tasks, TASK.community_id, TASK)
left_there = CAMPAIGNS.over_place(LEFT, _last_tasks, TASK.community_id, TASK)
