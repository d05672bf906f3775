"""Variables: as graphql-core coerces them, without asking it for what is known of their operation beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLID,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLString,
    Undefined,
    VariableDefinitionNode,
    coerce_input_value,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource, get_variable_values

PLAIN: dict[Any, Callable[[Any], bool]] = {
    GraphQLString: lambda value: type(value) is str,
    GraphQLID: lambda value: type(value) is str,
    GraphQLInt: lambda value: type(value) is int and -(2**31) <= value < 2**31,
}
"""Values that are taken as they are."""


class Variables:
    """The variables of one operation."""

    def __init__(self, schema: GraphQLSchema, definitions: Sequence[VariableDefinitionNode]) -> None:
        self._schema = schema
        self._definitions = definitions
        self._signatures = [get_variable_signature(schema, definition) for definition in definitions]

    def values(self, given: Mapping[str, Any], *, shows_schema: bool = True) -> VariableValues | list[GraphQLError]:
        """The values, or what is wrong with them; only some are told what would be right."""
        found = self._taken(given)
        if found is not None:
            return found
        return get_variable_values(
            self._schema, self._definitions, dict(given), max_errors=20, hide_suggestions=not shows_schema
        )

    def _taken(self, given: Mapping[str, Any]) -> VariableValues | None:
        """None where something is wrong, or a default is wanted."""
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for signature in self._signatures:
            if not isinstance(signature, GraphQLVariableSignature):
                return None
            name = signature.name
            if name in given:
                sources[name] = VariableValueSource(signature, given[name])
                coerced[name] = _taken(given[name], signature.type)
                if coerced[name] is Undefined:
                    return None
            elif signature.default is not None or isinstance(signature.type, GraphQLNonNull):
                return None
            else:
                sources[name] = VariableValueSource(signature)
        return VariableValues(sources, coerced)


def _taken(value: Any, type_: Any) -> Any:
    named = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    is_plain = PLAIN.get(named)
    if is_plain is not None and is_plain(value):
        return value
    return coerce_input_value(value, type_)
