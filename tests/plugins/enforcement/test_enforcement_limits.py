"""Until when the steps against an illegal building must be taken."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from plugins.enforcement.models import ViolationStage
from plugins.enforcement.services.course import next_due
from tests.plugins.enforcement.conftest import seen, visit_of

DUE = "stage orderDueAt penaltyDueAt removalDueAt dueAt isOverdue"
SEE = f"visit {{ report {{ ... on EnforcementVisitReport {{ violations {{ id version {DUE} }} }} }} }}"
LATE = """query($late: Boolean!) { enforcementViolations(first: 9, filter: { isOverdue: $late }, orderBy: [{ field: DUE_AT }]) {
  totalCount nodes { place dueAt } } }"""


@pytest.fixture
def see(client: Any, places: Any) -> Any:
    """Records a visit that saw something; gives the violation."""

    def saw(kind: str = "ILLEGAL_BUILDING", place: str = "楼顶", on: str = "2023-09-08", **more: Any) -> Any:
        payload = client.do(
            "recordEnforcementVisit", SEE, visit=visit_of(on=on), violations=[seen(kind, place, **more)]
        )
        return payload["visit"]["report"]["violations"][0]

    return saw


def test_an_illegal_building_has_three_limits_and_the_next_step_is_due_first(see: Any) -> None:
    violation = see()
    assert violation["orderDueAt"] == violation["dueAt"] == "2023-09-08T08:00:00Z"
    assert (violation["penaltyDueAt"], violation["removalDueAt"]) == ("2023-09-19T02:00:00Z", "2023-10-12T02:00:00Z")
    assert violation["isOverdue"] is False


def test_a_visit_that_is_told_later_begins_the_limits_at_the_end_of_its_day(see: Any) -> None:
    violation = see(on="2023-09-04")
    assert violation["orderDueAt"] == "2023-09-05T04:00:00Z"
    assert violation["isOverdue"] is True


def test_other_kinds_and_what_is_gone_have_no_limit(see: Any) -> None:
    assert [see("GROUND_LOCK")[due] for due in ("orderDueAt", "penaltyDueAt", "removalDueAt", "dueAt")] == [None] * 4
    gone = see(place="院内", corrected=True)
    assert (gone["dueAt"], gone["isOverdue"]) == (None, False)


def test_the_rules_of_the_day_hold(client: Any, see: Any) -> None:
    for key, number in (("order_hours", 1), ("penalty_days", 1), ("removal_days", 2)):
        sent = {"key": f"enforcement.{key}", "validFrom": "2023-09-08", "number": number, "reason": "本市办法"}
        client.do("setRule", "change { id }", **sent)
    violation = see()
    assert [violation[due] for due in ("orderDueAt", "penaltyDueAt", "removalDueAt")] == [
        "2023-09-08T03:00:00Z",
        "2023-09-11T02:00:00Z",
        "2023-09-12T02:00:00Z",
    ]
    assert see(place="院内", on="2023-09-07")["orderDueAt"] == "2023-09-08T04:00:00Z"


def test_what_is_overdue_is_found_the_longest_overdue_first(client: Any, see: Any, judged: Any, clock: Any) -> None:
    see(place="楼顶")
    see(place="院内", on="2023-09-05")
    see("DOG_WASTE", place="甬路")
    assert judged(LATE, {"late": True})["enforcementViolations"] == {
        "totalCount": 1,
        "nodes": [{"place": "院内", "dueAt": "2023-09-06T04:00:00Z"}],
    }
    clock.now = datetime(2023, 9, 8, 8, 0, 1, tzinfo=UTC)
    late = judged(LATE, {"late": True})["enforcementViolations"]["nodes"]
    assert [one["place"] for one in late] == ["院内", "楼顶"]
    assert [one["place"] for one in judged(LATE, {"late": False})["enforcementViolations"]["nodes"]] == ["甬路"]


def test_a_later_step_makes_those_before_it_needless() -> None:
    order, penalty, removal = (datetime(2023, 9, day, tzinfo=UTC) for day in (1, 8, 28))
    limits = {"order_due_at": order, "penalty_due_at": penalty, "removal_due_at": removal}
    assert [next_due(stage, limits) for stage in ViolationStage] == [order, order, penalty, removal, None]
    assert next_due(ViolationStage.SEEN, dict.fromkeys(limits)) is None
    assert next_due(ViolationStage.SEEN, limits | {"removal_due_at": datetime(2023, 8, 1, tzinfo=UTC)}).day == 1  # type: ignore[union-attr]
