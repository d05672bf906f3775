"""Migrations: one history for core and one for each plugin, brought up together or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import inspect, text

from core.database import Database
from core.metrics.upkeep.verify import verify
from core.migrations import History, MigrationFailed, downgrade, histories, pending, upgrade
from core.migrations.drafts import differences, draft
from core.plugin_manager import Plugins, discover, given
from core.testing.fixtures import KINDS, PostgresDatabase
from tests.effort import only_thoroughly

LINES = ("enforcement", "gas", "heating", "sanitation")


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return Plugins(discover(), strict=True)


@pytest.fixture(params=KINDS)
def empty(request, tmp_path) -> Iterator[Database]:
    """A database without a table."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        yield made
        made.dispose()
        return
    with PostgresDatabase(request.getfixturevalue("postgres_server")) as made:
        yield made


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


def history_of(label: str, plugins: Plugins) -> History:
    return next(history for history in histories(plugins) if history.label == label)


def test_an_empty_database_waits_for_every_history_and_then_for_none(empty, plugins):
    assert pending(empty, plugins) == ["core", *LINES]
    upgrade(empty, plugins)
    assert pending(empty, plugins) == []
    upgrade(empty, plugins)
    assert "community" in tables(empty)


def test_the_tables_are_what_the_models_say(database, plugins):
    """Core's; those of the lines are looked at by `core.conformance`."""
    with database.engine.connect() as connection:
        assert differences(connection, history_of("core", plugins), histories(plugins)) == []


def test_everything_goes_and_comes_again(database, plugins):
    before = tables(database)

    for history in reversed(histories(plugins)):
        downgrade(database, history)
    assert {name for name in tables(database) if not name.startswith("alembic_version")} == set()
    upgrade(database, plugins)

    assert tables(database) == before


def test_e05_an_uninstalled_plugin_leaves_the_others_able_to_go_on_and_its_tables_untouched(database, plugins):
    others = Plugins(discover(["gas"]), strict=True)
    before = tables(database)

    assert pending(database, others) == []
    downgrade(database, history_of("heating", others))
    upgrade(database, others)

    assert tables(database) == before
    upgrade(database, plugins)  # what it shares with others counts for it again
    assert pending(database, plugins) == []


MIGRATE = [sys.executable, "-c", "from core.cli import main; main()", "migrate"]


@only_thoroughly
def test_several_processes_may_upgrade_at_once(empty, plugins):
    url = empty.url.render_as_string(hide_password=False)
    environment = os.environ | {"DATABASE_URL": url}
    processes = [subprocess.Popen(MIGRATE, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]

    told = [process.communicate(timeout=120)[1] for process in processes]

    assert [process.returncode for process in processes] == [0, 0], told
    assert pending(empty, plugins) == []


@pytest.fixture
def water(tmp_path):
    """A plugin whose first migration does what it is told; gives the plugins with it."""

    def make(up: str, *, strict: bool = True) -> Plugins:
        folder = tmp_path / "water" / "migrations"
        folder.mkdir(parents=True)
        (tmp_path / "water" / "__init__.py").touch()
        (folder / "0001_initial.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n"
            "revision, down_revision, branch_labels, depends_on = 'water_0001', None, None, None\n"
            f"def upgrade():\n    op.create_table('water_meter', sa.Column('id', sa.Integer, primary_key=True), {up}\n"
            "def downgrade():\n    op.drop_table('water_meter')\n"
        )
        module = ModuleType("made_water")
        module.__file__ = str(tmp_path / "water" / "__init__.py")
        return Plugins(given({"water": module}), strict=strict)

    return make


def test_a_plugin_of_somebody_else_has_a_history_of_its_own(empty, water):
    plugins = water("sa.Column('name', sa.Text))")

    upgrade(empty, plugins)

    assert {"water_meter", "alembic_version_water", "community"} <= tables(empty)
    downgrade(empty, history_of("water", plugins))
    assert "water_meter" not in tables(empty)


def test_a_migration_that_fails_undoes_all_of_them(empty, water):
    plugins = water("sa.Column('name', sa.Text)); 1 / 0")

    with pytest.raises(MigrationFailed, match="cannot be brought to water_0001: ZeroDivisionError"):
        upgrade(empty, plugins)

    assert tables(empty) == set()


KILLED = """
import sys, time
from pathlib import Path
from types import ModuleType
from core.database import Database
from core.migrations import upgrade
from core.plugin_manager import Plugins, given

def stop(step, done, whole):
    if done == 2:
        Path(sys.argv[3]).touch()
        time.sleep(60)

module = ModuleType("made_water")
module.__file__ = sys.argv[2]
upgrade(Database(sys.argv[1]), Plugins(given({"water": module}), strict=True), stop)
"""


def killed_midway(database: Database, plugins: Plugins, midway: Path) -> None:
    """Upgrades in another process, and kills it as soon as that says that it is midway."""
    url, water = database.url.render_as_string(hide_password=False), plugins.all[-1].module.__file__
    process = subprocess.Popen([sys.executable, "-c", KILLED, url, water, str(midway)])
    while not midway.exists():
        assert process.poll() is None, "it ended"
        time.sleep(0.05)
    process.kill()
    process.wait()


def test_c16_a_migration_that_is_killed_midway_is_undone_and_can_be_done_again(empty, water, tmp_path):
    midway = tmp_path / "midway"
    plugins = water(
        f"sa.Column('name', sa.Text)); import pathlib, time; there = pathlib.Path({str(midway)!r}); "
        "time.sleep(0 if there.exists() else (there.touch(), 60)[1])"
    )

    killed_midway(empty, plugins, midway)

    assert tables(empty) == set()
    upgrade(empty, plugins)
    assert {"water_meter", "community"} <= tables(empty)
    assert pending(empty, plugins) == []


def test_c16_who_was_killed_while_rollups_were_built_builds_them_again(empty, water, tmp_path):
    plugins = water("sa.Column('name', sa.Text))")

    killed_midway(empty, plugins, tmp_path / "midway")

    assert "water_meter" in tables(empty)
    assert pending(empty, plugins) == ["rollups"]
    upgrade(empty, plugins)
    assert pending(empty, plugins) == []
    assert list(verify(empty, plugins)) == []


def test_a_migration_that_would_leave_rows_pointing_nowhere_is_undone(tmp_path, water):
    database = Database(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    column = "sa.Column('community_id', sa.Integer, sa.ForeignKey('community.id'))"
    plugins = water(f"{column}); op.execute('INSERT INTO water_meter VALUES (1, 99)')")

    with pytest.raises(MigrationFailed, match="rows that point nowhere: from water_meter to community"):
        upgrade(database, plugins)

    assert tables(database) == set()
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_e09_whose_migration_would_leave_rows_pointing_nowhere_is_left_out_and_the_others_go_on(empty, water):
    """PostgreSQL refuses the row itself, SQLite when it is asked."""
    column = "sa.Column('community_id', sa.BigInteger, sa.ForeignKey('community.id'))"
    plugins = water(f"{column}); op.execute('INSERT INTO water_meter VALUES (1, 99)')", strict=False)

    upgrade(empty, plugins)

    (faulty,) = plugins.all
    assert "community" in faulty.problems[0]
    assert "community" in tables(empty)
    assert "water_meter" not in tables(empty)
    assert pending(empty, plugins) == []


def test_a_draft_makes_the_tables_that_the_models_say(database, sqlite_templates, plugins, tmp_path: Path):
    """It is drafted from SQLite, as developers do, and must do on both."""
    known, gas = histories(plugins), history_of("gas", plugins)
    source = sqlite_templates.copied(plugins, tmp_path / "source.sqlite3")
    for there in (source, database):
        downgrade(there, gas)

    path = draft(source, History("gas", tmp_path / "migrations"), known, "Meters and doors")

    assert path.name == "0001_meters_and_doors.py"
    with database.writing() as session:
        session.execute(text("DROP TABLE alembic_version_gas"))
    module = ModuleType("drafted_gas")
    module.__file__ = str(tmp_path / "__init__.py")
    upgrade(database, Plugins(given({"gas": module}), strict=True))
    with database.engine.connect() as connection:
        assert differences(connection, gas, known) == []


def test_the_files_of_core_s_history_are_numbered_without_a_gap(plugins):
    files = sorted(history_of("core", plugins).folder.glob("[0-9]*.py"))

    assert [int(path.stem[:4]) for path in files] == list(range(1, len(files) + 1))
