"""Samples made from a schema alone: an action that can be read but makes no sense, and everything that a field shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_object_type,
)

ERRORS = "userErrors { field code message }"
WINDOW = {"from": "2021-01-01", "to": "2023-10-01"}


@dataclass(frozen=True)
class Sample:
    """One action as it is sent, all of its texts and numbers the same few."""

    query: str
    variables: dict[str, Any]


@dataclass(frozen=True)
class Samples:
    schema: GraphQLSchema
    text: str = "x"
    number: float = 1
    day: str = "2023-09-05"
    is_filled: bool = False
    """Whether what may be left out is given too."""

    def filled(self, **changes: Any) -> Samples:
        return replace(self, is_filled=True, **changes)

    # ------------------------------------------------------------- actions

    def action(self, name: str) -> Sample:
        assert self.schema.mutation_type is not None
        field = self.schema.mutation_type.fields[name]
        type_ = field.args["input"].type
        inside = self._errors(get_named_type(field.type))
        query = f"mutation($input: {type_}) {{ {name}(input: $input) {{ {inside} }} }}"
        return Sample(query, {"input": self._value(type_, count(1))})

    def _errors(self, payload: Any) -> str:
        """The errors of the whole, and of each item where there are several."""
        results = payload.fields.get("results")
        return ERRORS + (f" results {{ {ERRORS} }}" if results is not None else "")

    def _value(self, type_: Any, keys: Iterator[int]) -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self._value(type_.of_type, keys)
        if isinstance(type_, GraphQLList):
            return [self._value(type_.of_type, keys)]
        if isinstance(type_, GraphQLEnumType):
            return next(iter(type_.values))
        if isinstance(type_, GraphQLInputObjectType):
            return {
                name: f"sample-{next(keys)}" if name == "clientMutationId" else self._value(field.type, keys)
                for name, field in type_.fields.items()
                if self.is_filled or isinstance(field.type, GraphQLNonNull)
            }
        return self._scalar(type_.name)

    def _scalar(self, name: str) -> Any:
        whole: dict[str, Any] = {
            "Int": int(self.number),
            "Float": self.number,
            "Boolean": False,
            "Date": self.day,
            "DateTime": f"{self.day}T04:00:00Z",
            "Month": self.day[:7],
            "BigInt": int(self.number),
        }
        return whole.get(name, self.text)

    # ------------------------------------------------------------- queries

    def question(self, name: str, first: int, depth: int) -> str | None:
        """A root field with all that it shows, so many objects deep; None where it needs what only somebody could tell."""
        assert self.schema.query_type is not None
        field = self.schema.query_type.fields[name]
        arguments = self._arguments(field, first)
        return None if arguments is None else f"{{ {name}{arguments} {self.shown(field.type, depth)} }}"

    def _arguments(self, field: GraphQLField, first: int) -> str | None:
        given = {name: argument.type for name, argument in field.args.items()}
        needed = {name: type_ for name, type_ in given.items() if isinstance(type_, GraphQLNonNull)}
        told = {"first": str(first)} if "first" in given else {}
        for name, type_ in needed.items():
            if str(type_) != "DateWindow!":
                return None
            told[name] = f'{{ from: "{WINDOW["from"]}", to: "{WINDOW["to"]}" }}'
        return f"({', '.join(f'{name}: {value}' for name, value in told.items())})" if told else ""

    def shown(self, type_: Any, depth: int) -> str:
        """Everything that can be selected of a type without being asked back."""
        named = get_named_type(type_)
        if is_leaf_type(named):
            return ""
        parts = ["__typename"]
        if is_object_type(named):
            parts += [part for part in (self._part(name, field, depth) for name, field in named.fields.items()) if part]
        return f"{{ {' '.join(parts)} }}"

    def _part(self, name: str, field: GraphQLField, depth: int) -> str:
        is_leaf = is_leaf_type(get_named_type(field.type))
        is_page = name in {"nodes", "pageInfo"}
        arguments = self._arguments(field, 2)
        if arguments is None or not (is_leaf or is_page or depth > 0):
            return ""
        inside = self.shown(field.type, depth if is_page else depth - 1)
        return f"{name}{arguments} {inside}".strip()
