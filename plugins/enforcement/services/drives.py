"""Special drives: planned, and counted. Apart from the services, which are about visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from core.campaigns.counting import Counting
from core.campaigns.services import CampaignDraft, plan
from core.cases.models import Case
from core.cases.same import stands
from plugins.enforcement.line import LINE
from plugins.enforcement.models import (
    EnforcementDrive,
    EnforcementDriveCommunity,
    EnforcementDriveKind,
    EnforcementViolation,
    ViolationKind,
)


class DriveDraft(CampaignDraft, Protocol):
    """A special drive as it is planned."""

    kind: ViolationKind

    @property
    def other_kinds(self) -> Sequence[ViolationKind]: ...


def start_drive(session: Session, draft: DriveDraft, *, today: date) -> EnforcementDrive:
    """A special drive, begun or still to come. What it reaches is counted, never reported."""
    planned = plan(session, LINE.key, EnforcementDrive, draft, today=today)
    drive = EnforcementDrive(
        name=planned.name,
        kind=draft.kind,
        kinds=[EnforcementDriveKind(kind=kind) for kind in dict.fromkeys((draft.kind, *draft.other_kinds))],
        starts_on=draft.window.from_,
        ends_before=draft.window.to,
        communities=[EnforcementDriveCommunity(community=one) for one in planned.communities],
    )
    session.add(drive)
    session.flush()
    return drive


# ------------------------------------------------------------- what it reached

DRIVES = Counting(LINE.key, EnforcementDrive, EnforcementDriveCommunity, EnforcementDriveCommunity.drive_id)
PLACE = EnforcementViolation.community_id


def seen(drive: Any) -> list[ColumnElement[bool]]:
    """Violations of its kinds that were first seen in its days, of cases that stand."""
    kind, violation = EnforcementDriveKind, EnforcementViolation
    kinds = select(kind.kind).where(kind.drive_id == drive.id).correlate_except(kind)
    is_one = exists().where(Case.id == violation.case_id, stands(Case)).correlate_except(Case)
    return [violation.kind.in_(kinds), is_one, *DRIVES.in_days(drive, violation.first_seen_on)]


def gone(drive: Any) -> list[ColumnElement[bool]]:
    return [*seen(drive), EnforcementViolation.removed_on.is_not(None)]


communities_planned = DRIVES.planned
communities_covered = DRIVES.covered(seen, PLACE)
violations_found = DRIVES.over(func.count(), seen, PLACE, EnforcementViolation)
violations_removed = DRIVES.over(func.count(), gone, PLACE, EnforcementViolation)
is_covered = DRIVES.is_covered(seen, PLACE)
found_there = DRIVES.over_place(func.count(), seen, PLACE, EnforcementViolation)
removed_there = DRIVES.over_place(func.count(), gone, PLACE, EnforcementViolation)
