"""The demo's doors: who uses gas, with what, what inspectors looked at, and what was wrong."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from core import Rulebook
from core.demo import LAST_DAY, Demo, DemoVisit
from core.demo.work import DemoKnock
from core.households.models import NoEntryReason
from core.windows import months_after
from plugins.gas.models import (
    GasCheckItem,
    GasCheckResult,
    GasDevice,
    GasDeviceKind,
    GasHazard,
    GasInspection,
    GasInspectionItem,
    GasUser,
    GasUserKind,
    GasVisitReport,
    HazardGrade,
    HazardKind,
    HazardOwner,
)
from plugins.gas.services.hazards import DAYS
from plugins.gas.services.users import CYCLES, LIVES

SHIPPED = Rulebook()
"""In the demo nobody decided otherwise."""
FAILS = {
    HazardKind.LEAK: GasCheckItem.TIGHTNESS,
    HazardKind.OLD_HOSE: GasCheckItem.HOSE,
    HazardKind.STOVE_EXPIRED: GasCheckItem.APPLIANCE,
    HazardKind.NO_FLAME_PROTECTION: GasCheckItem.APPLIANCE,
    HazardKind.FLUE_FAULT: GasCheckItem.FLUE,
    HazardKind.RUSTED_PIPE: GasCheckItem.PIPE,
    HazardKind.ENCLOSED_PIPE: GasCheckItem.PIPE,
}
OFTEN_MISSING = {GasCheckItem.ALARM, GasCheckItem.FLUE}


@dataclass
class Doors:
    """Rows of all doors, written together."""

    demo: Demo
    rows: dict[type, list[dict[str, Any]]] = field(default_factory=dict)
    notices: Counter[int] = field(default_factory=Counter)

    def add(self, model: type, **row: Any) -> None:
        self.rows.setdefault(model, []).append(row)

    def insert(self) -> None:
        for model, rows in self.rows.items():
            self.demo.add(model, rows)


def load_inspections(demo: Demo, visits: Sequence[DemoVisit], knocks: Sequence[DemoKnock]) -> None:
    chance = demo.random("gas/inspections")
    reports = ({"visit_id": visit.id, "publicity_talks": chance.randint(5, 60)} for visit in visits)
    demo.add(GasVisitReport, reports)
    # Tables in the order of their foreign keys.
    doors = Doors(demo, {model: [] for model in (GasUser, GasDevice, GasInspection, GasInspectionItem, GasHazard)})
    for knock in knocks:
        kind = chance.choices(list(GasUserKind), (8, 2, 1))[0]
        is_signed, age = chance.random() < 0.93, chance.randint(200, 4_000)
        has_hazard = knock.no_entry_reason is None and chance.random() < 0.18
        _add_user(doors, knock, kind, age)
        _add_inspection(doors, knock, is_signed, has_hazard)
    doors.insert()


def _place(knock: DemoKnock) -> dict[str, Any]:
    community = knock.visit.community
    return {"household_id": knock.household_id, "community_id": community.id, "district_id": community.district_id}


def _add_user(doors: Doors, knock: DemoKnock, kind: GasUserKind, age: int) -> None:
    day, reason = knock.visit.visited_on, knock.no_entry_reason
    is_entered = reason is None
    doors.add(
        GasUser,
        **_place(knock),
        kind=kind,
        opened_on=day - timedelta(days=age),
        registered_on=day,
        last_inspected_on=day if is_entered else None,
        last_no_entry_reason=reason,
        failed_attempts=int(reason in (NoEntryReason.ABSENT, NoEntryReason.REFUSED)),
        due_on=months_after(day, SHIPPED.on(day)[CYCLES[kind]]) if is_entered else day,
    )
    if is_entered:
        hose = GasDeviceKind.RUBBER_HOSE if knock.household_id % 3 else GasDeviceKind.STEEL_BELLOWS
        for device, days in ((GasDeviceKind.METER, age), (GasDeviceKind.STOVE, age * 3 // 4), (hose, age // 10)):
            _add_device(doors, knock, device, day - timedelta(days=days))


def _add_device(doors: Doors, knock: DemoKnock, kind: GasDeviceKind, installed_on: date) -> None:
    doors.add(
        GasDevice,
        id=doors.demo.key(GasDevice),
        **_place(knock),
        kind=kind,
        installed_on=installed_on,
        expires_on=months_after(installed_on, SHIPPED.on(installed_on)[LIVES[kind]]),
        replaced_on=None,
        is_in_use=True,
    )


def _add_inspection(doors: Doors, knock: DemoKnock, is_signed: bool, has_hazard: bool) -> None:
    key, day, is_entered = doors.demo.key(GasInspection), knock.visit.visited_on, knock.no_entry_reason is None
    chance = doors.demo.random(f"gas/doors/{key}")
    doors.add(
        GasInspection,
        id=key,
        visit_id=knock.visit.id,
        **_place(knock),
        inspected_on=day,
        is_entered=is_entered,
        no_entry_reason=knock.no_entry_reason,
        is_notice_left=knock.no_entry_reason is NoEntryReason.ABSENT,
        is_signed=is_entered and is_signed,
    )
    failed = _add_hazard(doors, knock, key, chance) if has_hazard else None
    if is_entered:
        for item in GasCheckItem:
            doors.add(GasInspectionItem, inspection_id=key, item=item, result=_result(chance, item, failed))


def _result(chance: random.Random, item: GasCheckItem, failed: GasCheckItem | None) -> GasCheckResult:
    if item is failed:
        return GasCheckResult.FAILED
    return GasCheckResult.NOT_THERE if item in OFTEN_MISSING and chance.random() < 0.4 else GasCheckResult.PASSED


def _add_hazard(doors: Doors, knock: DemoKnock, inspection: int, chance: random.Random) -> GasCheckItem:
    """Gives the item that it belongs to."""
    day, kind = knock.visit.visited_on, chance.choice(list(FAILS))
    grade = chance.choices(list(HazardGrade), (1, 5, 4))[0]
    mended = day + timedelta(days=chance.randint(1, 40))
    is_mended = mended < LAST_DAY - timedelta(days=3) and chance.random() < 0.97
    rule, is_major = DAYS.get(grade), grade is HazardGrade.MAJOR
    doors.add(
        GasHazard,
        id=doors.demo.key(GasHazard),
        version=3 if is_mended else 1,
        inspection_id=inspection,
        **_place(knock),
        case_id=None,
        grade=grade,
        owner=chance.choices(list(HazardOwner), (1, 4))[0],
        kind=kind,
        note=None,
        found_on=day,
        due_on=day + timedelta(days=SHIPPED.on(day)[rule]) if rule else None,
        **_notice(doors, day, is_written=grade is not HazardGrade.MINOR),
        cut_off_on=day if is_major else None,
        restored_on=mended + timedelta(days=2) if is_major and is_mended else None,
        rectified_on=mended if is_mended else None,
        failed_checks=0,
        rechecked_on=mended + timedelta(days=2) if is_mended else None,
        is_open=not is_mended,
    )
    return FAILS[kind]


def _notice(doors: Doors, day: date, *, is_written: bool) -> dict[str, Any]:
    if not is_written:
        return {"notice_number": None, "noticed_on": None}
    doors.notices[day.year] += 1
    return {"notice_number": f"燃改〔{day.year}〕{doors.notices[day.year]:05}号", "noticed_on": day}
