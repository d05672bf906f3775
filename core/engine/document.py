"""Documents: parsed and validated once for each text; planned once for each shape of variables."""

from __future__ import annotations

import enum
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    validate,
)
from graphql.execution.collect_fields import FragmentDetails, collect_fields
from graphql.execution.values import VariableValues, get_variable_values

from core.engine.plan import Plan
from core.policy.viewer import Viewer

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

TOKENS_MOST = 2000
UNRESOLVED = "OPERATION_RESOLUTION_FAILURE"
NO_VARIABLES = VariableValues({}, {})


class Lru(Generic[K, V]):
    """A bounded table that forgets what was not used for longest."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: K, value: V) -> V:
        self._kept[key] = value
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return value

    def __len__(self) -> int:
        return len(self._kept)


class RequestError(Exception):
    """The request cannot be executed at all: no data, and these errors."""

    def __init__(self, errors: Sequence[GraphQLError], code: str) -> None:
        super().__init__(errors[0].message)
        self.errors = list(errors)
        for error in self.errors:
            error.extensions = {"code": code, **(error.extensions or {})}


class Document:
    """One text. Raises RequestError when it is no valid document of the schema."""

    def __init__(self, schema: GraphQLSchema, text: str) -> None:
        self.schema = schema
        self.text = text
        self.ast = _parsed(text)
        errors = validate(schema, self.ast, max_errors=20)
        if errors:
            raise RequestError(errors, "GRAPHQL_VALIDATION_FAILED")
        self.operations = [node for node in self.ast.definitions if isinstance(node, OperationDefinitionNode)]
        self.fragments = {
            node.name.value: FragmentDetails(node)
            for node in self.ast.definitions
            if isinstance(node, FragmentDefinitionNode)
        }

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation of that name; without a name, the only one."""
        if name is not None:
            for node in self.operations:
                if node.name is not None and node.name.value == name:
                    return node
            raise RequestError([GraphQLError(f"The document has no operation named {name!r}.")], UNRESOLVED)
        if len(self.operations) != 1:
            told = "several operations; say which by operationName" if self.operations else "no operation"
            raise RequestError([GraphQLError(f"The document has {told}.")], UNRESOLVED)
        return self.operations[0]

    def only(self, operation: OperationDefinitionNode, values: VariableValues, names: set[str] | None) -> DocumentNode:
        """The document with one operation, of which only the root fields of these response names are left."""
        if names is None:
            return self.ast
        root = self.schema.get_root_type(operation.operation)
        assert root is not None
        fields = collect_fields(self.schema, self.fragments, values, root, operation).grouped_field_set
        chosen = tuple(detail.node for name, details in fields.items() if name in names for detail in details)
        kept = OperationDefinitionNode(
            operation=operation.operation,
            name=operation.name,
            variable_definitions=operation.variable_definitions,
            directives=operation.directives,
            selection_set=SelectionSetNode(selections=chosen),
            loc=operation.loc,
        )
        others = [node for node in self.ast.definitions if isinstance(node, FragmentDefinitionNode)]
        return DocumentNode(definitions=(kept, *others))

    def variables(self, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> VariableValues:
        if not operation.variable_definitions:
            return NO_VARIABLES
        values = get_variable_values(self.schema, operation.variable_definitions, dict(given), max_errors=20)
        if isinstance(values, list):
            raise RequestError(values, "BAD_USER_INPUT")
        return values


def _parsed(text: str) -> DocumentNode:
    try:
        return parse(text, no_location=False, max_tokens=TOKENS_MOST)
    except GraphQLError as error:
        raise RequestError([error], "GRAPHQL_PARSE_FAILED") from error


def shape(value: Any, type_names: frozenset[str]) -> Hashable:
    """What of a variable a plan depends on: numbers, booleans and words, which fields are there; not other texts.

    An id counts by the type that it names.
    """
    if value is None or isinstance(value, bool | int | enum.Enum):
        return value
    if isinstance(value, dict):
        return tuple((name, shape(inner, type_names)) for name, inner in value.items())
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return tuple(shape(item, type_names) for item in value)
        return frozenset(_type_named(item, type_names) for item in value if isinstance(item, str))
    return _type_named(value, type_names) if isinstance(value, str) else type(value).__name__


def _type_named(value: str, type_names: frozenset[str]) -> str:
    name = value.partition("_")[0]
    return name if name in type_names else ""


class Plans:
    """The plans of one schema on one kind of database, bounded."""

    def __init__(self, schema: GraphQLSchema, make: Callable[..., Plan], most: int = 1000) -> None:
        self.schema = schema
        self.type_names = frozenset(schema.type_map)
        self._make = make
        self._documents: Lru[str, Document] = Lru(most)
        self._plans: Lru[Hashable, Plan] = Lru(most)

    def document(self, text: str) -> Document:
        found = self._documents.get(text)
        return found if found is not None else self._documents.put(text, Document(self.schema, text))

    def plan(
        self, document: Document, operation: OperationDefinitionNode, values: VariableValues, viewer: Viewer
    ) -> Plan:
        key = (
            document.text,
            viewer.signature,
            operation.name.value if operation.name else None,
            tuple((name, shape(value, self.type_names)) for name, value in values.coerced.items()),
        )
        found = self._plans.get(key)
        return found if found is not None else self._plans.put(key, self._make(document, operation, values, viewer))
