"""GraphQL types of the heating line."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from core import Node, by_id, column, decimal, plain, relation, rows, shows, values
from core.cases.types import Case, CaseDetail
from core.households.models import NoEntryReason
from core.households.types import Household
from core.places.types import Community
from core.visits.types import VisitReport
from plugins.heating import models
from plugins.heating.models import (
    HeatingCallTopic,
    HeatingCause,
    HeatingClass,
    HeatingMeasureKind,
    HeatingRoom,
)


@shows(models.HeatingReading)
class HeatingReading(Node):
    """One temperature measured in a home (室温测量)."""

    household: Household = relation("The household (住户).")
    season: str | None = column("The heating season, as 2022-2023; null outside of any (供暖季).")
    room: HeatingRoom = column("Where in the home (测温房间).")
    celsius: float = column("The temperature in degrees Celsius (温度，摄氏度).")
    taken_at: datetime = column("When it was read (测温时刻).")
    windows_closed_2h: bool = column("Whether doors and windows had been closed for two hours (门窗是否关闭2小时以上).")
    height_1m: bool = column("Whether it was read one metre above the floor (是否距地面1米).")
    is_valid: bool = column("Whether it counts: in the season, doors and windows closed, one metre high (是否有效).")


@shows(models.HeatingHomeVisit)
class HeatingHomeVisit(Node):
    """A door that a visit came to: entered, or why not (入户测温)."""

    household: Household | None = relation("The household; null where you may not see it (住户).")
    is_entered: bool = column("Whether the visitors were let in (是否入户).")
    no_entry_reason: NoEntryReason | None = column("Why not; null when they were (未入户原因).")
    readings: list[HeatingReading] = rows("The temperatures measured there (测温记录).")


@shows(models.HeatingVisitReport, line="heating")
class HeatingVisitReport(VisitReport):
    """What the heating line records of a visit (供热进社区记录)."""

    consultations: int = column("Residents who asked and were answered (接待咨询人次).")
    homes: list[HeatingHomeVisit] = rows("The doors it came to (入户测温).")


@shows(models.HeatingCaseDetail, line="heating")
class HeatingCaseDetail(CaseDetail):
    """What the heating line records of a case (供热案件内容)."""

    heating_class: HeatingClass | None = column(
        "In which way the home falls short; null while unknown or not about a home (供热问题类别)."
    )
    causes: list[HeatingCause] = values("Why; empty while unknown (原因).", "causes.cause")
    latest_reading: HeatingReading | None = relation(
        "The home's newest temperature; null before anybody measured (最近测温)."
    )


@shows(models.HeatingCall)
class HeatingCall(Node):
    """A call about heating in the season (供热来电)."""

    season: str = column("The heating season, as 2022-2023 (供暖季).")
    community: Community = relation("Where it came from, or the hotline's default (社区).")
    is_place_known: bool = column(
        "False where the community is only the hotline's default: no part of a hot spot (地点是否明确)."
    )
    household: Household | None = relation("The caller's door; null where not given (住户).")
    topic: HeatingCallTopic = column("What it was about (诉求).")
    called_at: datetime = column("When (来电时刻).")
    note: str | None = column("More about it; null where nothing was written (说明).")


@shows(models.HeatingMeasure)
class HeatingMeasure:
    """One thing that is done for a cold home (整治措施)."""

    kind: HeatingMeasureKind = column("What is done (措施).")
    done_on: date | None = column("When it was done; null while it is not (完成日期).")


def _gain(remediation: Any, _asking: Any) -> Any:
    before, after = aliased(models.HeatingReading), aliased(models.HeatingReading)
    gain = func.round(after.celsius - before.celsius, 3, type_=decimal)
    held = (before.id == remediation.before_id) & (after.id == remediation.after_id)
    return select(gain).where(held).correlate(remediation).scalar_subquery()


@shows(models.HeatingRemediation)
class HeatingRemediation(Node):
    """What is done for one cold home, until temperatures prove it (一户一策)."""

    household: Household = relation("The household (住户).")
    season: str = column("The season whose trouble it answers, as 2022-2023 (供暖季).")
    heating_class: HeatingClass = column("In which way the home falls short (供热问题类别).")
    causes: list[HeatingCause] = values("Why, at least one (原因).", "causes.cause")
    measures: list[HeatingMeasure] = rows("What is done, planned or not (措施).")
    is_agreed: bool = column("Whether the household agreed (是否与住户达成一致).")
    case: Case | None = relation("The case about the same home; null where none was open (案件).")
    opened_on: date = column("When it was taken on (立项日期).")
    before: HeatingReading | None = relation(
        "The last valid temperature until the first measure; null where there is none (整治前)."
    )
    after: HeatingReading | None = relation(
        "The valid temperature that proves it, or the last since all measures were done; null "
        "where there is none (整治后)."
    )
    temperature_gain: float | None = column(
        "After less before, in degrees; null where one of them is missing (升温).", sql=_gain
    )
    is_proven: bool = column(
        "Whether valid temperatures of 18 degrees and more after all measures prove it: one, or, "
        "where it was unstable, on three days without a colder one between (是否验证达标).",
        sql=lambda remediation, _asking: remediation.proven_on.is_not(None),
    )
    proven_on: date | None = column("Since when it is proven; null before (达标日期).")


@plain
class HeatingRemediationOutcome:
    """A remediation of a season, and what it brought (整治成效)."""

    remediation: HeatingRemediation = by_id("The remediation itself (一户一策).")
    household: Household = by_id("The household (住户).")
    heating_class: HeatingClass = strawberry.field(description="In which way the home falls short (供热问题类别).")
    causes: list[HeatingCause] = strawberry.field(description="Why, at least one (原因).")
    measures: list[HeatingMeasure] = strawberry.field(description="What is done (措施).")
    before: HeatingReading | None = by_id(
        "The last valid temperature until the first measure; null where there is none (整治前)."
    )
    after: HeatingReading | None = by_id(
        "The valid temperature that proves it, or the last since all measures were done; null "
        "where there is none (整治后)."
    )
    temperature_gain: float | None = strawberry.field(
        description="After less before, in degrees; null where one of them is missing (升温)."
    )
    is_proven: bool = strawberry.field(description="Whether valid temperatures prove it (是否验证达标).")


@plain
class HeatingCauseShare:
    """How often a cause stands behind cold homes, and what its remedies brought (成因分析)."""

    cause: HeatingCause = strawberry.field(description="The cause (原因).")
    count: int = strawberry.field(description="Remediations of the season with it (整治户次).")
    share: float = strawberry.field(
        description="Of all remediations of the season; one may have several causes, so shares "
        "may add up to more than 1 (占比)."
    )
    mean_gain: float | None = strawberry.field(
        description="Mean rise in degrees where it was measured before and after; null where it was nowhere (平均升温)."
    )


@plain
class HeatingTopicCount:
    """How many calls were about a topic (诉求分布)."""

    topic: HeatingCallTopic = strawberry.field(description="The topic (诉求).")
    count: int = strawberry.field(description="Calls about it (来电数).")


@plain
class HeatingHotspot:
    """The calls of one community in a season, held against those of the others (来电热点)."""

    community: Community = by_id("The community (社区).")
    calls: int = strawberry.field(
        description="Calls from there; those booked on the hotline's default place are not (来电数)."
    )
    calls_per_thousand_households: float | None = strawberry.field(
        description="Per thousand households; null where nobody has counted them (千户来电数)."
    )
    z_score: float | None = strawberry.field(
        description="How many standard deviations that rate lies above the rate of all calling "
        "communities together, each weighing as many as its households; null where there is no "
        "rate or no difference (标准分)."
    )
    is_hot: bool = strawberry.field(description="At least 5 calls, and a z-score above 2 (是否热点).")
    topics: list[HeatingTopicCount] = strawberry.field(
        description="What they were about, the most frequent first (诉求分布)."
    )
