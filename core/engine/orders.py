"""What a list may be sorted by: named columns, each with an index; ties are broken by the key."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import strawberry
from sqlalchemy import inspect

from core.columns import NullsLast
from core.terms import Term


@strawberry.enum
class OrderDirection(Term):
    """Which end of the order comes first (排序方向)."""

    ASC = "Smallest or earliest first; what is missing comes last (升序)."
    DESC = "Greatest or latest first; what is missing comes first (降序)."


@dataclass(frozen=True, slots=True)
class SortKey:
    """One column of an order."""

    attribute: str
    descending: bool
    nullable: bool = False

    def of(self, row: Any) -> Any:
        column = getattr(row, self.attribute)
        return NullsLast(column) if self.nullable else column


class Order:
    """The orders that a list of a model's rows offers.

    VISIT_ORDER = Order(Visit, default="-visited_on", visited_on="The day of the visit (日期).")
    """

    def __init__(self, model: Any, *, default: str, **offered: str) -> None:
        self.model = model
        self.name = model.__name__
        mapper = inspect(model)
        (key,) = mapper.primary_key
        self.key = mapper.get_property_by_column(key).key
        self.keys = {name.upper(): SortKey(name, False, _is_nullable(mapper, name)) for name in offered}
        self.default = self._default(default)
        self.told = f"By default {default.lstrip('-').upper()}, {'DESC' if default[0] == '-' else 'ASC'}."
        self.input = self._input(offered)

    def _default(self, default: str) -> tuple[SortKey, ...]:
        chosen = self.keys[default.lstrip("-").upper()]
        return (SortKey(chosen.attribute, default.startswith("-"), chosen.nullable),)

    def _input(self, offered: dict[str, str]) -> type:
        words: Any = Term(f"{self.name}OrderField", {name.upper(): told for name, told in offered.items()})  # type: ignore[call-arg]
        words.__doc__ = f"What a list of {self.name} objects can be sorted by (排序字段)."
        fields = strawberry.enum(words)
        made = type(
            f"{self.name}Order",
            (),
            {
                "__annotations__": {"field": fields, "direction": OrderDirection},
                "__module__": __name__,
                "field": strawberry.field(description="Sorted by this (按此排序)."),
                "direction": strawberry.field(description="Which end first (方向).", default=OrderDirection.ASC),
            },
        )
        return strawberry.input(made, description=f"One step of how {self.name} objects are sorted (排序).")

    def chosen(self, given: Sequence[dict[str, Any]] | None) -> tuple[SortKey, ...]:
        """The sort keys asked for, or the default; the primary key, always last, breaks ties in the same direction."""
        keys = self.default
        if given:
            keys = tuple(self._key(step) for step in given)
        if keys[-1].attribute == self.key:
            return keys
        return (*keys, SortKey(self.key, keys[-1].descending))

    def _key(self, step: dict[str, Any]) -> SortKey:
        offered = self.keys[_name(step["field"])]
        return SortKey(offered.attribute, _name(step["direction"]) == "DESC", offered.nullable)


def _name(word: enum.Enum | str) -> str:
    return word.name if isinstance(word, enum.Enum) else word


def _is_nullable(mapper: Any, attribute: str) -> bool:
    return any(column.nullable for column in mapper.get_property(attribute).columns)
