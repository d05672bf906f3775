"""Effort: how much is tried. `uv run pytest` looks at everything within minutes, as CI does; with TESTS=thorough, for the
night, it tries more histories, documents and orders, and what is slow.
"""

from __future__ import annotations

import os
from typing import TypeVar

import pytest

T = TypeVar("T")

IS_THOROUGH = os.environ.get("TESTS") == "thorough"
only_thoroughly = pytest.mark.skipif(not IS_THOROUGH, reason="slow: run with TESTS=thorough")


def tries(some: T, many: T) -> T:
    return many if IS_THOROUGH else some
