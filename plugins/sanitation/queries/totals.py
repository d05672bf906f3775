"""Totals over many visits: computed here; how to ask for them, the root fields say."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Date, Integer, Text, bindparam, func, select
from sqlalchemy import distinct as different

from core import DateWindow, Listing, Page, Question, Statement, count, distinct, total
from core.checks import check_count
from core.columns import Among, Listed
from core.metrics.asking import within_places
from core.metrics.metric import Measure
from core.places.filters import refuse_unknown_districts
from core.places.models import District
from core.visits.models import Visit, VisitStatus
from core.windows import checked
from plugins.sanitation.models import (
    FiveClean,
    SanitationFiveCleanTask,
    SanitationFocusArea,
    SanitationVisitFocus,
)
from plugins.sanitation.types.visits import (
    SanitationFiveCleanTotal,
    SanitationFocusAreaTotal,
    SanitationRecurrence,
)

Measures = dict[str, Measure]
"""By the GraphQL name of the field that shows it."""

RECURRING: Listing[Sequence[Any]] = Listing(
    "SanitationRecurrence", lambda row: (-row[2], -row[3], row[0], row[1].name), int, int, int, str
)


def _five_clean(kind: FiveClean) -> Measures:
    """The same rows and days as the line's metrics, of one kind."""

    def of_kind(task: Any, visit: Any) -> Any:
        return (task.kind == kind) & (visit.status == VisitStatus.DONE)

    def with_rubbish(task: Any, visit: Any) -> Any:
        return of_kind(task, visit) & (task.found > 0)

    def summed(column: str) -> Measure:
        return total(SanitationFiveCleanTask, column, "cleaned_on", via="visit", where=of_kind)

    reached = distinct(SanitationFiveCleanTask, "community_id", "cleaned_on", via="visit", where=with_rubbish)
    return {
        "found": summed("found"),
        "cleared": summed("cleared"),
        "volumeCubicMeters": summed("volume_m3"),
        "communities": reached,
    }


def _focus_area(area: SanitationFocusArea) -> Measures:
    def of_area(focus: Any, visit: Any) -> Any:
        return (focus.area == area) & (visit.status == VisitStatus.DONE)

    common: dict[str, Any] = {"via": "visit", "where": of_area}
    return {
        "visits": count(SanitationVisitFocus, "visited_on", **common),
        "communities": distinct(SanitationVisitFocus, "community_id", "visited_on", **common),
    }


FIVE_CLEANS = {kind: _five_clean(kind) for kind in FiveClean}
FOCUS_AREAS = {area: _focus_area(area) for area in SanitationFocusArea}


def _recurrences(is_narrowed: bool) -> Statement:
    task = SanitationFiveCleanTask
    times = func.count(different(task.visit_id))
    sums = func.sum(task.found), func.sum(task.cleared), func.max(task.cleaned_on)
    made = (
        select(task.community_id, task.kind, times, *sums)
        .join(task.visit)
        .where(Visit.status == VisitStatus.DONE, task.found > 0)
        .where(task.cleaned_on >= bindparam("since", type_=Date()))
        .where(task.cleaned_on < bindparam("until", type_=Date()))
        .group_by(task.community_id, task.kind)
        .having(times >= bindparam("least", type_=Integer()))
    )
    if is_narrowed:
        codes = bindparam("districts", type_=Listed(Text()))
        made = made.where(task.district_id.in_(select(District.id).where(Among(District.code, codes))))
    return Statement(made)


RECURRENCES, RECURRENCES_IN_DISTRICTS = _recurrences(False), _recurrences(True)


@dataclass(frozen=True)
class Within:
    """The days and places that count; None is everywhere."""

    window: DateWindow
    districts: Sequence[str] | None
    communities: Sequence[str] | None


def scope(window: DateWindow, districts: Sequence[str] | None, communities: Sequence[str] | None) -> Within:
    return Within(checked(window), districts, communities)


def five_cleans(question: Question, within: Within) -> Generator[Any, Any, list[SanitationFiveCleanTotal]]:
    made = []
    asked = question.asked | ({"found", "cleared"} if question.asks("clearRate") else set())
    for kind, numbers in (yield from _numbers(FIVE_CLEANS, asked, within)):
        found, cleared = int(numbers["found"]), int(numbers["cleared"])
        made.append(
            SanitationFiveCleanTotal(
                kind=kind,
                found=found,
                cleared=cleared,
                clear_rate=cleared / found if found else None,
                volume_cubic_meters=round(numbers["volumeCubicMeters"], 3),
                communities=int(numbers["communities"]),
            )
        )
    return made


def focus_areas(question: Question, within: Within) -> Generator[Any, Any, list[SanitationFocusAreaTotal]]:
    return [
        SanitationFocusAreaTotal(area=area, visits=int(numbers["visits"]), communities=int(numbers["communities"]))
        for area, numbers in (yield from _numbers(FOCUS_AREAS, question.asked, within))
    ]


def _numbers(
    groups: dict[Any, Measures], asked: Collection[str], within: Within
) -> Generator[Any, Any, list[tuple[Any, dict[str, float]]]]:
    """Each group and its numbers, all from one statement; a number that nobody asked for is not counted."""
    wanted = [own for measures in groups.values() for name, own in measures.items() if name in asked]
    figures = yield from within_places(wanted, within.window, within.districts, within.communities)
    return [
        (group, {name: float(figures.get(own, 0)) for name, own in measures.items()})
        for group, measures in groups.items()
    ]


def recurrences(
    window: DateWindow,
    at_least: int,
    districts: Sequence[str] | None,
    first: int | None,
    after: str | None,
) -> Generator[Any, Any, Page[SanitationRecurrence]]:
    checked(window)
    check_count(at_least, "atLeast", 1000, least=2)
    values: dict[str, Any] = {"since": window.from_, "until": window.to, "least": at_least}
    if districts is None:
        rows = yield RECURRENCES(**values)
    else:
        rows = yield RECURRENCES_IN_DISTRICTS(districts=list(districts), **values)
    if not rows:
        yield from refuse_unknown_districts(districts)
    shown = RECURRING.shown(rows, first, after)
    return shown.page([_recurrence(row) for row in shown.items])


def _recurrence(row: Sequence[Any]) -> SanitationRecurrence:
    community, kind, times, found, cleared, last_found_on = row
    return SanitationRecurrence(
        community=community,
        kind=kind,
        times=times,
        found=found,
        cleared=cleared,
        last_found_on=last_found_on,
    )
