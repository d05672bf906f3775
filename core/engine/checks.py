"""What is wrong with declarations is found when the schema is built: each finding says where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLField, GraphQLNonNull, GraphQLObjectType, GraphQLSchema
from sqlalchemy import Table, inspect
from sqlalchemy.orm import Mapper

from core.engine.declare import Column, Computed, LinePart, Lookup, Page, Relation, Rows, Unique, Values
from core.engine.indexes import leads, of_page, of_unique
from core.engine.shapes import declaration_of, shown, strawberry_field
from core.policy.scope import PUBLIC, is_below, scope_of


class DeclarationError(Exception):
    """The schema cannot be built: all findings at once."""


def check(schema: GraphQLSchema) -> None:
    findings = [*_described(schema), *_declared(schema)]
    if findings:
        raise DeclarationError("\n".join(findings))


def _described(schema: GraphQLSchema) -> Iterator[str]:
    """Everything that is shown must be described."""
    for name, type_ in schema.type_map.items():
        if name.startswith("__") or name in {"String", "Int", "Float", "Boolean", "ID"}:
            continue
        if not type_.description:
            yield f"{name} has no description."
        for field_name, field in getattr(type_, "fields", {}).items():
            if not field.description:
                yield f"{name}.{field_name} has no description."
            for argument_name, argument in getattr(field, "args", {}).items():
                if not argument.description:
                    yield f"{name}.{field_name}({argument_name}) has no description."
        for value_name, value in getattr(type_, "values", {}).items():
            if not value.description:
                yield f"{name}.{value_name} has no description."


def _declared(schema: GraphQLSchema) -> Iterator[str]:
    for name, type_ in schema.type_map.items():
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__"):
            is_root = type_ in (schema.query_type, schema.mutation_type, schema.subscription_type)
            origin = type_.extensions.get("strawberry-definition")
            model = None if is_root or origin is None else shown(type_)
            if model is not None and scope_of(model.model) is None:
                yield f"{name}: {model.model.__name__} has no __scope__: say who may read its rows."
                continue
            for field_name, field in type_.fields.items():
                at = f"{name}.{field_name}"
                if type_ is schema.mutation_type and not hasattr(strawberry_field(field), "act"):
                    yield f"{at}: make it with `mutation` of core: else no right is asked for, and nothing is in the trail."
                    continue
                yield from _field(at, field, inspect(model.model) if model is not None else None)


def _field(at: str, field: GraphQLField, mapper: Mapper[Any] | None) -> Iterator[str]:
    declared = declaration_of(field)
    if isinstance(declared, Page):
        yield from of_page(at, declared)
    if isinstance(declared, Unique):
        yield from of_unique(at, declared)
    if mapper is None:
        if isinstance(declared, Computed) and declared.policy is None:
            yield f"{at}: name the operation that the viewer must be allowed, as the second argument of `answer`."
        return
    attribute = getattr(declared, "attribute", None) or strawberry_field(field).python_name
    may_be_null = not isinstance(field.type, GraphQLNonNull)
    match declared:
        case Column(sql=None) | Lookup() | LinePart():
            yield from _column(at, mapper, attribute, may_be_null or isinstance(declared, LinePart))
        case Relation():
            yield from _relation(at, mapper, attribute, may_be_null)
        case Rows() | Values():
            yield from _rows(at, mapper, attribute)


def _column(at: str, mapper: Mapper[Any], attribute: str, may_be_null: bool) -> Iterator[str]:
    if attribute not in mapper.column_attrs:
        yield f"{at}: {mapper.class_.__name__} has no column {attribute!r}. Name the right one with `of`."
    elif not may_be_null and any(getattr(c, "nullable", False) for c in mapper.column_attrs[attribute].columns):
        yield f"{at}: the column may be null; annotate the field `… | None` and say what null means."


def _relation(at: str, mapper: Mapper[Any], attribute: str, may_be_null: bool) -> Iterator[str]:
    relationship = mapper.relationships.get(attribute)
    if relationship is None or relationship.uselist:
        yield f"{at}: {mapper.class_.__name__} has no relationship {attribute!r} to one row."
        return
    if not may_be_null and not _is_seen_with(mapper, relationship):
        yield f"{at}: the viewer may not see that row; annotate the field `… | None` and say what null means."
    points_away = relationship.direction.name == "MANYTOONE"
    is_sure = points_away and not any(column.nullable for column in relationship.local_columns)
    if not is_sure and not may_be_null:
        yield f"{at}: there may be no such row; annotate the field `… | None` and say what null means."


def _is_seen_with(mapper: Mapper[Any], relationship: Any) -> bool:
    """Whether whoever sees a row sees the row that it leads to: everybody does, or one is seen because of the other."""
    here, there = scope_of(mapper.class_), scope_of(relationship.mapper.class_)
    ((local, remote),) = relationship.local_remote_pairs
    if there is None or there == PUBLIC or here == there:
        return True
    ours, theirs = mapper.class_, relationship.mapper.class_
    return is_below(ours, local.name, theirs) or is_below(theirs, remote.name, ours)


def _rows(at: str, mapper: Mapper[Any], attribute: str) -> Iterator[str]:
    relationship = mapper.relationships.get(attribute)
    if relationship is None or not relationship.uselist:
        yield f"{at}: {mapper.class_.__name__} has no relationship {attribute!r} to many rows."
        return
    if len(relationship.local_remote_pairs) != 1:
        yield f"{at}: the relationship {attribute!r} must hang on one column."
        return
    if not relationship.order_by:
        yield f"{at}: give the relationship {attribute!r} an order_by, or its rows come in any order."
    ((_, remote),) = relationship.local_remote_pairs
    if isinstance(remote.table, Table) and not leads(remote.table, [(remote.name, "value")]):
        yield f"{at}: add Index(None, {remote.name!r}) to {relationship.mapper.class_.__name__}."
