"""Narrowing: what a session reads is narrowed to what its viewer may see, however it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import Any

from sqlalchemy import and_, bindparam
from sqlalchemy.orm import ORMExecuteState, Session, registry
from sqlalchemy.orm.interfaces import CriteriaOption
from sqlalchemy.orm.util import LoaderCriteriaOption
from sqlalchemy.sql.elements import BindParameter

from core.policy.scope import ByName, Mine, visible
from core.policy.viewer import Viewer
from core.policy.worn import SYSTEM
from core.wall.wearing import AS_SYSTEM, WORN

MINE = "lastmeter.mine"
KNOWS_ALL = "lastmeter.knows_all"


@contextmanager
def knowing_all(session: Session) -> Iterator[None]:
    """For what is told about a home: it joins what is known of it, whoever tells it and whether or not they may read that.

    Nothing that somebody names by its id may be looked up inside, nor anything answered.
    """
    before = session.info.get(KNOWS_ALL, False)
    session.info[KNOWS_ALL] = True
    try:
        yield
    finally:
        session.info[KNOWS_ALL] = before


def narrow(state: ORMExecuteState, viewer: Viewer | None, models: registry) -> None:
    """A statement that a session is about to run. Without a viewer, or AS_SYSTEM, it finds everything."""
    if viewer is None or not state.is_select or state.execution_options.get(WORN) == SYSTEM:
        return
    if state.is_column_load or state.session.info.get(KNOWS_ALL):
        # a column of a row that was found: it may have left the viewer's reach since
        state.update_execution_options(**AS_SYSTEM)
        return
    narrowing, asking = criteria_of(Alike(viewer.signature, viewer), models)
    known = state.session.info
    if MINE not in known:
        known[MINE] = asking.values(viewer)
    state.statement = state.statement.options(narrowing)
    given: Any = state.parameters or {}
    state.parameters = {**given, **known[MINE]}


@dataclass(frozen=True)
class Alike:
    """Viewers of whom the same is asked; only what it is compared with differs."""

    signature: Any
    viewer: Viewer = field(compare=False)


@lru_cache(maxsize=256)
def criteria_of(alike: Alike, models: registry) -> tuple[Narrowing, ByName]:
    """Made once for all who are alike: they take a tenth of a second and megabytes."""
    asking = ByName()
    return Narrowing(tuple(_criteria(alike.viewer, Mine(asking), models))), asking


def _criteria(viewer: Viewer, mine: Mine, models: registry) -> Iterator[Any]:
    for mapper in models.mappers:
        model = mapper.class_
        held = visible(model, model, viewer, mine) if hasattr(model, "__scope__") else []
        if held:
            yield Criterion(model, and_(*held), include_aliases=True)


class Criterion(LoaderCriteriaOption):
    """SQLAlchemy narrows an alias of a model by an expression only if that comes from a lambda, and keeps lambdas by
    their code, whoever's values they hold; so the expression is adapted to the alias here.
    """

    _traverse_internals = LoaderCriteriaOption._traverse_internals

    def _resolve_where_criteria(self, ext_info: Any) -> Any:
        held = super()._resolve_where_criteria(ext_info)
        return ext_info._adapter.traverse(held) if ext_info.is_aliased_class else held


_numbers = count()


class Narrowing(CriteriaOption):
    """All criteria as one option. A statement is known by the options that it has, and to go through the conditions of forty
    tables for that took four times as long as the rest of a small statement. What is alike has one of these, so its number
    says as much. It is put on what loads rows later too, by `narrow` itself.
    """

    def __init__(self, criteria: tuple[Criterion, ...]) -> None:
        self.criteria, self.number = criteria, next(_numbers)

    def _gen_cache_key(self, _anon_map: Any, _bindparams: Any) -> tuple[Any, ...]:
        return Narrowing, self.number

    def process_compile_state(self, compile_state: Any) -> None:
        for criterion in self.criteria:
            criterion.process_compile_state(compile_state)

    def process_compile_state_replaced_entities(self, compile_state: Any, _mapper_entities: Any) -> None:
        self.process_compile_state(compile_state)

    def get_global_criteria(self, attributes: dict[Any, Any]) -> None:
        for criterion in self.criteria:
            criterion.get_global_criteria(attributes)


def bound_now(viewer: Viewer) -> Mine:
    """What is the viewer's, for a statement that is run at once."""
    return Mine(_Now(viewer))


class _Now:
    """Binds what is the viewer's at once."""

    def __init__(self, who: Viewer) -> None:
        self.who = who

    def viewer(self, type_: Any, pick: Callable[[Any], Any]) -> BindParameter[Any]:
        return bindparam(None, pick(self.who), type_=type_)
