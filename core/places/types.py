"""GraphQL types of the places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import ColumnElement, select

from core.engine.connection import Connection
from core.engine.declare import (
    Answers,
    Node,
    batch,
    column,
    connection,
    lookup,
    relation,
    rows,
    shows,
)
from core.engine.filters import Bound, equal_to, filters, one_of, where
from core.engine.orders import Order
from core.engine.plan import Question
from core.lines.types import ServiceLine
from core.people.types import Officer
from core.places import models
from core.places.filters import DISTRICTS, STREETS, in_districts
from core.places.models import CommunityKind
from core.search import matching, searched
from core.visits.lists import VISIT_ORDER, VisitFilter
from core.visits.models import LastVisit as LastVisitRow
from core.visits.models import Visit as VisitRow
from core.windows import DateWindow

if TYPE_CHECKING:
    from core.metrics.types import MetricValue
    from core.visits.types import Visit


@shows(LastVisitRow)
class LastVisit:
    """When a line was last at a community (各服务线最近一次进社区)."""

    line: ServiceLine = lookup("The line (服务线).")
    visited_on: date = column("The day of its last visit made (最近进社区日期).")


@shows(models.District)
class District(Node):
    """A district-level unit of the city (区市)."""

    code: str = column("Division code, 6 digits (区划代码).")
    name: str = column("Its name (名称).")
    leader: Officer | None = relation("The bureau leader who answers for it; null where none is named (包区领导).")


@shows(models.Street)
class Street(Node):
    """A sub-district or town (街道、镇)."""

    code: str = column("Division code, 9 digits (区划代码).")
    name: str = column("Its name (名称).")
    district: District = relation("The district it lies in (所在区市).")


@shows(models.Community)
class Community(Node):
    """A community: the place that all lines serve together (社区)."""

    code: str = column("Statistical division code, 12 digits (统计用区划代码).")
    name: str = column("Its name in the register (社区名称).")
    former_code: str | None = column(
        "The code it had before it was given this one; null where it never changed (原代码)."
    )
    kind: CommunityKind | None = column("What kind of neighbourhood it is; null while nobody has said (社区类型).")
    households: int | None = column("How many households live there; null while nobody has counted (户数).")
    is_active: bool = column("False once it left the register; its history stays (是否有效).")
    retired_on: date | None = column("When it left the register; null while it is in it (撤销日期).")
    street: Street = relation("The street it belongs to (所属街道).")
    district: District = relation("The district it lies in (所在区市).")
    last_visits: list[LastVisit] = rows("The last visit of each line that was ever there (各线最近一次进社区).")

    @batch("Figures of this community alone, over all days or a window (社区指标).", "id", policy="statistics.read")
    def metrics(
        rows: Sequence[Any],
        question: Question,
        keys: Annotated[list[str], strawberry.argument(description="Which figures, 1 to 20 (指标代码).")],
        window: Annotated[
            DateWindow | None,
            strawberry.argument(description="The days that count; all when not given (日期范围)."),
        ] = None,
    ) -> Answers[list[Annotated[MetricValue, strawberry.lazy("core.metrics.types")]]]:
        from core.metrics.queries import of_communities  # which knows communities

        return (yield from of_communities([row.id for row in rows], question, keys, window))

    visits: Connection[Annotated[Visit, strawberry.lazy("core.visits.types")]] = connection(
        "Visits to it (进社区记录).", VISIT_ORDER, VisitFilter, via=VisitRow.community_id
    )


COMMUNITY_ORDER = Order(
    models.Community,
    default="code",
    code="Its division code (代码).",
    name="Its name, by code point (名称).",
    households="How many households live there; where unknown, last (户数).",
)


def _in_streets(community: models.Community, codes: Bound) -> ColumnElement[bool]:
    return community.street_id.in_(select(models.Street.id).where(codes.among(models.Street.code)))  # type: ignore[attr-defined, no-any-return]


@filters
class CommunityFilter:
    """Narrows communities: what is given must all hold; a list holds for any of its entries (社区筛选)."""

    search: str | None = where("Whose name holds this, in Chinese or Latin (名称搜索).", matching("name"), searched)
    codes: list[str] | None = where("With any of these 12-digit codes (社区代码).", one_of("code"))
    kinds: list[CommunityKind] | None = where("Of any of these kinds (社区类型).", one_of("kind"))
    district_codes: list[str] | None = where(
        "In any of these districts, by 6-digit code (区市代码).", in_districts, known=DISTRICTS
    )
    street_codes: list[str] | None = where(
        "In any of these sub-districts, by 9-digit code (街道代码).", _in_streets, known=STREETS
    )
    is_active: bool | None = where("In the register, or no longer (是否有效).", equal_to("is_active"))
