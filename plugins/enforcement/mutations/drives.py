"""What clients do with the enforcement line: special drives."""

from __future__ import annotations

import strawberry

from core import ActionInput, Context, DateWindow, Payload, action_input, by_id, mutation, payload, refer
from plugins.enforcement.models import ViolationKind
from plugins.enforcement.services import drives
from plugins.enforcement.types import EnforcementDrive


@action_input
class StartEnforcementDriveInput(ActionInput):
    """A special drive against some kinds of violations (专项整治)."""

    name: str = strawberry.field(description="What it is called, unlike any other (名称).")
    kind: ViolationKind = strawberry.field(description="Against which kind above all (主要整治对象).")
    other_kinds: list[ViolationKind] = strawberry.field(
        description="And against which others (其他整治对象).", default_factory=list
    )
    window: DateWindow = strawberry.field(description="Its days, at most 366 (整治期限).")
    community_codes: list[str] = strawberry.field(
        description="12-digit codes of its communities, 1 to 2000 (社区代码)."
    )


@payload
class StartEnforcementDrivePayload(Payload):
    """The drive as it begins (启动结果)."""

    drive: EnforcementDrive | None = by_id("The drive; null when it was refused (专项整治).")


class EnforcementDriveMutations:
    @mutation("Start a special drive against some kinds of violations (启动专项整治).", "round.plan")
    def start_enforcement_drive(
        self, context: Context, input: StartEnforcementDriveInput
    ) -> StartEnforcementDrivePayload:
        drive = drives.start_drive(context.session, input, today=context.today)
        return StartEnforcementDrivePayload(drive=refer(drive))
