"""Writing: Python objects that computed fields and mutations give become JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import GraphQLInterfaceType, GraphQLList, GraphQLNonNull, GraphQLObjectType, get_named_type

from core.engine.declare import ById, Computed, Lookup, NodeKey, Page, Rows, Values
from core.engine.deopt import Unplannable
from core.engine.level import Level
from core.engine.pages import Holds
from core.engine.plain import PlainCode
from core.engine.plan import Built
from core.engine.planning import Details, Planning
from core.engine.shapes import declaration_of, kind_of, model_of, strawberry_field

if TYPE_CHECKING:
    from core.engine.selecting import Selecting

ROWS_ONLY = Computed | Page | Rows | Values | Lookup
"""Kinds of fields that a Python object cannot have: they stand on rows."""


class Writing:
    def __init__(self, planning: Planning) -> None:
        self.planning = planning
        self.selecting: Selecting

    def value(self, type_: Any, details: Details, holds: Holds = lambda row: []) -> Built:
        """How a value of this type becomes JSON, and the rows it refers to, as far as something holds for them."""
        written = _Value(self, holds)
        expression = written.expression(type_, details, "o")
        return Built(written.code.function_of(expression), written.references)


class _Value:
    """One value under construction: generated functions, and levels for the rows that its objects refer to."""

    def __init__(self, writing: Writing, holds: Holds) -> None:
        self.writing = writing
        self.holds = holds
        self.code = PlainCode()
        self.references: list[Level] = []

    def expression(self, type_: Any, details: Details, value: str) -> str:
        if isinstance(type_, GraphQLNonNull):
            inner = self._present(type_.of_type, details, "v")
            return f"(missing() if (v := {value}) is None else {inner})"
        inner = self._present(type_, details, "v")
        return f"(None if (v := {value}) is None else {inner})"

    def _present(self, type_: Any, details: Details, value: str) -> str:
        if isinstance(type_, GraphQLList):
            return self.code.list_of(self.expression(type_.of_type, details, "i"), value)
        if isinstance(type_, GraphQLObjectType):
            return f"{self._object(type_, details)}({value}, refs)"
        if isinstance(type_, GraphQLInterfaceType):
            raise Unplannable(f"a Python object of the interface {type_.name}")
        return f"{kind_of(type_)}({value})"

    def _object(self, type_: GraphQLObjectType, details: Details) -> str:
        fields: dict[str, str] = {}
        pending: dict[str, tuple[int, str, bool]] = {}
        for name, inner in self.writing.planning.below(type_, details).items():
            field_name = inner[0].node.name.value
            if field_name == "__typename":
                fields[name] = repr(type_.name)
                continue
            definition = type_.fields[field_name]
            made, declared = strawberry_field(definition), declaration_of(definition)
            if isinstance(declared, ById):
                fields[name] = "None"
                nullable = not isinstance(definition.type, GraphQLNonNull)
                key = f"o.{declared.attribute or made.python_name}"
                pending[name] = (self._reference(get_named_type(definition.type), inner), key, nullable)
            elif isinstance(declared, NodeKey):
                fields[name] = f"f'{type_.name}_{{o.key}}'"
            elif isinstance(declared, ROWS_ONLY) or made.base_resolver is not None:
                raise Unplannable(f"{type_.name}.{field_name} is computed for each object")
            else:
                fields[name] = self.expression(definition.type, inner, f"o.{made.python_name}")
        return self.code.function(fields, pending)

    def _reference(self, target: Any, details: Details) -> int:
        selecting = self.writing.selecting
        self.references.append(selecting.keyed(model_of(target), selecting.selection(target, details), self.holds))
        return len(self.references) - 1
