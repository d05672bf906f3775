"""Arguments of fields that read: coerced, and without texts that a database does not take."""

from __future__ import annotations

from typing import Any

from graphql import FieldNode, GraphQLField
from graphql.execution.values import VariableValues, get_argument_values

from core.checks import check_texts


def argument_values(definition: GraphQLField, node: FieldNode, variables: VariableValues) -> dict[str, Any]:
    """Raises DomainError where a text is none."""
    values = get_argument_values(definition, node, variables)
    check_texts(values)
    return values
