"""`lastmeter backup` and `lastmeter check`."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def test_c15_a_backup_is_made_put_back_and_found_sound(run: Any, folder: Path) -> None:
    run("migrate")
    made = run("backup", "backups")
    assert made.out.startswith("backups/lastmeter-2")
    assert made.out.endswith("Z.sqlite3, and 0 files that were not in backups yet.\n")
    shutil.copy(made.out.partition(",")[0], folder / "again.sqlite3")
    told = run("check", DATABASE_URL="sqlite:///again.sqlite3", LASTMETER_ATTACHMENTS="backups/attachments")
    assert (told.code, told.out) == (0, f"Everything in {folder}/again.sqlite3 is what it was, and so are its files.\n")


def test_c18_a_damaged_database_is_told_by_its_sentences(run: Any, folder: Path) -> None:
    run("migrate")
    with closing(sqlite3.connect(folder / "lastmeter.sqlite3")) as database:
        database.execute("PRAGMA foreign_keys=OFF")
        database.execute("INSERT INTO street (id, code, name, district_id) VALUES (1, '1', 'x', 9)")
        database.commit()
    told = run("check")
    assert (told.code, told.out) == (1, "")
    assert "Row 1 of street points at a row of district that is not there." in told.err


def test_what_is_not_there_is_neither_copied_nor_made(run: Any, folder: Path) -> None:
    for command in (("backup", "backups"), ("check",)):
        told = run(*command)
        assert (told.code, told.err) == (1, f"lastmeter: There is no {folder}/lastmeter.sqlite3.\n")
    assert list(folder.iterdir()) == []
