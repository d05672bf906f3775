"""Complaints that become formal cases (诉转案)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from core import Conversion
from core.cases.models import Case
from plugins.enforcement.line import LINE
from plugins.enforcement.models import EnforcementCaseDetail


def convert(session: Session, complaint: Case, formal: Case, today: date) -> None:
    """The formal case names its complaint; the violation itself is recorded when an officer has seen it."""
    session.add(EnforcementCaseDetail(case=formal, complaint=complaint, converted_on=today))


CONVERSION = Conversion(LINE.key, convert)
