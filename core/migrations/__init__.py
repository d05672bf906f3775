"""Migrations: one linear history for core and one for each plugin, all brought up together or not at all.

Each history lives in the `migrations` folder of its package and has a version table of its own, so that a plugin that is
uninstalled leaves the others able to go on, and its tables untouched.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import SAWarning

from core.census import abandon, keep
from core.database import Base, Database
from core.errors import CannotStart
from core.metrics.upkeep.build import Progress, rebuild
from core.metrics.upkeep.install import install, is_outdated, remove_plugin, suspend
from core.plugin_manager import CORE, Plugins

log = logging.getLogger("lastmeter.plugins")
LOCK = 0x6C6D6D69  # any number, the same in every process


class MigrationFailed(CannotStart):
    """A history that cannot be brought up; nothing of any was."""

    def __init__(self, history: History, error: Exception) -> None:
        self.history = history
        told = f"Its tables cannot be brought to {history.head}: {type(error).__name__}: {error}"
        super().__init__(str(error) if isinstance(error, CannotStart) else told)


@dataclass(frozen=True)
class History:
    """The migrations of one package: files named `0001_what.py`, in order."""

    label: str
    folder: Path

    @property
    def version_table(self) -> str:
        return f"alembic_version_{self.label}"

    @property
    def revisions(self) -> list[str]:
        return [f"{self.label}_{path.stem[:4]}" for path in sorted(self.folder.glob("[0-9]*.py"))]

    @property
    def head(self) -> str | None:
        return self.revisions[-1] if self.revisions else None

    def current(self, connection: Connection) -> str | None:
        if not connection.dialect.has_table(connection, self.version_table):
            return None
        version: str | None = connection.scalar(text(f"SELECT version_num FROM {self.version_table}"))
        return version

    def check(self, connection: Connection) -> None:
        """Refuses tables that a newer version made."""
        version = self.current(connection)
        if version is not None and version not in self.revisions:
            raise CannotStart(
                f"The database was made by a newer version of {self._package}: its tables are at {version}, and this "
                f"version knows them up to {self.head}. Install the newer version, or take another database."
            )

    @property
    def _package(self) -> str:
        return "lastmeter" if self.label == CORE else f"the plugin {self.label}"


def histories(plugins: Plugins) -> list[History]:
    """Core's first: plugins point at its tables."""
    found = []
    for plugin in plugins.active:
        if plugin.name == CORE:
            found.append(History(CORE, Path(__file__).parent / "versions"))
        elif plugin.module is not None and plugin.module.__file__ is not None:
            folder = Path(plugin.module.__file__).parent / "migrations"
            if folder.is_dir() or _has_tables(plugin.name):
                found.append(History(plugin.name, folder))
    return found


def _has_tables(label: str) -> bool:
    return any(name.startswith(f"{label}_") for name in Base.metadata.tables)


def pending(database: Database, plugins: Plugins) -> list[str]:
    """What is not as the code expects it: histories that are not at their newest, rollups; cheap, without Alembic."""
    with database.engine.begin() as connection:
        known = histories(plugins)
        known[0].check(connection)
        found = [history.label for history in known if history.current(connection) != history.head]
        return found or (["rollups"] if is_outdated(connection, plugins) else [])


def upgrade(database: Database, plugins: Plugins, progress: Progress = lambda *_: None) -> None:
    """Creates or changes every table to what the code expects, in one transaction; the rollups of figures after that.

    While tables change no trigger keeps rollups: if any does, all rollups are built anew. A plugin whose migration fails
    is put aside, and the others are brought up without it; where nothing may be wrong, nothing is changed.
    """
    try:
        with _exclusive(database) as connection:
            _upgrade_tables(connection, histories(plugins))
            install(connection, plugins)
            keep(connection)
    except MigrationFailed as failed:
        faulty = next((plugin for plugin in plugins.all if plugin.name == failed.history.label), None)
        if faulty is None or plugins.strict:
            raise
        log.exception("plugin %s cannot be migrated", faulty.name)
        plugins.put_aside(faulty, str(failed))
        upgrade(database, plugins, progress)
    else:
        rebuild(database, plugins, progress, only_new=True)


def upgrade_tables(database: Database, plugins: Plugins) -> None:
    """Only the tables, to what the files say: a draft compares them with the models."""
    with _exclusive(database) as connection:
        _upgrade_tables(connection, histories(plugins))


def _upgrade_tables(connection: Connection, known: list[History]) -> None:
    if any(history.current(connection) != history.head for history in known):
        suspend(connection)
    for history in known:
        try:
            history.check(connection)
            if history.current(connection) != history.head:
                _run(connection, history, "head")
        except Exception as error:
            raise MigrationFailed(history, error) from error


def downgrade(database: Database, history: History) -> None:
    """Takes one package's tables away, with everything in them."""
    with _exclusive(database) as connection:
        if history.label == CORE:
            suspend(connection)
            abandon(connection)
        remove_plugin(connection, history.label)
        _run(connection, history, None)


@contextmanager
def _exclusive(database: Database) -> Iterator[Connection]:
    """A connection on which nobody else migrates; SQLite must not follow foreign keys while tables are rebuilt."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        try:
            with connection.begin():
                if not database.is_sqlite:
                    # Others may migrate for as long as it takes, and so may we.
                    connection.execute(text("SET LOCAL lock_timeout = 0"))
                    connection.execute(text("SET LOCAL statement_timeout = 0"))
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
                yield connection
        finally:
            if database.is_sqlite:
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]


def _check_foreign_keys(connection: Connection) -> None:
    """After each history, so that whose migration it was is known."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            told = ", ".join(sorted({f"{table} to {target}" for table, _, target, _ in broken}))
            raise CannotStart(f"Its migration would leave rows that point nowhere: from {told}.")


def _run(connection: Connection, history: History, target: str | None) -> None:
    from alembic.runtime.environment import EnvironmentContext

    config, script = _script(history)

    def steps(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs("head", revision) if target else script._downgrade_revs("base", revision)

    with EnvironmentContext(config, script, fn=steps) as environment, warnings.catch_warnings():
        # SQLite changes a table by making it anew, with all it points at looked at; conformance sees what gets lost.
        warnings.filterwarnings("ignore", "Skipped unsupported reflection", SAWarning)
        environment.configure(
            connection=connection,
            version_table=history.version_table,
            target_metadata=Base.metadata,
            render_as_batch=True,
            transaction_per_migration=False,
        )
        environment.run_migrations()
    _check_foreign_keys(connection)


def _script(history: History) -> tuple[Any, Any]:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("version_locations", str(history.folder))
    config.set_main_option("path_separator", "newline")
    return config, ScriptDirectory.from_config(config)
