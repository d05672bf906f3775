"""What clients do with special periods."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import strawberry

from core.context import Context
from core.engine.declare import by_id
from core.lines.services import declared_line
from core.mutations import ActionInput, Payload, action_input, mutation, payload, refer
from core.scalars import BigInt, ServiceLineKey
from core.standby import services
from core.standby.models import SpecialPeriodKind
from core.standby.types import ReserveStock, SpecialPeriod


@action_input
class DeclareSpecialPeriodInput(ActionInput):
    """Days in which more than usual must stand by (设立重点时段)."""

    kind: SpecialPeriodKind = strawberry.field(description="Why it is special (类型).")
    name: str = strawberry.field(description="What it is called (名称).")
    starts_on: date = strawberry.field(description="Its first day (起始日，含).")
    ends_on: date = strawberry.field(description="Its last day, at most 92 days in all (截止日，含).")


@payload
class DeclareSpecialPeriodPayload(Payload):
    """The period as it was declared (设立结果)."""

    period: SpecialPeriod | None = by_id("The period; null when it was refused (重点时段).")


@strawberry.input(description="A team that stands by (应急抢修队伍).")
class EmergencyTeamInput:
    name: str = strawberry.field(description="Its name, which no other has in the period (名称).")
    line: ServiceLineKey = strawberry.field(description="The line that it serves (服务线).")
    members: int = strawberry.field(description="How many people, 1 to 500 (人数).")
    unit_id: strawberry.ID | None = strawberry.field(
        description="The unit it belongs to; nothing where nobody is named (所属单位).", default=None
    )


@action_input
class PutTeamsOnStandbyInput(ActionInput):
    """Teams that stand by in a special period, and only in it (安排应急值守)."""

    period_id: strawberry.ID = strawberry.field(description="Which period (重点时段).")
    teams: list[EmergencyTeamInput] = strawberry.field(description="The teams, up to 200 at once (队伍).")


@payload
class PutTeamsOnStandbyPayload(Payload):
    """The period with its teams (安排结果)."""

    period: SpecialPeriod | None = by_id("The period; null when it was refused (重点时段).")


@action_input
class StandTeamDownInput(ActionInput):
    """A team that was named by mistake does not stand by (撤销应急值守)."""

    team_id: strawberry.ID = strawberry.field(description="Which team (队伍).")


@payload
class StandTeamDownPayload(Payload):
    """The period without the team (撤销结果)."""

    period: SpecialPeriod | None = by_id("The period; null when it was refused (重点时段).")


@action_input
class ReportReserveInput(ActionInput):
    """What is in store on a day of a special period; told again, the later day holds (报告应急储备)."""

    period_id: strawberry.ID = strawberry.field(description="Which period (重点时段).")
    line: ServiceLineKey = strawberry.field(description="The line that holds it (服务线).")
    name: str = strawberry.field(description="What it is, named alike each time (名称).")
    volume_m3: BigInt = strawberry.field(description="How much, in m³ (储备量，立方米).")
    as_of: date = strawberry.field(
        description="On which day of the period, or of the week before it; not in the future (统计日期)."
    )


@payload
class ReportReservePayload(Payload):
    """What is in store (报告结果)."""

    reserve: ReserveStock | None = by_id("The reserve; null when it was refused (储备).")


class StandbyMutations:
    @mutation("Declare days in which more than usual must stand by (设立重点时段).", "standby.write")
    def declare_special_period(self, context: Context, input: DeclareSpecialPeriodInput) -> DeclareSpecialPeriodPayload:
        period = services.declare_period(
            context.session,
            input.kind,
            input.name,
            starts_on=input.starts_on,
            ends_on=input.ends_on,
            today=context.today,
        )
        return DeclareSpecialPeriodPayload(period=refer(period))

    @mutation("Put teams on standby for a special period (安排应急值守).", "standby.write")
    def put_teams_on_standby(self, context: Context, input: PutTeamsOnStandbyInput) -> PutTeamsOnStandbyPayload:
        period = services.put_on_standby(context.session, input.period_id, input.teams, may_serve=_may_serve(context))
        return PutTeamsOnStandbyPayload(period=refer(period))

    @mutation("Say that a team was named by mistake (撤销应急值守).", "standby.write")
    def stand_team_down(self, context: Context, input: StandTeamDownInput) -> StandTeamDownPayload:
        period = services.stand_down(context.session, input.team_id, may_serve=_may_serve(context))
        return StandTeamDownPayload(period=refer(period))

    @mutation("Report what is in store for a special period (报告应急储备).", "standby.write")
    def report_reserve(self, context: Context, input: ReportReserveInput) -> ReportReservePayload:
        reserve = services.report_reserve(
            context.session,
            input.period_id,
            line=input.line,
            name=input.name,
            volume_m3=input.volume_m3,
            as_of=input.as_of,
            may_serve=_may_serve(context),
            today=context.today,
        )
        return ReportReservePayload(reserve=refer(reserve))


class _OfLine:
    """What policies ask of a row."""

    def __init__(self, line: str) -> None:
        self.line = line


def _may_serve(context: Context) -> Callable[[str], None]:
    """A line that is installed, and that the viewer may speak for."""

    def check(key: str) -> None:
        declared_line(context.catalogue, key)
        context.viewer.require("standby.write", _OfLine(key))

    return check
