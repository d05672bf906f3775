"""Documents: parsed, measured and validated once for each text; planned once for each shape of variables."""

from __future__ import annotations

import enum
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    parse,
    validate,
)
from graphql.execution.collect_fields import FragmentDetails, collect_fields
from graphql.execution.values import VariableValues
from graphql.validation.rules import overlapping_fields_can_be_merged

from core.engine.allowance import Allowance
from core.engine.limits import Limits, Measured, measured, rounded, told
from core.engine.plan import Plan
from core.engine.variables import Variables
from core.policy.viewer import Viewer

# Comparing the fields of one name is the one part of validation that grows faster than the document. The contract's
# documents need a few hundred steps; this many take some 40 ms.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 40_000

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

COMMENTS_MOST = 1000
DEEPEST = 200
"""About as deep as a document can be followed."""
HIDDEN = "This does not fit the schema."
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
    """One text. Raises RequestError when it cannot be parsed; whether it fits the schema is asked apart."""

    def __init__(self, schema: GraphQLSchema, text: str, tokens_most: int) -> None:
        self.schema = schema
        self.text = text
        self.ast = _parsed(text, tokens_most)
        self.operations = [node for node in self.ast.definitions if isinstance(node, OperationDefinitionNode)]
        self.fragments = {
            node.name.value: FragmentDetails(node)
            for node in self.ast.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self._variables: dict[int, Variables] = {}

    def measured(self, operation: OperationDefinitionNode, variables: Mapping[str, Any], limits: Limits) -> Measured:
        """How much it asks for. Raises RequestError when that is more than the limits allow."""
        try:
            found = measured(self.schema, self.ast, operation, variables)
            beyond = found.beyond(limits)
        except RecursionError:
            beyond = ("depth", DEEPEST, limits.depth)
        if beyond is not None:
            name, asked, most = beyond
            extensions = {"limit": name, "asked": asked, "most": most}
            raise RequestError([GraphQLError(told(name, asked, most), extensions=extensions)], "LIMIT_EXCEEDED")
        return found

    def validate(self, *, shows_schema: bool) -> None:
        """Raises RequestError when it does not fit the schema; only some are told what would."""
        errors = validate(self.schema, self.ast, max_errors=20)
        if errors:
            raise RequestError(errors if shows_schema else _hidden(errors), "GRAPHQL_VALIDATION_FAILED")
        self._variables = {
            id(node): Variables(self.schema, node.variable_definitions)
            for node in self.operations
            if node.variable_definitions
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

    def variables(
        self, operation: OperationDefinitionNode, given: Mapping[str, Any], *, shows_schema: bool
    ) -> VariableValues:
        variables = self._variables.get(id(operation))
        if variables is None:
            return NO_VARIABLES
        values = variables.values(given, shows_schema=shows_schema)
        if isinstance(values, list):
            raise RequestError(values, "BAD_USER_INPUT")
        return values


def _parsed(text: str, tokens_most: int) -> DocumentNode:
    try:
        return parse(
            text,
            max_lexical_tokens=tokens_most,
            max_comments=COMMENTS_MOST,
            allow_empty_selection_sets=False,
        )
    except GraphQLError as error:
        raise RequestError([error], "GRAPHQL_PARSE_FAILED") from error


def _hidden(errors: Sequence[GraphQLError]) -> list[GraphQLError]:
    """Where, but not what: the messages name types and fields."""
    return [GraphQLError(HIDDEN, source=error.source, positions=error.positions) for error in errors]


def shape(value: Any, type_names: frozenset[str], *, is_written: bool = False) -> Hashable:
    """What of a variable a plan depends on: numbers, booleans and words, which fields are there; not other texts.

    An id counts by the type that it names, a list by its length, roughly. Numbers that are written, such as versions and
    counts, are others each time, and the size of nothing that is read.
    """
    if type(value) is str:
        return _type_named(value, type_names)
    if is_written and type(value) is int:
        return int
    if value is None or isinstance(value, (bool, int, enum.Enum)):
        return value
    if isinstance(value, dict):
        return tuple((name, shape(inner, type_names, is_written=is_written)) for name, inner in value.items())
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return tuple(shape(item, type_names, is_written=is_written) for item in value)
        return rounded(len(value)), frozenset(
            _type_named(item, type_names) if isinstance(item, str) else item
            for item in value
            if isinstance(item, str | enum.Enum)
        )
    return type(value).__name__


def _type_named(value: str, type_names: frozenset[str]) -> str:
    name = value.partition("_")[0]
    return name if name in type_names else ""


class Asked(NamedTuple):
    """A request as it arrived."""

    text: str
    variables: Mapping[str, Any]
    operation_name: str | None = None


class Prepared(NamedTuple):
    """A request that can be executed."""

    document: Document
    operation: OperationDefinitionNode
    values: VariableValues
    plan: Plan
    variables: Mapping[str, Any]

    @property
    def is_mutation(self) -> bool:
        return self.operation.operation is OperationType.MUTATION

    @property
    def is_subscription(self) -> bool:
        return self.operation.operation is OperationType.SUBSCRIPTION


class Plans:
    """The plans of one schema on one kind of database, bounded."""

    def __init__(
        self, schema: GraphQLSchema, make: Callable[..., Plan], allowance: Allowance, most: int = 1000
    ) -> None:
        self.schema = schema
        self.type_names = frozenset(schema.type_map)
        self.allowance = allowance
        self._make = make
        self._documents: Lru[str, Document] = Lru(most)
        self._plans: Lru[Hashable, Plan] = Lru(most)

    def prepared(self, asked: Asked, viewer: Viewer) -> Prepared:
        """Parses, measures, validates, coerces and plans, or takes what is known. Raises RequestError."""
        shows_schema = self.allowance.shows_schema(viewer)
        document = self._documents.get(asked.text)
        if document is None:
            document = Document(self.schema, asked.text, self.allowance.tokens_most)
            operation = document.operation(asked.operation_name)
            document.measured(operation, asked.variables, self.allowance.limits(viewer))
            document.validate(shows_schema=shows_schema)
            self._documents.put(asked.text, document)
        else:
            operation = document.operation(asked.operation_name)
        values = document.variables(operation, asked.variables, shows_schema=shows_schema)
        plan = self._plan(document, operation, values, asked.variables, viewer)
        return Prepared(document, operation, values, plan, asked.variables)

    def _plan(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        values: VariableValues,
        variables: Mapping[str, Any],
        viewer: Viewer,
    ) -> Plan:
        """One that is kept was within the limits: they are the same for all viewers of one kind."""
        writes = operation.operation is OperationType.MUTATION
        shapes = tuple(
            [
                (name, shape(value, self.type_names, is_written=writes and type(value) is dict))
                for name, value in values.coerced.items()
            ]
        )
        key = (document, viewer.kind, viewer.signature, operation.name and operation.name.value, shapes)
        found = self._plans.get(key)
        if found is None:
            measured = document.measured(operation, variables, self.allowance.limits(viewer))
            found = self._make(document, operation, values, viewer)
            found.cost = measured.cost
            self._plans.put(key, found)
        return found
