"""Planner: a GraphQL operation and its declarations become a plan. Pure: it asks no database."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLField, GraphQLObjectType, get_named_type

from core.engine.declare import ByNodeId, Computed, Everything, Feed, Page, Unique
from core.engine.deopt import Unplannable
from core.engine.level import Draft, Level
from core.engine.node_ids import split_id
from core.engine.picks import Selection, key_of
from core.engine.plan import (
    ActionRoot,
    ComputedRoot,
    CoreRoot,
    FeedRoot,
    Fixed,
    NodesRoot,
    PageRoot,
    Plan,
    Root,
    RowRoot,
    RowsRoot,
)
from core.engine.planning import Details, Planning
from core.engine.selecting import Selecting
from core.engine.shapes import declaration_of, model_of, strawberry_field
from core.engine.sql import literal
from core.engine.writing import Writing
from core.errors import DomainError

EVERYTHING_MOST = 1000
"""Rows of a table that is short by nature; more would be a page."""


class Planner:
    """Plans the fields of the root; Selecting and Writing plan what is below them."""

    def __init__(self, planning: Planning) -> None:
        self.planning = planning
        self.selecting = Selecting(planning)
        self.writing = Writing(planning)
        self.selecting.writing = self.writing
        self.writing.selecting = self.selecting

    def plan(self) -> Plan:
        root, fields = self.planning.roots()
        roots = [self._root(root, name, details) for name, details in fields.items()]
        made = self.planning
        made.rows.clear()  # pages keep the planning, and a table weighs a thousand times the text that it stands in
        return Plan(roots, made.calls, made.binds, made.cursors, made.is_long)

    def _root(self, root: GraphQLObjectType, name: str, details: Details) -> Root:
        field_name = details[0].node.name.value
        if field_name == "__typename":
            return Fixed(name, root.name)
        if field_name.startswith("__"):
            return CoreRoot(name, "introspection", is_introspection=True)
        try:
            return self._planned(name, root.fields[field_name], details)
        except (Unplannable, DomainError) as reason:  # graphql-core tells a client's mistake with its path
            if self.planning.is_subscription:  # which it would not follow
                raise
            return CoreRoot(name, f"{root.name}.{field_name}: {reason}")

    def _planned(self, name: str, definition: GraphQLField, details: Details) -> Root:
        declared, target = declaration_of(definition), get_named_type(definition.type)
        match declared:
            case Page():
                return self._page(name, definition, declared, details)
            case Everything():
                return RowsRoot(name, self._everything(target, declared, details))
            case Unique():
                return self._unique(name, definition, declared, details)
            case ByNodeId():
                return self._nodes(name, definition, declared, details)
            case Computed():
                return self._computed(name, definition, declared, details)
            case Feed():
                return self._feed(name, definition, declared, details)
        if self.planning.is_mutation:
            call = self.planning.call(definition, details)
            return ActionRoot(name, call, strawberry_field(definition), self.writing.value(definition.type, details))
        raise Unplannable("it has a resolver of its own")

    def _page(self, name: str, definition: GraphQLField, declared: Page, details: Details) -> Root:
        page = self.selecting.page(definition, declared, details, parent=None)
        return PageRoot(name, page, page.level(), page.total() if page.wants_total else None, page.exists_before())

    def _everything(self, target: Any, declared: Everything, details: Details) -> Level:
        row = self.planning.alias(declared.order.class_)
        draft = Draft(row, self.planning)
        expression = f"[{self.selecting.selection(target, details).python(draft, row)} for r in rows]"
        made = draft.source.select(*draft.columns).where(*self.planning.visible(row))
        made = made.order_by(getattr(row, declared.order.key))
        return draft.finished(made.limit(literal(EVERYTHING_MOST)), expression)

    def _unique(self, name: str, definition: GraphQLField, declared: Unique, details: Details) -> Root:
        target: Any = get_named_type(definition.type)
        row = self.planning.alias(model_of(target))
        column = getattr(row, declared.attribute.key)
        given = self.planning.given(self.planning.call(definition, details), (declared.argument,))
        order = [getattr(row, declared.prefer).desc(), key_of(row).desc()] if declared.prefer else []
        selection = self.selecting.selection(target, details)
        return RowRoot(name, self.selecting.level(row, selection, column == given.value(column.type), order))

    def _nodes(self, name: str, definition: GraphQLField, declared: ByNodeId, details: Details) -> Root:
        call = self.planning.call(definition, details)
        given = self.planning.arguments(call)[declared.argument]
        interface: Any = get_named_type(definition.type)
        possible = {type_.name: type_ for type_ in self.planning.schema.get_possible_types(interface)}
        if not isinstance(given, list):
            return self._node(name, call, declared.argument, possible.get(split_id(given)[0]), details)
        levels = {}
        for type_name in sorted({split_id(value)[0] for value in given} & possible.keys()):
            target = possible[type_name]
            levels[type_name] = self.selecting.keyed(model_of(target), self.selecting.selection(target, details))
        return NodesRoot(name, call, declared.argument, levels)

    def _node(self, name: str, call: int, argument: str, target: Any, details: Details) -> Root:
        """One row by its id. To a database one key is less than a list of one, which it plans anew each time."""
        if target is None:
            return Fixed(name, None)
        row = self.planning.alias(model_of(target))
        key = key_of(row)
        given = self.planning.bound(key.type, lambda run: split_id(run.arguments(call)[argument])[1])
        return RowRoot(name, self.selecting.level(row, self.selecting.selection(target, details), key == given))

    def _computed(self, name: str, definition: GraphQLField, declared: Computed, details: Details) -> Root:
        self.planning.is_long = True
        value = self.writing.value(definition.type, details)
        asked = self.planning.asked(definition.type, details)
        assert declared.policy is not None
        return ComputedRoot(name, declared.policy, self.planning.call(definition, details), declared.step, asked, value)

    def _feed(self, name: str, definition: GraphQLField, declared: Feed, details: Details) -> Root:
        call = self.planning.call(definition, details)
        holds = self.selecting.narrowed(declared.filters, call)
        value = self.writing.value(definition.type, details, holds)
        subjects = None if value.references else self.selecting.keyed(declared.subject, Selection({}), holds)
        return FeedRoot(name, declared, call, value, subjects, self.selecting.known(declared.filters, call))
