"""Clearing campaigns: planned, and counted from the five cleanings of visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from sqlalchemy import ColumnElement, func, select
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
    planned = plan(session, SanitationCampaign, draft, today=today)
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
TASK, EARLIER = SanitationFiveCleanTask, aliased(SanitationFiveCleanTask)


def _of_campaign(task: Any, campaign: Any) -> list[ColumnElement[bool]]:
    """Tasks of its kinds in its days; visits that were made have them, others have none."""
    kind = SanitationCampaignKind
    kinds = select(kind.kind).where(kind.campaign_id == campaign.id).correlate_except(kind)
    return [task.kind.in_(kinds), *CAMPAIGNS.in_days(campaign, task.cleaned_on)]


def _tasks(campaign: Any) -> list[ColumnElement[bool]]:
    return _of_campaign(TASK, campaign)


def _last_tasks(campaign: Any) -> list[ColumnElement[bool]]:
    """Those of the last day on which their community was cleaned."""
    last = select(func.max(EARLIER.cleaned_on)).where(
        EARLIER.community_id == TASK.community_id, *_of_campaign(EARLIER, campaign)
    )
    return [*_tasks(campaign), TASK.cleaned_on == last.correlate(TASK, campaign).scalar_subquery()]


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
