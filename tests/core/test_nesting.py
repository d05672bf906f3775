"""A subquery means the row around it; one that would look for it anew, among all rows, is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import exists, select
from sqlalchemy.exc import CompileError
from sqlalchemy.orm import aliased

from core.attachments.models import CaseEvidence
from core.cases.models import Case, CaseEvent
from core.engine.readers import POSTGRESQL, SQLITE
from core.engine.statements import Compiled

DIALECTS = pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], ids=["sqlite", "postgresql"])


def seen_by(case, evidence):
    """Cases of which something was done before there was evidence: a condition within a condition."""
    return exists().where(CaseEvent.case_id == case.id, evidence)


@DIALECTS
@pytest.mark.parametrize("case", [Case, aliased(Case)], ids=["table", "alias"])
def test_a_condition_within_a_condition_that_forgets_whose_it_is_is_refused(dialect, case):
    forgets = exists().where(CaseEvidence.case_id == case.id)
    with pytest.raises(CompileError, match="stands further out, but would look for it anew"):
        Compiled(select(case.id).where(seen_by(case, forgets)), dialect)


@DIALECTS
@pytest.mark.parametrize("case", [Case, aliased(Case)], ids=["table", "alias"])
def test_one_that_says_whom_it_asks_about_is_taken(dialect, case):
    says = exists().where(CaseEvidence.case_id == case.id).correlate_except(CaseEvidence)
    made = Compiled(select(case.id).where(seen_by(case, says), ~seen_by(case, ~says)), dialect)
    assert made.sql.count('FROM "case"') == 1


@DIALECTS
def test_another_row_of_the_same_table_may_be_meant(dialect):
    other = aliased(Case)
    alike = exists().where(other.id == CaseEvent.id, other.title == CaseEvent.reason)
    assert 'FROM "case" AS' in Compiled(select(Case.id).where(seen_by(Case, alike)), dialect).sql


def test_sessions_refuse_it_too(database):
    forgets = exists().where(CaseEvidence.case_id == Case.id)
    with database.reading() as session, pytest.raises(CompileError, match="say whom it asks about"):
        session.execute(select(Case.id).where(seen_by(Case, forgets)))
