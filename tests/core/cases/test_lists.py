"""Lists of cases on which the compiled engine and graphql-core agree, for what only the engine says of a filter."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from core.cases.models import CaseStatus
from core.cases.sla import SlaState
from core.testing.judge import judged as judge
from tests.effort import tries

QUERY = """query ($filter: CaseFilter, $field: CaseOrderField!, $direction: OrderDirection!) {
  cases(first: 50, filter: $filter, orderBy: [{field: $field, direction: $direction}]) { totalCount nodes { id } }
}"""
ORDERS = ("DEADLINE", "REPORTED_AT", "DUE_AT", "CLOSED_AT")


def implying() -> Iterator[dict[str, Any]]:
    """Filters from which something follows that pages say to find their index; and some beside them."""
    for status in CaseStatus:
        yield {"statuses": [status.name]}
    yield {"statuses": ["CLOSED", "REJECTED"]}
    yield {"statuses": ["CLOSED", "FILED"]}
    yield {"statuses": []}
    for state in SlaState:
        yield {"slaStates": [state.name]}
    yield {"slaStates": ["MET", "OVERDUE"]}
    yield {"slaStates": [], "lines": ["gas"]}
    yield {"reported": {"from": "2023-05-01", "to": "2023-06-01"}}
    yield {"reported": {"from": "2023-09-05", "to": "2023-09-06"}, "slaStates": ["ON_TRACK", "DUE_SOON"]}
    yield {"reported": {"from": "0001-01-01", "to": "9999-12-31"}, "statuses": ["CLOSED"]}
    yield {"districtCodes": ["370203"], "sources": ["PATROL"], "priorities": []}


def asked() -> Iterator[dict[str, Any]]:
    for given in implying():
        for order in ORDERS:
            for direction in ("ASC", "DESC"):
                yield {"filter": given, "field": order, "direction": direction}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_page_loses_no_case_by_what_follows_from_its_filter(cases, judged) -> None:
    found = sum(len(judged(QUERY, variables)["cases"]["nodes"]) for variables in asked())
    assert found > 2000


def test_cases_of_a_category_that_is_none_are_no_empty_page_but_a_refusal(client) -> None:
    answer = client('{ cases(first: 1, filter: { categoryCodes: ["E01-10", "E01-1O"] }) { totalCount } }')
    (error,) = answer["errors"]
    assert error["message"].startswith("There is no category 'E01-1O'. There is: E01-")
    assert error["extensions"]["field"] == ["filter", "categoryCodes"]


def test_nor_does_it_in_the_demo(demo, demo_client) -> None:
    found = 0
    for variables in islice(asked(), 0, None, tries(3, 1)):
        found += len(judge(demo_client.http, demo, QUERY, variables).data["cases"]["nodes"])
    assert found > 500
