"""Cases that came by another way than a visit: what they are about is seen later, and is no second case."""

from __future__ import annotations

from typing import Any

import pytest

from tests.plugins.enforcement.conftest import COAST, HILL, seen, visit_of

SEE = """visit { cases { id } report { ... on EnforcementVisitReport {
  violations { id stage case { id status detail { ... on EnforcementCaseDetail { violationKind } } } } } } }"""


@pytest.fixture
def case(client: Any, places: Any) -> dict[str, Any]:
    """Reported by a caller; nobody has been there."""
    sent = {"line": "enforcement", "categoryCode": "E01-96", "communityCode": COAST, "title": "地锁占位"}
    made: dict[str, Any] = client.do("reportCase", "case { id version number }", source="HOTLINE_12319", **sent)["case"]
    return made


def sent(case: str, kind: str = "GROUND_LOCK", code: str = COAST, **more: Any) -> dict[str, Any]:
    return {"visit": visit_of(code, "2023-09-08"), "violations": [seen(kind, caseId=case, **more)]}


def test_what_a_visit_sees_belongs_to_the_case_that_is_there(client: Any, case: Any, row_counts: Any) -> None:
    visit = client.do("recordEnforcementVisit", SEE, **sent(case["id"]))["visit"]
    (violation,) = visit["report"]["violations"]
    assert visit["cases"] == []
    assert violation["stage"] == "SEEN"
    assert violation["case"] == {"id": case["id"], "status": "REPORTED", "detail": {"violationKind": "GROUND_LOCK"}}
    assert (row_counts()["case"], row_counts()["enforcement_case_detail"]) == (1, 1)


def test_even_put_right_on_the_spot_the_case_goes_on_to_be_handled(client: Any, case: Any) -> None:
    visit = client.do("recordEnforcementVisit", SEE, **sent(case["id"], corrected=True))["visit"]
    (violation,) = visit["report"]["violations"]
    assert (violation["stage"], violation["case"]["status"]) == ("REMOVED", "REPORTED")


@pytest.mark.parametrize(
    ("more", "english", "chinese"),
    [
        (
            {"kind": "MESSY_PILING"},
            "{number} is a case of E01-96 in 海岸路社区; what was seen is of E01-36 in 海岸路社区. "
            "Leave caseId out for a new case.",
            "{number} 为海岸路社区的 E01-96 案件，本次发现为海岸路社区的 E01-36；如为新案件请去掉 caseId。",
        ),
        (
            {"code": HILL},
            "{number} is a case of E01-96 in 海岸路社区; what was seen is of E01-96 in 山坡社区. "
            "Leave caseId out for a new case.",
            "{number} 为海岸路社区的 E01-96 案件，本次发现为山坡社区的 E01-96；如为新案件请去掉 caseId。",
        ),
    ],
)
def test_another_kind_or_another_community_is_another_case(
    refused: Any, case: Any, more: Any, english: str, chinese: str
) -> None:
    field, *told = refused("INVALID", sent(case["id"], **more))
    assert field == "input.violations.0.caseId"
    assert told == [text.format(number=case["number"]) for text in (english, chinese)]


def test_a_case_is_about_one_violation(client: Any, refused: Any, case: Any) -> None:
    client.do("recordEnforcementVisit", SEE, **sent(case["id"]))
    assert refused("NOT_ALLOWED", sent(case["id"])) == (
        "input.violations.0.caseId",
        f"The violation of {case['number']} was seen already; take its next step, or leave caseId out for a new case.",
        f"{case['number']} 已登记违法行为，请继续办理；如为新案件请去掉 caseId。",
    )


def test_a_case_that_is_over_takes_no_violation(client: Any, refused: Any, case: Any) -> None:
    client.do("cancelCase", "case { id }", caseId=case["id"], version=case["version"], reason="误报")
    assert refused("NOT_ALLOWED", sent(case["id"]))[1:] == (
        f"{case['number']} is CANCELLED; leave caseId out for a new case.",
        f"{case['number']} 已办结，请去掉 caseId，作为新案件记录。",
    )


def test_a_case_that_nobody_knows_is_refused(refused: Any, case: Any) -> None:
    assert refused("NOT_FOUND", sent("Case_999"))[0] == "input.violations.0.caseId"


@pytest.fixture
def refused(client: Any, row_counts: Any) -> Any:
    """The field of a refusal and its words in both languages; nothing is written."""

    def ask(code: str, given: dict[str, Any]) -> tuple[str, str, str]:
        before = row_counts()
        (english,) = client.act("recordEnforcementVisit", "visit { id }", **given)["userErrors"]
        (chinese,) = client.act("recordEnforcementVisit", "visit { id }", language="zh", **given)["userErrors"]
        assert english["code"] == chinese["code"] == code
        assert row_counts() == before
        return ".".join(english["field"]), english["message"], chinese["message"]

    return ask
