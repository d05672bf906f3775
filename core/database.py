"""The database: one Base for every table, one place that opens sessions, SQLite or PostgreSQL."""

from __future__ import annotations

import enum
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Constraint,
    Date,
    Engine,
    Enum,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session

from core.columns import Instant
from core.errors import CannotStart
from core.fence import look, outside, telling
from core.nesting import tied
from core.policy.narrowing import narrow
from core.policy.scope import Scope, Within
from core.policy.viewer import Viewer
from core.policy.worn import SYSTEM
from core.wall import wearing
from core.wall.wearing import AS_SYSTEM, WORN

STEPS = 10_000
"""How many steps of SQLite's machine lie between two looks at the clock."""
VIEWER = "lastmeter.viewer"
CLOSING = "lastmeter.closing"
CLOSING_LOCK = 0x636C6F73
"""Any number, the same in every process."""


class Busy(Exception):
    """All connections are taken and none came free in time."""


class Late(Exception):
    """It was not done when it had to be."""


@dataclass(frozen=True)
class Patience:
    """Seconds that a statement may take, and wait for a lock; and that a connection is waited for."""

    statement: float = 30.0
    lock: float = 5.0
    connection: float = 5.0

    @property
    def postgresql(self) -> str:
        settings = {"statement_timeout": self.statement, "lock_timeout": self.lock}
        return " ".join(f"-c {name}={seconds * 1000:.0f}" for name, seconds in settings.items())


UNHURRIED = Patience()


def _check_name(constraint: Constraint, _table: Table) -> str:
    """A check that belongs to a column's type is named for the column: a type may serve two columns of a table."""
    if isinstance(constraint, CheckConstraint) and constraint._type_bound:
        return "_".join(column.name for column in constraint.columns)
    return str(constraint.name)


NAMING: dict[Any, Any] = {
    "constraint_name_of": _check_name,
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name_of)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class TableTaken(Exception):
    """A model names a table that another one has."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(f"the table {table!r} is there already")


class Base(DeclarativeBase):
    """The root of every table, core's and the lines'."""

    metadata = MetaData(naming_convention=NAMING)
    __scope__: ClassVar[Scope | Within]
    """Who may read its rows; a table without one is never shown."""
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        date: Date(),
        datetime: Instant(),
        enum.Enum: Enum(enum.Enum, name=None, native_enum=False, create_constraint=True, length=40),
    }

    def __init_subclass__(cls, **kwargs: Any) -> None:
        name = cls.__dict__.get("__tablename__")
        if name is not None and name in cls.metadata.tables:
            raise TableTaken(name)
        super().__init_subclass__(**kwargs)
        table = cls.__dict__.get("__table__")
        if table is not None and table.name in cls.metadata.tables:
            table.dialect_options["sqlite"]["strict"] = True


class Database:
    """Where the rows are: opens reading and writing sessions of one database.

    A writing session on SQLite takes the database's one write lock at its first statement (`BEGIN IMMEDIATE`) behind a
    lock of this process, so that it never fails for having read first.
    """

    def __init__(self, url: str | URL, *, pool_size: int = 5, patience: Patience = UNHURRIED) -> None:
        self.url = _with_driver(_parsed(url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _create_engine(self.url, pool_size, patience)
        self.patience = patience
        self._writer = threading.Lock()

    @property
    def shown(self) -> str:
        """Where it is, for people: the file, or the address without its password."""
        return str(self.url.database) if self.is_sqlite else self.url.render_as_string()

    @property
    def is_absent(self) -> bool:
        """No file of SQLite's yet, and merely looking would make one."""
        return self.is_sqlite and not Path(str(self.url.database)).exists()

    def check(self) -> None:
        """Refuses in a sentence what does not open."""
        try:
            self.engine.connect().close()
        except DatabaseError as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise CannotStart(
                f"The database {self.shown} does not open: {reason}. Is it there, may we write there, and is "
                "DATABASE_URL right? (sqlite:///FILE or postgresql://USER@HOST/NAME)"
            ) from error

    @contextmanager
    def reading(self, viewer: Viewer | None = None, *, until: float = math.inf) -> Iterator[Session]:
        """A session that sees one state of the rows, of those the viewer may see, and writes none.

        Without a viewer it sees everything: for commands of the one who runs the installation. It does nothing after the
        moment `until` of the monotonic clock.
        """
        bind = self.engine.execution_options(
            sqlite_begin="DEFERRED", postgresql_readonly=True, until=until, **_worn(viewer)
        )
        with _freed(), Session(bind, expire_on_commit=False, info={VIEWER: viewer}) as session:
            yield session
            session.rollback()

    @contextmanager
    def connecting(self) -> Iterator[Connection]:
        """A connection that reads tables as they are: for what is nobody's to see, such as accounts."""
        options = {"sqlite_begin": "DEFERRED", "postgresql_readonly": True}
        with _freed(), self.engine.execution_options(**options).connect() as connection:
            yield connection

    @contextmanager
    def writing(self, viewer: Viewer | None = None, *, until: float = math.inf) -> Iterator[Session]:
        """A session whose writes are committed together at the end, or not at all; it finds what the viewer may see."""
        bind = self.engine.execution_options(until=until, **_worn(viewer))
        with (
            _freed(),
            self._alone(),
            Session(bind, expire_on_commit=False, info={VIEWER: viewer}) as session,
            session.begin(),
        ):
            yield session
            session.flush()
            _close(session)
            _check_time(until)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """SQLite has one writer: the others wait here, where it costs nothing."""
        if not self.is_sqlite:
            yield
            return
        if not self._writer.acquire(timeout=self.patience.connection):
            raise Busy
        try:
            yield
        finally:
            self._writer.release()

    def dispose(self) -> None:
        self.engine.dispose()


def before_commit(session: Session, act: Callable[[Session], object]) -> None:
    """`act` is the last thing that a writing session does, unless what it belongs to is undone before.

    Transactions do such things one after the other: what one does last is seen before another does anything last.
    """
    session.info.setdefault(CLOSING, []).append((session.get_nested_transaction(), act))


def _close(session: Session) -> None:
    """Who holds the lock waits for nothing any more until the commit. SQLite has one writer anyway."""
    closing = session.info.get(CLOSING)
    if closing and session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text(f"SELECT pg_advisory_xact_lock({CLOSING_LOCK})"))
    for _, act in closing or ():
        act(session)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, undone: Any) -> None:
    """What a savepoint that is undone would have done last is not done."""
    closing = session.info.get(CLOSING)
    if closing:
        closing[:] = [(savepoint, act) for savepoint, act in closing if not _is_within(savepoint, undone)]


def _is_within(savepoint: Any, undone: Any) -> bool:
    while savepoint is not None and savepoint is not undone:
        savepoint = savepoint.parent
    return savepoint is not None


def _worn(viewer: Viewer | None) -> dict[str, str]:
    """Whose eyes the session has inside PostgreSQL, however it asks."""
    return {WORN: SYSTEM if viewer is None else viewer.worn()}


def _parsed(url: str | URL) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise CannotStart("DATABASE_URL must be written as sqlite:///FILE or postgresql://USER@HOST/NAME.") from None


def _with_driver(url: URL) -> URL:
    """Plain `postgresql://` and `sqlite://` name no driver; ours are psycopg 3 and the standard library's."""
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite":
        raise CannotStart(f"DATABASE_URL must be sqlite:///FILE or postgresql://…, not {url.drivername}://…")
    if not url.database or url.database == ":memory:":
        raise CannotStart(
            "DATABASE_URL must name a file, such as sqlite:///lastmeter.sqlite3: several connections share it."
        )
    return url.set(drivername="sqlite", database=str(Path(url.database).absolute()))


@contextmanager
def _freed() -> Iterator[None]:
    """No connection came free."""
    try:
        yield
    except PoolTimeout:
        raise Busy from None


def _create_engine(url: URL, pool_size: int, patience: Patience) -> Engine:
    if url.get_backend_name() == "postgresql":
        engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=patience.connection,
            pool_pre_ping=True,
            connect_args={"options": f"-c timezone=UTC -c jit=off {patience.postgresql}"},
            execution_options=AS_SYSTEM,
        )
        wearing.listen(engine)
    else:
        engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=5,
            pool_timeout=patience.connection,
            connect_args={"check_same_thread": False},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "before_cursor_execute", _before_statement)
    telling(engine.dialect)
    tied(engine.dialect)
    return engine


def _before_statement(
    connection: Any, _cursor: Any, _statement: str, _parameters: Any, context: Any, _is_many: bool
) -> None:
    look(context)
    _check_time(connection.get_execution_options().get("until", math.inf))


def _check_time(until: float) -> None:
    if monotonic() > until:
        raise Late


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)
    connection.set_progress_handler(lambda: monotonic() > record.info.get("until", math.inf), STEPS)


SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # an acknowledged write survives a power loss
    "PRAGMA busy_timeout=30000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA journal_size_limit=67108864",
    "PRAGMA cache_size=-65536",
)


def _begin_sqlite(connection: Any) -> None:
    options = connection.get_execution_options()
    connection.info["until"] = options.get("until", math.inf)
    with outside():
        connection.exec_driver_sql(f"BEGIN {options.get('sqlite_begin', 'IMMEDIATE')}")


@event.listens_for(Session, "do_orm_execute")
def _narrowed(state: ORMExecuteState) -> None:
    narrow(state, state.session.info.get(VIEWER), Base.registry)
