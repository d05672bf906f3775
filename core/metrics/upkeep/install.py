"""Installing: the database's triggers are made those that the declared figures need; beside the migrations, and after them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, delete, insert, inspect, select, text, update

from core.metrics.family import Family, families, signature
from core.metrics.metric import Measure, measures_of
from core.metrics.models import RollupCell, RollupCheck, RollupDelta, RollupFamily, RollupMeasure, RollupSet
from core.metrics.upkeep.triggers import PREFIX, dropping, triggers


@dataclass(frozen=True)
class Declared:
    """A family that is kept, and the plugin it belongs to."""

    plugin: str
    family: Family


@dataclass(frozen=True)
class Installed:
    """A family as it is kept in a database."""

    id: int
    family: Family
    measures: tuple[int, ...]
    """Their keys, in the order of the family's numbers."""
    is_ready: bool


def declared(plugins: Any) -> tuple[Declared, ...]:
    """The families of all active plugins that rollups can be kept of. A measure that several use is the first one's."""
    return _families_of(tuple((plugin.name, tuple(measures_of(plugin.metrics))) for plugin in plugins.active))


@lru_cache(maxsize=32)
def _families_of(measures: tuple[tuple[str, tuple[Measure, ...]], ...]) -> tuple[Declared, ...]:
    """Making them takes longer than anything else of a start: once for each set of plugins."""
    seen: set[str] = set()
    found: list[Declared] = []
    for plugin, own in measures:
        fresh = {}
        for measure in own:
            mark = signature(measure)
            if mark not in seen:
                seen.add(mark)
                fresh[mark] = measure
        found += [Declared(plugin, family) for family in families(tuple(fresh.values())) if family.is_rolled_up]
    return tuple(found)


def installed(connection: Connection, plugins: Any, only: str | None = None) -> list[Installed]:
    """The declared families that the database keeps; only those of one plugin, where it is named."""
    known = _known(connection)
    measures: dict[int, list[int]] = defaultdict(list)
    wanted = select(RollupMeasure.family_id, RollupMeasure.id)
    for family, key in connection.execute(wanted.order_by(RollupMeasure.family_id, RollupMeasure.position)):
        measures[family].append(key)
    return [
        Installed(row.id, one.family, tuple(measures[row.id]), row.is_ready)
        for one in declared(plugins)
        if only in (None, one.plugin) and (row := known.get(one.family.signature)) is not None
    ]


def _known(connection: Connection) -> dict[str, Any]:
    rows = connection.execute(select(RollupFamily.id, RollupFamily.signature, RollupFamily.is_ready))
    return {row.signature: row for row in rows}


def has_tables(connection: Connection) -> bool:
    return inspect(connection).has_table(RollupFamily.__tablename__)


def is_outdated(connection: Connection, plugins: Any) -> bool:
    """Whether the triggers are not those that are declared, or rollups wait to be built.

    To make every family takes longer than the rest of a start, so it is done once for each state of the source.
    """
    if not has_tables(connection):
        return True
    known, source = _known(connection), _source(plugins)
    is_known = connection.scalar(select(RollupCheck.source)) == source
    if is_known and all(row.is_ready for row in known.values()):
        return False
    wanted = {one.family.signature for one in declared(plugins)}
    if any(mark not in known or not known[mark].is_ready for mark in wanted):
        return True
    if not is_known:
        connection.execute(delete(RollupCheck))
        connection.execute(insert(RollupCheck).values(source=source))
    return False


def _source(plugins: Any) -> str:
    """Names everything that says how figures are counted: the code of core and of the active plugins, and SQLAlchemy's."""
    found = hashlib.blake2s(sqlalchemy.__version__.encode(), digest_size=16)
    for plugin in plugins.active:
        for path in plugin.sources:
            found.update(f"\n{plugin.name} {path.name}\n".encode())
            found.update(path.read_bytes())
    return found.hexdigest()


def install(connection: Connection, plugins: Any) -> None:
    """Triggers as declared. What is new counts from now on and has yet to be built; of others' plugins nothing is touched."""
    wanted = {one.family.signature: one for one in declared(plugins)}
    active = [plugin.name for plugin in plugins.active]
    old = select(RollupFamily.id).where(RollupFamily.plugin.in_(active), RollupFamily.signature.not_in(wanted))
    remove(connection, connection.scalars(old).all())
    for mark in wanted.keys() - _known(connection).keys():
        _add(connection, wanted[mark], mark)
    there = _triggers(connection)
    for one in installed(connection, plugins):
        if not any(name.startswith(f"{PREFIX}{one.id}_") for name in there):
            for statement in triggers(one.family, one.id, connection.dialect.name):
                run(connection, statement)


def _add(connection: Connection, one: Declared, mark: str) -> None:
    made = insert(RollupFamily).values(plugin=one.plugin, signature=mark, told=one.family.told, is_ready=False)
    key = connection.execute(made.returning(RollupFamily.id)).scalar_one()
    rows = [
        {"family_id": key, "position": at, "signature": signature(measure)}
        for at, measure in enumerate(one.family.measures, start=1)
    ]
    connection.execute(insert(RollupMeasure), rows)


def remove(connection: Connection, keys: Iterable[int]) -> None:
    """Families that nobody counts any more, and everything of theirs."""
    for key in keys:
        drop_triggers(connection, key)
        measures = select(RollupMeasure.id).where(RollupMeasure.family_id == key)
        connection.execute(delete(RollupCell).where(RollupCell.measure.in_(measures)))
        connection.execute(delete(RollupSet).where(RollupSet.measure.in_(measures)))
        connection.execute(delete(RollupDelta).where(RollupDelta.family_id == key))
        connection.execute(delete(RollupMeasure).where(RollupMeasure.family_id == key))
        connection.execute(delete(RollupFamily).where(RollupFamily.id == key))


def remove_plugin(connection: Connection, plugin: str) -> None:
    """Before a plugin's tables go away."""
    if has_tables(connection):
        remove(connection, connection.scalars(select(RollupFamily.id).where(RollupFamily.plugin == plugin)).all())


def suspend(connection: Connection) -> None:
    """No trigger fires any more, and no rollup is trusted until it is built anew: for bulk loads and migrations."""
    if has_tables(connection):
        drop_triggers(connection)
        connection.execute(update(RollupFamily).values(is_ready=False))


def drop_triggers(connection: Connection, family: int | None = None) -> None:
    pattern = f"{PREFIX}{'' if family is None else f'{family}_'}%"
    for query in dropping(connection.dialect.name):
        for (statement,) in connection.execute(text(query), {"name": pattern}).all():
            run(connection, statement)


def _triggers(connection: Connection) -> set[str]:
    names = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgname LIKE :name",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE :name",
    }[connection.dialect.name]
    return set(connection.execute(text(names), {"name": f"{PREFIX}%"}).scalars())


def run(connection: Connection, statement: str) -> None:
    """As it stands: a percent sign in it is no parameter."""
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
