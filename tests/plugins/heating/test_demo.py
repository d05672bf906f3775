"""The heating line's part of the demo: it adds up to what was published, and keeps the line's own rules."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from core.cases.models import Case, CaseOutcome, CaseStatus, ResolutionMode
from core.demo import LAST_DAY
from core.hard_cases.models import HardCase
from core.households.models import Household
from core.standby.models import EmergencyTeam
from core.visits.models import Visit
from plugins.heating.models import (
    HeatingCall,
    HeatingCaseDetail,
    HeatingHomeVisit,
    HeatingMeasure,
    HeatingReading,
    HeatingRemediation,
    HeatingRemediationCause,
    HeatingVisitReport,
)
from plugins.heating.services.remediations import weigh
from plugins.heating.services.seasons import Seasons

WINDOW = '{ from: "2021-06-01", to: "2023-09-09" }'
FIGURES = {
    "core.person_times": 13_272,
    "core.materials_distributed": 85_210,
    "core.problems_solved_on_site": 614,
    "core.households_served": 1_285,
    "core.hard_cases_solved": 27,
    "core.hard_cases_taken": 30,
    "core.emergency_teams": 42,
    "heating.households_taken_on": 1_280,
    "heating.households_remediated": 1_050,
}


@pytest.fixture
def session(demo):
    """What a test changes in it is undone."""
    with demo.database.writing() as opened:
        yield opened
        opened.rollback()


def test_its_figures_are_as_published(demo_client):
    keys = ", ".join(f'"{key}"' for key in FIGURES)
    data = demo_client.data(
        f"{{ metrics(keys: [{keys}], window: {WINDOW}, first: 50) {{ nodes {{ metric {{ key }} value }} }} }}"
    )
    assert {one["metric"]["key"]: one["value"] for one in data["metrics"]["nodes"]} == FIGURES


def test_its_parts_are_whole(session):
    def count(model, *held):
        return session.scalar(select(func.count()).select_from(model).where(*held))

    assert count(HeatingVisitReport) == count(Visit)
    assert count(HeatingHomeVisit, HeatingHomeVisit.is_entered) == 1_285
    assert count(HeatingHomeVisit, ~HeatingHomeVisit.is_entered) == 301
    assert count(EmergencyTeam, EmergencyTeam.line == "heating", EmergencyTeam.period_id == 1) == 42
    fixed = Case.resolution_mode == ResolutionMode.ON_SITE
    closed = (Case.status == CaseStatus.CLOSED) & (Case.outcome == CaseOutcome.RESOLVED)
    is_hard = Case.id.in_(select(HardCase.case_id))
    assert count(Case, fixed) == 614
    assert count(Case, closed, Case.resolution_mode == ResolutionMode.DISPATCHED) == 312
    assert count(Case, is_hard, closed) == 27
    assert count(Case, ~closed, ~is_hard) == 57
    assert count(HeatingCaseDetail) == 312 + 57 + 30
    assert count(HeatingCaseDetail, HeatingCaseDetail.latest_reading_id.is_not(None)) > 20
    homes = select(func.count(HeatingRemediation.household_id.distinct()))
    assert session.scalar(homes) == count(HeatingRemediation) == 1_280
    open_causes = select(func.count(HeatingRemediationCause.remediation_id.distinct()))
    assert session.scalar(open_causes.where(HeatingRemediationCause.is_open)) == 230
    elsewhere = HeatingRemediation.household.has(Household.community_id != HeatingRemediation.community_id)
    assert count(HeatingRemediation, elsewhere) == 0


def test_its_days_are_possible(session):
    days = {
        model.__tablename__: set(session.scalars(select(column).where(column.is_not(None)).distinct()))
        for model, column in (
            (HeatingCall, HeatingCall.called_on),
            (HeatingReading, HeatingReading.taken_on),
            (HeatingMeasure, HeatingMeasure.done_on),
        )
    }
    assert all(max(found) <= LAST_DAY for found in days.values())
    assert None not in {Seasons().on(day) for day in days["heating_call"] | days["heating_reading"]}
    too_early = (
        select(func.count())
        .select_from(HeatingMeasure)
        .join(HeatingRemediation)
        .where(HeatingMeasure.done_on < HeatingRemediation.opened_on)
    )
    assert session.scalar(too_early) == 0


def test_what_is_proven_is_proven_by_the_rule(session):
    """Weighed again by the service, every thirtieth comes out as it was loaded."""
    chosen = select(HeatingRemediation).where(HeatingRemediation.id % 30 == 0)
    proofs = []
    for remediation in session.scalars(chosen).all():
        loaded = (remediation.before_id, remediation.after_id, remediation.proven_on)
        remediation.proven_on = None
        weigh(session, remediation, Seasons())
        assert (remediation.before_id, remediation.after_id, remediation.proven_on) == loaded
        proofs.append(remediation.proven_on)
    assert len(proofs) == 42
    assert date(2021, 11, 16) < min(day for day in proofs if day) <= max(day for day in proofs if day) < LAST_DAY


def test_some_communities_are_hot(demo_client):
    for season, calls in (("2021-2022", 1_896), ("2022-2023", 1_456)):
        spots = demo_client.data(
            """query($season: String!) { heatingHotspots(season: $season, first: 100) {
              nodes { calls callsPerThousandHouseholds zScore isHot } } }""",
            {"season": season},
        )["heatingHotspots"]["nodes"]
        assert [spot["isHot"] for spot in spots[:5]] == [True] * 5
        assert sum(spot["isHot"] for spot in spots) < 30
        data = demo_client.data(
            f"{{ heatingCalls(filter: {{ window: {_window(season)} }}, first: 1) {{ totalCount }} }}"
        )
        assert data["heatingCalls"]["totalCount"] == calls


def _window(season):
    first, last = season.split("-")
    return f'{{ from: "{first}-11-16", to: "{last}-04-06" }}'
