"""Whatever statement fails, nothing of a mutation is left; and who asks beside another is answered as if alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event

from core.app import Lastmeter
from core.policy.role import Role
from core.policy.viewer import Viewer
from core.testing.client import Client
from tests.core.conftest import told

RECORD = """mutation($input: RecordGasVisitInput!) {
  recordGasVisit(input: $input) { visit { id cases(first: 5) { id } } userErrors { message } } }"""
CASES = "{ cases(first: 50) { nodes { id line { key } } } visits(first: 50) { nodes { id line { key } } } }"


class Failing:
    """Lets so many statements of a writer through, and no more."""

    def __init__(self) -> None:
        self.left: int | None = None

    def __call__(self, *_: Any) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            raise RuntimeError("the power failed")


@pytest.fixture
def failing(lastmeter: Lastmeter) -> Iterator[Failing]:
    made = Failing()
    event.listen(lastmeter.database.engine, "before_cursor_execute", made)
    yield made
    event.remove(lastmeter.database.engine, "before_cursor_execute", made)


def test_c02_whichever_statement_fails_everything_or_nothing_is_written(
    client: Client, places: None, failing: Failing, row_counts: Callable[[], dict[str, int]]
) -> None:
    problem = {"categoryCode": "P05-04", "title": "燃气软管老化", "isSolvedOnSite": False, "place": "1号楼"}
    sent = {"input": {"clientMutationId": "k", "visit": told(), "problems": [problem]}}
    before, failed = row_counts(), 0
    for number in range(300):
        failing.left = number
        answer = client(RECORD, sent)
        failing.left = None
        if "errors" not in answer:
            break
        failed += 1
        assert answer["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
        assert row_counts() == before, number
    payload = answer["data"]["recordGasVisit"]
    assert (payload["userErrors"], len(payload["visit"]["cases"])) == ([], 1)
    assert failed > 10, "a visit with a case takes many statements"
    after = row_counts()
    assert client(RECORD, sent)["data"]["recordGasVisit"] == payload, "sent again, it is answered and not done"
    assert row_counts() == after


def test_a24_two_who_ask_the_same_at_the_same_time_are_answered_each_for_himself(
    client: Client, viewer: Callable[..., Viewer], visited: Callable[..., Any]
) -> None:
    problem = {"title": "楼道堆物", "isSolvedOnSite": False}
    for line, category in (("gas", "P05-04"), ("sanitation", "")):
        visited(line=line, problems=[problem | {"categoryCode": category}] if category else [])
    leads = {line: client.acting(viewer(Role.LINE_LEAD, lines=frozenset({line}))) for line in ("gas", "sanitation")}
    alone = {line: lead.data(CASES) for line, lead in leads.items()}
    assert alone["gas"] != alone["sanitation"]

    with ThreadPoolExecutor(4) as pool:
        asked = [(line, pool.submit(leads[line].data, CASES)) for _ in range(100) for line in leads]
        assert all(answer.result() == alone[line] for line, answer in asked)
