"""Whether the files of a package are still those that were installed, as the package's own list (RECORD) says.

It finds what was changed by hand, by accident or by a bad disk. Whoever can change a file can change the list, so that it
is no proof against somebody who means it: for that install with `--require-hashes`, into a folder the server cannot write.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib.metadata import Distribution
from pathlib import Path


def changed(package: Distribution) -> list[str]:
    """What is not as it was installed, in sentences; empty when all is."""
    return list(_changed(package))


def is_editable(package: Distribution) -> bool:
    """Its files stay where they are written, and none was installed."""
    return not any(file.suffix == ".py" for file in package.files or ())


def _changed(package: Distribution) -> Iterator[str]:
    for file in package.files or ():
        if file.hash is None:
            continue  # the list itself, and what Python compiled
        where = Path(str(file.locate()))
        if not where.is_file():
            yield f"{file} is missing."
        elif _digest(where, file.hash.mode) != file.hash.value:
            yield f"{file} was changed since it was installed."


def _digest(file: Path, algorithm: str) -> str:
    digest = hashlib.new(algorithm, file.read_bytes()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
