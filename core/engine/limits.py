"""Limits: how much one document may ask for. A single pass over it, before it is validated, tells how much that is.

What a fragment holds is decided by its own type condition, wherever it is spread. So each definition is looked at once, and
a spread adds what is known of its fragment: the pass is as long as the document, whatever its fragments multiply to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_object_type,
)

from core.engine.pages import PAGE_MOST

LIST_GUESS = 4
"""How many objects a list without pages is taken to hold: such lists are short by nature, often one for each line."""
MUTATION_COST = 10
SIZES = ("first", "last", "ids")
"""Arguments that say how long a list will be."""


@dataclass(frozen=True)
class Limits:
    """The most that one document may have. Fragments count as often as they are spread, variables at their worst."""

    tokens: int = 1000
    """Words and punctuation of the text."""
    fragments: int = 50
    spreads: int = 200
    directives: int = 50
    repeats: int = 20
    """Times that one response name stands in one selection: validation compares each with each."""
    nesting: int = 32
    """Lists and objects inside each other in one argument."""
    depth: int = 12
    """Fields below each other."""
    aliases: int = 15
    fields: int = 20
    """Fields of the root."""
    mutations: int = 1
    cost: int = 2500
    """Objects that the answer can hold, a connection one more, a mutation ten. A board of fifty cases costs some 2000."""

    @classmethod
    def read(cls, text: str, standard: Limits) -> Limits:
        """`depth=8, cost=300`: these, and the standard for the rest."""
        given = dict(standard.__dict__)
        for pair in filter(None, (part.strip() for part in text.split(","))):
            name, _, number = pair.partition("=")
            if name.strip() not in given or not number.strip().isdigit():
                known = ", ".join(field.name for field in fields(cls))
                raise ValueError(f"{pair!r} is no limit: write NAME=NUMBER, where NAME is one of {known}")
            given[name.strip()] = int(number)
        return cls(**given)


TOLD = {
    "tokens": "The document has {asked} tokens; at most {most} are taken. Ask for less, or in several documents.",
    "fragments": "The document defines {asked} fragments; at most {most} are taken.",
    "spreads": "The document spreads fragments {asked} times; at most {most} times are taken.",
    "directives": "The document has {asked} directives; at most {most} are taken.",
    "repeats": "One response name stands {asked} times in one selection; at most {most} times are taken.",
    "nesting": "An argument is nested {asked} levels deep; at most {most} are taken. Send it as a variable.",
    "depth": "The fields lie {asked} levels deep; at most {most} are taken. Ask for what lies deeper by its id.",
    "aliases": "The operation has {asked} aliases, fragments counted as often as spread; at most {most} are taken.",
    "fields": "The operation has {asked} root fields; at most {most} are taken. Send several operations.",
    "mutations": "The operation has {asked} mutations; at most {most} is taken. Send one after the other.",
    "cost": "The operation costs {asked}; at most {most} is taken. Ask for smaller pages, or for less below them.",
}


def told(name: str, asked: int, most: int) -> str:
    return TOLD[name].format(asked=asked, most=most)


@dataclass(frozen=True)
class Measured:
    """How much one operation of a document asks for, by the names of the limits."""

    tokens: int
    fragments: int
    spreads: int
    directives: int
    repeats: int
    nesting: int
    depth: int
    aliases: int
    fields: int
    mutations: int
    cost: int

    def beyond(self, limits: Limits) -> tuple[str, int, int] | None:
        """The first limit that is passed: its name, what was asked, and the most."""
        most = limits.__dict__
        return next(((name, asked, most[name]) for name, asked in self.__dict__.items() if asked > most[name]), None)


class _Part(NamedTuple):
    """What a selection comes to, all that it spreads included."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    cost: int = 0
    listed: int = 0
    """The cost of one entry of a connection, whose number only the connection's own field knows."""


NOTHING = _Part()


def measured(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> Measured:
    """The document must have been parsed, and may be wrong in any other way."""
    walk = _Pass(schema, document, _known(operation, variables))
    part = walk.whole(document, operation)
    is_mutation = operation.operation is OperationType.MUTATION
    mutations = part.fields if is_mutation else 0
    return Measured(
        tokens=_tokens(document),
        fragments=len(walk.fragments),
        spreads=walk.spreads,
        directives=walk.directives,
        repeats=walk.repeats,
        nesting=walk.nesting,
        depth=part.depth,
        aliases=part.aliases,
        fields=part.fields,
        mutations=mutations,
        cost=part.cost + MUTATION_COST * mutations,
    )


class _Pass:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode, known: Mapping[str, Any]) -> None:
        self.schema = schema
        self.known = known
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._parts: dict[str, _Part] = {}
        self.spreads = self.directives = self.repeats = self.nesting = 0

    def whole(self, document: DocumentNode, chosen: OperationDefinitionNode) -> _Part:
        """Everything is looked at, for everything is validated; the chosen operation is what will be answered."""
        found = NOTHING
        for node in document.definitions:
            if isinstance(node, OperationDefinitionNode):
                self.directives += len(node.directives or ())
                part = self._selected(node.selection_set, self.schema.get_root_type(node.operation))
                found = part if node is chosen else found
        for name in self.fragments:
            self._fragment(name)
        return found

    def _selected(self, selection: SelectionSetNode, type_: Any) -> _Part:
        depth = aliases = count = cost = listed = 0
        alternatives: Counter[str] = Counter()
        names: list[str] = []
        for node in selection.selections:
            self.directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                names.append(node.alias.value if node.alias else node.name.value)
                part = self._field(node, type_)
            elif isinstance(node, FragmentSpreadNode):
                self.spreads += 1
                part = self._fragment(node.name.value)
            else:
                condition = node.type_condition  # type: ignore[attr-defined]
                inner = self.schema.get_type(condition.name.value) if condition else type_
                part = self._selected(node.selection_set, inner)  # type: ignore[attr-defined]
            depth = max(depth, part.depth)
            aliases, count, listed = aliases + part.aliases, count + part.fields, listed + part.listed
            only = self._only(node, type_)
            if only is None:
                cost += part.cost
            else:
                alternatives[only] += part.cost
        if len(names) > self.repeats:
            self.repeats = max(self.repeats, max(Counter(names).values()))
        return _Part(depth, aliases, count, cost + max(alternatives.values(), default=0), listed)

    def _only(self, node: Any, type_: Any) -> str | None:
        """The one type whose objects have it, where they can be of several: an object is of one, the dearest."""
        if not is_abstract_type(type_):
            return None
        if isinstance(node, FragmentSpreadNode):
            node = self.fragments.get(node.name.value)
        condition = getattr(node, "type_condition", None)
        named = self.schema.get_type(condition.name.value) if condition else None
        return named.name if is_object_type(named) else None

    def _fragment(self, name: str) -> _Part:
        """One that is missing, or spreads itself, adds nothing: validation refuses it by name."""
        found = self._parts.get(name)
        if found is None:
            self._parts[name] = NOTHING
            node = self.fragments.get(name)
            if node is not None:
                self.directives += len(node.directives or ())
                type_ = self.schema.get_type(node.type_condition.name.value)
                found = self._parts[name] = self._selected(node.selection_set, type_)
        return found or NOTHING

    def _field(self, node: FieldNode, parent: Any) -> _Part:
        aliases = 1 if node.alias else 0
        for argument in node.arguments or ():
            self.nesting = max(self.nesting, _nesting(argument.value))
        if node.selection_set is None:
            return _Part(1, aliases, 1)
        name = node.name.value
        definition = getattr(parent, "fields", {}).get(name)
        below = self._selected(node.selection_set, get_named_type(definition.type) if definition else None)
        if name.startswith("__"):  # the schema itself: its own rule bounds it, and it costs no statement
            return _Part(1, aliases + below.aliases, 1)
        depth, aliases = below.depth + 1, aliases + below.aliases
        if _is_page(parent):
            entry = below.cost if name == "edges" else below.cost + 1
            is_list = definition is not None and _is_list(definition)
            return _Part(depth, aliases, 1, 0 if is_list else entry, entry if is_list else 0)
        times = self._times(node, definition)
        if _is_page(get_named_type(definition.type) if definition else None):
            return _Part(depth, aliases, 1, 1 + below.cost + times * below.listed)
        return _Part(depth, aliases, 1, times * (1 + below.cost + below.listed))

    def _times(self, node: FieldNode, definition: GraphQLField | None) -> int:
        """How many objects the field can hold."""
        for argument in node.arguments or ():
            if argument.name.value in SIZES:
                return self._size(argument.value)
        is_many = definition is not None and (_is_list(definition) or "first" in definition.args)
        return LIST_GUESS if is_many else 1

    def _size(self, value: Any) -> int:
        given = self.known.get(value.name.value) if isinstance(value, VariableNode) else _constant(value)
        return given if isinstance(given, int) and 0 <= given <= PAGE_MOST else PAGE_MOST


def _known(operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Sizes that variables hold, or their defaults; of lists, how long they are."""
    known = {
        node.variable.name.value: _constant(node.default_value)
        for node in operation.variable_definitions or ()
        if node.default_value is not None
    }
    for name, value in variables.items():
        known[name] = _given(value)
    return known


def rounded(length: int) -> int:
    """Lists in variables count by the next power of two: plans are kept by that, and with them what they cost."""
    return 1 << (length - 1).bit_length() if length > 1 else 1


def _given(value: Any) -> int | None:
    """A text is a list of one, or refused later."""
    if isinstance(value, list | str):
        return rounded(len(value)) if isinstance(value, list) else 1
    return value if type(value) is int else None


def _constant(value: Any) -> int | None:
    if isinstance(value, ListValueNode):
        return len(value.values)
    return int(value.value) if isinstance(value, IntValueNode) and len(value.value) < 10 else None


def _nesting(value: Any) -> int:
    deep, level = 0, [value]
    while level := [inner for node in level for inner in _inside(node)]:
        deep += 1
    return deep


def _inside(value: Any) -> list[Any]:
    if isinstance(value, ListValueNode):
        return list(value.values)
    return [field.value for field in value.fields] if isinstance(value, ObjectValueNode) else []


def _is_page(type_: Any) -> bool:
    """Connections and pages hold their entries beside what tells of the page."""
    return "pageInfo" in getattr(type_, "fields", ())


def _is_list(definition: GraphQLField) -> bool:
    type_: Any = definition.type
    return isinstance(type_.of_type if isinstance(type_, GraphQLNonNull) else type_, GraphQLList)


def _tokens(document: DocumentNode) -> int:
    count, token = 0, document.loc.start_token if document.loc else None
    while token is not None:
        count, token = count + 1, token.next
    return count - 2  # the ends of the file
