"""Trace: how one answer came about, for those who ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter
from typing import Any


@dataclass(frozen=True)
class Traced:
    sql: str
    rows: int
    seconds: float


@dataclass
class Trace:
    """Gathered while an answer is made."""

    started: float = field(default_factory=perf_counter)
    prepared: float = 0.0
    cost: int = 0
    statements: list[Traced] = field(default_factory=list)
    left_to_core: list[str] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """As the extension of an answer: milliseconds, statements with their rows, what was not compiled and why."""
        return {
            "preparedMs": round((self.prepared - self.started) * 1000, 3),
            "answeredMs": round((perf_counter() - self.started) * 1000, 3),
            "cost": self.cost,
            "statements": [
                {"sql": traced.sql, "rows": traced.rows, "ms": round(traced.seconds * 1000, 3)}
                for traced in self.statements
            ],
            "leftToGraphqlCore": self.left_to_core,
        }
