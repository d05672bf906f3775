"""The gas line's part of the demo: it adds up to what was published, and keeps the line's own rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.app import Lastmeter
from core.cases.models import Case, CaseStatus, ResolutionMode
from core.demo import LAST_DAY
from core.households.models import NoEntryReason
from core.standby.models import EmergencyTeam, ReserveStock
from core.testing.fixtures import Client
from plugins.gas.models import (
    ConnectionStage,
    GasCaseDetail,
    GasConnectionApproval,
    GasConnectionProject,
    GasConnectionStage,
    GasDevice,
    GasHazard,
    GasInspection,
    GasInspectionItem,
    GasUser,
    HazardGrade,
)
from plugins.gas.services.projects import AFTER

pytestmark = pytest.mark.xdist_group("gas demo")

FIGURES = {
    "core.person_times": 4_980 + 6_204 + 1_662,
    "core.materials_distributed": 98_140 + 14_240,
    "core.problems_solved_on_site": 612,
    "core.households_served": 2_814,
    "core.hard_cases_solved": 31,
    "core.hard_cases_taken": 35,
    "gas.households_inspected": 2_814,
}


@pytest.fixture(scope="module")
def session(demo: Lastmeter) -> Iterator[Session]:
    with demo.database.reading() as opened:
        yield opened


def count(session: Session, model: Any, *held: Any) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*held)) or 0


def test_the_demo_adds_up_to_its_quotas(demo_client: Client) -> None:
    query = """query($keys: [String!]!) { metrics(keys: $keys, first: 20,
      window: { from: "2021-06-01", to: "2023-09-09" }) { nodes { metric { key } value } } }"""
    nodes = demo_client.data(query, {"keys": list(FIGURES)})["metrics"]["nodes"]
    assert {node["metric"]["key"]: node["value"] for node in nodes} == FIGURES


def test_doors_and_cases_are_as_many_as_they_should_be(session):
    assert count(session, GasInspection, GasInspection.is_entered) == 2_814
    assert count(session, GasInspection, ~GasInspection.is_entered) == 763
    assert count(session, GasUser) == 2_814 + 763
    assert count(session, GasDevice) == 3 * 2_814
    assert count(session, GasInspectionItem) == 9 * 2_814
    closed = Case.status == CaseStatus.CLOSED
    assert count(session, Case, closed, Case.resolution_mode == ResolutionMode.DISPATCHED) == 348
    assert count(session, GasCaseDetail) == 348 + 61 + 35


def test_who_was_not_at_home_comes_first_and_was_left_a_note(session):
    absent = GasInspection.no_entry_reason == NoEntryReason.ABSENT
    assert count(session, GasInspection, absent, ~GasInspection.is_notice_left) == 0
    assert count(session, GasUser, GasUser.failed_attempts > 0, GasUser.last_no_entry_reason.is_(None)) == 0
    assert count(session, GasUser, GasUser.failed_attempts > 0) > 500


def test_hazards_are_due_by_their_grade_and_the_gas_is_off_for_the_worst(session):
    for hazard in session.scalars(select(GasHazard)):
        days = {HazardGrade.MAJOR: 7, HazardGrade.GENERAL: 30}.get(hazard.grade)
        assert hazard.due_on == (hazard.found_on + timedelta(days=days) if days else None)
        assert (hazard.cut_off_on is not None) == (hazard.grade is HazardGrade.MAJOR)
        assert (hazard.notice_number is not None) == (hazard.grade is not HazardGrade.MINOR)
    assert count(session, GasHazard, GasHazard.is_open) > 10


def test_some_stoves_and_hoses_are_past_their_life(session):
    expired = dict(
        session.execute(
            select(GasDevice.kind, func.count()).where(GasDevice.expires_on <= LAST_DAY).group_by(GasDevice.kind)
        ).all()
    )
    assert min(expired.values()) > 100


def test_1206_homes_are_promised_gas_and_those_of_xinglong_have_it(session):
    assert session.scalar(select(func.sum(GasConnectionProject.households))) == 1_206
    xinglong = session.scalars(select(GasConnectionProject).where(GasConnectionProject.name == "兴隆支路1号")).one()
    assert (xinglong.households, xinglong.vented_on) == (40, date(2022, 6, 10))
    assert xinglong.case is not None
    assert [approval.granted_on for approval in xinglong.approvals] == [date(2022, 3, 18), date(2022, 4, 29)]


def test_every_project_reached_its_stages_in_an_order_that_can_be(session):
    stages = session.execute(
        select(GasConnectionStage.project_id, GasConnectionStage.stage, GasConnectionStage.reached_on)
    )
    reached: dict[int, dict[ConnectionStage, date | None]] = {}
    for project, stage, day in stages:
        reached.setdefault(project, {})[stage] = day
    granted = select(GasConnectionApproval.project_id, func.max(GasConnectionApproval.granted_on)).group_by(
        GasConnectionApproval.project_id
    )
    last = dict(session.execute(granted).all())
    for project, days in reached.items():
        for stage, day in days.items():
            if day is not None:
                assert day <= LAST_DAY
                assert all(days[before] is not None and days[before] <= day for before in AFTER[stage])
        approved = days[ConnectionStage.APPROVAL]
        assert approved is None or last[project] <= approved
    assert len(reached) == 28


def test_teams_and_reserves_stand_by_at_spring_festival(session):
    assert count(session, EmergencyTeam, EmergencyTeam.line == "gas", EmergencyTeam.period_id == 1) == 48
    assert session.scalar(select(func.sum(ReserveStock.volume_m3)).where(ReserveStock.period_id == 1)) >= 3_000_000


def test_clients_find_something_everywhere(demo_client: Client) -> None:
    data = demo_client.data("""{
      gasInspectionsDue(first: 3, filter: { isOverdue: true, priorityTags: [ELDERLY] }) { nodes { devices { kind } } }
      gasDevices(first: 3, filter: { isInUse: true }) { nodes { isExpired } }
      gasHazards(first: 3, filter: { isOpen: true }) { nodes { isOverdue } }
      gasCampaigns(first: 3) { nodes { communitiesCovered householdsTold materials } }
      gasConnectionProgress { households }
    }""")
    assert all(
        len(data[name]["nodes"]) == 3 for name in ("gasInspectionsDue", "gasDevices", "gasHazards", "gasCampaigns")
    )
    assert all(campaign["householdsTold"] > 0 for campaign in data["gasCampaigns"]["nodes"])
    assert sum(stage["households"] for stage in data["gasConnectionProgress"]) == 1_206
