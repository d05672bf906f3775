"""Acting: everything that a service of the closed loop is told of the one who acts, and of the rules that hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.calendar.services import Calendar, load_calendar
from core.cases.clocks import Clocks
from core.cases.guards import Asked, Blocker
from core.cases.models import Case
from core.lines.conversion import Conversion
from core.lines.line import ServiceLine
from core.policy.viewer import Viewer
from core.settings import CaseRules

if TYPE_CHECKING:
    from core.context import Context


@dataclass(frozen=True)
class Acting:
    session: Session
    viewer: Viewer
    now: datetime
    zone: ZoneInfo
    rules: CaseRules = field(default_factory=CaseRules)
    blockers: Sequence[Blocker] = ()
    lines: Mapping[str, ServiceLine] = field(default_factory=dict)
    conversions: Sequence[Conversion] = ()

    @classmethod
    def of(cls, context: Context) -> Acting:
        catalogue = context.catalogue
        return cls(
            context.session,
            context.viewer,
            context.now,
            context.zone,
            context.rules,
            tuple(catalogue.objects(Blocker).values()),
            catalogue.objects(ServiceLine),
            tuple(catalogue.objects(Conversion).values()),
        )

    @property
    def today(self) -> date:
        return self.day(self.now)

    def day(self, moment: datetime) -> date:
        """The day in the bureau's time zone."""
        return moment.astimezone(self.zone).date()

    @property
    def asked(self) -> Asked:
        return Asked(self.viewer, self.now, self.today, self.rules, bool(self.conversions))

    @cached_property
    def calendar(self) -> Calendar:
        return load_calendar(self.session, self.rules.work_hours, self.zone)

    def clocks(self, case: Case) -> Clocks:
        return Clocks(case, self.calendar.work, self.rules)

    def days_ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)
