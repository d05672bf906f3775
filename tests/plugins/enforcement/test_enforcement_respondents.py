"""Who is responsible, such as a dog's owner: named to those who may see it, and to nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from core.policy.role import Role
from tests.plugins.enforcement.conftest import CLOUDS, COAST, seen, visit_of

QUERY = "{ enforcementViolations(first: 5) { nodes { kind respondent { name } community { code } } } }"
LINE = frozenset({"enforcement"})


@pytest.fixture
def dogs(client: Any, places: Any) -> None:
    """A dog off the leash in each of two districts; one of them nobody knows."""
    for code, violation in (
        (COAST, seen("DOG_UNLEASHED", respondent="甲某")),
        (CLOUDS, seen("DOG_WASTE", respondent="乙某")),
        (COAST, seen("DOG_WASTE", place="车棚旁")),
    ):
        client.do("recordEnforcementVisit", "visit { id }", visit=visit_of(code), violations=[violation])


def named(asking: Any) -> list[str | None]:
    return [name_of(node) for node in asking.data(QUERY)["enforcementViolations"]["nodes"]]


def name_of(violation: Any) -> str | None:
    return violation["respondent"] and violation["respondent"]["name"]


def test_who_works_on_it_sees_who_is_responsible(dogs, judged):
    nodes = judged(QUERY)["enforcementViolations"]["nodes"]
    assert [(node["kind"], name_of(node)) for node in nodes] == [
        ("DOG_WASTE", None),
        ("DOG_WASTE", "乙某"),
        ("DOG_UNLEASHED", "甲某"),
    ]


@pytest.mark.parametrize(
    ("role", "more", "expected"),
    [
        (Role.LINE_LEAD, {"lines": LINE}, [None, "乙某", "甲某"]),
        (Role.LINE_LEAD, {"lines": frozenset({"gas"})}, []),
        (Role.FIELD_OFFICER, {"lines": LINE, "district_ids": frozenset({1})}, [None, "甲某"]),
        (Role.FIELD_OFFICER, {"lines": LINE, "district_ids": frozenset({2})}, ["乙某"]),
        (Role.FIELD_OFFICER, {"lines": frozenset({"gas"}), "district_ids": frozenset({1})}, []),
        (Role.HANDLER, {"lines": LINE, "district_ids": frozenset()}, []),
        (Role.DISTRICT_LEADER, {"district_ids": frozenset({1})}, [None, None]),
        (Role.DIRECTOR, {}, [None, None, None]),
        (Role.ANONYMOUS, {}, []),
        (Role.SYSTEM_ADMIN, {}, []),
    ],
)
def test_nobody_else_is_told_a_name_or_even_of_a_violation_that_is_not_theirs_to_see(
    dogs, client, viewer, role, more, expected
):
    assert named(client.acting(viewer(role, **more))) == expected


def test_a_name_can_be_added_and_corrected(dogs, client):
    for version, name in ((1, "丙某"), (2, " 丁某 ")):
        sent = {"violationId": "EnforcementViolation_3", "version": version, "name": name}
        made = client.do("nameEnforcementRespondent", "violation { version respondent { name } }", **sent)["violation"]
        assert made == {"version": version + 1, "respondent": {"name": name.strip()}}


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"name": " "}, "name", "REQUIRED"),
        ({"name": "名" * 81}, "name", "TOO_LONG"),
        ({"version": 9}, "version", "CONFLICT"),
        ({"violationId": "EnforcementViolation_9"}, "violationId", "NOT_FOUND"),
    ],
)
def test_what_is_no_name_is_refused(dogs, client, row_counts, change, field, code):
    before = row_counts()
    sent = {"violationId": "EnforcementViolation_3", "version": 1, "name": "丙某"} | change
    payload = client.act("nameEnforcementRespondent", "violation { id }", **sent)
    assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [(["input", field], code)]
    assert row_counts() == before


def test_a_visit_with_a_name_that_is_none_is_refused_at_its_field(places, client, row_counts):
    before = row_counts()
    violations = [seen("DOG_WASTE"), seen("DOG_WASTE", respondent="")]
    payload = client.act("recordEnforcementVisit", "visit { id }", visit=visit_of(), violations=violations)
    assert [error["field"] for error in payload["userErrors"]] == [["input", "violations", "1", "respondent"]]
    assert row_counts() == before
