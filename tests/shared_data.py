"""Real data that nobody here wrote, where it lies beside the repository; tests that need it are skipped where it does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("LASTMETER_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")


def needs(file: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not file.exists(), reason=f"{file.name} is not in shared/data beside the repository.")
