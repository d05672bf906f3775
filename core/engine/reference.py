"""The same declarations for graphql-core, field by field: the fallback of the engine, and its judge."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from types import SimpleNamespace
from typing import Any

from graphql import GraphQLError, GraphQLObjectType, get_named_type
from graphql.execution.collect_fields import collect_subfields
from sqlalchemy import inspect, select
from sqlalchemy.orm import aliased

from core.engine.arguments import argument_values
from core.engine.declare import (
    ById,
    ByNodeId,
    Column,
    Computed,
    Everything,
    LinePart,
    Lookup,
    NodeKey,
    Page,
    Part,
    Relation,
    Rows,
    Unique,
    Values,
)
from core.engine.node_ids import split_id
from core.engine.pages import extent
from core.engine.personal import shown_of
from core.engine.picks import key_of
from core.engine.plan import Question
from core.engine.planner import EVERYTHING_MOST
from core.engine.readers import POSTGRESQL
from core.engine.reference_page import PageRead, asking
from core.engine.run import listed
from core.engine.shapes import class_of, key_name, model_of, shown
from core.engine.statements import Statement
from core.errors import DomainError
from core.fence import Fence, asker, inside
from core.wall.wearing import AS_SYSTEM, WORN


def resolve(field: Any, source: Any, info: Any, kwargs: dict[str, Any]) -> Any:
    try:
        return _resolve(field, source, info, kwargs)
    except DomainError as refusal:
        raise as_graphql_error(refusal, info.context.language) from refusal


def as_graphql_error(refusal: DomainError, language: str) -> GraphQLError:
    """A client's mistake in a query: told at the top, since a query has no payload."""
    extensions = {
        "code": "BAD_USER_INPUT",
        "reason": refusal.code.name,
        "field": list(refusal.field),
    }
    return GraphQLError(refusal.text(language), extensions=extensions, original_error=refusal)


def _resolve(field: Any, source: Any, info: Any, kwargs: dict[str, Any]) -> Any:
    declared = field.declaration
    raw = info._raw_info
    context = info.context
    attribute = getattr(declared, "attribute", None) or field.python_name
    is_row = _is_row(source)
    match declared:
        case NodeKey():
            return f"{raw.parent_type.name}_{getattr(source, key_name(type(source)) if is_row else 'key')}"
        case Column(sql=expression) if expression is not None and is_row:
            return _expression(source, expression, context)
        case Column(personal=operation) if operation is not None and is_row:
            viewer = context.viewer
            return _expression(source, lambda row, asking: shown_of(row, attribute, operation, viewer, asking), context)
        case Column(through=table) if table is not None and is_row:
            return table[getattr(source, attribute)]
        case Values(column=column) if is_row:
            found = [getattr(row, column) for row in getattr(source, attribute)]
            target = get_named_type(raw.return_type)
            if not isinstance(target, GraphQLObjectType):
                return found
            objects = context.catalogue.objects(class_of(target))
            return [objects[key] for key in found]
        case Part() if is_row:
            return source
        case Lookup() if is_row:
            key = getattr(source, attribute)
            return None if key is None else context.catalogue.objects(class_of(get_named_type(raw.return_type)))[key]
        case LinePart():
            return _line_part(source, raw, context.session)
        case ById():
            key = getattr(source, attribute)
            return None if key is None else context.session.get(model_of(get_named_type(raw.return_type)), key)
        case Page():
            return PageRead(declared, source if is_row else None, _raw(raw), context)
        case Everything(order=order):
            return context.session.scalars(select(order.class_).order_by(order).limit(EVERYTHING_MOST)).all()
        case Unique():
            return _unique(declared, _raw(raw)[declared.argument], context.session)
        case ByNodeId():
            return _nodes(_raw(raw)[declared.argument], raw, context)
        case Computed(policy=policy) if policy is not None and not context.viewer.may(policy):
            context.viewer.require(policy)
        case Computed(needs=None):
            return _driven(declared.step(None, question=_question(raw, context), **kwargs), context)
        case Computed(needs=needs) if needs is not None:
            row = SimpleNamespace(**{name: getattr(source, name) for name in needs})
            return _driven(
                declared.step(rows=[row], question=_question(raw, context), **kwargs),
                context,
            )[0]
        case Rows(is_limited=True) if is_row:
            first = _raw(raw).get("first")
            found = getattr(source, attribute)
            return found if first is None else found[: extent({"first": first}).size]
        case Column() | Relation() | Rows() | Part() | Lookup():
            return getattr(source, attribute)
    raise TypeError(f"nobody knows how to read {field.python_name}")


def _is_row(source: Any) -> bool:
    return source is not None and inspect(source, raiseerr=False) is not None and not isinstance(source, type)


def _raw(raw: Any) -> dict[str, Any]:
    definition = raw.parent_type.fields[raw.field_name]
    return argument_values(definition, raw.field_nodes[0], raw.variable_values)


def _unique(declared: Unique, value: Any, session: Any) -> Any:
    model = declared.attribute.class_
    wanted = select(model).where(declared.attribute == value)
    if declared.prefer is not None:
        wanted = wanted.order_by(getattr(model, declared.prefer).desc(), key_of(model).desc())
    return session.scalars(wanted).first()


def _expression(source: Any, expression: Any, context: Any) -> Any:
    row = aliased(type(source))
    held = getattr(row, key_name(type(source))) == getattr(source, key_name(type(source)))
    # By the connection: like the engine, it counts what a figure counts, not only what the viewer may read row by row.
    wanted = select(expression(row, asking(context))).where(held)
    return context.session.connection().scalar(wanted, execution_options=AS_SYSTEM)


def _line_part(source: Any, raw: Any, session: Any) -> Any:
    key = getattr(source, key_name(type(source)))
    for type_ in raw.schema.get_possible_types(get_named_type(raw.return_type)):
        found = session.get(shown(type_).model, key)  # type: ignore[union-attr]
        if found is not None:
            return found
    return None


def _nodes(given: Any, raw: Any, context: Any) -> Any:
    possible = {type_.name: type_ for type_ in raw.schema.get_possible_types(get_named_type(raw.return_type))}
    if isinstance(given, list):
        return [_node(value, possible, context) for value in listed(given)]
    return _node(given, possible, context)


def _node(value: str, possible: dict[str, Any], context: Any) -> Any:
    name, key = split_id(value)
    type_ = possible.get(name)
    if type_ is None:
        return None
    model = shown(type_)
    if model is None:
        return context.catalogue.objects(class_of(type_)).get(value.partition("_")[2])
    return None if key is None else context.session.get(model.model, key)


def _question(raw: Any, context: Any) -> Question:
    _raw(raw)  # refuses texts that are none, as the engine does
    return Question(context, _asked(raw, raw.return_type, raw.field_nodes))


def _asked(raw: Any, type_: Any, nodes: Sequence[Any], prefix: str = "") -> frozenset[str]:
    from graphql.execution.collect_fields import FieldDetails, FragmentDetails

    target = get_named_type(type_)
    if not isinstance(target, GraphQLObjectType):
        return frozenset()
    fragments = {name: FragmentDetails(definition) for name, definition in raw.fragments.items()}
    details = [FieldDetails(node, None) for node in nodes]
    collected = collect_subfields(raw.schema, fragments, raw.variable_values, raw.operation, target, details)
    found: set[str] = set()
    for inner in collected.grouped_field_set.values():
        name = inner[0].node.name.value
        if not name.startswith("__"):
            below = [detail.node for detail in inner]
            found |= {prefix + name} | _asked(raw, target.fields[name].type, below, f"{prefix}{name}.")
    return frozenset(found)


def _driven(step: Generator[Any, Any, Any], context: Any) -> Any:
    connection = context.session.connection()
    try:
        asked = next(step)
        while True:
            statement, values = asked
            worn = _worn(statement, connection, context.viewer)
            with inside(context.catalogue.objects(Fence)[asker(step)]):
                rows = connection.execute(statement.select, dict(values), execution_options=worn)
            asked = step.send([tuple(row) for row in rows])
    except StopIteration as done:
        return done.value


def _worn(statement: Statement, connection: Any, viewer: Any) -> dict[str, str]:
    """What the compiled engine would have it wear."""
    if connection.dialect.name != "postgresql":
        return {}
    return {WORN: viewer.worn(statement.compiled(POSTGRESQL).opened)}
