"""The small city of core's tests, and who starts servers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.core.conftest import places, visited
from tests.trust.served import Launcher, launching

__all__ = ["places", "visited"]


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    with launching() as made:
        yield made
