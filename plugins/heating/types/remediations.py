"""GraphQL types of the heating line: what is done for cold homes, and what it brought."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from core import Node, by_id, column, decimal, plain, relation, rows, shows, values
from core.cases.types import Case
from core.households.types import Household
from plugins.heating import models
from plugins.heating.models import HeatingCause, HeatingClass, HeatingMeasureKind
from plugins.heating.types.visits import HeatingReading


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

    household: Household | None = relation("The household; null where you may not see it (住户).")
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
        "Whether valid temperatures that reach the standard after all measures prove it: one, or, "
        "where it was unstable, on several days without a colder one between (是否验证达标).",
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
class HeatingRefund:
    """What is paid back to a home that was too cold, by the tiers that held on each day (退费)."""

    household: Household = by_id("The household (住户).")
    cold_days: int = strawberry.field(
        description="Days of the season on which a valid temperature was below the standard (不达标天数)."
    )
    refund_days: float = strawberry.field(
        description="So many days' charge is paid back: the shares of these days added up, the coldest reading of each "
        "day counting. Days on which nobody measured are not in it (折算退费天数)."
    )
    lowest_celsius: float = strawberry.field(description="The coldest valid temperature (最低室温，摄氏度).")
