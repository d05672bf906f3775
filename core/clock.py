"""The clock: the one place that asks what time it is; tests hand in another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from time import time

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.fromtimestamp(int(time()), UTC)
