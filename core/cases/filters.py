"""What lists of cases are sorted and narrowed by."""

from __future__ import annotations

from typing import Any

import strawberry
from sqlalchemy import ColumnElement, and_, true

from core.cases import models
from core.cases.models import ENDED, OPEN, CasePriority, CaseSource, CaseStatus, is_open
from core.cases.sla import SlaState, in_sla_states, of_sla_states
from core.columns import NullsLast
from core.engine.filters import Bound, about, filters, one_of, where, within
from core.engine.node_ids import split_id
from core.engine.orders import Order
from core.errors import invalid
from core.lines.services import check_categories, check_lines
from core.places.filters import COMMUNITIES, DISTRICTS, in_communities, in_districts
from core.scalars import ServiceLineKey
from core.search import matching, searched
from core.windows import DateWindow

CASE_ORDER = Order(
    models.Case,
    default="-reported_at",
    reported_at="When it was reported (上报时间).",
    deadline="When its handling is due; cases without a deadline come last (截止时间).",
    due_at=(
        "How urgent it is: overdue, due soon, on track, by their deadlines; cases whose clock does not run come last "
        "(紧急程度)."
    ),
    closed_at="When it was closed; open cases come last (结案时间).",
)


def _given_to(attribute: str, type_name: str) -> Any:
    """Ids of another type, as keys."""

    def keys(ids: list[str]) -> list[int]:
        found = []
        for given in ids:
            name, key = split_id(given)
            if name != type_name or key is None:
                raise invalid(
                    ("filter", attribute),
                    f"{given[:60]!r} is no id of a {type_name}.",
                    f"“{given[:60]}”不是 {type_name} 的 id。",
                )
            found.append(key)
        return found

    return keys


def _of_statuses(row: Any, given: Bound) -> ColumnElement[bool]:
    """What follows from the statuses: open and paused cases have indexes of their own; the clock of an ended one stands."""
    words = {CaseStatus[word] for word in given.words}
    if not words:
        return true()
    if words == {CaseStatus.SUSPENDED}:
        return row.paused_at.is_not(None)  # type: ignore[no-any-return]
    if words <= set(OPEN):
        return is_open(row)
    if words == {CaseStatus.CLOSED}:
        return and_(NullsLast(row.due_at).is_missing, NullsLast(row.closed_at).is_there)
    return NullsLast(row.due_at).is_missing if words <= set(ENDED) else true()


@filters
class CaseFilter:
    """Narrows cases: what is given must all hold; a list holds for any of its entries (案件筛选)."""

    lines: list[ServiceLineKey] | None = where("Of any of these lines (服务线).", one_of("line"), check=check_lines)
    statuses: list[CaseStatus] | None = where(
        "In any of these statuses (状态).", one_of("status"), implied=_of_statuses
    )
    sla_states: list[SlaState] | None = where(
        "In any of these states of time, now (时限状态).", in_sla_states, implied=of_sla_states
    )
    sources: list[CaseSource] | None = where("Known in any of these ways (来源).", one_of("source"))
    priorities: list[CasePriority] | None = where("As urgent as any of these (紧急程度).", one_of("priority"))
    category_codes: list[str] | None = where(
        "About any of these categories (案件小类代码).", one_of("category_code"), check=check_categories
    )
    district_codes: list[str] | None = where(
        "In any of these districts, by 6-digit code (区市代码).", in_districts, known=DISTRICTS
    )
    community_codes: list[str] | None = where(
        "In any of these communities, by 12-digit code (社区代码).", in_communities, known=COMMUNITIES
    )
    unit_ids: list[strawberry.ID] | None = where(
        "Handled by any of these units (处置单位).", one_of("assignee_unit_id"), _given_to("unitIds", "Unit")
    )
    reported: DateWindow | None = where(
        "Reported in this window (上报日期范围).",
        within("reported_on"),
        implied=about("reported_at"),
        along="reported_at",
    )
    search: str | None = where("The title holds this text (标题检索).", matching("title"), searched)
