"""Names that tell rows of one table apart: however they are written, no two are the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.checks import clean
from core.errors import DomainError, ErrorCode


def is_named(column: Any, name: str) -> ColumnElement[bool]:
    """Whether it is that name, in capitals or not; SQLite knows the capitals of ASCII only."""
    return func.lower(column) == func.lower(name)


def _another(_row: Any) -> tuple[str, str]:
    return "Another one", "另一项"


def free_name(
    session: Session, model: Any, given: str, *, most: int = 60, told: Callable[[Any], tuple[str, str]] = _another
) -> str:
    """A name that no row of the table has. `told` says which row has it, in English and Chinese."""
    name = clean(given, "name", most)
    same = session.scalars(select(model).where(is_named(model.name, name))).first()
    if same is not None:
        english, chinese = told(same)
        raise DomainError(
            ErrorCode.DUPLICATE,
            f"{english} is named {same.name!r} already; give this one a name of its own.",
            f"{chinese}已名为“{same.name}”，请另取名称。",
            ("name",),
        )
    return name
