"""In sight: of what a filter looks into beside the row itself, only what the viewer may see counts.

A home's tags tell of the home, whoever's list it is by which somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, inspect
from sqlalchemy.orm import aliased
from sqlalchemy.sql import visitors
from sqlalchemy.sql.annotation import _deep_deannotate

from core.database import Base
from core.policy.scope import Within, pointed_at, scope_of

Visible = Callable[[Any, Any], list[ColumnElement[bool]]]
"""Given a model and its row: what must hold for the viewer to see it."""

UNTOUCHED = ("no_replacement_traverse",)
"""What `has` and `any` ask of SQLAlchemy for the condition inside: that it be left as it is."""


def in_sight(condition: ColumnElement[bool], row: Any, visible: Visible) -> ColumnElement[bool]:
    """The condition, its subqueries narrowed. What belongs to the row around a subquery is seen with it."""
    if not any(isinstance(part, Select) for part in visitors.iterate(condition)):
        return condition
    selectable = inspect(row).selectable
    found = _Sight(visible, {selectable}, {inspect(row).mapper.class_})
    made = found.within(_deep_deannotate(condition, UNTOUCHED))
    return made if found.narrows else condition


class _Sight:
    def __init__(self, visible: Visible, around: set[Any], above: set[Any]) -> None:
        self.visible, self.around, self.above = visible, around, above
        self.narrows = False

    def __call__(self, element: Any, **_: Any) -> Any:
        if not isinstance(element, Select):
            return None
        own = {
            source: model
            for source in element.get_final_froms()
            if source not in self.around
            if (model := _model(source))
        }
        inner = _Sight(self.visible, self.around | own.keys(), set(own.values()) or self.above)
        made = inner.within(element)
        held = [seen for source, model in own.items() for seen in self._seen(source, model)]
        self.narrows |= bool(held) or inner.narrows
        return made.where(*held)

    def within(self, around: Any) -> Any:
        return visitors.replacement_traverse(around, {}, lambda part, **_: None if part is around else self(part))  # type: ignore[call-overload]

    def _seen(self, source: Any, model: Any) -> list[ColumnElement[bool]]:
        scope = scope_of(model)
        if scope is None or (isinstance(scope, Within) and pointed_at(model, scope.pointer)[0] in self.above):
            return []
        return self.visible(model, model if isinstance(source, Table) else aliased(model, source))


def _model(source: Any) -> Any:
    table = source if isinstance(source, Table) else getattr(source, "element", None)
    if not isinstance(table, Table):
        return None
    return next((mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__table__.name == table.name), None)
