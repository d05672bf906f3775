"""A batch of generated visits, and what hangs on them: for measurements at any scale.

Values are as the database takes them from text: days and moments in ISO form, words by their names. That and nothing else
between a random number and the row is what makes it fast.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
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


@dataclass(frozen=True)
class Rows:
    """Rows of one table: the columns that were named, and those that have the same default in every row."""

    columns: tuple[str, ...]
    defaults: Mapping[str, Any]
    rows: list[Row] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.columns, *self.defaults)

    def whole(self) -> list[Row]:
        rest = tuple(self.defaults.values())
        return [row + rest for row in self.rows] if rest else self.rows


class Batch:
    """What plugins are given to add their rows: the visits of each line, keys, doors, and where rows go."""

    def __init__(self, keys: dict[Any, int], chance: random.Random) -> None:
        self.visits: list[GeneratedVisit] = []
        self.rows: dict[Any, Rows] = {}
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
        known = self.rows.get(model)
        if known is None:
            known = self.rows[model] = Rows(columns, _defaults(model, columns))
        if known.columns != columns:
            raise ValueError(f"{inspect(model).local_table.name} has got rows of other columns already")
        return known.rows.append

    def pick(self, words: Sequence[Any]) -> Any:
        return words[int(self.chance() * len(words))]

    def number(self, below: int) -> int:
        return int(self.chance() * below)

    def door(self, visit: GeneratedVisit) -> int:
        """A household of the visit's community."""
        return visit.first_household_id + int(self.chance() * DOORS)


def _defaults(model: Any, columns: Sequence[str]) -> dict[str, Any]:
    """What the model gives to columns that a row must have and that nobody named."""
    table = inspect(model).local_table
    found: dict[str, Any] = {}
    for column in table.columns:
        if column.nullable or column.name in columns or column is table.autoincrement_column:
            continue
        if column.default is None or not column.default.is_scalar:
            raise ValueError(f"A row of {table.name} needs {column.name}.")
        value = column.default.arg
        found[column.name] = value.name if isinstance(value, Enum) else value
    return found
