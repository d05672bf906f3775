"""What clients do with the sanitation line: clearing campaigns."""

from __future__ import annotations

import strawberry

from core import ActionInput, Context, DateWindow, Payload, action_input, by_id, mutation, payload, refer
from plugins.sanitation.models import FiveClean
from plugins.sanitation.services import campaigns
from plugins.sanitation.types.campaigns import SanitationCampaign


@action_input
class StartSanitationCampaignInput(ActionInput):
    """Some kinds of rubbish are cleared in some communities, over several visits (集中清理行动)."""

    name: str = strawberry.field(description="What it is called, unlike any other (名称).")
    kinds: list[FiveClean] = strawberry.field(description="Which of the five cleanings, at least one (清理类别).")
    window: DateWindow = strawberry.field(description="Its days, at most 366 (行动期限).")
    community_codes: list[str] = strawberry.field(
        description="12-digit codes of its communities, 1 to 2000 (社区代码)."
    )
    target_spots: int | None = strawberry.field(
        description="How many spots are to be cleared; nothing where nobody has counted (目标处数).", default=None
    )


@payload
class StartSanitationCampaignPayload(Payload):
    """The campaign as it begins (启动结果)."""

    campaign: SanitationCampaign | None = by_id("The campaign; null when it was refused (清理行动).")


class SanitationCampaignMutations:
    @mutation("Start a campaign that clears rubbish over several visits (启动集中清理行动).", "round.plan")
    def start_sanitation_campaign(
        self, context: Context, input: StartSanitationCampaignInput
    ) -> StartSanitationCampaignPayload:
        campaign = campaigns.start_campaign(context.session, input, today=context.today)
        return StartSanitationCampaignPayload(campaign=refer(campaign))
