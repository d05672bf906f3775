"""Families: measures over the same rows by the same day, and the SQL that counts them: for questions, triggers, rebuilds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Numeric,
    Select,
    Text,
    case,
    cast,
    func,
    inspect,
    literal_column,
    select,
)
from sqlalchemy.dialects.sqlite.pysqlite import dialect as sqlite_dialect
from sqlalchemy.orm import RelationshipDirection
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import SelectBase

from core.engine.aliases import Aliases
from core.metrics.metric import Aggregate, Measure
from core.metrics.models import NUMBERS_MOST
from core.metrics.sql import Spread, word
from core.places.models import Community

THOUSANDTHS = 1000
"""Decimals have three places; they are added as whole numbers, so that no order of adding changes a sum."""
LAYOUT = "9"
"""Changes when what is kept changes; then everything is made anew."""
LAYOUT_OF_HISTOGRAMS = "3"
"""The same for histograms alone."""
NONE = literal_column("''", Text())
NOWHERE = literal_column("0", BigInteger())


@dataclass(frozen=True)
class Hop:
    """A row that is reached over a foreign key, and from which row."""

    row: Any
    child: Any
    pointer: Any
    """The column of the child that points here."""
    is_outer: bool


class Family:
    """`row` is what is counted, `place` says of which line it is and when it counts, `at` in which community it is."""

    def __init__(self, measures: Iterable[Measure], alias: Callable[[Any], Any] | None = None) -> None:
        self.measures = tuple(measures)
        first = self.measures[0]
        self.hops: list[Hop] = []
        self._alias = alias or Aliases()
        self.row = self._alias(first.model)
        self.place = self._walked(self.row, first.via)
        self.at = self._walked(self.row, first.at) if first.at else self.place
        self.community = self._community()
        self.leader = self._to(self.place, "leader", is_outer=True) if hasattr(self.place, "leader") else None
        self.day = None if first.day is None else self.either(first.day)
        for measure in self.measures:
            self._number_of(measure)  # joins what its column needs
            self._refuse_lists(measure)

    def _refuse_lists(self, measure: Measure) -> None:
        """A statement that is made once cannot hold a list whose length it does not know."""
        found = self.amount(measure)
        if any(getattr(part, "expanding", False) for part in visitors.iterate(found)):
            raise TypeError(f"{measure}: write == and | in its condition instead of in_")

    def _walked(self, row: Any, path: str | None) -> Any:
        for step in path.split(".") if path else ():
            row = self._to(row, step)
        return row

    def _to(self, row: Any, step: str, *, is_outer: bool = False) -> Any:
        relationship = inspect(row).mapper.relationships[step]
        if relationship.direction is not RelationshipDirection.MANYTOONE or relationship.viewonly:
            raise TypeError(f"{relationship} leads to many rows or follows no foreign key: figures go up, not down")
        (pointer,) = relationship.local_columns
        return self._over(row, pointer, relationship.mapper.class_, is_outer=is_outer)

    def _over(self, row: Any, pointer: Any, model: Any, *, is_outer: bool) -> Any:
        for hop in self.hops:
            if hop.child is row and hop.pointer is pointer:
                return hop.row
        target = self._alias(model)
        self.hops.append(Hop(target, row, pointer, is_outer))
        return target

    def _community(self) -> Any:
        if inspect(self.at).mapper.class_ is Community:
            return self.at
        if not hasattr(self.at, "community_id"):
            return None
        pointer = inspect(self.at).mapper.columns["community_id"]
        return self._over(self.at, pointer, Community, is_outer=bool(pointer.nullable))

    def either(self, name: str) -> Any:
        """A column of the counted row, or else of the row that says where it is."""
        return getattr(self.row, name) if hasattr(self.row, name) else getattr(self.place, name)

    @property
    def rows(self) -> list[Any]:
        """What is counted, and everything it is reached from."""
        return [self.row, *(hop.row for hop in self.hops)]

    def day_of(self, row: Any) -> Any:
        """The column of a row that says on which day it counts; None where another row says."""
        name = self.measures[0].day
        holder = self.row if hasattr(self.row, name or "") else self.place
        return inspect(row).mapper.columns[name] if name and row is holder else None

    # ------------------------------------------------------------- by what it is counted

    @cached_property
    def columns(self) -> dict[str, ColumnElement[Any]]:
        """Everything that it can be grouped and narrowed by; constant where it does not know."""
        community = self.community
        known: dict[str, Any] = {
            "line": self._line(),
            "district": NOWHERE if community is None else self._placed(community.district_id),
            "street": NOWHERE if community is None else self._placed(community.street_id),
            "community": NOWHERE if community is None else self._placed(community.id),
            **{name: self._tag(name) for name in TAGS},
            "entity": self._entity(),
            "bucket": self._bucket(),
        }
        return known if self.day is None else known | {"day": self.day}

    def _placed(self, column: Any) -> Any:
        """Bare wherever it can be, for an index helps only with a bare column."""
        is_placed = self.measures[0].is_placed
        if is_placed is not None:
            return case((self.either(is_placed), column), else_=NOWHERE)
        is_outer = any(hop.is_outer for hop in self.hops if hop.row is self.community)
        return func.coalesce(column, 0) if is_outer else column

    def _line(self) -> Any:
        line = self.measures[0].line
        if line is not None:
            return word(line)
        for row in (self.row, self.place):
            if hasattr(row, "line"):
                return func.coalesce(row.line, "") if inspect(row).mapper.columns["line"].nullable else row.line
        return word("")

    @cached_property
    def known(self) -> frozenset[str]:
        """Of what it can be grouped by, what it knows."""
        line = {"line"} if self.measures[0].line is not None or hasattr(self.row, "line") else set()
        found = line | ({"line"} if hasattr(self.place, "line") else set())
        found |= {"district", "street", "community"} if self.community is not None else set()
        found |= {name for name in TAGS if self._tag(name) is not NONE}
        return frozenset(found | ({"day"} if self.day is not None else set()))

    def _tag(self, name: str) -> ColumnElement[Any]:
        place = self.place
        if name == "round" and hasattr(place, "round_id"):
            return func.coalesce(cast(place.round_id, Text), "")
        if name == "category" and hasattr(place, "category_code"):
            return func.coalesce(cast(place.category_code, Text), "")
        if name == "source" and hasattr(place, "category_code"):
            return func.coalesce(cast(place.source, Text), "")
        if name == "unit" and hasattr(place, "assignee_unit_id"):
            return func.coalesce(cast(place.assignee_unit_id, Text), "")
        if name == "unit" and self.leader is not None:
            return func.coalesce(cast(self.leader.unit_id, Text), "")
        return NONE

    @property
    def entity_column(self) -> str | None:
        """The column whose different values are counted, where it is not the community's."""
        first = self.measures[0]
        return first.column if first.aggregate is Aggregate.DISTINCT and first.column != "community_id" else None

    def _entity(self) -> ColumnElement[Any]:
        return NOWHERE if self.entity_column is None else self.either(self.entity_column)

    def _bucket(self) -> ColumnElement[Any]:
        first = self.measures[0]
        if first.value is None:
            return NONE
        return cast(Spread(first.value(self.row, self.place), first.steps), Text)

    # ------------------------------------------------------------- what is counted

    def amount(self, measure: Measure) -> Any:
        """What one row adds."""
        number, held = self._number_of(measure), self.held(measure)
        return number if held is None else case((held, number), else_=0)

    def held(self, measure: Measure) -> Any:
        """What a row must meet to count; None where every row does."""
        held = None if measure.where is None else measure.where(self.row, self.place)
        if not measure.is_of_register:
            return held
        return self.community.is_active if held is None else held & self.community.is_active

    def _number_of(self, measure: Measure) -> Any:
        if measure.aggregate is not Aggregate.SUM:
            return literal_column("1", BigInteger())
        column = self.column_of(measure)
        if isinstance(column.type, Numeric):
            column = cast(func.round(column * THOUSANDTHS), BigInteger)
        return func.coalesce(column, 0)

    def column_of(self, measure: Measure) -> Any:
        path, _, name = (measure.column or "").rpartition(".")
        return getattr(self._walked(self.row, path), name) if path else self.either(name)

    def scale(self, measure: Measure) -> int:
        """By what a number must be divided."""
        is_decimal = measure.aggregate is Aggregate.SUM and isinstance(self.column_of(measure).type, Numeric)
        return THOUSANDTHS if is_decimal else 1

    def counted(self, *columns: Any, held: Sequence[Any] = ()) -> Select[Any]:
        """Rows that count by some day, with these columns."""
        made = select(*columns).select_from(self.source).where(*held)
        return made if self.day is None else made.where(self.day.is_not(None))

    @cached_property
    def source(self) -> Any:
        made = inspect(self.row).selectable
        for hop in self.hops:
            target = inspect(hop.row).mapper.primary_key[0]
            on = inspect(hop.row).selectable.c[target.key] == inspect(hop.child).selectable.c[hop.pointer.key]
            made = made.join(inspect(hop.row).selectable, on, isouter=hop.is_outer)
        return made

    # ------------------------------------------------------------- rollups

    @cached_property
    def is_rolled_up(self) -> bool:
        """Whether every change of a number can be told from the rows of one case of it alone.

        A condition that looks at other rows, different values that do not lie within one community each, and the size
        of a register are counted from the rows, each time.
        """
        return self.why_not is None

    @cached_property
    def why_not(self) -> str | None:
        if self.day is None:
            return "the size of a register"
        if any(self._looks_elsewhere(measure) for measure in self.measures):
            return "its condition looks at other rows"
        if self.entity_column is not None and (self.measures[0].at is None or not self._is_of_place()):
            return "what is counted once may lie in several communities"
        tables = [inspect(row).mapper.local_table for row in self.rows]
        if len(set(tables)) < len(tables):
            return "it reads one table twice"
        return None

    def _is_of_place(self) -> bool:
        """Whether the different things that are counted are those that say in which community."""
        return any(hop.row is self.at and hop.pointer.key == self.entity_column for hop in self.hops)

    def _looks_elsewhere(self, measure: Measure) -> bool:
        return any(isinstance(part, SelectBase) for part in visitors.iterate(self.amount(measure)))

    @cached_property
    def signature(self) -> str:
        """Another one when anything is counted otherwise."""
        return digest(LAYOUT + "".join(signature(measure) for measure in self.measures))

    @property
    def told(self) -> str:
        first = self.measures[0]
        via = f" via {first.via}" if first.via else ""
        return f"{inspect(first.model).local_table.name}{via} by {first.day}"


TAGS = ("round", "category", "source", "unit")


def grouped(columns: Iterable[Any]) -> list[Any]:
    """Those to group by: of what a family does not know there is one group anyway, and no database groups by a constant."""
    return [column for column in columns if column is not NONE and column is not NOWHERE]


def check(measure: Measure) -> None:
    """Raises what would be raised when it is first counted. Models stand for the aliases, which take a tenth of a start."""
    Family([measure], alias=lambda model: model)


def whole(number: Any) -> Any:
    """PostgreSQL's sum of big integers is a numeric."""
    return cast(number, BigInteger)


def digest(text: str) -> str:
    return hashlib.blake2s(text.encode(), digest_size=12).hexdigest()


def kinship(measure: Measure) -> tuple[Any, ...]:
    """Measures of one kinship are of one family."""
    is_entity = measure.aggregate is Aggregate.DISTINCT and measure.column != "community_id"
    joined = (measure.column or "").rpartition(".")[0]
    spread = (measure.value, measure.steps) if measure.aggregate is Aggregate.HISTOGRAM else None
    entity = measure.column if is_entity else None
    where = measure.via, measure.at, measure.is_placed
    return measure.model, measure.day, *where, measure.line, joined, entity, spread


@lru_cache(maxsize=200)
def families(measures: tuple[Measure, ...], most: int = NUMBERS_MOST) -> Sequence[Family]:
    """The measures, those together that can be counted together, so many in one."""
    kin: dict[Any, list[Measure]] = {}
    for measure in dict.fromkeys(measures):
        kin.setdefault((kinship(measure), family_of(measure).is_rolled_up), []).append(measure)
    return tuple(Family(together[at : at + most]) for together in kin.values() for at in range(0, len(together), most))


@lru_cache(maxsize=2000)
def signature(measure: Measure) -> str:
    """Names a measure by what it counts: the same in every process that declares the same."""
    family = family_of(measure)
    columns = [column.label(name) for name, column in family.columns.items()]
    made = family.counted(*columns, family.amount(measure).label("n"))
    compiled = made.compile(dialect=sqlite_dialect(), compile_kwargs={"literal_binds": True})
    layout = LAYOUT + (LAYOUT_OF_HISTOGRAMS if measure.aggregate is Aggregate.HISTOGRAM else "")
    return digest(layout + measure.aggregate.name + str(compiled))


@lru_cache(maxsize=2000)
def family_of(measure: Measure) -> Family:
    """A measure alone."""
    return Family([measure])
