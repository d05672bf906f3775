"""`lastmeter generate`: rows at any scale, which are as sound as those that people write."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import func, select

from core.app import Composition
from core.database import Database
from core.demo.batch import Batch
from core.demo.scale import generate
from core.errors import CannotStart
from core.metrics.upkeep.verify import verify
from core.visits.models import Visit


def test_what_is_generated_keeps_to_every_constraint_and_its_rollups_are_right(
    database: Database, composition: Composition
) -> None:
    plugins = composition.plugins
    made = generate(database, plugins, 300)
    with database.reading() as session:
        lines = {line: count for line, count in session.execute(select(Visit.line, func.count()).group_by(Visit.line))}
    assert sum(lines.values()) == 300
    assert min(lines.values()) > 50
    assert made.rows > 300
    assert list(verify(database, plugins)) == []
    with pytest.raises(CannotStart, match="has communities already"):
        generate(database, plugins, 1)


def test_a_row_that_lacks_what_it_must_have_is_refused_before_it_is_made() -> None:
    batch = Batch({}, random.Random(1))
    with pytest.raises(ValueError, match="A row of visit needs community_id"):
        batch.into(Visit, "id")
