"""Selecting: what is asked of rows becomes picks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import orjson
from graphql import GraphQLField, GraphQLNonNull, GraphQLObjectType, get_named_type
from sqlalchemy import and_, bindparam
from sqlalchemy.sql.elements import BindParameter

from core.columns import Among, Listed
from core.engine import cursors
from core.engine.declare import Column, Computed, LinePart, Lookup, NodeKey, Page, Part, Relation, Rows, Values
from core.engine.deopt import Unplannable
from core.engine.filters import Known, Where
from core.engine.level import KEYS, Draft, Level
from core.engine.pages import Holds, KnownCodes, PageOf, extent, key_types
from core.engine.personal import shown_of
from core.engine.picks import (
    Chosen,
    Constant,
    Leaf,
    Many,
    ManyValues,
    NodeId,
    OfLine,
    One,
    PagePick,
    Pick,
    Selection,
    Step,
    key_of,
)
from core.engine.planning import Details, Planning
from core.engine.shapes import (
    class_of,
    declaration_of,
    filter_fields,
    key_name,
    kind_of,
    model_of,
    shown,
    strawberry_field,
)
from core.engine.statements import Statement

if TYPE_CHECKING:
    from core.engine.writing import Writing


class Selecting:
    """Works together with Writing: rows may hold Python objects, and Python objects refer to rows."""

    def __init__(self, planning: Planning) -> None:
        self.planning = planning
        self.writing: Writing

    def selection(self, type_: GraphQLObjectType, details: Details) -> Selection:
        """What is asked of the rows that a type shows."""
        picks: dict[str, Pick] = {}
        for name, inner in self.planning.below(type_, details).items():
            field_name = inner[0].node.name.value
            if field_name == "__typename":
                picks[name] = Constant(orjson.dumps(type_.name))
            else:
                picks[name] = self._pick(type_, field_name, inner)
        return Selection(picks)

    def _pick(self, type_: GraphQLObjectType, name: str, details: Details) -> Pick:
        definition = type_.fields[name]
        declared, target = declaration_of(definition), get_named_type(definition.type)
        nullable = not isinstance(definition.type, GraphQLNonNull)
        attribute = str(getattr(declared, "attribute", None) or strawberry_field(definition).python_name)
        match declared:
            case Column():
                return self._column(declared, attribute, kind_of(definition.type), nullable)
            case NodeKey():
                return NodeId(type_.name, key_name(model_of(type_)))
            case Relation():
                return One(attribute, self.selection(target, details), nullable)
            case Rows():
                return self._rows(definition, declared, attribute, details)
            case Values(column=column):
                return ManyValues(attribute, self._each(target, column, details))
            case Part():
                return self.selection(target, details)
            case Lookup():
                return Chosen(attribute, self._words(target, details), nullable)
            case LinePart():
                return self._line_part(target, attribute, key_name(model_of(type_)), details)
            case Page():
                return PagePick(self.page(definition, declared, details, model_of(type_)))
            case Computed(needs=needs) if needs is not None:
                return self._step(definition, declared, details)
        raise Unplannable(f"{type_.name}.{name} has a resolver of its own")

    def _column(self, declared: Column, attribute: str, kind: str, nullable: bool) -> Pick:
        if declared.personal is not None:
            planning, personal = self.planning, declared.personal
            return Leaf(
                lambda row: shown_of(row, attribute, personal, planning.viewer, planning.asking()), kind, nullable
            )
        if declared.through is not None:
            words = {word.name: orjson.dumps(meant.name) for word, meant in declared.through.items()}
            return Chosen(attribute, words, nullable)
        expression = declared.sql
        if expression is not None:
            return Leaf(lambda row: expression(row, self.planning.asking()), kind, nullable)
        return Leaf(lambda row: getattr(row, attribute), kind, nullable)

    def _rows(self, definition: GraphQLField, declared: Rows, attribute: str, details: Details) -> Pick:
        first, target = None, get_named_type(definition.type)
        assert isinstance(target, GraphQLObjectType)
        if declared.is_limited:
            arguments = self.planning.arguments(self.planning.call(definition, details))
            first = extent(arguments).size if arguments.get("first") is not None else None
        return Many(attribute, self.selection(target, details), first)

    def _each(self, target: Any, column: str, details: Details) -> Pick:
        """One value of a list: of a column, or the object of the catalogue that it names."""
        if isinstance(target, GraphQLObjectType):
            return Chosen(column, self._words(target, details), False)
        return Leaf(lambda row: getattr(row, column), kind_of(target), False)

    def _words(self, type_: Any, details: Details) -> dict[str, bytes]:
        """Every object of the catalogue, rendered once."""
        value = self.writing.value(GraphQLNonNull(type_), details)
        if value.references:
            raise Unplannable(f"{type_.name} refers to rows")
        found = self.planning.catalogue.objects(class_of(type_))
        return {key: orjson.dumps(value.build(entry, [])) for key, entry in found.items()}

    def _line_part(self, interface: Any, attribute: str, key: str, details: Details) -> Pick:
        lines = {}
        for type_ in sorted(self.planning.schema.get_possible_types(interface), key=lambda type_: type_.name):
            found = shown(type_)
            if found is None or found.line is None:
                raise Unplannable(f"{type_.name} does not say of which line it is")
            lines[found.line] = (found.model, self.selection(type_, details))
        return OfLine(attribute, key, lines)

    def _step(self, definition: GraphQLField, declared: Computed, details: Details) -> Pick:
        self.planning.is_long = True
        value = self.writing.value(definition.type, details)
        asked = self.planning.asked(definition.type, details)
        call = self.planning.call(definition, details)
        return Step(call, declared.step, declared.needs or (), value, asked, declared.policy)

    # ------------------------------------------------------------- levels

    def keyed(self, model: Any, selection: Selection, holds: Holds = lambda row: []) -> Level:
        """Rows by a list of their keys; the key stands first."""
        row = self.planning.alias(model)
        listed = Among(key_of(row), bindparam(KEYS, type_=Listed(key_of(row).type)))
        return self.level(row, selection, and_(listed, *holds(row)))

    def level(self, row: Any, selection: Selection, held: Any, order: Sequence[Any] = ()) -> Level:
        draft = Draft(row, self.planning)
        draft.place(key_of(row))
        expression = f"[{selection.python(draft, row)} for r in rows]"
        made = draft.source.select(*draft.columns).where(held, *self.planning.visible(row))
        return draft.finished(made.order_by(*order), expression)

    # ------------------------------------------------------------- pages

    def page(self, definition: GraphQLField, declared: Page, details: Details, parent: Any) -> PageOf:
        call = self.planning.call(definition, details)
        arguments = self.planning.arguments(call)
        keys, size = declared.order.chosen(arguments.get("orderBy")), extent(arguments)
        picks = self._page_picks(definition, details)
        page = PageOf(
            planner=self.planning,
            model=declared.order.model,
            keys=keys,
            extent=size,
            holds=self._holds(declared, call, parent),
            implied=self._implied(declared.filters, call, keys[0].attribute),
            is_gathered=self._is_gathered(declared.filters, call, keys[0].attribute),
            after=self._mark(call, "after", declared, keys) if arguments.get("after") is not None else None,
            before=self._mark(call, "before", declared, keys) if arguments.get("before") is not None else None,
            picks=picks,
            known=self.known(declared.filters, call),
            via=declared.via,
            parent_key=key_name(parent) if parent is not None else "id",
        )
        if parent is not None and page.exists_before() is not None:
            raise Unplannable("what lies before the cursor of a nested page is looked for one by one")
        return page

    def _holds(self, declared: Page, call: int, parent: Any) -> Holds:
        narrowed = self.narrowed(declared.filters, call)
        only, pointer = declared.only, declared.via.key if declared.via is not None else None
        return lambda row: [
            *narrowed(row),
            *([only(row, self.planning.asking())] if only is not None else []),
            *self.planning.visible(row, pointer, parent),
        ]

    def narrowed(self, filters: type | None, call: int) -> Holds:
        """What the filter of a call says of a row."""
        conditions = [
            (where.condition, self.planning.given(call, ("filter", name), where))
            for name, where in self._given(filters, call)
        ]
        return lambda row: [self.planning.in_sight(condition(row, bound), row) for condition, bound in conditions]

    def _implied(self, filters: type | None, call: int, attribute: str) -> Holds:
        """What follows from that, for a page to begin where its rows do: in an order in which they lie together."""
        conditions = [
            (where.implied, self.planning.given(call, ("filter", name), where))
            for name, where in self._given(filters, call)
            if where.implied is not None and where.along in (None, attribute)
        ]
        return lambda row: [condition(row, bound) for condition, bound in conditions]

    def _is_gathered(self, filters: type | None, call: int, attribute: str) -> bool:
        return any(where.along not in (None, attribute) for _, where in self._given(filters, call))

    def _given(self, filters: type | None, call: int) -> list[tuple[str, Where]]:
        given = self.planning.arguments(call).get("filter") or {}
        return [(name, where) for name, where in filter_fields(filters).items() if given.get(name) is not None]

    def known(self, filters: type | None, call: int) -> KnownCodes:
        given = self.planning.arguments(call).get("filter") or {}
        return [
            (call, name, where.known, self._held(where.known))
            for name, where in filter_fields(filters).items()
            if where.known is not None and given.get(name) not in (None, [])
        ]

    def _held(self, known: Known) -> Statement:
        return Statement(known.held(*self.planning.visible(known.attribute.class_)), self.planning.rows)

    def _mark(self, call: int, name: str, declared: Page, keys: Any) -> Callable[[int, Any], BindParameter[Any]]:
        sign = cursors.signature(declared.order.name, keys)
        types = [read for read, _ in key_types(declared.order.model, keys)]

        def read(run: Any) -> list[Any]:
            return cursors.decode(run.arguments(call)[name], sign, types, name, may_lack=True)

        self.planning.cursors.append(read)
        return lambda at, type_: self.planning.bound(type_, lambda run: read(run)[at])

    def _page_picks(self, definition: GraphQLField, details: Details) -> dict[str, tuple[str, Any]]:
        connection: Any = get_named_type(definition.type)
        node: Any = get_named_type(connection.fields["nodes"].type)
        picks: dict[str, tuple[str, Any]] = {}
        for name, inner in self.planning.below(connection, details).items():
            kind = inner[0].node.name.value
            if kind == "nodes":
                picks[name] = (kind, self.selection(node, inner))
            elif kind == "edges":
                picks[name] = (kind, self._edge_picks(connection, node, inner))
            elif kind == "pageInfo":
                picks[name] = (kind, self._flags(connection, inner))
            else:
                picks[name] = (kind, connection.name if kind == "__typename" else None)
        return picks

    def _edge_picks(self, connection: Any, node: Any, details: Details) -> dict[str, tuple[str, Any]]:
        edge: Any = get_named_type(connection.fields["edges"].type)
        picks: dict[str, tuple[str, Any]] = {}
        for name, inner in self.planning.below(edge, details).items():
            kind = inner[0].node.name.value
            picks[name] = (kind, self.selection(node, inner) if kind == "node" else edge.name)
        return picks

    def _flags(self, connection: Any, details: Details) -> dict[str, str]:
        info = get_named_type(connection.fields["pageInfo"].type)
        return {name: inner[0].node.name.value for name, inner in self.planning.below(info, details).items()}
