"""What a GraphQL field says of itself: where its value is. The engine and graphql-core both read it from here.

@shows(models.Visit)
class Visit(Node):
    "One attendance of one line at one community (进社区)."

    visited_on: date = column("The day of the visit (进社区日期).")
    community: Community = relation("Where (社区).")
    cases: Connection[Case] = connection("Found there (发现的问题).", CASE_ORDER, via=models.Case.visit_id)
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import GenericAlias
from typing import Any, Literal, TypeVar, dataclass_transform

import strawberry
from sqlalchemy.orm import InstrumentedAttribute
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from core.engine.filters import Condition
from core.engine.orders import Order
from core.engine.statements import Statement

DECLARATION = "lastmeter.declaration"
T = TypeVar("T")
Class = TypeVar("Class", bound=type)

Answer = Generator[Any, Any, T]
"""What a field computed in Python is: it yields statements, is sent their rows, and returns the value."""

Answers = Generator[Any, Any, Sequence[T]]
"""The same for many rows at once: returns one value for each row, in their order."""


class Declaration:
    """One kind of field."""


@dataclass(frozen=True, slots=True)
class Column(Declaration):
    attribute: str | None = None
    through: Mapping[Any, Any] | None = None
    sql: Callable[[Any, Any], Any] | None = None
    personal: str | None = None


@dataclass(frozen=True, slots=True)
class NodeKey(Declaration):
    pass


@dataclass(frozen=True, slots=True)
class Relation(Declaration):
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class Rows(Declaration):
    attribute: str | None = None
    is_limited: bool = False


@dataclass(frozen=True, slots=True)
class Values(Declaration):
    attribute: str
    column: str


@dataclass(frozen=True, slots=True)
class Part(Declaration):
    pass


@dataclass(frozen=True, slots=True)
class Lookup(Declaration):
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class LinePart(Declaration):
    attribute: str = "line"


@dataclass(frozen=True, slots=True)
class Page(Declaration):
    order: Order
    filters: type | None = None
    via: InstrumentedAttribute[Any] | None = None
    only: Condition | None = None


@dataclass(frozen=True, slots=True)
class Everything(Declaration):
    order: InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Unique(Declaration):
    attribute: InstrumentedAttribute[Any]
    argument: str
    prefer: str | None = None


@dataclass(frozen=True, slots=True)
class ById(Declaration):
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class ByNodeId(Declaration):
    argument: str


@dataclass(frozen=True, slots=True)
class Computed(Declaration):
    step: Callable[..., Generator[Statement, Any, Any]]
    needs: tuple[str, ...] | None = None
    """The columns that each row must bring; None where the field does not stand on rows."""
    policy: str | None = None
    """The operation that the viewer must be allowed; of a field of rows, None where seeing the row is enough."""


@dataclass(frozen=True, slots=True)
class Feed(Declaration):
    subject: Any
    filters: type
    policy: str
    make: Callable[[Any], Any]
    """Of one event the object that is told; None where it is nothing to this feed."""
    position: Callable[[str], int]
    """Where a cursor points."""


class DeclaredField(StrawberryField):
    """A Strawberry field whose resolver, for graphql-core, is its declaration."""

    @property
    def is_basic_field(self) -> bool:
        return False

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        from core.engine.reference import resolve

        return resolve(self, source, info, kwargs)

    @property
    def declaration(self) -> Declaration:
        found: Declaration = self.metadata[DECLARATION]
        return found


def declared(declaration: Declaration, description: str, arguments: Iterable[StrawberryArgument] = ()) -> Any:
    made = DeclaredField(description=description, metadata={DECLARATION: declaration})
    made.arguments = list(arguments)
    return made


def node_key(description: str, *, init: Literal[False] = False) -> Any:
    """The id of a node, made of its type and key; never given to a constructor."""
    made = declared(NodeKey(), description)
    made.init = init
    return made


def argument(name: str, annotation: Any, description: str) -> StrawberryArgument:
    return StrawberryArgument(name, None, StrawberryAnnotation(annotation), description=description)


def column(
    description: str,
    of: str | None = None,
    *,
    through: Mapping[Any, Any] | None = None,
    sql: Callable[[Any, Any], Any] | None = None,
    personal: str | None = None,
) -> Any:
    """A value of the row: the attribute of the same name, or `of`; `through` a table of words; or an SQL expression.

    `sql` is given the row's alias and a `Bound` that knows the moment of asking. A `personal` text names the operation that
    shows it; others are shown a mask.
    """
    return declared(Column(of, through, sql, personal), description)


def named(name: str, field: Any) -> Any:
    """A field whose GraphQL name is a word that Python keeps for itself: `from_: date = named("from", column(…))`."""
    field.graphql_name = name
    return field


def relation(description: str, of: str | None = None) -> Any:
    """The one row that a relationship of the model leads to."""
    return declared(Relation(of), description)


def rows(description: str, of: str | None = None, *, limited: bool = False) -> Any:
    """All rows of a relationship, in its order: for lists that are short by nature. Others are connections.

    With `limited`, clients may ask for the first few only.
    """
    offered = (
        [argument("first", int | None, "Only so many, 1 to 100; all when not given (只取前几条).")] if limited else []
    )
    return declared(Rows(of, limited), description, offered)


def values(description: str, of: str) -> Any:
    """One column of all rows of a relationship, as a list: `values("Why it comes first.", "tags.tag")`."""
    relationship, _, column = of.partition(".")
    return declared(Values(relationship, column), description)


def part(description: str) -> Any:
    """A group of columns of the same row, shown as an object of its own."""
    return declared(Part(), description)


def lookup(description: str, of: str | None = None) -> Any:
    """An object of the catalogue (a service line, a category), found by the key in a column."""
    return declared(Lookup(of), description)


def line_part(description: str) -> Any:
    """What only the row's service line records: an interface that each line implements."""
    return declared(LinePart(), description)


def by_id(description: str, of: str | None = None) -> Any:
    """A row whose key a Python object carries in the attribute of the same name, or `of`."""
    return declared(ById(of), description)


def by_node_id(description: str, name: str, annotation: Any, of: str) -> Any:
    return declared(ByNodeId(name), description, [argument(name, annotation, of)])


def unique(
    description: str,
    attribute: InstrumentedAttribute[Any],
    name: str,
    annotation: Any,
    of: str,
    *,
    prefer: str | None = None,
) -> Any:
    """The one row that has a value in a column; null where there is none. Of several, those that `prefer` says."""
    return declared(Unique(attribute, name, prefer), description, [argument(name, annotation, of)])


def everything(description: str, order: InstrumentedAttribute[Any]) -> Any:
    """All rows of a model, by one of its columns: for tables that are short by nature."""
    return declared(Everything(order), description)


def connection(
    description: str,
    order: Order,
    filters: type | None = None,
    *,
    via: InstrumentedAttribute[Any] | None = None,
    only: Condition | None = None,
) -> Any:
    """Pages through rows: all of a model, or those whose column `via` points at this row; `only` those that hold."""
    offered = [
        argument("first", int | None, "How many from the start of the list, 1 to 100 (从前数)."),
        argument("after", str | None, "Only what follows this cursor (游标之后)."),
        argument("last", int | None, "How many from the end of the list, 1 to 100 (从后数)."),
        argument("before", str | None, "Only what precedes this cursor (游标之前)."),
    ]
    if filters is not None:
        offered.append(argument("filter", filters | None, "Narrows the list (筛选)."))
    offered.append(
        argument(
            "order_by",
            GenericAlias(list, (order.input,)) | None,
            f"How to sort; ties are broken by id. {order.told} (排序).",
        )
    )
    return declared(Page(order, filters, via, only), description, offered)


def feed(
    description: str,
    subject: Any,
    filters: type,
    policy: str,
    *,
    make: Callable[[Any], Any],
    position: Callable[[str], int],
) -> Any:
    """What happens to rows of a model, told as it happens. Objects that `make` gives refer to those rows `by_id`.

    Only what happens to rows that the viewer may see, and that the filter holds for now, is told.
    """
    offered = [
        argument("filter", filters | None, "Only what happens to these (筛选)."),
        argument("after", str | None, "Only what happened after this cursor; from now on when not given (游标之后)."),
    ]
    return declared(Feed(subject, filters, policy, make, position), description, offered)


def answer(description: str, policy: str) -> Callable[[Callable[..., Any]], Any]:
    """A field computed in Python: a generator that yields statements, is sent rows, and returns the value.

    Its parameter `question` tells what was asked; the others are the field's arguments. `policy` is the operation that the
    viewer must be allowed.
    """
    return lambda step: _computed(step, description, None, policy)


def batch(description: str, *needs: str, policy: str | None = None) -> Callable[[Callable[..., Any]], Any]:
    """A field of a row, computed in Python for many rows at once: given `rows` with the columns it `needs`."""
    return lambda step: _computed(step, description, needs or ("id",), policy)


def _computed(
    step: Callable[..., Any], description: str, needs: tuple[str, ...] | None, policy: str | None
) -> DeclaredField:
    resolver = StrawberryResolver(step)
    made = DeclaredField(
        python_name=step.__name__,
        description=description,
        type_annotation=_answer_type(step),
        metadata={DECLARATION: Computed(step, needs, policy)},
    )
    made.arguments = [a for a in resolver.arguments if a.python_name not in {"question", "rows"}]
    for offered in made.arguments:
        if offered.default is None:  # what is not given need not be said to be null
            offered.default = strawberry.UNSET
    return made


def _answer_type(step: Callable[..., Any]) -> StrawberryAnnotation:
    annotation = inspect.signature(step).return_annotation
    found = re.fullmatch(r"Answers?\[(.*)\]", annotation, re.DOTALL) if isinstance(annotation, str) else None
    if found is None:
        raise TypeError(f"{step.__qualname__} must be annotated with Answer[…] or Answers[…], as text")
    return StrawberryAnnotation(found[1], namespace=step.__globals__)


@strawberry.interface(description="An object that any client can fetch again by its id (可按 id 重新获取的对象).")
class Node:
    id: strawberry.ID = node_key("Opaque and globally unique (全局唯一标识).")


@dataclass(frozen=True)
class Shown:
    """What a GraphQL type shows: the rows of a model, or Python objects only."""

    model: Any
    part_of: Any = None
    line: str | None = None
    names: Sequence[str] = field(default=())


@dataclass_transform(
    kw_only_default=True,
    field_specifiers=(
        node_key,
        column,
        relation,
        rows,
        values,
        part,
        lookup,
        line_part,
        by_id,
        connection,
        declared,
        everything,
        unique,
        by_node_id,
        feed,
    ),
)
def shows(model: Any, *, line: str | None = None, name: str | None = None) -> Callable[[Class], Class]:
    """A GraphQL type whose objects are rows of `model`; its docstring is its description.

    With `line`, it is the part that this line adds to another model's objects (a `VisitReport`, a `CaseDetail`): its
    primary key is the key of the row that it belongs to.
    """

    def wrap(cls: Class) -> Class:
        cls.is_type_of = classmethod(lambda kind, value, info: isinstance(value, (model, kind)))  # type: ignore[attr-defined]
        cls.__shows__ = Shown(model, line=line)  # type: ignore[attr-defined]
        return strawberry.type(meant(cls), name=name, description=described(cls))

    return wrap


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, node_key, by_id))
def plain(cls: Class) -> Class:
    """A GraphQL type whose objects are made in Python; its docstring is its description."""
    return strawberry.type(meant(cls), description=described(cls))


def meant(cls: Class) -> Class:
    """With annotations that say what they mean, where it is there by now. Of those that are text Strawberry parses each four
    times over, at first without knowing where to look.
    """
    names = vars(sys.modules[cls.__module__])
    for name, annotation in inspect.get_annotations(cls).items():
        if isinstance(annotation, str):
            with suppress(NameError):
                cls.__annotations__[name] = eval(annotation, names)
    return cls


def described(cls: type) -> str:
    text = inspect.cleandoc(cls.__doc__ or "")
    if not text or text.startswith(f"{cls.__name__}("):
        raise TypeError(f"{cls.__module__}.{cls.__qualname__} needs a docstring: it is its description in the schema")
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text)
