"""Ownership: which package made a table. A model says so by the module that it stands in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from core.database import Base


def is_within(module: str, package: str) -> bool:
    return f"{module}.".startswith(f"{package}.")


def tables_of(package: str) -> frozenset[str]:
    """The tables of the models that stand in a package."""
    return frozenset(
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if is_within(mapper.class_.__module__, package)
    )


@contextmanager
def forgotten_if_it_fails(spared: Collection[str] = ()) -> Iterator[None]:
    """Models that are made inside stay only if nothing is raised, or if their packages are spared: half of somebody's
    would stand in everybody's way, for SQLAlchemy resolves the names in all of them together.
    """
    managers, tables = set(Base.registry._managers), set(Base.metadata.tables.values())
    try:
        yield
    except BaseException:
        for manager in set(Base.registry._managers) - managers:
            if not any(is_within(manager.class_.__module__, package) for package in spared):
                Base.registry._dispose_manager_and_mapper(manager)
                del Base.registry._managers[manager]
        kept = {mapper.local_table for mapper in Base.registry.mappers}
        for table in set(Base.metadata.tables.values()) - tables - kept:  # its model may be gone already
            Base.metadata.remove(table)
        raise
