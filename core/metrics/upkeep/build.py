"""Building: rollups made anew from the rows, while others go on reading and writing."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from pyroaring import BitMap
from sqlalchemy import Connection, Date, Select, bindparam, delete, func, or_, text, update

from core.database import Database
from core.metrics.family import NONE, NOWHERE, Family, grouped, whole
from core.metrics.grains import cell_grains, set_grains
from core.metrics.models import RollupCell, RollupDelta, RollupFamily, RollupSet
from core.metrics.upkeep.cell import row_of
from core.metrics.upkeep.install import Installed, install, installed, suspend
from core.metrics.upkeep.merge import LOCK
from core.metrics.upkeep.spread import spreads
from core.metrics.upkeep.store import AT_ONCE, fill_cells, keep_sets
from core.metrics.upkeep.tally import Key, Tally, by_year, unite
from core.metrics.upkeep.triggers import DIMENSIONS

Progress = Callable[[str, int, int], None]


def rebuild(database: Database, plugins: Any, progress: Progress = lambda *_: None, *, only_new: bool = False) -> int:
    """Builds every family, or those that were never built; each in a transaction of its own. How many there were."""
    with database.engine.begin() as connection:
        install(connection, plugins)
        wanted = [one for one in installed(connection, plugins) if not (only_new and one.is_ready)]
    for at, one in enumerate(wanted):
        progress(one.family.told, at, len(wanted))
        with _one_state(database) as connection:
            build(connection, one)
    progress("done", len(wanted), len(wanted))
    return len(wanted)


@contextmanager
def _one_state(database: Database) -> Iterator[Connection]:
    """A transaction that sees the rows and the pending numbers of one moment, while nobody merges.

    What others commit later leaves pending numbers that this one does not see and does not delete.
    """
    if database.is_sqlite:
        with database.writing() as session:
            yield session.connection()
        return
    alone = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    frozen = database.engine.connect().execution_options(isolation_level="REPEATABLE READ")
    with alone, frozen, frozen.begin():
        alone.execute(text("SET lock_timeout = 0"))
        alone.execute(text(f"SELECT pg_advisory_lock({LOCK})"))
        try:
            frozen.execute(text("SET LOCAL statement_timeout = 0"))
            frozen.execute(text("SET LOCAL work_mem = '256MB'"))  # groups are as many as rows: less sorts them on disk
            yield frozen
            frozen.commit()
        finally:
            alone.execute(text(f"SELECT pg_advisory_unlock({LOCK})"))
            alone.execute(text("RESET lock_timeout"))


@contextmanager
def rollups_suspended(connection: Connection, plugins: Any, progress: Progress = lambda *_: None) -> Iterator[None]:
    """For bulk loads: no trigger fires inside, and what is kept is built anew at the end, in the same transaction."""
    suspend(connection)
    yield
    install(connection, plugins)
    ones = installed(connection, plugins)
    for at, one in enumerate(ones):
        progress(f"rollups: {one.family.told}", at, len(ones))
        build(connection, one)


@contextmanager
def _uncollected() -> Iterator[None]:
    """A third of a build would go into looking for garbage among a million cells, which hold none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_uncollected()
def build(connection: Connection, one: Installed) -> None:
    """One family, in the connection's transaction."""
    connection.execute(delete(RollupDelta).where(RollupDelta.family_id == one.id))
    for model in (RollupCell, RollupSet):
        connection.execute(delete(model).where(model.measure.in_(one.measures)))
    first, last = extent(connection, one.family)
    homes: dict[Key, Any] = defaultdict(BitMap)
    for year in range(first.year, last.year + 1) if first and last else ():
        tally = counted(connection, one, year)
        for cells in (tally.cells, by_year(tally.cells)):
            fill_cells(connection, ((key, row_of(cell)) for key, cell in cells.items()))
        keep_sets(connection, tally.sets, spreads(tally.sets))
        unite(homes, tally.homes)
    keep_sets(connection, homes)
    ready = update(RollupFamily).where(RollupFamily.id == one.id)
    connection.execute(ready.values(is_ready=True, first_day=first, last_day=last))


def extent(connection: Connection, family: Family) -> tuple[date | None, date | None]:
    first, last = connection.execute(family.counted(func.min(family.day), func.max(family.day))).one()
    return first, last


def counted(connection: Connection, one: Installed, year: int) -> Tally:
    """What the rows of a year say: for each tag counted once, as finely as it is kept, and added up from there."""
    tally, family = Tally(one), one.family
    days = {"since": date(year, 1, 1), "until": date(year + 1, 1, 1)}
    for tag in dict.fromkeys(grain.tag for grain in (*cell_grains(family), *set_grains(family))):
        grains = [grain for grain in cell_grains(family) if grain.tag == tag] if tally.counted else []
        in_sets = bool(tally.distinct) and any(grain.tag == tag for grain in set_grains(family))
        if not grains and not in_sets:
            continue
        finest = max(grains, key=lambda grain: "wdsc".index(grain.place), default=None)
        place = "c" if in_sets or finest is None else finest.place
        rows = connection.execute(contributions(family, place, tag), days, execution_options={"yield_per": AT_ONCE})
        for some in rows.partitions():
            if finest is not None:
                tally.count_finely(some, finest)
            if in_sets:
                tally.include(some, tag)
        if finest is not None:
            tally.coarsen(finest, grains)
    tally.close()
    return tally


def contributions(family: Family, place: str, tag: str) -> Select[Any]:
    """What the family counts by line, day, place and tag; as rows of all DIMENSIONS, the others empty."""
    wanted = {
        "line",
        "day",
        "entity",
        "bucket",
        tag,
        *dict(zip("dsc", ("district", "street", "community"), strict=True)).values(),
    }
    wanted -= {"c": set(), "s": {"community"}, "d": {"community", "street"}}.get(
        place, {"community", "street", "district"}
    )
    nothing = {name: NOWHERE if name in ("district", "street", "community", "entity") else NONE for name in DIMENSIONS}
    dimensions = [family.columns[name] if name in wanted else nothing[name] for name in DIMENSIONS]
    numbers = [whole(func.sum(family.amount(measure))) for measure in family.measures]
    held = [family.day >= bindparam("since", type_=Date()), family.day < bindparam("until", type_=Date())]
    made = family.counted(*dimensions, *numbers, held=held)
    return made.group_by(*grouped(dimensions)).having(or_(*(number != 0 for number in numbers)))
