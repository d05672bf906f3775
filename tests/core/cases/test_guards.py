"""Every guard of the table stands in the way once: named beforehand, refused in words, nothing written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import event, false

from core.cases.guards import Asked, Blocker
from core.cases.models import Case
from core.cases.standing import facts, held, in_the_way
from core.cases.transitions import TRANSITIONS
from core.policy.role import Role
from core.settings import CaseRules
from tests.core.cases.situations import INPUTS, PAIRS, A


@pytest.mark.parametrize(("action", "guard"), PAIRS, ids=[f"{a.name}-{g.code}" for a, g in PAIRS])
def test_a_guard_stands_in_the_way_and_says_how_to_mend_it(situation, action, guard, row_counts) -> None:
    getattr(situation, guard.code.lower())(action)
    case = situation.case
    version = case.read("version status")["version"]
    case.version = version
    before = row_counts()

    assert guard.code in case.allowed(situation.by)[action.name]
    mutation = TRANSITIONS[action].mutation
    refused = case.act(mutation, by=situation.by, **INPUTS[action])
    refused_zh = case.act(mutation, by=situation.by, language="zh", **INPUTS[action])

    assert refused["case"] is None
    assert guard.message in [error["message"] for error in refused["userErrors"]]
    assert guard.message_zh in [error["message"] for error in refused_zh["userErrors"]]
    assert {error["code"] for error in refused["userErrors"]} == {"NOT_ALLOWED"}
    assert row_counts() == before
    assert case.read("version")["version"] == version


def test_a_guard_looks_at_rows_that_whoever_acts_may_not_see(case, acting, row_counts) -> None:
    """The formal case of a complaint is of another line than its acceptor."""
    case.accepted().do("convertCase", filingNumber="立字1号", categoryCode="E01-36")
    case.do("handleCase", note="已查处")
    case.do("startCaseCheck")
    case.do("checkCase", result="PASSED")
    acceptor, before = acting(Role.ACCEPTOR), row_counts()
    assert case.allowed(acceptor)["CLOSE"] == ["CONVERSION_OPEN"]
    assert case.refusals("closeCase", by=acceptor, closeConditionMet=True) == [
        "The formal case that it was turned into is still open."
    ]
    assert row_counts() == before


def test_a_step_asks_other_rows_for_nothing_but_its_own_guards(case, database) -> None:
    """To plan all that stands in any step's way takes PostgreSQL half as long again as the step."""
    told: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: told.append(given[2]))
    case.accepted()
    assert sum("EXISTS" in sql for sql in told) == 1, "a filing asks whether there is a standard"
    told.clear()
    case.do("handleCase", note="已清运")
    (asked,) = [sql for sql in told if "EXISTS" in sql]
    assert "plan_milestone" not in asked


def test_a_line_s_blocker_stands_beside_a_guard_that_has_its_code_already(case, database, viewer) -> None:
    """Nor do two of a line that share a code: each is a condition of its own."""
    case.handled().do("splitCase", parts=[{"title": "一半"}])
    blockers = (
        Blocker(A.CLOSE, "PARTS_OPEN", "No.", "否。", lambda row: false()),
        Blocker(A.CLOSE, "TWICE", "One.", "一。", lambda row: row.id < 0),
        Blocker(A.CLOSE, "TWICE", "Two.", "二。", lambda row: row.id > 0),
    )
    with database.reading() as session:
        row = session.get(Case, 1)
        now = datetime(2023, 9, 8, tzinfo=UTC)
        asked = Asked(viewer(Role.DEMO), now, now.date(), CaseRules(), takes_complaints=True)
        statement, values = facts(blockers)(keys=[1], **asked.values)
        holds = held(blockers, session.execute(statement.select, values).one())
        told = [(guard.code, guard.message) for guard in in_the_way(A.CLOSE, row, asked, holds, blockers)]
    assert ("PARTS_OPEN", "Cases that it was parted into are still open.") in told
    assert [message for code, message in told if code == "TWICE"] == ["Two."]
