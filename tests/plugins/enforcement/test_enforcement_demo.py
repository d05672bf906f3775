"""The line's part of the demo: loaded once, read through the public endpoint and counted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from core.app import Lastmeter
from core.cases.models import Case, ResolutionMode
from core.testing.fixtures import Client
from core.visits.models import Visit
from plugins.enforcement.models import (
    EnforcementCaseDetail,
    EnforcementDrive,
    EnforcementViolation,
    EnforcementVisitReport,
)
from tests.plugins.enforcement.test_enforcement_queries import CONTRACT, KINDS, YEAR

METRICS = """
query ($keys: [String!]!) {
  metrics(keys: $keys, window: { from: "2021-01-01", to: "2023-09-09" }, first: 20) {
    nodes { metric { key } value }
  }
}
"""
FIGURES = {
    "core.person_times": 6_930 + 6_918 + 1_416,
    "core.materials_distributed": 61_750 + 34_500,
    "core.problems_solved_on_site": 6_871,
    "core.households_served": 0,
    "core.hard_cases_taken": 57 + 7,
    "core.hard_cases_solved": 57,
    "enforcement.violations_found": 6_871 + 816 + 137 + 57 + 7,
    "enforcement.complaints_converted": 24,
}


def test_the_demo_adds_up_to_its_quotas(demo_client: Client) -> None:
    nodes = demo_client.data(METRICS, {"keys": list(FIGURES)})["metrics"]["nodes"]
    assert {node["metric"]["key"]: node["value"] for node in nodes} == FIGURES


def test_every_visit_has_its_report_and_every_case_its_detail_and_violation(demo: Lastmeter) -> None:
    assert _count(demo, EnforcementVisitReport) == _count(demo, Visit)
    ended = Case.closed_on.is_not(None)
    assert _count(demo, Case, Case.resolution_mode == ResolutionMode.ON_SITE) == 6_871
    assert _count(demo, Case, Case.resolution_mode == ResolutionMode.DISPATCHED, ended) == 816
    assert _count(demo, Case, Case.resolution_mode == ResolutionMode.PLANNED, ended) == 57
    assert _count(demo, Case, ~ended) == 137 + 7
    assert _count(demo, EnforcementCaseDetail) == _count(demo, Case) == _count(demo, EnforcementViolation)
    assert _count(demo, EnforcementDrive) == 4


def test_what_was_fixed_on_the_spot_was_gone_the_same_day(demo: Lastmeter) -> None:
    violation, case = EnforcementViolation, Case
    held = [violation.case_id == case.id, case.resolution_mode == ResolutionMode.ON_SITE]
    assert _count(demo, violation, *held) == 6_871
    assert _count(demo, violation, *held, violation.removed_on == violation.first_seen_on) == 6_871
    assert _count(demo, violation, violation.case_id == case.id, violation.place != case.place) == 0


def test_a_complaint_became_a_case_of_its_place_while_it_was_open(demo: Lastmeter) -> None:
    complaint, formal = aliased(Case), aliased(Case)
    wanted = (
        select(func.count())
        .select_from(EnforcementCaseDetail)
        .join(formal, EnforcementCaseDetail.case_id == formal.id)
        .join(complaint, EnforcementCaseDetail.complaint_id == complaint.id)
        .where(
            formal.community_id == complaint.community_id,
            formal.category_code == complaint.category_code,
            formal.reported_on == EnforcementCaseDetail.converted_on,
            formal.reported_on > complaint.reported_on,
            formal.reported_on < complaint.closed_on,
        )
    )
    with demo.database.reading() as session:
        assert session.scalar(wanted) == 24


def test_clients_find_something_everywhere(demo_client: Client) -> None:
    data = demo_client.data(CONTRACT, YEAR)
    assert len(data["enforcementViolations"]["nodes"]) == 20
    assert len(data["enforcementRepeatPlaces"]["nodes"]) == 10
    assert [30 <= drive["communitiesCovered"] < 35 for drive in data["enforcementDrives"]["nodes"]] == [True] * 4
    assert all(drive["violationsFound"] > 0 for drive in data["enforcementDrives"]["nodes"])
    kinds = demo_client.data(KINDS, {"window": YEAR["window"]})["enforcementKinds"]
    assert all(row["found"] > 0 for row in kinds)


def _count(demo: Lastmeter, model: Any, *held: ColumnElement[bool]) -> int:
    with demo.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model).where(*held)) or 0
