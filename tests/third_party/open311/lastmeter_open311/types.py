"""A case in the words of GeoReport v2."""

from __future__ import annotations

from datetime import datetime

from core import Node, Term, column, relation, shows
from core.cases.models import Case, CaseStatus
from core.places.types import Community

OVER = (CaseStatus.CLOSED, CaseStatus.REJECTED, CaseStatus.CANCELLED)


class Open311Status(Term):
    """How GeoReport v2 tells where a request stands (办理状态)."""

    open = "It has been reported, and is not over (未办结)."
    closed = "It is solved, or will not be (已办结)."


STATUSES = {status: Open311Status.closed if status in OVER else Open311Status.open for status in CaseStatus}


@shows(Case)
class Open311Request(Node):
    """A case as a service request of Open311 (服务请求)."""

    service_request_id: str = column("The number by which a caller asks again (服务请求编号).", "number")
    status: Open311Status = column("Where it stands (办理状态).", "status", through=STATUSES)
    service_code: str = column("What it is about, a code of GB/T 30428 (服务代码).", "category_code")
    description: str = column("What is wrong, in a few words (问题描述).", "title")
    agency_responsible: str = column("The line that looks after it (负责行业).", "line")
    requested_datetime: datetime = column("When it was reported (上报时刻).", "reported_at")
    address: str | None = column("The spot inside the community; null where nobody said (地址).", "place")
    community: Community = relation("The community (社区).")
