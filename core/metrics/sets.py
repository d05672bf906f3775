"""Different things from sets: communities reached, households entered. Whatever the grouping, each counts once in a group.

Sets are kept by day, month and year, for the whole and by district; a window unites few of them. Where a set stands for
itself, a month among months, only its size is read. Streets and communities are told apart by whose homes they are. What was
written since sets were last merged only says whom to look up: whether they are members is then asked of the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pyroaring import BitMap
from sqlalchemy import (
    BigInteger,
    Cast,
    Date,
    Integer,
    LargeBinary,
    Text,
    bindparam,
    case,
    cast,
    exists,
    func,
    null,
    select,
    union_all,
)

from core.columns import Among, Listed
from core.engine.aliases import alias_of
from core.engine.statements import stated
from core.metrics.cells import Kept, delta_column, without_nothing
from core.metrics.family import family_of, whole
from core.metrics.grains import EVER, HOMES, PLACES, Grain, has_homes, has_tag, is_home, set_grain
from core.metrics.members import read, united
from core.metrics.metric import Measure, MetricDimension
from core.metrics.models import RollupDelta, RollupSet
from core.metrics.pieces import Pieces, Slice, month_number, month_span, pieces
from core.metrics.rows import Figures
from core.metrics.scope import ALWAYS, Group, Grouping, Scope, Window, holds, month_of, time_of, value_of
from core.metrics.sql import as_text, given_rows
from core.metrics.sql import field as json_field
from core.metrics.told import Told, is_wanted, size_of, told_of
from core.places.models import Community

D = MetricDimension
Asked = Generator[Any, Any, Any]
Span = tuple[int, date, date]
"""A period, its first day, and the day after its last."""


@dataclass(frozen=True)
class Place:
    community: int
    street: int
    district: int


@dataclass
class Found:
    """The sets that a question needs, by what they are kept by, those written since corrected."""

    sets: dict[tuple[str, str, int, int], Any] = field(default_factory=dict)
    """By line, tag, place (0 for the whole) and period."""
    sizes: dict[tuple[str, str, int, int], int] = field(default_factory=dict)
    """Of sets that need not be read."""


def from_sets(measure: Measure, kept: Kept, window: Window, grouping: Grouping, scope: Scope) -> Asked:
    """How many different there are in each group."""
    grain, places = yield from _places(measure, grouping, scope)
    wanted = pieces_of_sets(window, kept, grouping)
    told = told_of(wanted, grain, grouping) if places is None else Told()
    found = yield from found_sets(measure, kept, grain, window, list(wanted.spans()), scope, told)
    together: dict[Group, dict[int, list[Any]]] = {}
    for (line, tag, place, period), members in found.sets.items():
        key = _group_without_place(grouping, line, tag, period)
        together.setdefault(key, {}).setdefault(place, []).append(members)
    if places is None:
        figures = dict(_counted(together, grouping))
    else:
        homes = yield from homes_of(measure, kept, [place.community for place in places])
        figures = dict(_counted_in(places, homes, together, grouping))
    for (line, tag, place, period), size in found.sizes.items():
        key = _placed(grouping, _group_without_place(grouping, line, tag, period), Place(0, 0, place))
        figures[key] = figures.get(key, 0) + size
    return without_nothing(figures)


def _places(measure: Measure, grouping: Grouping, scope: Scope) -> Generator[Any, Any, tuple[Grain, Any]]:
    """Which sets are needed, and, where streets or communities matter, the communities to tell apart in them."""
    tag = "round" if D.ROUND in grouping.dimensions or scope.get("round") is not None else ""
    family, has_lines = family_of(measure), D.LINE in grouping.dimensions or scope.get("line") is not None
    fine = {D.STREET, D.COMMUNITY} & set(grouping.dimensions) or {"street", "community"} & set(scope.names)
    if not fine:
        is_by_district = D.DISTRICT in grouping.dimensions or scope.get("district") is not None
        return set_grain(family, "d" if is_by_district else "w", tag, has_lines=has_lines), None
    names = tuple(name for name in ("district", "street", "community") if scope.get(name) is not None)
    values = {f"only_{name}": list(scope.get(name) or ()) for name in names}
    rows = yield places_statement(names)(**values)
    return set_grain(family, "w", tag, has_lines=has_lines), [Place(*row) for row in rows]


@stated(20)
def places_statement(narrowed: tuple[str, ...]) -> Any:
    columns = {"community": Community.id, "street": Community.street_id, "district": Community.district_id}
    return select(*columns.values()).where(*(holds(name, columns[name]) for name in narrowed))


@stated(100)
def whereabouts(model: Any) -> Any:
    """In which community each of some rows lies."""
    return select(model.id, model.community_id).where(Among(model.id, bindparam("keys", type_=Listed(BigInteger()))))


def _group_without_place(grouping: Grouping, line: str, tag: str, period: int) -> Group:
    group: list[Any] = []
    for dimension in grouping.dimensions:
        if dimension is D.LINE:
            group.append(line or None)
        elif dimension is D.ROUND:
            group.append(value_of(D.ROUND, tag))
        elif dimension is grouping.time:
            group.append(_time(dimension, period))
        else:
            group.append(None)
    return tuple(group)


def _time(dimension: D, period: int) -> Any:
    if period < 1_000_000:  # a month
        return month_of(date(period // 100, period % 100, 1))
    return time_of(dimension, date(period // 10_000, period // 100 % 100, period % 100))


def _counted(together: dict[Group, dict[int, list[Any]]], grouping: Grouping) -> Figures:
    found: dict[Group, int] = {}
    for group, by_district in together.items():
        for district, several in by_district.items():
            key = _placed(grouping, group, Place(0, 0, district))
            found[key] = found.get(key, 0) + len(united(several))
    return found


def _counted_in(
    places: Sequence[Place],
    homes: Mapping[int, Any] | None,
    together: dict[Group, dict[int, list[Any]]],
    grouping: Grouping,
) -> Figures:
    """The same by community, each with what it has of the whole."""
    found: dict[Group, int] = {}
    for group, by_district in together.items():
        one = united(members for several in by_district.values() for members in several)
        for place in places:
            number = _number_in(place.community, homes, one)
            if number:
                key = _placed(grouping, group, place)
                found[key] = found.get(key, 0) + number
    return found


def _number_in(community: int, homes: Mapping[int, Any] | None, members: Any) -> int:
    if homes is None:
        return int(community in members)
    there = homes.get(community)
    return members.intersection_cardinality(there) if there is not None else 0


def _placed(grouping: Grouping, group: Group, place: Place) -> Group:
    keys = {D.DISTRICT: place.district, D.STREET: place.street, D.COMMUNITY: place.community}
    return tuple(
        value_of(d, keys[d]) if d in keys else part for d, part in zip(grouping.dimensions, group, strict=True)
    )


# ------------------------------------------------------------- the sets as they are now


def found_sets(
    measure: Measure,
    kept: Kept,
    grain: Grain,
    window: Window,
    spans: Sequence[Span],
    scope: Scope,
    told: Told | None = None,
) -> Generator[Any, Any, Found]:
    """The sets of the wanted periods; numbers alone where they tell enough, and nobody wrote about it since. Sets of the whole
    are whole, whatever places the scope has: who asked looks for these within them.
    """
    told, has_keys = told or Told(), has_homes(family_of(measure))
    kept_by = {"line": "line", PLACES[grain.place]: PLACES[grain.place], grain.tag: grain.tag}
    names = tuple(name for name in kept_by if name and scope.get(name) is not None)
    values = {f"only_{name}": list(scope.get(name) or ()) for name in names}
    rows = yield sets_statement(grain, kept.position, names, has_keys)(
        measure=kept.measure,
        family=kept.family,
        grain=grain.code,
        periods=[*(period for period, _, _ in spans), *(piece.period for piece in told.ends)],
        **told.bound(),
        since=window.since,
        until=window.until,
        **values,
    )
    found = Found()
    pending = []
    for line, tag, place, period, members, member, day, number in rows:
        if members is not None:
            found.sets[line, tag, place, period] = read(members)
        elif member is None:
            found.sizes[line, tag, place, period] = number
        else:
            pending.append((line, tag, place, member, day, number))
    if pending:
        yield from _corrected(measure, grain, found, pending, spans)
    return found


def homes_of(measure: Measure, kept: Kept, communities: Sequence[int]) -> Generator[Any, Any, Mapping[int, Any] | None]:
    """What a measure ever counted in each of the communities; None where communities are what it counts."""
    if not has_homes(family_of(measure)):
        return None
    scope = Scope.of(community=communities)
    found = yield from found_sets(measure, kept, HOMES, ALWAYS, [(EVER, ALWAYS.since, ALWAYS.until)], scope)
    return {community: members for (_, _, community, _), members in found.sets.items()}


def pieces_of_sets(window: Window, kept: Kept, grouping: Grouping) -> Pieces:
    by_time = grouping.time is not None
    made = pieces(window, kept.first_day, kept.last_day, by_time=by_time)
    if grouping.time in (D.WEEK, D.DAY):
        return _by_day(made)
    return made


def _by_day(made: Pieces) -> Pieces:
    whole = [Slice(month, 1, (month_span(month)[1] - month_span(month)[0]).days) for month in made.months]
    return Pieces((), (), (*whole, *made.slices))


@stated(500)
def sets_statement(grain: Grain, position: int, narrowed: tuple[str, ...], has_keys: bool) -> Any:
    """The sets or their sizes, and whom was written about since, with how many rows more make it a member."""
    kept, delta = alias_of(RollupSet), alias_of(RollupDelta)
    is_known, size = size_of(kept)
    columns = {"line": kept.line, PLACES[grain.place]: kept.place, grain.tag: kept.tag}
    sets = select(
        kept.line,
        kept.tag,
        kept.place,
        kept.period,
        case((is_known, null()), else_=kept.members),
        cast(None, BigInteger),
        cast(None, Date),
        size,
    ).where(
        is_wanted(kept),
        kept.measure == bindparam("measure", type_=BigInteger()),
        kept.grain == bindparam("grain", type_=Text()),
        Among(kept.period, bindparam("periods", type_=Listed(Integer()))),
        *(holds(name, columns[name]) for name in narrowed),
    )
    place: Any = cast(0, BigInteger) if grain.place == "w" else delta_column(delta, PLACES[grain.place])
    tag: Any = delta_column(delta, grain.tag) if grain.tag else cast("", Text)
    line: Any = delta.line if grain.is_by_line else cast("", Text)
    whom = [line, tag, place, delta.entity_id if has_keys else delta.community_id, delta.day]
    number = whole(func.sum(getattr(delta, f"n{position}")))
    written = (
        select(*whom[:3], cast(0, Integer), cast(None, LargeBinary), *whom[3:], number)
        .where(
            delta.family_id == bindparam("family", type_=BigInteger()),
            delta.day >= bindparam("since", type_=Date()),
            delta.day < bindparam("until", type_=Date()),
            *(holds(name, delta_column(delta, name)) for name in narrowed),
        )
        .group_by(*(column for column in whom if not isinstance(column, Cast)))
    )
    return union_all(sets, written)


def _corrected(measure: Measure, grain: Grain, found: Found, pending: Iterable[Any], spans: Sequence[Span]) -> Asked:
    """Members of what was written about since. More rows for one than against it settle it, for there never were fewer
    than none; of the others the rows are asked."""
    balance: dict[tuple[Any, ...], int] = defaultdict(int)
    for line, tag, place, member, day, number in pending:
        span = next((span for span in spans if span[1] <= day < span[2]), None)
        balance[line, tag, place, member, *(span or _day_alone(day))] += number
    unsure = [one for one, number in balance.items() if number <= 0]
    asked = [doubtful(grain.code, *one[:4], *one[5:]) for one in unsure]
    present = yield from present_of(measure, asked)
    gone = {one for one, is_member in zip(unsure, present, strict=True) if not is_member}
    for one in balance:
        line, tag, place, member, period, _, _ = one
        members = found.sets.setdefault((line, tag, place, period), BitMap())
        if one in gone:
            members.discard(member)
        else:
            members.add(member)


def _day_alone(day: date) -> tuple[int, date, date]:
    """Of a day from which nothing was ever merged."""
    return month_number(day) * 100 + day.day, day, day + timedelta(days=1)


Doubtful = tuple[Any, ...]


def doubtful(code: str, line: str, tag: str, place: int, member: int, since: date, until: date) -> Doubtful:
    """What may be no member of a set any more, as the rows are asked about it: line, tag (None for any), district and
    community (0 for any), the member's key, days from and to.
    """
    district, community = (0, place) if is_home(code) else (place, 0)
    return line, tag if has_tag(code) else None, district, community, member, since, until


def present_of(measure: Measure, asked: Sequence[Doubtful]) -> Generator[Any, Any, list[bool]]:
    """Whether rows make each a member."""
    if not asked:
        return []
    rows = yield presence_statement(measure)(asked=as_text([[at, *one] for at, one in enumerate(asked)]))
    members = {at for (at,) in rows}
    return [at in members for at in range(len(asked))]


@stated(500)
def presence_statement(measure: Measure) -> Any:
    return presence(measure)


def presence(measure: Measure) -> Any:
    """Which of the entries of a bound list have a row that counts."""
    family = family_of(measure)
    given = given_rows(bindparam("asked", type_=Text()), "given")
    line, tag = json_field(given, 1, Text()), json_field(given, 2, Text())
    district, community = json_field(given, 3, BigInteger()), json_field(given, 4, BigInteger())
    known, member = family.columns, json_field(given, 5, BigInteger())
    held = [
        known["entity" if has_homes(family) else "community"] == member,
        family.day >= json_field(given, 6, Date()),
        family.day < json_field(given, 7, Date()),
        (line == "") | (known["line"] == line),
        family.amount(measure) != 0,
        (district == 0) | (known["district"] == district),
        tag.is_(None) | (known["round"] == tag),
    ]
    if has_homes(family):
        held.append((community == 0) | (known["community"] == community))
    counted = family.counted(family.day, held=held).correlate(given)
    return select(json_field(given, 0, Integer())).select_from(given).where(exists(counted))
