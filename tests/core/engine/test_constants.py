"""What the author of a statement wrote stands in its text; what a request brings stays a parameter."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, select

from core.cases.models import Case, CaseStatus
from core.engine.readers import POSTGRESQL, SQLITE
from core.engine.statements import Compiled

DIALECTS = pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], ids=["sqlite", "postgresql"])


def compiled(dialect, *conditions, limit=None):
    return Compiled(select(Case.id).where(*conditions).limit(limit), dialect)


@DIALECTS
def test_words_numbers_and_truths_are_written_out(dialect):
    made = compiled(dialect, Case.status == CaseStatus.FILED, Case.line == "gas", Case.version == 3, limit=21)

    assert made.arguments({}) == []
    assert all(word in made.sql for word in ("'FILED'", "'gas'", "3", "21"))


@DIALECTS
def test_what_a_request_brings_is_a_parameter(dialect):
    made = compiled(dialect, Case.line == bindparam("line"), Case.title == bindparam("title"))

    assert made.arguments({"line": "gas", "title": "'; DROP TABLE"}) == ["gas", "'; DROP TABLE"]
    assert "gas" not in made.sql


@DIALECTS
@pytest.mark.parametrize("text", ["it's", "100%", "a\\b", "漏水", ":name", "a b", "$1", '"', "--x;"])
def test_a_text_that_would_have_to_be_quoted_is_a_parameter(dialect, text):
    made = compiled(dialect, Case.title == text)

    assert made.arguments({}) == [text]
