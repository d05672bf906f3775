"""Campaigns that tell people how to use gas safely: planned, and counted from visits."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Session

from core.campaigns.counting import Counting
from core.campaigns.services import CampaignDraft, plan
from core.visits.models import Visit, VisitMaterial
from plugins.gas.line import LINE
from plugins.gas.models import GasCampaign, GasCampaignCommunity, GasVisitReport


def start_campaign(session: Session, draft: CampaignDraft, *, today: date) -> GasCampaign:
    """A campaign, begun or still to come. Whom it reaches is counted, never reported."""
    planned = plan(session, LINE.key, GasCampaign, draft, today=today)
    campaign = GasCampaign(
        name=planned.name,
        starts_on=draft.window.from_,
        ends_before=draft.window.to,
        communities=[GasCampaignCommunity(community=one) for one in planned.communities],
    )
    session.add(campaign)
    session.flush()
    return campaign


CAMPAIGNS = Counting(LINE.key, GasCampaign, GasCampaignCommunity, GasCampaignCommunity.campaign_id)


def _report(campaign: Any) -> list[ColumnElement[bool]]:
    return [GasVisitReport.visit_id == Visit.id, *CAMPAIGNS.visits(campaign)]


def _material(campaign: Any) -> list[ColumnElement[bool]]:
    return [VisitMaterial.visit_id == Visit.id, *CAMPAIGNS.visits(campaign)]


communities_planned = CAMPAIGNS.planned
communities_covered = CAMPAIGNS.covered()
visits_made = CAMPAIGNS.over(func.count(), CAMPAIGNS.visits, Visit.community_id, Visit)
households_told = CAMPAIGNS.over(
    func.coalesce(func.sum(GasVisitReport.publicity_talks), 0), _report, Visit.community_id, Visit
)
materials_given = CAMPAIGNS.over(func.coalesce(func.sum(VisitMaterial.count), 0), _material, Visit.community_id, Visit)
is_covered = CAMPAIGNS.is_covered()
