"""Aliases: the rows that statements stand on. To make one, with all its columns, takes as long as to plan several fields.

Within one plan each must be another, for its statements nest; plans share them, for nothing of a plan's statements is kept
but their texts.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import aliased


class Aliases:
    """Those of one plan: another one at each call."""

    def __init__(self) -> None:
        self._used: Counter[Any] = Counter()

    def __call__(self, model: Any) -> Any:
        self._used[model] += 1
        return alias_of(model, self._used[model])


@lru_cache(maxsize=1000)
def alias_of(model: Any, number: int = 1) -> Any:
    """The same each time: for what stands on one row of a model alone."""
    return aliased(model)
