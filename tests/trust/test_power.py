"""The power fails: what was acknowledged is on the disk, and what was not forced there may be lost (catalogue C03).

The server's calls of fsync are looked at by a library of ours, which keeps every file as it was then. What PostgreSQL does
is PostgreSQL's promise; that it is set to keep it is looked at in tests/core/safekeeping.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from core.database import Database
from core.safekeeping.soundness import of_database, of_trail
from tests.effort import tries
from tests.trust.served import built_place, kill, launching, written

FAILURES = int(os.environ.get("FAILURES", tries(1, 5)))
WRITERS = 4
SECTOR = 512
HURRIED = "import core.database as d; d.SQLITE_PRAGMAS = (*d.SQLITE_PRAGMAS, 'PRAGMA synchronous=NORMAL'); "


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc")
    if sys.platform != "linux" or compiler is None:
        pytest.skip("needs Linux and a C compiler")
    made = tmp_path_factory.mktemp("power") / "power.so"
    source = Path(__file__).with_name("power.c")
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", made, source, "-ldl"], check=True)
    return made


def cut_off(database: Database, folder: Path, library: Path, name: str, before: str = "") -> tuple[list[str], Path]:
    """Writes until the power fails: what was acknowledged, and the folder with what was forced to the disk until then."""
    database.dispose()
    path = Path(str(database.url.database))
    durable = folder / f"durable-{name}"
    durable.mkdir()
    for file in path.parent.glob(f"{path.name}*"):
        shutil.copy(file, durable)
    acknowledged: list[str] = []
    environment = {"LD_PRELOAD": str(library), "DURABLE": str(durable)}
    with launching(before, **environment) as launcher, launcher.serving(database, folder) as (process, url):
        writers = [threading.Thread(target=written, args=(url, acknowledged, f"{name}-{i}")) for i in range(WRITERS)]
        for writer in writers:
            writer.start()
        enough = time.monotonic() + 60
        while len(acknowledged) < 40 and time.monotonic() < enough:
            time.sleep(0.01)
        kill(process)
        for writer in writers:
            writer.join()
    assert acknowledged
    return acknowledged, durable / path.name


def kept(path: Path) -> set[str]:
    """The keys of what was done, all of it whole."""
    database = Database(f"sqlite:///{path}")
    assert [*of_database(database), *of_trail(database)] == []
    with database.connecting() as connection:
        keys, cases, trail = (
            set(connection.execute(text(sql)).scalars())
            for sql in ("SELECT key FROM mutation_key", 'SELECT title FROM "case"', "SELECT key FROM audit_entry")
        )
    database.dispose()
    assert keys == cases == trail
    return keys


def torn(durable: Path, live: Path, chance: Random) -> None:
    """Of what was written since, the disk had got to some sectors already, in whatever order it liked."""
    for old in durable.parent.glob(f"{durable.name}*"):
        if old.suffix == ".part":  # a copy that the crash left unfinished
            continue
        before, after = old.read_bytes(), live.with_name(old.name).read_bytes()
        length = chance.choice((len(before), max(len(before), len(after))))
        mixed = bytearray(before.ljust(length, b"\0"))
        for at in range(0, min(length, len(after)), SECTOR):
            if chance.random() < 0.5:
                mixed[at : at + SECTOR] = after[at : at + SECTOR]
        old.write_bytes(mixed[:length])


@pytest.mark.parametrize("number", range(FAILURES))
def test_c03_what_was_acknowledged_is_on_the_disk(
    sqlite_database: Database, library: Path, tmp_path: Path, number: int
) -> None:
    built_place(sqlite_database)
    acknowledged, durable = cut_off(sqlite_database, tmp_path, library, f"power-{number}")
    live = Path(str(sqlite_database.url.database))
    for seed in range(5):
        folder = tmp_path / f"torn-{seed}"
        shutil.copytree(durable.parent, folder)
        torn(folder / durable.name, live, Random(seed))
        assert set(acknowledged) <= kept(folder / durable.name), seed
    assert set(acknowledged) <= kept(durable)


def test_c03_without_waiting_for_the_disk_it_would_be_lost(
    sqlite_database: Database, library: Path, tmp_path: Path
) -> None:
    """Else the test above could not fail."""
    built_place(sqlite_database)
    acknowledged, durable = cut_off(sqlite_database, tmp_path, library, "hurried", HURRIED)
    assert not set(acknowledged) <= kept(durable)
