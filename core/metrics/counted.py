"""What was counted, one by one: rows by day and key, different things by key."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from itertools import islice
from operator import add
from typing import Any

from pyroaring import BitMap
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    and_,
    bindparam,
    case,
    cast,
    func,
    inspect,
    or_,
    select,
    tuple_,
)

from core.cases.models import Case
from core.engine import cursors
from core.engine.declare import Node
from core.engine.statements import stated
from core.households.models import Household
from core.metrics.answering import kept_measures
from core.metrics.cells import Kept
from core.metrics.family import Family, family_of
from core.metrics.grains import has_homes, set_grain
from core.metrics.members import united
from core.metrics.metric import Aggregate, Amount, Measure, Part, Span
from core.metrics.scope import ALWAYS, PLACES, Grouping, Scope, Window, holds
from core.metrics.sets import Place, found_sets, homes_of, pieces_of_sets, places_statement, whereabouts
from core.places.models import Community
from core.visits.models import Visit

SIGN = cursors.signature("MetricRow", ())
DISTINCT_KEYS = 2
"""Different things are listed by their own key; one that lies in several communities, by these."""
LINKS: dict[str, Any] = {"visit": Visit, "case": Case, "household": Household}


@dataclass(frozen=True)
class Listed:
    """What a row of the list shows, and where it stands in it."""

    fields: dict[str, Any]
    mark: tuple[Any, ...]


# ------------------------------------------------------------- rows


def listed_rows(
    amount: Amount, window: Window, scope: Scope, after: str | None, limit: int
) -> Generator[Any, Any, list[Listed]]:
    """The rows that an amount adds and does not take away again."""
    measure, scope = amount.parts[0].measure, _known(amount, scope)
    keys = inspect(measure.model).primary_key
    types = [*([date] if measure.day is not None else []), *(key.type.python_type for key in keys)]
    mark = None if after is None else cursors.decode(after, SIGN, types, "after")
    values = _days(window) | scope.values() | {"limit": limit}
    if mark is not None:
        values |= {f"mark{at}": value for at, value in enumerate(mark)}
    rows = yield rows_statement(_of_one_row(amount), scope.names, mark is not None)(**values)
    by = family_of(measure).scale(measure)
    return [_listed(measure, row, len(keys), by) for row in rows]


def number_of_rows(amount: Amount, window: Window, scope: Scope) -> Generator[Any, Any, int]:
    scope = _known(amount, scope)
    ((number,),) = yield number_statement(_of_one_row(amount), scope.names)(**_days(window), **scope.values())
    return int(number)


def _known(amount: Amount, scope: Scope) -> Scope:
    measure = amount.parts[0].measure
    return scope if measure.day is not None else scope.of_known(family_of(measure).known)


def _of_one_row(amount: Amount) -> tuple[Part, ...]:
    """The parts that are told from a row like those of the first."""
    first = amount.parts[0].measure
    return tuple(one for one in amount.parts if (one.measure.model, one.measure.via) == (first.model, first.via))


def _days(window: Window) -> dict[str, Any]:
    return {"since": window.since, "until": window.until, "start": ALWAYS.since}


@stated(1000)
def number_statement(parts: tuple[Part, ...], narrowed: tuple[str, ...]) -> Any:
    family = _family(parts)
    return family.counted(func.count(), held=_held(family, parts, narrowed))


@stated(1000)
def rows_statement(parts: tuple[Part, ...], narrowed: tuple[str, ...], is_further: bool) -> Any:
    family = _family(parts)
    keys = [getattr(family.row, _attribute(family.row, key)) for key in inspect(family.row).mapper.primary_key]
    order = [*([family.day] if family.day is not None else []), *keys]
    held = _held(family, parts, narrowed)
    if is_further:
        marks = [bindparam(f"mark{at}", type_=column.type) for at, column in enumerate(order)]
        held.append(tuple_(*order) > tuple_(*marks))
    day = cast(None, Date) if family.day is None else family.day
    links = [_link(family, name, model).label(f"link_{name}") for name, model in LINKS.items()]
    columns = [day.label("day"), *keys, _added(family, parts), family.columns["community"], *links]
    made = family.counted(*columns, held=held).order_by(*order)
    return made.limit(bindparam("limit", type_=Integer()))


def _family(parts: tuple[Part, ...]) -> Family:
    """With everything that the columns of any part need."""
    return Family(dict.fromkeys(part.measure for part in parts))


def _attribute(row: Any, key: Any) -> str:
    return str(inspect(row).mapper.get_property_by_column(key).key)


def _held(family: Family, parts: tuple[Part, ...], narrowed: tuple[str, ...]) -> list[ColumnElement[bool]]:
    """In one of the added parts, and not taken away by the others; a sum may be of a row that is only taken away."""
    held: list[Any] = [holds(name, family.columns[name]) for name in narrowed]
    adding = [part for part in parts if part.sign > 0 or part.measure.aggregate is Aggregate.SUM]
    held.append(or_(*(_counts(family, part) for part in adding)))
    if len(parts) > 1:
        held.append(_added(family, parts) != 0)
    return held


def _added(family: Family, parts: tuple[Part, ...]) -> Any:
    """What a row adds by all parts together."""
    if len(parts) == 1:
        return family.amount(parts[0].measure)
    numbers = (case((_counts(family, part), part.sign * family.amount(part.measure)), else_=0) for part in parts)
    return reduce(add, numbers)


def _counts(family: Family, part: Part) -> ColumnElement[bool]:
    measure = part.measure
    counts: ColumnElement[bool] = family.amount(measure) != 0
    if measure.day is None:
        return counts
    day = family.either(measure.day)
    since = bindparam("start" if part.span is Span.UNTIL_END else "since", type_=Date())
    return and_(day >= since, day < bindparam("until", type_=Date()), counts)


def _link(family: Family, name: str, model: Any) -> Any:
    """The key of a visit, case or household that the row is, is reached through, or points at."""
    for row in family.rows:
        if inspect(row).mapper.class_ is model:
            return row.id
    column = family.measures[0].visit if model is Visit else f"{name}_id"
    for row in family.rows:
        if hasattr(row, column):
            return getattr(row, column)
    return cast(None, BigInteger)


def _listed(measure: Measure, row: Any, width: int, by: int) -> Listed:
    day, keys, (number, community, *links) = row[0], row[1 : 1 + width], row[1 + width :]
    name = node_name(measure.model)
    table = inspect(measure.model).local_table.name
    fields = {
        "id": f"{name}_{keys[0]}" if name and width == 1 else None,
        "key": "/".join([table, *map(str, keys)]),
        "day": day,
        "amount": number / by,
        "community": community or None,
        **dict(zip(LINKS, links, strict=True)),
    }
    return Listed(fields, (*([day] if day is not None else []), *keys))


def node_name(model: Any) -> str | None:
    """The GraphQL type that shows a model's rows and can be fetched by id."""
    for kind in _nodes(Node):
        shown = getattr(kind, "__shows__", None)
        if shown is not None and shown.model is model and shown.line is None:
            return str(kind.__strawberry_definition__.name)  # type: ignore[attr-defined]
    return None


def _nodes(kind: type) -> Iterator[type]:
    subclasses: list[type] = kind.__subclasses__()
    for one in subclasses:
        yield one
        yield from _nodes(one)


# ------------------------------------------------------------- different things


def distinct_from_sets(
    measure: Measure, window: Window, scope: Scope, mark: tuple[Any, ...] | None, limit: int
) -> Generator[Any, Any, list[Listed]]:
    """From the sets where they are kept, otherwise from the rows; by their own keys."""
    kept = yield from kept_measures([measure])
    narrowed = set(scope.names) - {"line", *PLACES, "round"}
    if measure not in kept or narrowed:
        found = yield from _from_rows(measure, window, scope, mark, limit)
        return [_thing(measure, community, entity) for community, entity in found]
    tag = "round" if scope.get("round") is not None else ""
    grain = set_grain(family_of(measure), "w", tag, has_lines=scope.get("line") is not None)
    spans = list(pieces_of_sets(window, kept[measure], Grouping()).spans())
    sets = yield from found_sets(measure, kept[measure], grain, window, spans, scope)
    members = united(sets.sets.values())
    names = tuple(name for name in PLACES if scope.get(name) is not None)
    if names:
        members &= yield from _inside(measure, kept[measure], names, scope)
    keys = list(islice(members.iter_equal_or_larger(0 if mark is None else mark[0] + 1), limit))
    communities = yield from _communities(measure, keys)
    return [_thing(measure, communities.get(key, 0), key) for key in keys]


def _inside(measure: Measure, kept: Kept, names: tuple[str, ...], scope: Scope) -> Generator[Any, Any, Any]:
    """Everything that lies in the places of a scope."""
    rows = yield places_statement(names)(**{f"only_{name}": list(scope.get(name) or ()) for name in names})
    communities = [Place(*row).community for row in rows]
    homes = yield from homes_of(measure, kept, communities)
    return BitMap(communities) if homes is None else united(homes.values())


def _communities(measure: Measure, keys: Sequence[int]) -> Generator[Any, Any, dict[int, int]]:
    """Where each of the things lies."""
    if not has_homes(family_of(measure)):
        return {key: key for key in keys}
    return dict((yield whereabouts(_model_of(measure))(keys=list(keys))))


def _from_rows(
    measure: Measure, window: Window, scope: Scope, mark: tuple[Any, ...] | None, limit: int
) -> Generator[Any, Any, Sequence[tuple[int, int]]]:
    values = {"since": window.since, "until": window.until, "limit": limit, **scope.values()}
    if mark is not None:
        values |= {"mark0": mark[0], "mark1": mark[1]}
    rows = yield distinct_statement(measure, scope.names, mark is not None)(**values)
    return [(community, entity) for community, entity in rows]


@stated(500)
def distinct_statement(measure: Measure, narrowed: tuple[str, ...], is_further: bool) -> Any:
    family = Family([measure])
    community = family.columns["community"] if family.why_not is None else cast(0, BigInteger)
    entity = family.columns["community"] if family.entity_column is None else family.columns["entity"]
    held = [holds(name, family.columns[name]) for name in narrowed]
    held += [
        family.day >= bindparam("since", type_=Date()),
        family.day < bindparam("until", type_=Date()),
        family.amount(measure) != 0,
    ]
    things = family.counted(community.label("community"), entity.label("entity"), held=held).distinct().subquery()
    made = select(things.c.community, things.c.entity).order_by(things.c.entity, things.c.community)
    if is_further:
        marks = bindparam("mark0", type_=BigInteger()), bindparam("mark1", type_=BigInteger())
        made = made.where(tuple_(things.c.entity, things.c.community) > tuple_(*marks))
    return made.limit(bindparam("limit", type_=Integer()))


def _thing(measure: Measure, community: int, entity: int) -> Listed:
    model = _model_of(measure)
    name = node_name(model)
    links: dict[str, Any] = dict.fromkeys(LINKS)
    if model is Household:
        links["household"] = entity
    fields = {
        "id": f"{name}_{entity}" if name else None,
        "key": f"{inspect(model).local_table.name}/{entity}",
        "day": None,
        "amount": 1.0,
        "community": community or None,
        **links,
    }
    return Listed(fields, (entity, community))


@lru_cache(maxsize=100)
def _model_of(measure: Measure) -> Any:
    """What the counted keys are keys of."""
    family = family_of(measure)
    if family.entity_column is None:
        return Community
    row = family.row if hasattr(family.row, family.entity_column) else family.place
    for relationship in inspect(row).mapper.relationships:
        if any(column.key == family.entity_column for column in relationship.local_columns):
            return relationship.mapper.class_
    raise TypeError(f"{family.entity_column} points at nothing that could be listed")
