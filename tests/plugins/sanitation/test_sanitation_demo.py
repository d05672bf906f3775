"""The sanitation line's part of the demo adds up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.app import Lastmeter
from core.cases.models import Case, CaseStatus, ResolutionMode
from core.facilities.models import Facility, FacilityKind
from core.hard_cases.models import HardCase
from core.places.models import District
from core.visits.models import Visit, VisitMaterial
from plugins.sanitation.models import (
    SanitationCaseDetail,
    SanitationFiveCleanTask,
    SanitationVisitReport,
)


@pytest.fixture(scope="module")
def session(demo: Lastmeter) -> Iterator[Session]:
    with demo.database.reading() as opened:
        yield opened


def numbers(session: Session, *columns: Any, where: Any = True) -> tuple[Any, ...]:
    return tuple(session.execute(select(*columns).where(where)).one())


def test_participation_and_materials_are_what_was_published(session):
    people = [func.sum(column) for column in (Visit.staff, Visit.residents, Visit.volunteers)]
    topics = select(VisitMaterial.topic, func.sum(VisitMaterial.count)).group_by(VisitMaterial.topic)

    assert numbers(session, *people) == (8_412, 10_326, 2_652)
    assert dict(session.execute(topics).all()) == {
        "WASTE_SORTING": 286_400,
        "CITY_CIVILITY": 32_240,
    }


def test_cases_are_as_many_as_were_solved_and_are_left(session):
    modes = select(Case.resolution_mode, func.count()).where(Case.status == CaseStatus.CLOSED)
    solved = dict(session.execute(modes.group_by(Case.resolution_mode)).all())
    still_open = numbers(session, func.count(), where=Case.status != CaseStatus.CLOSED)

    assert solved == {
        ResolutionMode.ON_SITE: 12_406,
        ResolutionMode.DISPATCHED: 742,
        ResolutionMode.PLANNED: 38,
    }
    assert still_open == (118 + 4,)
    assert numbers(session, func.count(HardCase.case_id)) == (38 + 4,)


def test_every_visit_has_a_report_and_every_case_but_fixes_a_detail(session):
    reports = select(Visit.id).except_(select(SanitationVisitReport.visit_id))
    fixes = Case.resolution_mode.is_not_distinct_from(ResolutionMode.ON_SITE)
    bare = select(Case.id).where(~fixes).except_(select(SanitationCaseDetail.case_id))

    assert session.scalars(reports).all() == []
    assert session.scalars(bare).all() == []


def test_the_tasks_cleared_no_more_than_the_visits_solved(session):
    task = SanitationFiveCleanTask
    cleared = select(task.visit_id, func.sum(task.cleared)).group_by(task.visit_id)
    solved = select(Case.visit_id, func.count()).group_by(Case.visit_id)
    by_visit = dict(session.execute(solved).all())

    assert all(count <= by_visit[visit] for visit, count in session.execute(cleared))


def test_toilets_are_as_many_as_were_published(session):
    offers = ("is_social_unit", "is_open_all_day", "has_third_restroom")
    sums = [func.count().filter(getattr(Facility, offer)) for offer in offers]
    toilets = Facility.kind == FacilityKind.PUBLIC_TOILET
    batches = select(Facility.opening_batch).where(Facility.is_social_unit).distinct()

    assert numbers(session, func.count(), *sums, where=toilets) == (1_260, 427, 405, 423)
    assert sorted(session.scalars(batches)) == [1, 2]


def test_toilets_opened_all_day_in_every_district_as_was_told(session):
    day = date(2021, 5, 1)
    opened = select(District.name, func.count()).join(Facility.district)
    on_the_day = opened.where(Facility.is_open_all_day, Facility.opened_on == day)
    earlier = Facility.is_open_all_day & (Facility.opened_on < day)

    assert dict(session.execute(on_the_day.group_by(District.name)).all()) == {
        "市南区": 30,
        "市北区": 33,
        "李沧区": 30,
        "崂山区": 10,
        "城阳区": 16,
        "黄岛区": 20,
        "即墨区": 20,
        "胶州市": 10,
        "平度市": 15,
        "莱西市": 20,
    }
    assert numbers(session, func.count(), where=earlier) == (201,)


def test_the_batches_of_openings_are_reached_and_campaigns_cleared_something(demo_client):
    data = demo_client.data("""{ sanitationOpeningBatches(first: 5) { nodes { number target opened isReached } }
      sanitationCampaigns(first: 5) { nodes { communitiesPlanned communitiesCovered cleared } } }""")
    batches = data["sanitationOpeningBatches"]["nodes"]
    assert [(batch["number"], batch["isReached"]) for batch in batches] == [(2, True), (1, True)]
    assert sum(batch["opened"] for batch in batches) == 427
    for campaign in data["sanitationCampaigns"]["nodes"]:
        assert 0 < campaign["communitiesCovered"] < campaign["communitiesPlanned"]
        assert campaign["cleared"] > 0
