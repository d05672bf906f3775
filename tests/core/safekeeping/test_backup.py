"""Backups: what is put back is what there was, with every photo (catalogue C15)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from core.app import Composition
from core.attachments.store import Folder, open_store
from core.database import Database
from core.errors import CannotStart
from core.safekeeping.backup import PART, back_up, dump_postgresql
from core.safekeeping.soundness import problems
from core.testing.fixtures import NOW
from core.testing.loop import DrivenCase


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_c15_what_is_put_back_is_what_there_was(
    case: DrivenCase,
    database: Database,
    store: Path,
    restored: Callable[[Path], Database],
    counts: Callable[[Database], dict[str, int]],
    composition: Composition,
    tmp_path: Path,
) -> None:
    made = back_up(database, open_store(str(store)), tmp_path / "backups", NOW)
    assert (made.problems, made.files) == ([], 1)
    again = restored(made.path)
    assert counts(again) == counts(database)
    assert all(counts(again).values())
    kept = open_store(str(tmp_path / "backups" / "attachments"))
    assert list(problems(again, composition.plugins, kept, ())) == []
    again.dispose()


def test_c15_a_folder_takes_many_backups_and_copies_a_photo_once(
    case: DrivenCase, database: Database, store: Path, pg_programs: None, tmp_path: Path
) -> None:
    folder, kind = tmp_path / "backups", "sqlite3" if database.is_sqlite else "dump"
    back_up(database, open_store(str(store)), folder, NOW)
    second = back_up(database, open_store(str(store)), folder, NOW + timedelta(days=1))
    assert second.files == 0
    names = [f"lastmeter-2023090{day}T020000Z.{kind}" for day in (8, 9)]
    (photo,) = files(store)
    assert files(folder) == sorted([f"attachments/{photo}", *names, *(f"{name}.sha256" for name in names)])
    told, name = (folder / f"{names[1]}.sha256").read_text().split()
    assert (told, name) == (hashlib.sha256(second.path.read_bytes()).hexdigest(), names[1])
    assert second.path.stat().st_mode & 0o077 == 0, "personal data: nobody else reads it"
    with pytest.raises(CannotStart, match="is there already"):
        back_up(database, open_store(str(store)), folder, NOW)


def test_c15_a_photo_that_is_missing_or_damaged_is_told_and_the_rest_is_copied(
    case: DrivenCase, database: Database, store: Path, pg_programs: None, tmp_path: Path
) -> None:
    (photo,) = (path for path in store.rglob("*") if path.is_file())
    photo.write_bytes(b"\xff\xd8\xff something else")
    damaged = back_up(database, Folder(store), tmp_path / "backups", NOW)
    assert set(damaged.problems) == {f"The file {photo.name} is not what was sent."}
    assert damaged.path.exists()
    photo.unlink()
    missing = back_up(database, Folder(store), tmp_path / "others", NOW)
    assert set(missing.problems) == {f"The file {photo.name} is missing."}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_c15_a_backup_that_is_cut_off_looks_like_none(
    case: DrivenCase, database: Database, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    folder = tmp_path / "backups"
    back_up(database, Folder(store), folder, NOW)
    before = files(folder)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        back_up(database, Folder(store), folder, NOW + timedelta(days=1))
    assert files(folder) == before
    assert not list(folder.glob(f"{PART}*"))


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_c15_what_pg_dump_cannot_do_is_told_in_its_words(database: Database, pg_programs: None, tmp_path: Path) -> None:
    gone = Database(database.url.set(database="nowhere"))
    with pytest.raises(CannotStart, match='database "nowhere" does not exist'):
        dump_postgresql(gone, tmp_path / "x.dump")
