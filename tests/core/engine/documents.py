"""Documents made by chance from the schema alone: everything a client may write, right or wrong in its values."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_leaf_type,
)

DEPTH = 4


@dataclass(repr=False)
class Pools:
    """Values that mean something in the world at hand."""

    cursors: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    metrics: list[str] = field(default_factory=list)


class Writer:
    """Writes one document."""

    def __init__(self, schema: GraphQLSchema, chance: Random, pools: Pools) -> None:
        self.schema = schema
        self.chance = chance
        self.pools = pools
        self.variables: dict[str, Any] = {}
        self.definitions: list[str] = []
        self.fragments: list[str] = []
        self.count = 0
        self.room = 45

    def document(self) -> tuple[str, dict[str, Any]]:
        query = self.schema.query_type
        assert query is not None
        body = self.selection(query, 0, most=3)
        head = f"query Q({', '.join(self.definitions)})" if self.definitions else "query Q"
        return "\n".join([f"{head} {body}", *self.fragments]), self.variables

    def selection(self, type_: Any, depth: int, most: int = 6) -> str:
        parts = [self.part(type_, depth) for _ in range(self.chance.randint(1, most))]
        return "{ " + " ".join(part for part in parts if part) + " __typename }"

    def part(self, type_: Any, depth: int) -> str:
        roll = self.chance.random()
        if roll < 0.08:
            return "__typename"
        if roll < 0.2 and depth < DEPTH:
            return self.fragment(type_, depth)
        fields = [f for f in type_.fields.items() if depth < DEPTH or is_leaf_type(get_named_type(f[1].type))]
        if not fields or self.room <= 0:
            return ""
        self.room -= 1
        name, definition = self.chance.choice(fields)
        return self.field(name, definition, depth)

    def field(self, name: str, definition: Any, depth: int) -> str:
        arguments = [
            f"{key}: {self.argument(key, value.type)}"
            for key, value in definition.args.items()
            if isinstance(value.type, GraphQLNonNull) or self.is_wanted(key)
        ]
        self.count += 1
        alias = f"a{self.count}: " if arguments or self.chance.random() < 0.2 or definition.args else ""
        inside = ""
        target = get_named_type(definition.type)
        if is_composite_type(target):
            inside = " " + self.selection(target, depth + 1)
            alias = alias or f"a{self.count}: "
        called = f"({', '.join(arguments)})" if arguments else ""
        written = f"{alias}{name}{called}{self.directive()}{inside}"
        if inside and self.chance.random() < 0.08:  # the same field again: what is selected of both is merged
            written += f" {alias}{name}{called} {self.selection(target, depth + 1, most=2)}"
        return written

    def is_wanted(self, key: str) -> bool:
        likely = {
            "first": 0.92,
            "last": 0.06,
            "after": 0.1,
            "before": 0.05,
            "filter": 0.35,
            "orderBy": 0.4,
        }
        return self.chance.random() < likely.get(key, 0.5)

    def directive(self) -> str:
        roll = self.chance.random()
        if roll > 0.1:
            return ""
        word = self.chance.choice(["include", "skip"])
        if roll < 0.05:
            return f" @{word}(if: {self.chance.choice(['true', 'false'])})"
        return f" @{word}(if: {self.variable('Boolean!', self.chance.random() < 0.5)})"

    def fragment(self, type_: Any, depth: int) -> str:
        options = [type_]
        if isinstance(type_, GraphQLInterfaceType):
            options += self.schema.get_possible_types(type_)
        elif isinstance(type_, GraphQLObjectType):
            options += type_.interfaces
        on = self.chance.choice(options)
        body = self.selection(on, depth + 1, most=3)
        if self.chance.random() < 0.5:
            return f"... on {on.name}{self.directive()} {body}"
        self.count += 1
        self.fragments.append(f"fragment F{self.count} on {on.name} {body}")
        return f"...F{self.count}{self.directive()}"

    # ------------------------------------------------------------- values

    def argument(self, key: str, type_: Any) -> str:
        value = self.value(key, type_)
        if self.chance.random() < 0.5:
            return self.literal(value)
        return self.variable(str(type_), value, is_free=True)

    def variable(self, type_: str, value: Any, is_free: bool = False) -> str:
        """A variable; a free one may have a default, be null, or not be given at all."""
        name, roll = f"v{len(self.definitions)}", self.chance.random() if is_free else 1.0
        default = f" = {self.constant(value)}" if roll < 0.15 else ""
        self.definitions.append(f"${name}: {type_}{default}")
        is_optional = bool(default) or not type_.endswith("!")
        if roll < 0.08 and is_optional:
            return f"${name}"
        self.variables[name] = None if 0.15 < roll < 0.2 and not type_.endswith("!") else plain(value)
        return f"${name}"

    def value(self, key: str, type_: Any) -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self.value(key, type_.of_type)
        if isinstance(type_, GraphQLList):
            return [self.value(key, type_.of_type) for _ in range(self.chance.choice([0, 1, 1, 2, 3]))]
        if isinstance(type_, GraphQLInputObjectType):
            return {
                name: self.inside(name, field.type)
                for name, field in type_.fields.items()
                if isinstance(field.type, GraphQLNonNull) or self.chance.random() < 0.4
            }
        if isinstance(type_, GraphQLEnumType):
            return Word(self.chance.choice(list(type_.values)))
        return self.scalar(key, type_.name)

    def inside(self, key: str, type_: Any) -> Any:
        """A field of an input: where it is written out, its value may be a variable, or null."""
        value = self.value(key, type_)
        if not isinstance(type_, GraphQLNonNull) and self.chance.random() < 0.05:
            return None
        return Held(str(type_), value) if self.chance.random() < 0.15 else value

    def scalar(self, key: str, name: str) -> Any:
        pick = self.chance.choice
        if key in {"after", "before"}:
            return pick([*self.pools.cursors, "x", "", "eyJhIjoxfQ", "WzFd"])
        if name == "Int":
            return (
                pick([1, 2, 3, 3, 5, 100, 0, -1, 101, 2_147_483_647]) if key in {"first", "last"} else pick([1, 2, 3])
            )
        if name == "ID":
            return pick(
                [
                    *self.pools.ids,
                    "Case_999999",
                    "Nope_1",
                    "Case_",
                    "Case_01",
                    "Visit_99999999999999999999",
                ]
            )
        if name == "Boolean":
            return self.chance.random() < 0.5
        if name == "Date":
            return pick(["2021-06-01", "2021-06-02", "2022-01-31", "2023-11-18", "0001-01-01", "9999-12-31"])
        if name == "Month":
            return f"20{pick([21, 22])}-{self.chance.randint(1, 12):02}"
        if name == "DateTime":
            return pick(["2021-06-01T00:00:00Z", "2023-09-28T16:30:00+08:00"])
        if name == "ServiceLineKey":
            return pick([*self.pools.lines, "nothing"])
        if name == "Float":
            return pick([0, 1.5, -2])
        if key == "keys":
            return pick(self.pools.metrics * 4 + ["core.nothing"])
        if key == "season":
            return pick(["2021-2022", "2022-2023", "2022"])
        return pick(self.pools.texts)

    def literal(self, value: Any) -> str:
        if isinstance(value, Held):
            return self.variable(value.type, value.value)
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}: {self.literal(item)}" for key, item in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self.literal(item) for item in value) + "]"
        return value.name if isinstance(value, Word) else json.dumps(value)

    def constant(self, value: Any) -> str:
        """Written out without variables."""
        if isinstance(value, Held):
            return self.constant(value.value)
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}: {self.constant(item)}" for key, item in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self.constant(item) for item in value) + "]"
        return value.name if isinstance(value, Word) else json.dumps(value)


@dataclass(frozen=True)
class Held:
    """A value that is a variable where it is written out."""

    type: str
    value: Any


@dataclass(frozen=True)
class Word:
    """A value of an enum."""

    name: str


def plain(value: Any) -> Any:
    """As it is sent in JSON."""
    if isinstance(value, Word):
        return value.name
    if isinstance(value, Held):
        return plain(value.value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value
