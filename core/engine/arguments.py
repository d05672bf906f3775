"""Arguments of fields: coerced; of those that read, without texts that a database does not take."""

from __future__ import annotations

from typing import Any

from graphql import FieldNode, GraphQLField
from graphql.execution.values import VariableValues, get_argument_values

from core.checks import check_texts
from core.engine.plan import Call


def argument_values(definition: GraphQLField, node: FieldNode, variables: VariableValues) -> dict[str, Any]:
    """Raises DomainError where a text is none."""
    values = get_argument_values(definition, node, variables)
    check_texts(values)
    return values


def arguments_of(call: Call, variables: VariableValues) -> dict[str, Any]:
    """As they are: texts are looked at when they are bound."""
    if call.fixed is None:
        return get_argument_values(call.definition, call.node, variables)
    if not call.given:
        return call.fixed
    return call.fixed | {name: variables.coerced[variable] for name, variable in call.given.items()}
