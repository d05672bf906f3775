"""Where the bytes are: a folder, or S3-compatible storage. Files are named by their content, so none is ever overwritten."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

PART = ".part-"


class Store(Protocol):
    """Bytes by the SHA-256 of their content; what was put is there after a loss of power."""

    def put(self, name: str, content: bytes) -> None: ...

    def get(self, name: str) -> bytes | None: ...

    def names(self, older_than: float) -> Iterator[str]:
        """The files that were there before a moment (seconds since the epoch), half-written ones too."""
        ...

    def remove(self, name: str) -> None: ...


class Folder:
    """A local folder: written beside, forced to the disk, then given its name."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def put(self, name: str, content: bytes) -> None:
        target = self._at(name)
        with suppress(FileNotFoundError):
            os.utime(target)  # somebody wants it again: now it is too young to be swept
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=PART, dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, target)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(part)
            raise
        force(target.parent)
        force(self.path)

    def get(self, name: str) -> bytes | None:
        try:
            return self._at(name).read_bytes()
        except FileNotFoundError:
            return None

    def names(self, older_than: float) -> Iterator[str]:
        for file in self.path.glob("??/*"):
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < older_than:
                    yield file.name

    def remove(self, name: str) -> None:
        for file in self.path.glob(f"??/{name}") if name.startswith(PART) else [self._at(name)]:
            file.unlink(missing_ok=True)

    def _at(self, name: str) -> Path:
        return self.path / name[:2] / name


def force(path: Path) -> None:
    """To the disk. A new name is only there after a loss of power when its folder was written too."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Bucket:
    """S3-compatible storage by obstore; an object is there as a whole or not at all."""

    def __init__(self, store: Any) -> None:
        self.store = store

    @classmethod
    def at(cls, url: str) -> Bucket:
        """`s3://BUCKET/PREFIX`; keys and endpoint come from the usual AWS_… variables."""
        try:
            from obstore.store import from_url
        except ImportError:
            raise ValueError(f"{url} needs the extra `s3`: pip install 'lastmeter[s3]'") from None
        return cls(from_url(url))

    def put(self, name: str, content: bytes) -> None:
        self.store.put(name, content)

    def get(self, name: str) -> bytes | None:
        try:
            return bytes(self.store.get(name).bytes())
        except FileNotFoundError:
            return None

    def names(self, older_than: float) -> Iterator[str]:
        for page in self.store.list():
            yield from (entry["path"] for entry in page if entry["last_modified"].timestamp() < older_than)

    def remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            self.store.delete(name)


def open_store(where: str) -> Store:
    return Bucket.at(where) if "://" in where else Folder(Path(where))


def hours_ago(hours: float) -> float:
    return time.time() - hours * 3600
