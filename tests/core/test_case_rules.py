"""The numbers of the closed loop are settings, read from the environment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.cases.models import Case
from core.errors import CannotStart
from core.lines.line import ServiceLine
from core.settings import CaseRules, Settings
from tests.core.conftest import LINES


def test_every_rule_can_be_chosen() -> None:
    given = {
        "LASTMETER_REOPEN_DAYS": "45",
        "LASTMETER_ESCALATION_HOURS": "0, 12,48",
        "LASTMETER_WORK_HOURS": "09:00-12:00,13:00-17:00",
    }
    rules = Settings.from_environment(given).rules
    assert (rules.reopen_days, rules.escalation_hours, rules.work_hours) == (45, (0, 12, 48), "09:00-12:00,13:00-17:00")
    assert rules.feedback_days == CaseRules().feedback_days


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("LASTMETER_REOPEN_DAYS", "soon", "LASTMETER_REOPEN_DAYS is 'soon': input should be a valid integer"),
        ("LASTMETER_REOPEN_DAYS", "-1", "LASTMETER_REOPEN_DAYS is '-1': input should be greater than or equal to 0"),
        ("LASTMETER_WORK_HOURS", "9-5", "'9-5' are no work hours; write them as 08:00-12:00,14:00-18:00"),
    ],
)
def test_a_rule_that_is_none_is_refused_by_name(name, text, told) -> None:
    with pytest.raises(CannotStart, match=told):
        Settings.from_environment({name: text})


@pytest.mark.parametrize("line", LINES)
def test_a_case_that_a_visit_leaves_keeps_to_the_rules_of_the_installation(
    line, visited, lastmeter, database, clock
) -> None:
    lastmeter.settings = lastmeter.settings.model_copy(update={"rules": CaseRules(filing_minutes=45)})
    code = lastmeter.composition.catalogue.objects(ServiceLine)[line].categories[0].code

    visited(line=line, problems=[{"categoryCode": code, "title": "楼道堆物", "isSolvedOnSite": False}])

    with database.reading() as session:
        assert session.scalar(select(Case.stage_deadline)) == clock.now + timedelta(minutes=45)
