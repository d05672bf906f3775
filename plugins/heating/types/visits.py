"""GraphQL types of the heating line: what visits measure, and what a case shows of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import case, type_coerce

from core import Node, Term, column, relation, rows, shows, values
from core.cases.types import CaseDetail
from core.columns import term
from core.households.models import NoEntryReason
from core.households.types import Household
from core.visits.types import VisitReport
from plugins.heating import models
from plugins.heating.models import HeatingCause, HeatingClass, HeatingRoom

if TYPE_CHECKING:
    from plugins.heating.types.remediations import HeatingRemediation


class HeatingReadingFlaw(Term):
    """Why a temperature does not count (测温无效原因)."""

    OUT_OF_SEASON = "It was read outside of the heating season (不在供暖季内)."
    WINDOWS_OPEN = "Doors and windows had not been closed for two hours (门窗关闭不足2小时)."
    OFF_CENTRE = "It was not read in the middle of the room (未在房间中央)."
    WRONG_HEIGHT = "It was not read one metre above the floor (未在距地面1米处)."


def _flaw(reading: Any, _asking: Any) -> Any:
    flaws = {
        HeatingReadingFlaw.OUT_OF_SEASON: reading.season.is_(None),
        HeatingReadingFlaw.WINDOWS_OPEN: ~reading.windows_closed_2h,
        HeatingReadingFlaw.OFF_CENTRE: ~reading.at_centre,
        HeatingReadingFlaw.WRONG_HEIGHT: ~reading.height_1m,
    }
    words: Any = term(HeatingReadingFlaw)
    return type_coerce(case(*((holds, flaw.name) for flaw, holds in flaws.items()), else_=None), words)


@shows(models.HeatingReading)
class HeatingReading(Node):
    """One temperature measured in a home (室温测量)."""

    household: Household | None = relation("The household; null where you may not see it (住户).")
    season: str | None = column("The heating season, as 2022-2023; null outside of any (供暖季).")
    room: HeatingRoom = column("Where in the home (测温房间).")
    celsius: float = column("The temperature in degrees Celsius (温度，摄氏度).")
    taken_at: datetime = column("When it was read (测温时刻).")
    windows_closed_2h: bool = column("Whether doors and windows had been closed for two hours (门窗是否关闭2小时以上).")
    height_1m: bool = column("Whether it was read one metre above the floor (是否距地面1米).")
    at_centre: bool = column("Whether it was read in the middle of the room (是否房间中央).")
    is_valid: bool = column(
        "Whether it counts: in the season, doors and windows closed, in the middle of the room, one metre high (是否有效)."
    )
    flaw: HeatingReadingFlaw | None = column(
        "Why it does not count, the first of several reasons; null for one that does (无效原因).", sql=_flaw
    )
    is_warm: bool = column("Whether it reaches the standard of its day (是否达标).")
    refund_share: float | None = column(
        "Which share of the day's charge is paid back by the tiers of its day; null for one that does not count (退费比例)."
    )


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
        "The home's newest temperature, as of when the case ended; null before anybody measured (最近测温)."
    )
    remediations: list[Annotated[HeatingRemediation, strawberry.lazy("plugins.heating.types.remediations")]] = rows(
        "What is done for the home, and was in other seasons; each tells the case that it began with. Empty where nothing was, "
        "or no home is known (一户一策)."
    )
