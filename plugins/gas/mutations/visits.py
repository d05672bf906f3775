"""What clients do with the gas line: visits, and who uses gas."""

from __future__ import annotations

from datetime import date

import strawberry

from core import ActionInput, Context, Payload, action_input, by_id, mutation, payload, refer, several
from core.households.inputs import HouseholdInput
from core.visits.mutations import RecordVisitInput, RecordVisitPayload
from plugins.gas.inputs import GasDeviceInput, GasInspectionInput
from plugins.gas.models import GasUserKind
from plugins.gas.services import users, visits
from plugins.gas.types.users import GasInspectionDue


@action_input
class RecordGasVisitInput(RecordVisitInput):
    """A gas visit that was made, with every door it knocked at (燃气进社区)."""

    publicity_talks: int = strawberry.field(description="Households told how to use gas safely (宣传户数).", default=0)
    inspections: list[GasInspectionInput] = strawberry.field(description="The doors (入户安检).", default_factory=list)


@payload
class RecordGasVisitPayload(RecordVisitPayload):
    """The visit as it was recorded (记录结果)."""


@action_input
class RegisterGasUserInput(ActionInput):
    """A household or firm is given gas; said again, what was wrong is corrected (登记燃气用户)."""

    community_code: str = strawberry.field(description="The community's 12-digit code (社区代码).")
    household: HouseholdInput = strawberry.field(description="Which door (住户).")
    kind: GasUserKind = strawberry.field(description="What kind of user (用户类型).")
    opened_on: date = strawberry.field(description="Since when it has gas, not in the future (通气日期).")
    devices: list[GasDeviceInput] = strawberry.field(
        description="What burns and carries gas there (燃气器具).", default_factory=list
    )


@payload
class RegisterGasUserPayload(Payload):
    """The user as it was registered (登记结果)."""

    user: GasInspectionDue | None = by_id("The user; null when it was refused (燃气用户).")


class GasVisitMutations:
    @mutation(
        "Record a gas visit: the visit, its inspections, hazards and the cases they open (记录燃气进社区).",
        "visit.record",
    )
    def record_gas_visit(self, context: Context, input: RecordGasVisitInput) -> RecordGasVisitPayload:
        visit = visits.record_gas_visit(context.session, input, today=context.today, now=context.now)
        return RecordGasVisitPayload(visit=refer(visit))

    record_gas_visits = several(
        "RecordGasVisits", record_gas_visit, "Record gas visits that were gathered offline (批量记录燃气进社区)."
    )

    @mutation("Register who is given gas, and what burns and carries it there (登记燃气用户).", "gas.register")
    def register_gas_user(self, context: Context, input: RegisterGasUserInput) -> RegisterGasUserPayload:
        return RegisterGasUserPayload(user=refer(users.register_user(context.session, input, today=context.today)))

    register_gas_users = several(
        "RegisterGasUsers", register_gas_user, "Register many who are given gas (批量登记燃气用户)."
    )
