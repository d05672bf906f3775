"""An owner of the tables who is no superuser lives behind its own wall: it migrates, backs up and puts back all the same
(catalogue C15, C16).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from core.app import Composition, assemble
from core.attachments.store import Folder
from core.database import Database
from core.errors import CannotStart
from core.metrics.upkeep.verify import verify as verify_rollups
from core.migrations import downgrade, histories, pending, upgrade
from core.plugin_manager import Plugins, discover, given
from core.safekeeping.backup import back_up
from core.safekeeping.soundness import problems
from core.testing.fixtures import NOW, Clock, PostgresDatabase, client_of, migrated, settings_of
from core.testing.loop import DrivenCase, built_town
from core.testing.postgres import programs
from core.testing.walled import LOGIN, MADE, build, run
from core.wall.wearing import STANDS

OWNER = "lastmeter_owner"


@contextmanager
def owned(server: URL, template: str | None = None) -> Iterator[Database]:
    """A database of that owner: empty, or a copy."""
    with PostgresDatabase(server, template) as made:
        run(made, MADE, MADE.replace(LOGIN, OWNER), f'ALTER DATABASE "{made.url.database}" OWNER TO {OWNER}')
        made.dispose()
        owners = Database(made.url.set(username=OWNER, password=OWNER))
        yield owners
        owners.dispose()


@pytest.fixture(scope="module")
def template(postgres_server: URL, composition: Composition) -> Iterator[str]:
    with owned(postgres_server) as made:
        migrated(made, composition.plugins)
        build(made, composition.catalogue)
        town = built_town(made)
        with client_of(assemble(settings_of(servers(made)), composition, Clock())) as client:
            DrivenCase(client, town).accepted()
        made.dispose()
        yield str(made.url.database)


@pytest.fixture
def owners(template: str, postgres_server: URL) -> Iterator[Database]:
    """With a case that somebody accepted, seen through the wall by the one whom the tables belong to."""
    with owned(postgres_server, template) as made:
        with made.connecting() as connection:
            assert connection.scalar(text(STANDS)) is True
        yield made


def servers(owners: Database) -> Database:
    return Database(owners.url.set(username=LOGIN, password=LOGIN))


def test_c16_an_owner_behind_the_wall_takes_tables_away_and_makes_them_again(
    owners: Database, composition: Composition
) -> None:
    """What it makes has no wall yet: no server starts before it is built again."""
    plugins = composition.plugins
    downgrade(owners, next(history for history in histories(plugins) if history.label == "gas"))
    assert pending(owners, plugins) == ["gas"]
    upgrade(owners, plugins)
    assert pending(owners, plugins) == []
    assert list(verify_rollups(owners, plugins)) == []
    with pytest.raises(CannotStart, match="The wall inside PostgreSQL has gaps: gas_"):
        assemble(settings_of(servers(owners)), composition)
    build(owners, composition.catalogue)
    assemble(settings_of(servers(owners)), composition).database.dispose()


MIGRATION = """
from alembic import op
revision, down_revision, branch_labels, depends_on = 'water_0001', None, None, None
def upgrade():
    op.execute('CREATE TABLE water_found AS SELECT count(*) AS n FROM "case"')
    op.execute('''UPDATE "case" SET title = 'by water' ''')
    op.execute('ALTER TABLE "case" ADD water_depth integer')
def downgrade():
    pass
"""


def test_c16_what_a_migration_does_to_rows_it_does_to_all_of_them(owners: Database, tmp_path: Path) -> None:
    folder = tmp_path / "water" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_initial.py").write_text(MIGRATION)
    (tmp_path / "water" / "__init__.py").touch()
    water = ModuleType("made_water")
    water.__file__ = str(tmp_path / "water" / "__init__.py")
    upgrade(owners, Plugins([*discover(), given({"water": water})[-1]], strict=True))
    with owners.connecting() as connection:
        assert connection.execute(text("SELECT n FROM water_found")).scalars().all() == [1]
        assert connection.execute(text('SELECT title FROM "case"')).scalars().all() == ["by water"]


def test_c15_an_owner_behind_the_wall_backs_up_every_row_and_puts_it_back_with_its_wall(
    owners: Database, postgres_server: URL, composition: Composition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "TEST_DATABASE_URL" not in os.environ:
        monkeypatch.setenv("PATH", f"{programs()}{os.pathsep}{os.environ['PATH']}")
    made = back_up(owners, Folder(tmp_path / "files"), tmp_path / "backups", NOW)
    with owned(postgres_server) as again:
        address = again.url.set(drivername="postgresql").render_as_string(hide_password=False)
        command = ["pg_restore", "--exit-on-error", "--no-owner", f"--dbname={address}", str(made.path)]
        subprocess.run(command, check=True, capture_output=True)
        assert whole(again) == whole(owners)
        assert whole(again)["case"] == 1
        assert list(problems(again, composition.plugins, Folder(tmp_path / "files"), ())) == []
        assemble(settings_of(servers(again), row_security="required"), composition).database.dispose()


def whole(database: Database) -> dict[str, int]:
    with database.connecting() as connection:
        tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        return {name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0 for name in tables}
