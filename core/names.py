"""Names that tell rows of one table apart: however they are written, no two are the same.

One rule: the width of characters, capitals and blanks are how a name is written, not what it is. The databases know it each
in its own way, or not at all; so names are compared here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.checks import clean
from core.errors import DomainError, ErrorCode
from core.wall.wearing import AS_SYSTEM

BLANKS = re.compile(r"(?<![0-9A-Za-z])\s+|\s+(?![0-9A-Za-z])")
"""Between Chinese characters blanks say nothing; between Latin words and numbers one of them does."""


def plainly(written: str) -> str:
    """In one width, without blanks that say nothing."""
    return " ".join(BLANKS.sub("", unicodedata.normalize("NFKC", written)).split())


def alike(written: str) -> str:
    """The same for all ways to write one name."""
    return unicodedata.normalize("NFC", plainly(written).casefold())


def taken(names: Iterable[str], given: str) -> str | None:
    """The one of them that is the same, as it is written there."""
    wanted = alike(given)
    return next((name for name in names if alike(name) == wanted), None)


def named(session: Session, column: Any, given: str, *within: ColumnElement[bool]) -> Any:
    """The row that has this name, whoever may see it: nobody else can have it."""
    model = column.class_
    written = session.scalars(select(column).where(*within), execution_options=AS_SYSTEM)
    same = taken(written, given)
    if same is None:
        return None
    return session.scalars(select(model).where(column == same, *within), execution_options=AS_SYSTEM).one()


def _another(_row: Any) -> tuple[str, str]:
    return "Another one", "另一项"


def free_name(
    session: Session, model: Any, given: str, *, most: int = 60, told: Callable[[Any], tuple[str, str]] = _another
) -> str:
    """A name that no row of the table has. `told` says which row has it, in English and Chinese."""
    name = clean(given, "name", most)
    same = named(session, model.name, name)
    if same is not None:
        english, chinese = told(same)
        raise DomainError(
            ErrorCode.DUPLICATE,
            f"{english} is named {same.name!r} already; give this one a name of its own.",
            f"{chinese}已名为“{same.name}”，请另取名称。",
            ("name",),
        )
    return name
