"""Cases that may be the same as another: asked before one is reported, filed or merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import strawberry
from sqlalchemy import BigInteger, bindparam, select

from core.attachments.models import CaseEvidence
from core.cases import models
from core.cases.models import Case as Row
from core.cases.same import NEAR_METERS, of_first_photo
from core.cases.types import Case
from core.columns import Instant, one_of_words
from core.context import Context
from core.engine.declare import Answer, by_id, plain
from core.engine.node_ids import split_id
from core.engine.plan import Question
from core.engine.statements import Statement, Viewed
from core.errors import invalid, not_found
from core.lines.services import check_category
from core.places.distance import Point, meters_between
from core.places.models import Community
from core.policy.viewer import Viewer
from core.terms import Term

LOOKED_AT_MOST = 500
"""Of one community, the newest."""


class SimilarityReason(Term):
    """Why a case may be the same as another (相似原因)."""

    SAME_HOUSEHOLD = "About the same household (同一住户)."
    SAME_PLACE = "At a place of the same name (同一具体位置)."
    NEARBY = "No more than 50 metres away, by the places of their photos (相距不超过50米)."
    SAME_CATEGORY = "About the same kind of problem (同一小类)."
    SAME_COMMUNITY = "In the same community (同一社区)."
    SAME_WEEK = "Reported within a week of it (一周内上报)."


WEIGHTS = {
    SimilarityReason.SAME_HOUSEHOLD: 8,
    SimilarityReason.SAME_PLACE: 5,
    SimilarityReason.NEARBY: 4,
    SimilarityReason.SAME_CATEGORY: 3,
    SimilarityReason.SAME_WEEK: 1,
    SimilarityReason.SAME_COMMUNITY: 0,
}
TELLING = {
    SimilarityReason.SAME_HOUSEHOLD,
    SimilarityReason.SAME_PLACE,
    SimilarityReason.NEARBY,
    SimilarityReason.SAME_CATEGORY,
}
"""One of these must hold: to be in the same community says little."""


@plain
class SimilarCase:
    """A case that may be the same, and why (相似案件)."""

    case: Case = by_id("The case, open or closed (案件).")
    score: int = strawberry.field(description="How much speaks for it: the more, the likelier (相似度).")
    reasons: list[SimilarityReason] = strawberry.field(description="What speaks for it (相似原因).")
    distance_meters: float | None = strawberry.field(
        description="How far apart they are, by the first photo of each that says where; null where one has none (距离)."
    )


@dataclass(frozen=True)
class Sought:
    """What is known of the case that others are compared with."""

    community_id: int
    category_code: str | None
    place: str | None
    household_id: int | None
    at: datetime
    point: Point | None
    key: int | None = None


COLUMNS = (
    Row.id,
    Row.category_code,
    Row.place,
    Row.household_id,
    Row.reported_at,
    of_first_photo(CaseEvidence.latitude),
    of_first_photo(CaseEvidence.longitude),
)
CASE = Viewed(
    lambda seen: select(Row.community_id, *COLUMNS).where(Row.id == bindparam("key", type_=BigInteger()), *seen(Row))
)
COMMUNITY = Statement(
    select(Community.id)
    .where(Community.code == bindparam("code"))
    .order_by(Community.is_active.desc(), Community.id.desc())
    .limit(1)
)
NEAR = Viewed(
    lambda seen: (
        select(*COLUMNS)
        .where(
            Row.community_id == bindparam("community", type_=BigInteger()),
            Row.reported_at >= bindparam("since", type_=Instant()),
            ~one_of_words(Row.status, (models.CaseStatus.REJECTED, models.CaseStatus.CANCELLED)),
            *seen(Row),
        )
        .order_by(Row.reported_at.desc(), Row.id.desc())
        .limit(LOOKED_AT_MOST)
    )
)


@strawberry.input(description="A problem that is not reported yet (待上报的问题).")
class SimilarToInput:
    community_code: str = strawberry.field(description="The community's 12-digit code (社区代码).")
    category_code: str | None = strawberry.field(description="Code of its category (案件小类代码).")
    place: str | None = strawberry.field(description="The spot inside the community (具体位置).")
    household_id: strawberry.ID | None = strawberry.field(description="The household it is about (住户).")
    latitude: float | None = strawberry.field(
        description="Where it is, in degrees north; with the longitude (纬度).", default=None
    )
    longitude: float | None = strawberry.field(
        description="Where it is, in degrees east; with the latitude (经度).", default=None
    )


def similar(
    question: Question, case_id: str | None, to: SimilarToInput | None, first: int
) -> Answer[list[SimilarCase]]:
    if case_id is not None and to is not None:
        raise invalid("to", "Give caseId or to, not both.", "caseId 与 to 只能给出一个。")
    if case_id is None and to is None:
        return []
    now = question.context.now
    sought = (
        (yield from _by_id(question.context.viewer, case_id))
        if case_id is not None
        else (yield from _by_draft(to, question.context))
    )
    since = min(sought.at, now) - timedelta(days=question.context.rules.similar_days)
    rows = yield NEAR(question.context.viewer, community=sought.community_id, since=since)
    found = sorted(_compared(sought, rows), key=lambda one: one.score, reverse=True)
    return found[:first]


def _by_id(viewer: Viewer, case_id: str) -> Any:
    name, key = split_id(case_id)
    found = (yield CASE(viewer, key=key)) if name == "Case" and key is not None else ()
    if not found:
        raise not_found("caseId", "case with this id", "该 id 的案件")
    community, own, category, place, household, at, *point = found[0]
    return Sought(community, category, place, household, at, _point(*point), own)


def _by_draft(to: Any, context: Context) -> Any:
    found = yield COMMUNITY(code=to.community_code)
    if not found:
        raise not_found(("to", "communityCode"), "community with this code", "该代码的社区")
    if to.category_code is not None:
        check_category(to.category_code, context.catalogue, ("to", "categoryCode"))
    household = None
    if to.household_id is not None:
        name, household = split_id(to.household_id)
        if name != "Household" or household is None:
            raise invalid(("to", "householdId"), "This is no id of a Household.", "这不是住户的 id。")
    place = to.place.strip() if to.place else None
    return Sought(found[0][0], to.category_code, place or None, household, context.now, _drafted_point(to))


def _drafted_point(to: Any) -> Point | None:
    for name, most in (("latitude", 90), ("longitude", 180)):
        degrees = getattr(to, name)
        if degrees is not None and not -most <= degrees <= most:
            raise invalid(
                ("to", name), f"{name} must be from -{most} to {most}.", f"{name} 须在 -{most} 到 {most} 之间。"
            )
    if (to.latitude is None) != (to.longitude is None):
        raise invalid(("to", "longitude"), "Give latitude and longitude, or neither.", "经度与纬度须同时填写。")
    return _point(to.latitude, to.longitude)


def _point(latitude: float | None, longitude: float | None) -> Point | None:
    return None if latitude is None or longitude is None else (float(latitude), float(longitude))


def _compared(sought: Sought, rows: Sequence[Sequence[Any]]) -> list[SimilarCase]:
    made = []
    for key, category, place, household, at, latitude, longitude in rows:
        reasons = [SimilarityReason.SAME_COMMUNITY]
        point = _point(latitude, longitude)
        distance = meters_between(sought.point, point) if sought.point and point else None
        if distance is not None and distance <= NEAR_METERS:
            reasons.append(SimilarityReason.NEARBY)
        if household is not None and household == sought.household_id:
            reasons.append(SimilarityReason.SAME_HOUSEHOLD)
        if place is not None and place == sought.place:
            reasons.append(SimilarityReason.SAME_PLACE)
        if category == sought.category_code:
            reasons.append(SimilarityReason.SAME_CATEGORY)
        if abs(at - sought.at) <= timedelta(days=7):
            reasons.append(SimilarityReason.SAME_WEEK)
        if key != sought.key and TELLING & set(reasons):
            ranked = sorted(reasons, key=lambda reason: -WEIGHTS[reason])
            score = sum(WEIGHTS[reason] for reason in reasons)
            made.append(SimilarCase(case=key, score=score, reasons=ranked, distance_meters=distance))
    return made
