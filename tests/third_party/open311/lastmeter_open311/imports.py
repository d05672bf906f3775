"""Reports from the files of another Open311 server."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from core import Category, Import, Outcome, Record, ServiceLine, Take
from core.cases.models import CaseSource
from core.cases.services import report_case
from core.checks import check_day
from core.errors import unknown
from core.lines.models import CaseCategory
from core.visits.services import open_community
from sqlalchemy import select
from sqlalchemy.orm import Session

from lastmeter_open311.models import Open311Report


def begin(session: Session, now: datetime, zone: ZoneInfo) -> Take:
    known = set(session.scalars(select(Open311Report.service_request_id)))
    categories = {category.code: category for category in session.scalars(select(CaseCategory))}

    def take(record: Record) -> Outcome:
        reference, code = record.text("service_request_id"), record.text("service_code")
        if reference in known:
            return Outcome.KNOWN
        if code not in categories:
            raise unknown("service_code", code, sorted(categories), "category", "案件小类")
        moment = record.moment("requested_datetime", zone)
        day = moment.astimezone(zone).date()
        check_day(day, "requested_datetime", now.astimezone(zone).date())
        case = report_case(
            session,
            _line(categories[code]),
            open_community(session, record.text("community"), day),
            category_code=code,
            title=record.text("description"),
            place=record.maybe("address"),
            source=CaseSource.ONLINE,
            now=moment,
            today=day,
        )
        session.add(Open311Report(service_request_id=reference, case=case))
        known.add(reference)
        return Outcome.TAKEN

    return take


def _line(category: CaseCategory) -> ServiceLine:
    """The line of a category, as far as reporting a case needs it."""
    own = Category(category.code, category.name, category.name_zh)
    return ServiceLine(category.line, category.line, category.line, "", (own,))


IMPORTS = [
    Import(
        "open311-requests",
        "Service requests of Open311 GeoReport v2; each becomes a case of the line whose category it names.",
        {
            "service_request_id": "Its number in its own system, by which it is known when the file is imported again.",
            "service_code": "The category, a code of GB/T 30428 or a word that the mapping turns into one.",
            "requested_datetime": "When it was reported.",
            "community": "12-digit code of the community, or a word that the mapping turns into one.",
            "description": "What is wrong, in a few words.",
            "address": "The spot inside the community.",
        },
        frozenset({"service_request_id", "service_code", "requested_datetime", "community", "description"}),
        begin,
    )
]
