"""GraphQL types of the gas line: who uses gas, with what, and who is due."""

from __future__ import annotations

from datetime import date

from core import Node, column, relation, rows, shows
from core.households.models import NoEntryReason
from core.households.types import Household
from plugins.gas import models
from plugins.gas.models import GasDeviceKind, GasUserKind


@shows(models.GasDevice)
class GasDevice(Node):
    """Something that burns or carries gas behind a door, and wears out (燃气器具)."""

    household: Household | None = relation("The household (住户).")
    kind: GasDeviceKind = column("What it is (类型).")
    installed_on: date = column("When it was installed (安装日期).")
    expires_on: date = column("When its life ends, as the rules had it when it was installed (到期日期).")
    is_expired: bool = column(
        "Whether it is in use beyond its life (是否超期使用).",
        sql=lambda device, asking: device.is_in_use & (device.expires_on <= asking.today()),
    )
    replaced_on: date | None = column("When it was replaced; null while it is in use (更换日期).")


@shows(models.GasUser)
class GasInspectionDue(Node):
    """A household that uses gas, and when its inspection is due (燃气用户与应检日期)."""

    household: Household | None = relation("The household; null where you may not see it (住户).")
    kind: GasUserKind = column("What kind of user it is (用户类型).")
    opened_on: date | None = column("Since when it has gas; null where only the first knock is known (通气日期).")
    last_inspected_on: date | None = column("When it was last entered; null if never (上次安检日期).")
    due_on: date = column("By when the next inspection is due (应检日期).")
    is_overdue: bool = column(
        "Whether that day is over (是否超期).",
        sql=lambda user, asking: user.due_on < asking.today(),
    )
    last_no_entry_reason: NoEntryReason | None = column(
        "Why the door stayed closed the last time; null when it did not (上次未入户原因)."
    )
    failed_attempts: int = column(
        "How often in a row nobody was at home or opened; such doors come first the next time (连续未入户次数)."
    )
    devices: list[GasDevice] = rows("What burns and carries gas there, also what was replaced (燃气器具).")
