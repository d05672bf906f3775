"""Backups: a copy of the database as it is at one moment, and of every file that it names, while others go on writing.

A folder takes many of them. Files are named by their content and never change: each is copied once.
"""

from __future__ import annotations

import hashlib
import math
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from core.attachments.services import Damaged, content_of
from core.attachments.store import Folder, Store, force
from core.database import Database
from core.errors import CannotStart
from core.policy.worn import SETTING, SYSTEM
from core.safekeeping.soundness import names_of_files, of_database, of_trail

PART = ".part-"


@dataclass
class Backup:
    path: Path
    """The copy of the database; beside it, a file for `sha256sum --check`."""
    files: int = 0
    """How many files were copied that earlier backups of this folder did not have."""
    problems: list[str] = field(default_factory=list)
    """What could not be copied, or is not sound in the copy."""


def back_up(database: Database, store: Store, folder: Path, now: datetime) -> Backup:
    """Files first, and again in the end: the copy of the database names none that is not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kind = "sqlite3" if database.is_sqlite else "dump"
    made = Backup(folder / f"lastmeter-{now:%Y%m%dT%H%M%SZ}.{kind}")
    if made.path.exists():
        raise CannotStart(f"{made.path} is there already.")
    to = Folder(folder / "attachments")
    _copy_files(database, store, to, made)
    _copy_database(database, made)
    _copy_files(database, store, to, made)
    return made


def _copy_files(database: Database, store: Store, to: Folder, made: Backup) -> None:
    there = set(to.names(math.inf))
    for name in names_of_files(database):
        if name in there:
            continue
        try:
            content = content_of(store, name)
        except Damaged as damaged:
            made.problems.append(str(damaged))
            continue
        if content is None:
            made.problems.append(f"The file {name} is missing.")
        else:
            to.put(name, content)
            made.files += 1


def _copy_database(database: Database, made: Backup) -> None:
    """Under another name until it is whole: what looks like a backup is one."""
    part = made.path.with_name(f"{PART}{made.path.name}")
    part.touch(mode=0o600)
    try:
        if database.is_sqlite:
            _copy_sqlite(database, part)
            made.problems += _looked_at(part)
        else:
            dump_postgresql(database, part)
        force(part)
        with part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        made.path.with_name(f"{made.path.name}.sha256").write_text(f"{digest}  {made.path.name}\n")
        part.rename(made.path)
        force(made.path.parent)
    finally:
        part.unlink(missing_ok=True)


def _copy_sqlite(database: Database, path: Path) -> None:
    """By SQLite's own means, in one step: writers are not kept waiting, and what they write meanwhile is not in it."""
    with (
        closing(sqlite3.connect(str(database.url.database))) as source,
        closing(sqlite3.connect(path)) as target,
    ):
        source.backup(target)


def _looked_at(path: Path) -> list[str]:
    copy = Database(f"sqlite:///{path}")
    found = [*of_database(copy), *of_trail(copy)]
    copy.dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    return found


def dump_postgresql(database: Database, path: Path) -> None:
    """By pg_dump, as whom the tables belong to. Behind the wall, the owner says that it asks for everybody."""
    program = shutil.which("pg_dump")
    if program is None:
        raise CannotStart("A backup of PostgreSQL needs its program pg_dump, of the server's version or newer.")
    url = database.url.set(drivername="postgresql")
    told = os.environ | {"PGOPTIONS": f"-c {SETTING}={SYSTEM}"}
    if url.password is not None:
        told["PGPASSWORD"] = str(url.password)
    address = url._replace(password=None).render_as_string()
    command = [program, "--format=custom", "--enable-row-security", f"--file={path}", f"--dbname={address}"]
    ran = subprocess.run(command, env=told, capture_output=True, text=True)
    if ran.returncode != 0:
        raise CannotStart(ran.stderr.strip())
