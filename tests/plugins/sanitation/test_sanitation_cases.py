"""What the sanitation line records of its cases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from core.cases.models import Case, CaseStatus
from core.cases.models import CasePriority as Priority
from core.cases.models import CaseSource as Source
from core.lines.models import CaseCategory, ServiceLine
from core.places.models import Community

BOARD = """
query ($filter: CaseFilter) {
  cases(filter: $filter, orderBy: [{ field: DEADLINE, direction: ASC }], first: 20) {
    totalCount
    edges { node { title version
      detail { __typename ... on SanitationCaseDetail { place volumeCubicMeters fiveClean } } } }
  }
}
"""
ESTIMATE = """
mutation ($input: EstimateSanitationVolumeInput!) {
  estimateSanitationVolume(input: $input) {
    case { version detail { ... on SanitationCaseDetail { place volumeCubicMeters fiveClean } } }
    userErrors { field code message }
  }
}
"""
HEAP = {"categoryCode": "E01-11", "title": "院内渣土", "isSolvedOnSite": False, "place": "5号楼"}
LITTER = {"categoryCode": "E01-10", "title": "暴露垃圾", "isSolvedOnSite": False}


@pytest.fixture
def estimate(client, places):
    """Estimates a volume, each time under a new key."""
    used = iter(range(1000))

    def estimated(**given: Any) -> dict[str, Any]:
        variables = {"input": {"clientMutationId": f"key-{next(used)}", **given}}
        return client.data(ESTIMATE, variables)["estimateSanitationVolume"]

    return estimated


def test_a_working_board_shows_the_spot_and_how_much_there_is(judged, visited):
    visited("2023-09-01", problems=[HEAP | {"volumeCubicMeters": 3, "fiveClean": "YARD"}])
    visited("2023-09-02", problems=[LITTER, LITTER | {"isSolvedOnSite": True}])

    board = judged(BOARD, {"filter": {"lines": ["sanitation"], "statuses": ["REPORTED"]}})["cases"]

    kind = {"__typename": "SanitationCaseDetail"}
    assert board == {
        "totalCount": 2,
        "edges": [
            {
                "node": {
                    "title": "院内渣土",
                    "version": 1,
                    "detail": kind | {"place": "5号楼", "volumeCubicMeters": 3, "fiveClean": "YARD"},
                }
            },
            {
                "node": {
                    "title": "暴露垃圾",
                    "version": 1,
                    "detail": kind | {"place": None, "volumeCubicMeters": None, "fiveClean": None},
                }
            },
        ],
    }


def test_the_last_estimate_holds(estimate, visited):
    visited("2023-09-01", problems=[HEAP | {"fiveClean": "YARD"}])

    first = estimate(caseId="Case_1", version=1, volumeCubicMeters=2.5)
    second = estimate(caseId="Case_1", version=2, volumeCubicMeters=0.75049)

    common = {"place": "5号楼", "fiveClean": "YARD"}
    assert first["case"] == {"version": 2, "detail": common | {"volumeCubicMeters": 2.5}}
    assert second["case"] == {"version": 3, "detail": common | {"volumeCubicMeters": 0.75}}


def test_an_estimate_gives_a_reported_case_its_detail(client, estimate):
    report = """
    mutation ($input: ReportCaseInput!) { reportCase(input: $input) { case { id } } }
    """
    given = {"clientMutationId": "r", "line": "sanitation", "source": "ONLINE", "title": "渣土"}
    given |= {"categoryCode": "E01-11", "communityCode": "370203029014", "place": "桥下"}
    client.data(report, {"input": given})

    payload = estimate(caseId="Case_1", version=1, volumeCubicMeters=8)

    assert payload["case"] == {
        "version": 2,
        "detail": {"place": "桥下", "volumeCubicMeters": 8, "fiveClean": None},
    }


@pytest.fixture
def foreign(database, visited) -> None:
    """A case of another line, the second of all."""
    visited("2023-09-01", problems=[HEAP])
    with database.writing() as session:
        session.add(ServiceLine(key="water", name="Water", name_zh="供水", description="."))
        session.flush()
        session.add(CaseCategory(code="W1", line="water", name="Leak", name_zh="漏水"))
        session.flush()
        first = session.get_one(Case, 1)
        session.add(
            Case(
                number="2",
                line="water",
                category_code="W1",
                community_id=session.get_one(Community, first.community_id).id,
                district_id=first.district_id,
                title="漏水",
                source=Source.PATROL,
                priority=Priority.P3,
                status=CaseStatus.REPORTED,
                reported_at=first.reported_at,
                reported_on=first.reported_on,
            )
        )


REFUSED = [
    ({"caseId": "Case_9"}, "caseId", "NOT_FOUND"),
    ({"caseId": "Visit_1"}, "caseId", "INVALID"),
    ({"caseId": "Case_1\x00"}, "caseId", "INVALID"),
    ({"caseId": "Case_2"}, "caseId", "INVALID"),
    ({"version": 2}, "version", "CONFLICT"),
    ({"volumeCubicMeters": 0}, "volumeCubicMeters", "OUT_OF_RANGE"),
    ({"volumeCubicMeters": 10_001}, "volumeCubicMeters", "OUT_OF_RANGE"),
]


def test_an_estimate_that_cannot_be_is_refused(client, estimate, foreign, subtests):
    before = client.data(BOARD, {"filter": {"lines": ["sanitation"]}})

    for wrong, field, code in REFUSED:
        with subtests.test(f"{field}: {code}"):
            given = {"caseId": "Case_1", "version": 1, "volumeCubicMeters": 1} | wrong

            payload = estimate(**given)

            (error,) = payload["userErrors"]
            assert payload["case"] is None
            assert (error["field"], error["code"]) == (["input", field], code)

    assert client.data(BOARD, {"filter": {"lines": ["sanitation"]}}) == before


def test_nothing_is_estimated_once_a_case_is_over(database, estimate, visited):
    visited("2023-09-01", problems=[HEAP | {"isSolvedOnSite": True}, HEAP])
    with database.writing() as session:
        session.execute(update(Case).where(Case.id == 2).values(status=CaseStatus.CANCELLED))

    for case in ("Case_1", "Case_2"):
        (error,) = estimate(caseId=case, version=1, volumeCubicMeters=1)["userErrors"]
        assert (error["field"], error["code"]) == (["input", "caseId"], "NOT_ALLOWED")
