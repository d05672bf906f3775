"""`lastmeter serve`, `demo`, `migrate`: what a newcomer sees, and what stands in the way is told in a sentence."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from itertools import takewhile
from pathlib import Path

import pytest

from core.database import Database
from core.demo.load import is_empty
from core.start import tell_of_demo

SERVE = [sys.executable, "-c", "from core.cli import main; main()", "serve", "--port", "0"]


def asked(address: str, query: str) -> dict:
    request = urllib.request.Request(
        address, json.dumps({"query": query}).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)["data"]


def test_serve_in_an_empty_folder_makes_the_demo_says_so_and_answers(folder, sqlite_templates, composition):
    environment = os.environ | {"FORCE_COLOR": "1"}  # as if it were a terminal
    with (
        sqlite_templates.given_by(composition.plugins, folder / "lastmeter.sqlite3"),
        (folder.parent / "bar").open("w") as bar,
        subprocess.Popen(SERVE, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=bar, text=True) as server,
    ):
        assert server.stdout is not None
        told = list(takewhile(lambda line: line != "Stop with Ctrl+C.\n", server.stdout))
        assert told[:2] == [
            f"Creating or changing tables in {folder / 'lastmeter.sqlite3'} …\n",
            "Loading the demo: real communities of Qingdao; visits, households and cases are generated.\n",
        ]
        (address,) = re.findall(r"GraphiQL: (http://127\.0\.0\.1:\d+/graphql)", told[-1])
        found = asked(address, "{ communities(first: 1) { totalCount } serviceLines { key } }")
        assert found["communities"]["totalCount"] == 2_120
        assert len(found["serviceLines"]) == 4
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0

    shown = (folder.parent / "bar").read_text()
    assert "100%" in shown, "a bar that came to its end"
    assert "Traceback" not in shown
    assert [path.name for path in folder.iterdir()] == ["lastmeter.sqlite3"], "nothing half-written is left"


def test_a_line_that_came_after_the_demo_is_told_to_be_empty_and_how_to_see_its_demo(
    database, composition, visited, capsys
):
    visited(line="gas")

    tell_of_demo(database, composition.plugins)

    told = capsys.readouterr().out
    assert "Gas safety has no visits" not in told
    assert re.search("Heating.* has no visits here. To see its demo: lastmeter demo --line heating", told)


@pytest.fixture
def taken():
    """A port at which somebody listens already."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield str(listening.getsockname()[1])


def test_a_port_in_use_is_told_before_anything_is_made(run, taken, folder):
    ran = run("serve", "--port", taken)

    assert (ran.code, ran.out) == (1, "")
    told = f"Nobody can listen at 127.0.0.1, port {taken}: address already in use."
    assert ran.err == f"lastmeter: {told} Choose another by --host and --port.\n"
    assert list(folder.iterdir()) == []


WRONG = {
    "no folder": ({"DATABASE_URL": "sqlite:////nowhere/x.sqlite3"}, "/nowhere/x.sqlite3 does not open: unable to open"),
    "no server": ({"DATABASE_URL": "postgresql://me:secret@127.0.0.1:1/x"}, "does not open: connection failed"),
    "another database": ({"DATABASE_URL": "mysql://h/x"}, "must be sqlite:///FILE or postgresql://"),
    "no URL": ({"DATABASE_URL": "lastmeter.db"}, "must be written as sqlite:///FILE or postgresql://USER@HOST/NAME"),
    "no port": ({"DATABASE_URL": "postgresql://h:x/y"}, "must be written as sqlite:///FILE"),
    "memory": ({"DATABASE_URL": "sqlite:///:memory:"}, "must name a file"),
    "an unknown plugin": (
        {"LASTMETER_DISABLED_PLUGINS": "gas,gaz"},
        "names gaz, which is not installed. Installed: enf",
    ),
    "an unknown profile": (
        {"LASTMETER_PROFILE": "prod"},
        "is 'prod': input should be 'development', 'demo' or 'production'",
    ),
    "an unknown zone": ({"LASTMETER_TIME_ZONE": "Asia/Peking"}, "is 'Asia/Peking': invalid timezone"),
}


@pytest.mark.parametrize(("environment", "message"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("command", ["migrate", "serve"])
def test_a_wrong_setting_is_told_in_a_sentence(command, environment, message, run):
    ran = run(command, *(["--port", "0"] if command == "serve" else []), **environment)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("lastmeter: ")
    assert ran.err.count("\n") == 1, "one sentence, no traceback"
    assert message in ran.err
    assert "secret" not in ran.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_where_nobody_may_write_is_told(run, folder):
    folder.chmod(0o500)
    ran = run("migrate")
    folder.chmod(0o700)

    assert ran.code == 1
    assert "does not open: unable to open database file. Is it there, may we write there" in ran.err


def test_a_file_that_is_no_database_is_told_and_left_alone(run, folder):
    (folder / "notes.txt").write_text("not a database, but somebody's notes")

    ran = run("migrate", DATABASE_URL="sqlite:///notes.txt")

    assert "notes.txt does not open: file is not a database." in ran.err
    assert (folder / "notes.txt").read_text() == "not a database, but somebody's notes"


@pytest.fixture
def at_a_newer_version(run, folder):
    """The tables of core or of a line, as if a newer version of it had been here."""

    def make(label):
        run("migrate")
        with closing(sqlite3.connect(folder / "lastmeter.sqlite3")) as database, database:
            database.execute(f"UPDATE alembic_version_{label} SET version_num = '{label}_9999'")

    return make


def test_c16_a_database_of_a_newer_version_is_told_and_left_alone(run, at_a_newer_version):
    at_a_newer_version("core")

    ran = run("migrate")

    assert (ran.code, ran.out) == (1, "")
    assert "its tables are at core_9999, and this version knows them up to core_0" in ran.err
    assert "Install the newer version" in ran.err


def test_e05_a_plugin_that_is_older_than_its_tables_is_left_out_and_the_others_go_on(run, at_a_newer_version):
    at_a_newer_version("gas")

    ran = run("migrate")

    assert ran.code == 0
    assert "The plugin gas is left out. The database was made by a newer version of the plugin gas" in ran.err
    assert run("migrate", LASTMETER_STRICT="true").code == 1


def test_migrate_tells_what_it_does_and_does_nothing_twice(run, folder):
    first, second = run("migrate"), run("migrate")

    path = folder / "lastmeter.sqlite3"
    assert first.out == f"Creating or changing tables in {path} …\n{path} is up to date.\n"
    assert second.out == f"{path} is up to date.\n"


@pytest.fixture
def filled(folder: Path, sqlite_templates, composition) -> Path:
    """The demo, as if `lastmeter demo` had been run."""
    path = folder / "lastmeter.sqlite3"
    sqlite_templates.copied(composition.plugins, path, with_demo=True).dispose()
    return path


def test_a_second_demo_is_refused_in_a_sentence(run, filled):
    ran = run("demo")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "lastmeter: The database has communities already, and made-up rows would mix with them. "
        "Name an empty database by DATABASE_URL.\n"
    )


def test_a_demo_that_is_interrupted_leaves_an_empty_database(run, folder, monkeypatch):
    def interrupted(_demo: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("core.demo.load.load_posts", interrupted)
    run("demo")

    database = Database(f"sqlite:///{folder / 'lastmeter.sqlite3'}")
    with database.reading() as session:
        assert is_empty(session)
    database.dispose()
