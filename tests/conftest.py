"""Every test uses the fixtures that plugin authors are given."""

import gc
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


MAKES_THE_DEMO, WANTS_IT = "tests/core/commands/test_serving.py", "tests/contract/"
"""It is made once for all, and who wants it meanwhile waits: so its maker comes first, and who asks most of it comes last."""


def _turn(item: pytest.Item) -> int:
    return 0 if item.nodeid.startswith(MAKES_THE_DEMO) else 2 if item.nodeid.startswith(WANTS_IT) else 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=_turn)
    left = list(spared(items))
    if left:
        config.hook.pytest_deselected(items=left)
        without = set(left)
        items[:] = [item for item in items if item not in without]


# To look through all that lives, the schemas above all, took a quarter of the tests' time: it is done between files, and
# then over what came since the last one.
gc.set_threshold(10_000, 50, 1000)


def _settle() -> None:
    gc.collect()
    gc.freeze()


def pytest_collection_finish() -> None:
    _settle()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    if nextitem is None or nextitem.path != item.path:
        _settle()
