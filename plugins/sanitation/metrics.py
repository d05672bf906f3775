"""Figures of the sanitation line."""

from __future__ import annotations

from typing import Any

from core import Metric, count, total
from core.facilities.models import Facility, FacilityKind
from core.visits.models import VisitStatus
from plugins.sanitation.models import SanitationFiveCleanTask, SanitationVisitReport


def _done(_row: Any, visit: Any) -> Any:
    return visit.status == VisitStatus.DONE


def _toilets(has: str) -> Any:
    """Public toilets in use that have a property. Some have several: never add such counts."""
    return count(
        Facility,
        "opened_on",
        line="sanitation",
        where=lambda facility, _: (
            (facility.kind == FacilityKind.PUBLIC_TOILET) & facility.closed_on.is_(None) & getattr(facility, has)
        ),
    )


FOUND = total(SanitationFiveCleanTask, "found", "cleaned_on", via="visit", where=_done)
CLEARED = total(SanitationFiveCleanTask, "cleared", "cleaned_on", via="visit", where=_done)
TALKS = total(SanitationVisitReport, "sorting_talk_households", "visited_on", via="visit", where=_done)
SOCIAL_UNIT = _toilets("is_social_unit")
ALL_DAY = _toilets("is_open_all_day")
THIRD_RESTROOM = _toilets("has_third_restroom")

METRICS = [
    Metric(
        "sanitation.five_clean_found",
        "Spots found by the five cleanings",
        "五清发现处数",
        "spots",
        "Spots with rubbish that visits found in stairwells, on rooftops, in yards, back lanes and dead corners.",
        "sum(found of five-clean tasks of visits DONE)",
        FOUND,
        unit_zh="处",
    ),
    Metric(
        "sanitation.five_clean_cleared",
        "Spots cleared by the five cleanings",
        "五清清理处数",
        "spots",
        "Of the spots that visits found, those that were cleared on the same visit. What was left over is not in it.",
        "sum(cleared of five-clean tasks of visits DONE)",
        CLEARED,
        unit_zh="处",
    ),
    Metric(
        "sanitation.clear_rate",
        "Clear rate",
        "五清清理率",
        "ratio",
        "Of the spots that visits found, the share that was cleared on the same visit.",
        "spots cleared / spots found",
        CLEARED,
        FOUND,
    ),
    Metric(
        "sanitation.sorting_talk_households",
        "Households talked to about sorting waste",
        "垃圾分类宣传户数",
        "household talks",
        "Households that visits told how to sort waste. One that was told twice counts twice.",
        "sum(sorting talk households of visits DONE)",
        TALKS,
        unit_zh="户次",
    ),
    Metric(
        "sanitation.toilets_social_unit",
        "Toilets of firms and offices open for free",
        "社会单位开放厕所数",
        "toilets",
        "Public toilets in use that a firm or office opened to everybody, by the day of opening. "
        "Some are also in the other counts of toilets: never add them up.",
        "count(facilities PUBLIC_TOILET, social unit, not closed, by opening day)",
        SOCIAL_UNIT,
        unit_zh="座",
    ),
    Metric(
        "sanitation.toilets_all_day",
        "Public toilets open all day",
        "24小时开放公厕数",
        "toilets",
        "Public toilets in use that are open day and night, by the day of opening. "
        "Some are also in the other counts of toilets: never add them up.",
        "count(facilities PUBLIC_TOILET, open all day, not closed, by opening day)",
        ALL_DAY,
        unit_zh="座",
    ),
    Metric(
        "sanitation.toilets_third_restroom",
        "Public toilets with a third restroom",
        "第三卫生间公厕数",
        "toilets",
        "Public toilets in use that have a third restroom, by the day of opening. "
        "Some are also in the other counts of toilets: never add them up.",
        "count(facilities PUBLIC_TOILET, third restroom, not closed, by opening day)",
        THIRD_RESTROOM,
        unit_zh="座",
    ),
]
