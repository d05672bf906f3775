"""GraphQL types of the sanitation line: clearing campaigns."""

from __future__ import annotations

from datetime import date

from core import Connection, Node, Order, column, connection, named, relation, shows, values
from core.places.types import Community
from plugins.sanitation import models
from plugins.sanitation.models import FiveClean
from plugins.sanitation.services import campaigns

PLACE_ORDER = Order(models.SanitationCampaignCommunity, default="id", id="As it was planned (先后).")


@shows(models.SanitationCampaignCommunity)
class SanitationCampaignCommunity(Node):
    """One community of a clearing campaign, and how far it is there (清理行动社区)."""

    community: Community = relation("The community (社区).")
    is_covered: bool = column(
        "Whether the line was there in the days of the campaign (是否已覆盖).", sql=campaigns.is_covered
    )
    visits: int = column("Visits that the line made there in its days (进社区次数).", sql=campaigns.visits_there)
    found: int = column("Spots of its kinds that these visits found (发现处数).", sql=campaigns.found_there)
    cleared: int = column("Of these, the ones that they cleared (清理处数).", sql=campaigns.cleared_there)
    left_over: int = column(
        "Spots that were left over and not cleaned again in these days (遗留处数).", sql=campaigns.left_there
    )


@shows(models.SanitationCampaign)
class SanitationCampaign(Node):
    """A campaign that clears some kinds of rubbish in some communities, over several visits (集中清理行动)."""

    name: str = column("What it is called (名称).")
    kinds: list[FiveClean] = values("Which of the five cleanings (清理类别).", "kinds.kind")
    from_: date = named("from", column("The first day (起始日，含).", "starts_on"))
    to: date = column("The day after the last (截止日，不含).", "ends_before")
    target_spots: int | None = column("How many spots are to be cleared; null where nobody has counted (目标处数).")
    communities_planned: int = column(
        "How many communities it is made in (计划社区数).", sql=campaigns.communities_planned
    )
    communities_covered: int = column(
        "Of these, those where the line was in its days (已覆盖社区数).", sql=campaigns.communities_covered
    )
    visits: int = column("Visits that the line made there in its days (进社区次数).", sql=campaigns.visits_made)
    found: int = column("Spots of its kinds that these visits found (发现处数).", sql=campaigns.found)
    cleared: int = column("Of these, the ones that they cleared (清理处数).", sql=campaigns.cleared)
    volume_cubic_meters: float = column(
        "What was taken away and measured, in m³ (清运量，立方米).", sql=campaigns.volume
    )
    left_over: int = column(
        "Spots that were left over, where no later visit in its days cleaned there again, or the community as a whole: what "
        "another visit must do (遗留处数).",
        sql=campaigns.left_over,
    )
    communities: Connection[SanitationCampaignCommunity] = connection(
        "Where it is made (行动社区).", PLACE_ORDER, via=models.SanitationCampaignCommunity.campaign_id
    )
