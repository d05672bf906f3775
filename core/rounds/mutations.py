"""What clients do with rounds."""

from __future__ import annotations

import strawberry

from core.context import Context
from core.engine.declare import by_id
from core.lines.services import declared_line
from core.lines.types import ServiceLine
from core.mutations import ActionInput, Payload, action_input, mutation, payload, refer
from core.rounds import services
from core.rounds.types import Round
from core.scalars import Month, ServiceLineKey


@payload
class RoundPayload(Payload):
    """The round as it stands now (轮次)."""

    round: Round | None = by_id("The round; null when it was refused (轮次).")


@action_input
class PlanRoundInput(ActionInput):
    """A month in which lines go into communities together (计划轮次)."""

    month: Month = strawberry.field(description="Which month, at most 12 ahead (月份).")
    lines: list[ServiceLineKey] | None = strawberry.field(
        description="The lines that take part; all that are installed when not given (服务线).", default=None
    )
    community_codes: list[str] = strawberry.field(
        description="12-digit codes of communities, up to 2000 (社区代码).", default_factory=list
    )
    district_codes: list[str] = strawberry.field(
        description="6-digit codes of districts: all their communities (区市代码).", default_factory=list
    )


@payload
class PlanRoundPayload(RoundPayload):
    """The round as it was planned (计划结果)."""


@strawberry.input
class RoundStepInput(ActionInput):
    round_id: strawberry.ID = strawberry.field(description="Which round (轮次).")


@action_input
class OpenRoundInput(RoundStepInput):
    """The month has begun (开启轮次)."""


@payload
class OpenRoundPayload(RoundPayload):
    """The round as it runs (开启结果)."""


@action_input
class CloseRoundInput(RoundStepInput):
    """The month is over, or nothing is missing (结束轮次)."""


@payload
class CloseRoundPayload(RoundPayload):
    """The round as it was closed (结束结果)."""


@strawberry.input
class RoundCommunitiesInput(RoundStepInput):
    community_codes: list[str] = strawberry.field(
        description="12-digit codes of the communities, 1 to 2000 (社区代码)."
    )


@action_input
class AddRoundCommunitiesInput(RoundCommunitiesInput):
    """More communities for a round that is not closed (增加社区)."""


@payload
class AddRoundCommunitiesPayload(RoundPayload):
    """The round with more communities (增加结果)."""


@action_input
class DropRoundCommunitiesInput(RoundCommunitiesInput):
    """Communities that nobody has been in for the round are left out of it (移除社区)."""


@payload
class DropRoundCommunitiesPayload(RoundPayload):
    """The round with fewer communities (移除结果)."""


class RoundMutations:
    @mutation("Plan a month in which lines go into communities together (计划轮次).", "round.plan")
    def plan_round(self, context: Context, input: PlanRoundInput) -> PlanRoundPayload:
        lines = list(context.catalogue.objects(ServiceLine)) if input.lines is None else input.lines
        for number, key in enumerate(input.lines or ()):
            declared_line(context.catalogue, key, ("lines", str(number)))
        planned = services.plan_round(
            context.session,
            input.month,
            lines,
            community_codes=input.community_codes,
            district_codes=input.district_codes,
            today=context.today,
        )
        return PlanRoundPayload(round=refer(planned))

    @mutation("Begin a round that was planned (开启轮次).", "round.plan")
    def open_round(self, context: Context, input: OpenRoundInput) -> OpenRoundPayload:
        return OpenRoundPayload(round=refer(services.open_round(context.session, input.round_id, today=context.today)))

    @mutation("Close a round (结束轮次).", "round.plan")
    def close_round(self, context: Context, input: CloseRoundInput) -> CloseRoundPayload:
        found = services.close_round(context.session, input.round_id, today=context.today)
        return CloseRoundPayload(round=refer(found))

    @mutation("Add communities to a round (轮次增加社区).", "round.plan")
    def add_round_communities(self, context: Context, input: AddRoundCommunitiesInput) -> AddRoundCommunitiesPayload:
        found = services.add_communities(context.session, input.round_id, input.community_codes, today=context.today)
        return AddRoundCommunitiesPayload(round=refer(found))

    @mutation("Leave communities out of a round (轮次移除社区).", "round.plan")
    def drop_round_communities(self, context: Context, input: DropRoundCommunitiesInput) -> DropRoundCommunitiesPayload:
        found = services.drop_communities(context.session, input.round_id, input.community_codes)
        return DropRoundCommunitiesPayload(round=refer(found))
