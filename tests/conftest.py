"""Every test uses the fixtures that plugin authors are given."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from tests.effort import spared

pytest_plugins = ["core.testing.fixtures"]

MEMORY, ENOUGH = Path("/dev/shm"), 6 << 30
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
    # Nothing of a test need survive a power loss, and SQLite waits for the disk at every commit.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# What is tested here is whether it is right; a busy machine may take its time.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


MAKES_THE_DEMO = "tests/contract/test_answers.py"
"""For all who want it. It comes first, beside tests that do not: who wants it meanwhile waits."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(MAKES_THE_DEMO))
    left = list(spared(items))
    if left:
        config.hook.pytest_deselected(items=left)
        without = set(left)
        items[:] = [item for item in items if item not in without]
