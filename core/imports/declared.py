"""What a plugin says of an import: which fields a record may have, and what becomes of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.imports.record import Record
from core.terms import Term


class Outcome(Term):
    """What became of a record (导入结果)."""

    TAKEN = "It is a row now (已导入)."
    KNOWN = "It was a row before (已存在)."


Take = Callable[[Record], Outcome]


@dataclass(frozen=True)
class Import:
    """`lastmeter import NAME FILE`. `begin` is called for each transaction and gives what takes one record.

    It raises a `DomainError` for a record that cannot be; the others go on. A file may be imported again: `begin` finds
    out which records are known.
    """

    name: str
    description: str
    fields: Mapping[str, str]
    """What a record may have, each with its description; a mapping says in which column of the file each stands."""
    required: frozenset[str]
    begin: Callable[[Session, datetime, ZoneInfo], Take]
