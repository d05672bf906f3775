"""A batch of generated visits, and what hangs on them: for measurements at any scale.

Values are as the database takes them from text: days and moments in ISO form, words by their names. That and nothing else
between a random number and the row is what makes it fast.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import inspect

DOORS = 120
"""Households of each community that visits knock at."""


class GeneratedVisit(NamedTuple):
    """A visit that was made, unless its line could not come."""

    id: int
    line: str
    community_id: int
    district_id: int
    day: str
    first_household_id: int


Row = tuple[Any, ...]


class Batch:
    """What plugins are given to add their rows: the visits of each line, keys, doors, and where rows go."""

    def __init__(self, keys: dict[Any, int], chance: random.Random) -> None:
        self.visits: list[GeneratedVisit] = []
        self.rows: dict[Any, tuple[Sequence[str], list[Row]]] = {}
        self.chance = chance.random
        """A number from 0 to 1, always the same ones for a seed."""
        self._keys = keys

    def of(self, line: str) -> list[GeneratedVisit]:
        return [visit for visit in self.visits if visit.line == line]

    def key(self, model: Any) -> int:
        """The next key of a model's rows."""
        self._keys[model] = found = self._keys.get(model, 0) + 1
        return found

    def into(self, model: Any, *columns: str) -> Callable[[Row], None]:
        """Takes rows of these columns: `add = batch.into(GasVisitReport, "visit_id", "publicity_talks")`."""
        known = self.rows.setdefault(model, (columns, []))
        if known[0] != columns:
            raise ValueError(f"{inspect(model).local_table.name} has got rows of other columns already")
        return known[1].append

    def pick(self, words: Sequence[Any]) -> Any:
        return words[int(self.chance() * len(words))]

    def number(self, below: int) -> int:
        return int(self.chance() * below)

    def door(self, visit: GeneratedVisit) -> int:
        """A household of the visit's community."""
        return visit.first_household_id + int(self.chance() * DOORS)
