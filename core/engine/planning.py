"""Planning: what the parts of a planner share: the document, its arguments, and the parameters that statements bind."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    ValueNode,
    VariableNode,
    Visitor,
    get_named_type,
    visit,
)
from graphql.execution.collect_fields import FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues, get_argument_values
from sqlalchemy import ColumnElement, bindparam, func, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.elements import BindParameter

from core.checks import check_length, check_texts
from core.columns import Listed
from core.engine.aliases import Aliases
from core.engine.arguments import arguments_of
from core.engine.declare import Computed
from core.engine.filters import Bound, Where, is_one, words_in
from core.engine.level import KEYS
from core.engine.plan import Call
from core.engine.shapes import declaration_of, strawberry_field
from core.engine.sight import in_sight
from core.policy.scope import Mine, is_below, visible
from core.policy.viewer import Viewer

Details = list[Any]
"""The nodes of one response name, merged, as graphql-core collects them."""


class Planning:
    """One operation, and the request that its plan is made for; of others of its shape only values differ."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDetails],
        operation: OperationDefinitionNode,
        variables: VariableValues,
        dialect: Dialect,
        viewer: Viewer,
        catalogue: Any,
        convert: Callable[[Any, dict[str, Any]], dict[str, Any]],
        *,
        is_walled: bool = False,
    ) -> None:
        self.schema = schema
        self.fragments = dict(fragments)
        self.operation = operation
        self.variables = variables
        self.dialect = dialect
        self.viewer = viewer
        self.catalogue = catalogue
        self.convert = convert
        self.is_walled = is_walled
        self.alias = Aliases()
        self.calls: list[Call] = []
        self.binds: dict[str, Callable[[Any], Any]] = {}
        self.cursors: list[Callable[[Any], Any]] = []
        self.is_long = False
        self.rows: set[Any] = set()
        """The tables in its statements that stand for rows which are shown: the wall inside PostgreSQL is around them."""

    @property
    def is_mutation(self) -> bool:
        return self.operation.operation is OperationType.MUTATION

    @property
    def is_subscription(self) -> bool:
        return self.operation.operation is OperationType.SUBSCRIPTION

    def roots(self) -> tuple[GraphQLObjectType, dict[str, Details]]:
        root = self.schema.get_root_type(self.operation.operation)
        assert root is not None
        fields = collect_fields(self.schema, self.fragments, self.variables, root, self.operation)
        return root, fields.grouped_field_set

    def below(self, type_: Any, details: Details) -> dict[str, Details]:
        """What is selected of an object of that type, by response name."""
        fields = collect_subfields(self.schema, self.fragments, self.variables, self.operation, type_, details)
        return fields.grouped_field_set

    def asked(self, type_: Any, details: Details, prefix: str = "") -> frozenset[str]:
        """Everything selected below a field, as dotted names."""
        target = get_named_type(type_)
        if not isinstance(target, GraphQLObjectType):
            return frozenset()
        found: set[str] = set()
        for inner in self.below(target, details).values():
            name = inner[0].node.name.value
            if not name.startswith("__"):
                found.add(prefix + name)
                found |= self.asked(target.fields[name].type, inner, f"{prefix}{name}.")
        return frozenset(found)

    # ------------------------------------------------------------- arguments

    def call(self, definition: GraphQLField, details: Details) -> int:
        """The arguments of a field; constant ones are coerced here, once."""
        node = details[0].node
        call = Call(definition, node)
        whole = {
            argument.name.value: argument.value.name.value
            for argument in node.arguments or ()
            if isinstance(argument.value, VariableNode)
        }
        if not any(name not in whole and _names_variables(value) for name, value in _values(node)):
            call.given = {name: variable for name, variable in whole.items() if variable in self.variables.coerced}
            values = get_argument_values(definition, node, self.variables)
            call.fixed = {name: value for name, value in values.items() if name not in call.given}
        if not self.is_mutation:  # of a mutation, its service says what is wrong
            check_texts(call.fixed)
            call.is_unchecked = call.fixed is None or bool(call.given)
        if isinstance(declaration_of(definition), Computed) or self.is_mutation:
            made = strawberry_field(definition)
            call.convert = lambda values: self.convert(made, values)
        self.calls.append(call)
        return len(self.calls) - 1

    def arguments(self, call: int) -> dict[str, Any]:
        return arguments_of(self.calls[call], self.variables)

    def given(self, call: int, path: Sequence[str], where: Where | None = None) -> Bound:
        """A value of the arguments, as conditions bind it."""

        def read(run: Any) -> Any:
            value = run.arguments(call)
            for step in path:
                value = value[step]
            return bindable(where, value, run.context)

        known = self._argument(call, path)
        return Bound(
            lambda type_, pick: self.bound(type_, lambda run: pick(read(run), run.context)),
            words_in(known),
            is_one=is_one(known),
        )

    def _argument(self, call: int, path: Sequence[str]) -> Any:
        value: Any = self.arguments(call)
        for step in path:
            value = value[step]
        return value

    def asking(self) -> Bound:
        """What conditions may bind of the request itself: the moment, the viewer."""
        return Bound(lambda type_, pick: self.bound(type_, lambda run: pick(None, run.context)))

    def visible(self, row: Any, pointer: str | None = None, above: Any = None) -> list[ColumnElement[bool]]:
        """What must hold for the viewer to see a row; nothing more where it hangs, by `pointer`, below one of the model
        `above` that is seen.
        """
        model = inspect(row).mapper.class_
        self.rows.add(inspect(row).selectable)
        model = getattr(model, "__counts__", model)
        if pointer is not None and is_below(model, pointer, above):
            return []
        return visible(model, row, self.viewer, Mine(self.asking(), self.rows))

    def in_sight(self, condition: ColumnElement[bool], row: Any) -> ColumnElement[bool]:
        """A filter's condition, which looks beside the row only into what the viewer may see."""
        mine = Mine(self.asking(), self.rows)
        return in_sight(condition, row, lambda model, inner: visible(model, inner, self.viewer, mine))

    def visible_above(self, row: Any, attribute: str, target: Any) -> list[ColumnElement[bool]]:
        """The same for a row that another points at; who sees rows because of the one they belong to sees that one."""
        mapper = inspect(row).mapper
        relationship = mapper.relationships[attribute]
        ((local, remote),) = relationship.local_remote_pairs
        self.rows.add(inspect(target).selectable)
        if is_below(mapper.class_, mapper.get_property_by_column(local).key, relationship.mapper.class_):
            return []
        return self.visible(target, relationship.mapper.get_property_by_column(remote).key, mapper.class_)

    def bound(self, type_: Any, get: Callable[[Any], Any]) -> BindParameter[Any]:
        """A parameter whose value each run finds for itself."""
        name = f"b{len(self.binds)}"
        self.binds[name] = get
        return bindparam(name, type_=type_)

    def keys(self, type_: Any) -> Any:
        """The keys of the rows above, as a table."""
        listed = bindparam(KEYS, type_=Listed(type_))
        if self.dialect.name == "sqlite":
            return func.json_each(listed).table_valued("value").alias("above")
        return func.unnest(listed).table_valued("key").render_derived(name="above")


def bindable(where: Where | None, value: Any, context: Any) -> Any:
    """What a filter's field was given, looked at and made ready."""
    if isinstance(value, list):
        check_length(value, "filter")
    if where is not None and where.check is not None:
        where.check(value, context)
    if where is not None and where.prepare is not None:
        value = where.prepare(value)
    return named(value)


def named(value: Any) -> Any:
    """Words of closed sets are bound by their names."""
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, list):
        return [named(item) for item in value]
    return value


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.found = True


def _values(node: FieldNode) -> Iterator[tuple[str, ValueNode]]:
    return ((argument.name.value, argument.value) for argument in node.arguments or ())


def _names_variables(value: ValueNode) -> bool:
    visitor = _Variables()
    visit(value, visitor)
    return visitor.found
