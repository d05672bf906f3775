"""`lastmeter --help`, `plugins`, `schema`, `explain`."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import re
import sqlite3
from contextlib import closing
from importlib.metadata import EntryPoint, EntryPoints

import pytest
from rich.cells import cell_len

from core.cli import app
from core.settings import CaseRules, Settings, meanings
from tests.contract.contract import DOCUMENTS, FOLDER

COMMANDS = (
    "serve",
    "demo",
    "migrate",
    "escalate",
    "sweep",
    "settings",
    "plugins",
    "schema",
    "explain",
    "generate",
    "migration",
    "docs",
    "new-line",
    "import",
    "rollups",
    "token",
    "wall",
    "accounts",
    "backup",
    "check",
)


def test_help_says_how_to_begin_and_what_there_is(run):
    out = run("--help", COLUMNS="80").out

    assert "Begin with: lastmeter serve" in " ".join(out.split())
    for command in COMMANDS:
        (line,) = (line for line in out.splitlines() if line.startswith(f"  {command} "))
        assert not line.rstrip().endswith("..."), f"{line!r} is cut short"
    assert {command.name or command.callback.__name__ for command in app.registered_commands} <= set(COMMANDS)


def test_every_setting_is_listed_with_its_value_and_its_meaning(run):
    out = run("settings", DATABASE_URL="postgresql://me:secret@example.org/lastmeter", LASTMETER_REOPEN_DAYS="45").out

    for model in (Settings, CaseRules):
        for name, field in model.model_fields.items():
            assert meanings(model)[name], f"{name} says nothing"
            assert name == "rules" or str(field.alias) in out
    assert "postgresql://me:***@example.org/lastmeter" in out
    assert "LASTMETER_REOPEN_DAYS" in out
    assert "│ 45 " in out


def test_a_setting_can_be_told_by_its_name_however_narrow_the_terminal_is(run):
    out = run("settings", COLUMNS="80").out

    for model in (Settings, CaseRules):
        for name, field in model.model_fields.items():
            assert name == "rules" or f"│ {field.alias} " in out


@pytest.mark.parametrize(
    "command",
    [*COMMANDS, "import communities", "accounts open", "accounts password", "accounts program", "accounts rotate"],
)
def test_every_command_and_every_option_is_explained(command, run):
    ran = run(*command.split(), "--help")

    assert ran.code == 0
    assert f"Usage: lastmeter {command}" in ran.out
    for line in ran.out.splitlines():
        if line.startswith("  --"):
            assert len(line.split(maxsplit=2)) > 2, f"{line!r} says nothing"


def test_plugins_are_listed_with_what_they_contribute(run):
    ran = run("plugins")

    assert ran.code == 0
    for name in ("core", "sanitation", "enforcement", "gas", "heating", "洁净家园", "lastmeter"):
        assert name in ran.out
    assert "2 types, 7 queries, 15 mutations, 13 metrics" in ran.out


def test_nothing_of_the_list_is_cut_off_on_a_narrow_terminal(run):
    told = run("plugins", COLUMNS="80").out

    assert "…" not in told
    assert max(map(cell_len, told.splitlines())) <= 80


def test_plugins_that_are_switched_off_or_gone_are_told_with_what_is_kept(run, folder):
    """The rows of the gas line, in a database that also knows a line nobody installed."""
    run("migrate", DATABASE_URL="sqlite:///kept.sqlite3")
    with closing(sqlite3.connect(folder / "kept.sqlite3")) as database:
        database.execute("CREATE TABLE alembic_version_tea (version_num TEXT)")
        database.execute("CREATE TABLE tea_cup (id INTEGER)")

    told = run("plugins", LASTMETER_DISABLED_PLUGINS="gas").out

    (gas,) = (line for line in told.splitlines() if "│ gas" in line)
    (tea,) = (line for line in told.splitlines() if "│ tea" in line)
    assert "Disabled by LASTMETER_DISABLED_PLUGINS; its rows are kept." in gas
    assert "Not installed; the database keeps its rows: tea_cup." in tea


def test_looking_at_the_plugins_makes_no_database(run, folder):
    assert run("plugins").code == 0
    assert list(folder.iterdir()) == []


def test_e08_a_file_that_was_changed_after_it_was_installed_is_told(run, installed, tmp_path):
    assert run("plugins", "--verify").out == "lastmeter-tea 1.0: as installed.\n"

    (tmp_path / "tea.py").write_text("LASTMETER_API = 2\n")
    changed = run("plugins", "--verify")
    assert (changed.code, changed.out) == (1, "lastmeter-tea 1.0: tea.py was changed since it was installed.\n")

    (tmp_path / "tea.py").unlink()
    missing = run("plugins", "--verify")
    assert (missing.code, missing.out) == (1, "lastmeter-tea 1.0: tea.py is missing.\n")


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """One package with a plugin, and the list of its files that an installer writes."""
    (tmp_path / "tea.py").write_text("LASTMETER_API = 1\n")
    digest = base64.urlsafe_b64encode(hashlib.sha256(b"LASTMETER_API = 1\n").digest()).decode().rstrip("=")
    about = tmp_path / "lastmeter_tea-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: lastmeter-tea\nVersion: 1.0\n")
    (about / "RECORD").write_text(f"tea.py,sha256={digest},18\nlastmeter_tea-1.0.dist-info/RECORD,,\n")
    package = importlib.metadata.Distribution.at(about)
    entry = EntryPoint("tea", "tea", "lastmeter.plugins")._for(package)
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: EntryPoints([entry]))


def test_the_schema_is_written_and_checked(run, folder):
    missing = run("schema", "--check")
    assert missing.code == 1
    assert "There is no schema file yet." in missing.err
    assert run("schema").out == "schema.graphql written.\n"
    assert run("schema", "--check").out == "schema.graphql is what the code says.\n"

    path = folder / "schema.graphql"
    path.write_text(path.read_text().replace("  visits: Int!", "  visits: Int!\n  meters: Int!", 1))
    changed = run("schema", "--check")

    assert changed.code == 1
    assert "breaking: " in changed.err
    assert "meters" in changed.err
    assert "run `lastmeter schema`" in changed.err


def test_a_query_is_explained_without_a_database(run, folder):
    document = FOLDER / "02_communities.graphql"

    ran = run("explain", str(document), "--variables", str(document.with_suffix(".json")))

    assert ran.code == 0
    assert ran.out.startswith("costs at most ")
    assert "FROM community" in ran.out
    assert list(folder.iterdir()) == [], "looking makes no database"


FIGURES = """{ metrics(keys: ["core.visits"], window: { from: "2023-01-01", to: "2023-09-01" }, groupBy: [DISTRICT], first: 5) {
  nodes { value } } }"""


def test_what_computed_fields_ask_is_told_when_the_query_is_run(run, folder, sqlite_database):
    (folder / "figures.graphql").write_text(FIGURES)
    url = sqlite_database.url.render_as_string()

    planned, ran = (run("explain", "figures.graphql", *more, DATABASE_URL=url) for more in ((), ("--run",)))

    assert ran.code == 0, ran.err
    assert "SELECT" not in planned.out
    assert ran.out.startswith(planned.out)
    more = ran.out.removeprefix(planned.out)
    assert re.search(r"^ran in [\d.]+ ms, [1-9]\d* statements$", more, re.MULTILINE)
    assert re.search(r"^[\d.]+ ms, 0 rows:\n    (WITH|SELECT) ", more, re.MULTILINE)


def test_what_cannot_be_run_is_told(run, folder, sqlite_database):
    (folder / "figures.graphql").write_text(FIGURES)
    (folder / "wrong.graphql").write_text(FIGURES.replace("core.visits", "core.visit"))
    (folder / "changes.graphql").write_text(
        'mutation { openHardCaseBatch(input: { clientMutationId: "1", name: "难题" }) { clientMutationId } }'
    )

    absent = run("explain", "figures.graphql", "--run")
    assert absent.code == 1
    assert "There is no database" in absent.err
    assert sorted(path.name for path in folder.iterdir()) == ["changes.graphql", "figures.graphql", "wrong.graphql"]
    url = sqlite_database.url.render_as_string()
    wrong = run("explain", "wrong.graphql", "--run", DATABASE_URL=url)
    assert (wrong.code, "There is no metric 'core.visit'" in wrong.err) == (1, True)
    changing = run("explain", "changes.graphql", "--run", DATABASE_URL=url)
    assert (changing.code, "Only queries are run here" in changing.err) == (1, True)


def test_a_query_that_is_none_is_told_where_it_breaks(run, folder):
    (folder / "broken.graphql").write_text("{ communities(first: 1) { nodes { nam } } }")

    ran = run("explain", "broken.graphql")

    assert (ran.code, ran.out) == (1, "")
    assert "Cannot query field 'nam' on type 'Community'. Did you mean 'name'?" in ran.err


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "is no JSON"), ('["a"]', "must be a JSON object"), ('{"first": "x"}', "Variable '$first'")],
)
def test_variables_that_are_none_are_told(text, message, run, folder):
    (folder / "variables.json").write_text(text)

    ran = run("explain", str(FOLDER / "02_communities.graphql"), "--variables", "variables.json")

    assert ran.code == 1
    assert message in ran.err
    assert "Traceback" not in ran.err
    assert DOCUMENTS
