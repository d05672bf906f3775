"""What clients send of a door: what was looked at, what stands there, what is wrong."""

from __future__ import annotations

from datetime import date

import strawberry

from core.households.inputs import HouseholdInput
from core.households.models import NoEntryReason
from plugins.gas.models import (
    GasCheckItem,
    GasCheckResult,
    GasDeviceKind,
    GasUserKind,
    HazardGrade,
    HazardKind,
    HazardOwner,
)


@strawberry.input(description="What an inspector found of one item (安检项目结果).")
class GasInspectionItemInput:
    item: GasCheckItem = strawberry.field(description="What was looked at, each once (项目).")
    result: GasCheckResult = strawberry.field(description="What was found (结果).")


@strawberry.input(description="Something behind the door that burns or carries gas (燃气器具).")
class GasDeviceInput:
    kind: GasDeviceKind = strawberry.field(description="What it is (类型).")
    installed_on: date = strawberry.field(description="When it was installed, as its label says (安装日期).")


@strawberry.input(description="A hazard found at a household (燃气隐患).")
class GasHazardInput:
    grade: HazardGrade = strawberry.field(description="How dangerous it is (等级).")
    owner: HazardOwner = strawberry.field(description="Whose duty it is to mend it (责任方).")
    kind: HazardKind = strawberry.field(description="What is wrong (类型).")
    note: str | None = strawberry.field(description="More about it, in words (说明).", default=None)
    notice_number: str | None = strawberry.field(
        description="Number of the written notice, where one was given at once (整改通知单编号).", default=None
    )
    is_gas_cut_off: bool = strawberry.field(description="Whether the gas was cut off (是否停气).", default=False)


@strawberry.input(description="One inspection at one door: entered, or why not (入户安检).")
class GasInspectionInput:
    household: HouseholdInput = strawberry.field(description="Which door, each once (住户).")
    user_kind: GasUserKind = strawberry.field(
        description="What kind of user, where the door is new (用户类型).", default=GasUserKind.URBAN
    )
    no_entry_reason: NoEntryReason | None = strawberry.field(
        description="Why the inspectors were not let in; nothing when they were (未入户原因).", default=None
    )
    is_notice_left: bool = strawberry.field(
        description="Whether a note was left at the closed door (是否留置到访不遇告知单).", default=False
    )
    is_signed: bool = strawberry.field(description="Whether the household signed (是否签字).", default=False)
    items: list[GasInspectionItemInput] = strawberry.field(
        description="What was looked at (安检项目).", default_factory=list
    )
    devices: list[GasDeviceInput] = strawberry.field(
        description="All that stands there; a newer one of a kind replaces the older that is not told beside it (燃气器具).",
        default_factory=list,
    )
    hazards: list[GasHazardInput] = strawberry.field(
        description="What is wrong that nobody had found there before (新发现隐患).", default_factory=list
    )
    still_there: list[strawberry.ID] = strawberry.field(
        description="Hazards of this home, found before, that are still there: they are not found anew (仍存在的隐患).",
        default_factory=list,
    )
