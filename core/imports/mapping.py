"""A mapping, in TOML: in which columns of a file the fields stand, and what its words mean.

time_zone = "America/New_York"
missing = ["NA", "N/A"]

[columns]
reference = "CASE_ENQUIRY_ID"
community = "neighborhood"

[words.community]
Dorchester = "370203029014"

[otherwise]
community = "370203029015"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.errors import DomainError, invalid
from core.imports.declared import Import

KEYS = ("time_zone", "moments", "header", "missing", "columns", "words", "otherwise", "only")


@dataclass(frozen=True)
class FileMapping:
    """Without one, a file's columns are named as the fields are."""

    columns: Mapping[str, str | int]
    """Column of each field: its name, or its number from 1 in a file without a header."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What the file's words for a field mean; a word that stands nowhere is unknown."""
    otherwise: Mapping[str, str] = field(default_factory=dict)
    """What is taken for a missing or unknown word."""
    only: Mapping[str | int, Sequence[str]] = field(default_factory=dict)
    """Columns, and the words in them of the rows that are meant; all others are passed over."""
    missing: frozenset[str] = frozenset()
    """Words that mean nothing."""
    moments: str | None = None
    """How moments are written, as `strptime` has it; as in ISO 8601 where it is not said."""
    zone: ZoneInfo | None = None
    """In which time zone moments are that do not say so; the bureau's where it is not said."""
    header: bool = True
    wanted: frozenset[str] = frozenset()
    """Columns that a file with a header must have."""


def read_mapping(path: Path | None, declared: Import) -> FileMapping:
    """Refuses what it does not know: a mistyped word would leave out a column silently."""
    if path is None:
        return FileMapping({name: name for name in declared.fields}, wanted=declared.required)
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise _wrong(f"{path.name} is no TOML file: {broken}", f"{path.name} 不是 TOML 文件：{broken}") from broken
    _check_known(told, KEYS, path.name)
    columns = told.get("columns", {})
    for part in ("columns", "words", "otherwise"):
        _check_known(told.get(part, {}), tuple(declared.fields), f"{path.name}, [{part}]")
    lacking = sorted(declared.required - columns.keys() - told.get("otherwise", {}).keys())
    if lacking:
        names = ", ".join(lacking)
        raise _wrong(
            f"{path.name} does not say where {names} stands: add it to [columns].", f"{path.name} 缺少 {names}。"
        )
    header = told.get("header", True)
    only = {column if header else int(column): words for column, words in told.get("only", {}).items()}
    return FileMapping(
        columns,
        told.get("words", {}),
        told.get("otherwise", {}),
        only,
        frozenset(told.get("missing", ())),
        told.get("moments"),
        _zone(told.get("time_zone")),
        header,
        frozenset(map(str, (*columns.values(), *only))),
    )


def _check_known(told: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    for name in told:
        if name not in known:
            listed = ", ".join(known)
            raise _wrong(f"{where} has {name!r}; there is {listed}.", f"{where} 中的“{name}”无效，可用：{listed}。")


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return None if name is None else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise _wrong(f"There is no time zone {name!r}.", f"没有时区“{name}”。") from None


def _wrong(message: str, message_zh: str) -> DomainError:
    return invalid("mapping", message, message_zh)
