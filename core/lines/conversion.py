"""Conversion: how a complaint becomes a formal case of a line (诉转案)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from core.cases.models import Case


@dataclass(frozen=True)
class Conversion:
    """The line that takes on complaints as formal cases, and what it adds to one when core has made it."""

    line: str
    opened: Callable[[Session, Case, Case, date], None]
    """Given the session, the complaint, the formal case, and the day."""
