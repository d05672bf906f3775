"""Effort: how much is tried. `uv run pytest` looks at everything within minutes, as CI does; with TESTS=thorough, for the
night, it tries more histories, documents and orders, what is slow, and on both databases what otherwise takes turns.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from typing import TypeVar

import pytest

T = TypeVar("T")

IS_THOROUGH = os.environ.get("TESTS") == "thorough"
only_thoroughly = pytest.mark.skipif(not IS_THOROUGH, reason="slow: run with TESTS=thorough")


def tries(some: T, many: T) -> T:
    return many if IS_THOROUGH else some


ABOUT_DATABASES = (
    "core/conformance/test_migrations.py",
    "tests/core/audit/",
    "tests/core/cases/test_board.py",
    "tests/core/cases/test_lists.py",
    "tests/core/cases/test_loop_machine.py",
    "tests/core/cases/test_sla.py",
    "tests/core/cases/test_two_at_once.py",
    "tests/core/engine/",
    "tests/core/metrics/test_concurrency.py",
    "tests/core/metrics/test_definitions.py",
    "tests/core/metrics/test_rollups.py",
    "tests/core/metrics/test_upkeep.py",
    "tests/core/migrations/",
    "tests/core/safekeeping/",
    "tests/core/test_columns.py",
    "tests/core/test_database.py",
    "tests/core/test_search.py",
    "tests/stories/",
    "tests/trust/test_atomicity.py",
    "tests/trust/test_crashes.py",
    "tests/trust/test_histories.py",
    "tests/trust/test_masks.py",
)
"""Where what one database does tells little of the other: always tried on both. Elsewhere it is rules of Python over rows
that are tried, and each case is on one of the databases, in turns: so the table of rights, which every role meets on
PostgreSQL all the same, behind the wall (`tests/trust/test_wall_of_writers.py`).
"""


def spared(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """What another database has the turn for."""
    if IS_THOROUGH:
        return
    cases: dict[str, dict[str, pytest.Item]] = defaultdict(dict)
    for item in items:
        kind = getattr(item, "callspec", None) and item.callspec.params.get("database")  # type: ignore[attr-defined]
        if kind and not item.nodeid.startswith(ABOUT_DATABASES):
            cases[item.nodeid.replace(kind, "", 1)][kind] = item
    for turn, kinds in enumerate(cases.values()):
        if len(kinds) > 1:
            yield kinds[sorted(kinds)[turn % 2]]
