"""Whatever one plugin does wrong, it is named, and the others go on (catalogue E01 to E03, E06, E09)."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
from importlib.metadata import EntryPoint, EntryPoints

import pytest
from sqlalchemy import inspect

from core import plugin_manager
from core.app import Composition
from core.engine.checks import DeclarationError
from core.hookspecs import GROUP
from core.migrations import MigrationFailed, pending, upgrade
from core.plugin_manager import PluginConflict, Plugins, discover
from core.testing.judge import answered

LINES = ["enforcement", "gas", "heating", "sanitation"]


@pytest.fixture
def install(monkeypatch):
    """Installs a faulty plugin beside the four lines, under its own name."""
    installed = importlib.metadata.entry_points
    lines = [entry for entry in installed(group=GROUP) if entry.name in LINES]

    def made(name: str) -> None:
        found = EntryPoints([*lines, EntryPoint(name, f"tests.plugins_faulty.{name}", GROUP)])
        monkeypatch.setattr(
            importlib.metadata, "entry_points", lambda group: found if group == GROUP else installed(group=group)
        )

    monkeypatch.setattr(plugin_manager, "PATIENCE", 1.0)
    return made


FAULTS = {
    "E01 import error": (
        "fails_import",
        "It cannot be imported: ModuleNotFoundError: No module named 'no_such_library_of_ours'",
    ),
    "E01 SystemExit": ("exits", "It cannot be imported: SystemExit: bye"),
    "E01 hang at import": ("hangs", "It cannot be imported: TookTooLong: it took longer than 1 seconds"),
    "E01 hang when asked": ("hangs_later", "TookTooLong: it took longer than 1 seconds"),
    "E06 misspelt hook": ("misspelt", "unknown hook 'register_metricz' in plugin"),
    "E06 extra argument": (
        "asks_too_much",
        "{'database'} are declared in the hookimpl but can not be found",
    ),
    "E01 wrong API version": (
        "too_new",
        "written for the plugin API 99; this lastmeter has 1, and knows those from 1",
    ),
    "E02 clash": ("clashes", "The metric 'gas.hazards_found' is claimed by clashes and by gas. Rename one of them."),
    "a metric that cannot be counted": (
        "miscounts",
        "Its metric miscounts.cases cannot be counted: TypeError: Visit.cases leads to many rows",
    ),
    "E07 schema that cannot be built": (
        "undescribed",
        "cannot be built: Query.undescribedNumber has no description.",
    ),
}


@pytest.mark.parametrize(("name", "problem"), FAULTS.values(), ids=FAULTS)
def test_it_is_named_and_the_others_go_on(install, name, problem):
    install(name)
    plugins = Plugins(discover())
    schema = Composition.of(plugins).schema

    assert [plugin.name for plugin in plugins.active] == ["core", *LINES]
    (faulty,) = (plugin for plugin in plugins.all if plugin.name == name)
    assert problem in faulty.problems[0]
    assert len(faulty.problems) == 1
    assert any(field.startswith("gas") for field in schema._schema.query_type.fields)


@pytest.mark.parametrize("name", ["exits", "clashes", "miscounts", "undescribed"])
def test_where_nothing_may_be_wrong_nothing_starts(install, name):
    install(name)
    with pytest.raises((PluginConflict, DeclarationError), match=f"{name}|has no description"):
        Composition.of(Plugins(discover(), strict=True))


def test_e09_a_migration_that_fails_half_way_leaves_nothing_and_its_plugin_out(install, database):
    install("fails_migrating")
    plugins = Plugins(discover())
    assert pending(database, plugins) == ["fails_migrating"]

    upgrade(database, plugins)

    (faulty,) = (plugin for plugin in plugins.all if plugin.name == "fails_migrating")
    told = "Its tables cannot be brought to fails_migrating_0001: ZeroDivisionError: half-way"
    assert faulty.problems == [told]
    assert pending(database, plugins) == []
    assert not [name for name in inspect(database.engine).get_table_names() if "fails_migrating" in name]
    assert Composition.of(plugins).plugins.lines, "the others are served"
    with pytest.raises(MigrationFailed, match="half-way"):
        upgrade(database, Plugins(discover(), strict=True))


def test_the_list_of_plugins_tells_the_problem(install, capsys, monkeypatch):
    from core.commands.listing import plugins

    monkeypatch.setenv("COLUMNS", "240")
    install("exits")
    plugins(verify=False)
    (row,) = (line for line in capsys.readouterr().out.splitlines() if "exits" in line)
    assert "It cannot be imported: SystemExit: bye" in row


@pytest.fixture
def composition(install) -> Composition:
    install("fails_answering")
    return Composition.of(Plugins(discover(), strict=True))


@pytest.mark.parametrize("field", ["failsAnsweringRaises", "failsAnsweringRecurses", "failsAnsweringLies"])
def test_e03_a_field_that_fails_is_null_and_the_others_are_answered(client, field):
    answer = client(f"{{ {field} serviceLines {{ key }} }}")

    assert answer["data"] == {field: None, "serviceLines": [{"key": line} for line in LINES]}
    (error,) = answer["errors"]
    assert error["path"] == [field]
    assert "secret" not in error["message"]


def test_e03_a_field_that_keeps_everybody_waiting_is_named(client, lastmeter, caplog):
    """It is not stopped: conformance finds it before it is installed anywhere, and the log while it runs."""
    assert answered(client.http, lastmeter, "{ failsAnsweringBlocks }").own_seconds > 0.3
    (told,) = (record.getMessage() for record in caplog.records if record.name == "lastmeter.slow")
    assert told.startswith("FailingQueries.fails_answering_blocks held its thread for 0.4")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory so")
def test_e03_a_field_that_wants_ever_more_memory_fails_alone(tmp_path):
    """In a process of its own, whose memory is limited as a server's is."""
    asked = subprocess.run(
        [sys.executable, "-m", "tests.plugins_faulty.greedy", str(tmp_path / "greedy.sqlite3")],
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(asked.stdout.splitlines()[-1])
    assert answer["data"] == {"failsAnsweringGrows": None, "serviceLines": [{"key": "gas"}]}
    assert [error["path"] for error in answer["errors"]] == [["failsAnsweringGrows"]]
