"""What one request carries: who asks, when, in which language, and, where it may write, its session."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.database import VIEWER
from core.policy.viewer import Viewer
from core.settings import CaseRules, Settings

if TYPE_CHECKING:
    from core.catalogue import Catalogue

RULES, ZONE = "rules", "zone"


def under(session: Session, rules: CaseRules, zone: ZoneInfo) -> Session:
    """Whoever reports a case in it, a line or core, does so by these rules and days: nobody has to hand them on."""
    session.info[RULES], session.info[ZONE] = rules, zone
    return session


def rules_of(session: Session) -> CaseRules:
    """Those of the installation; what no request or command opened keeps to the defaults."""
    found: CaseRules | None = session.info.get(RULES)
    return found or CaseRules()


def zone_of(session: Session) -> ZoneInfo:
    """Where the bureau's days begin; the default for what no request or command opened."""
    found: ZoneInfo | None = session.info.get(ZONE)
    return found or Settings().time_zone


def viewer_of(session: Session) -> Viewer | None:
    """Whoever asked for it; None for commands."""
    found: Viewer | None = session.info.get(VIEWER)
    return found


@dataclass(frozen=True)
class Context:
    catalogue: Catalogue
    now: datetime
    zone: ZoneInfo
    viewer: Viewer
    language: str = "en"
    writing: Session | None = None
    rules: CaseRules = field(default_factory=CaseRules)

    @property
    def today(self) -> date:
        """The day in the bureau's time zone."""
        return self.now.astimezone(self.zone).date()

    @property
    def session(self) -> Session:
        """The session of a resolver. What the engine reads needs none."""
        if self.writing is None:
            raise RuntimeError("this part of the request has no session")
        return self.writing

    def within(self, session: Session) -> Context:
        return replace(self, writing=under(session, self.rules, self.zone))
