"""What a service line says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from core.calendar.limits import LimitUnit


@dataclass(frozen=True)
class Category:
    """A kind of problem: the code of its small class in GB/T 30428, or an extension counted down from 99."""

    code: str
    name: str
    name_zh: str


@dataclass(frozen=True)
class Standard:
    """When a case of a category is filed, when it may be closed, and how long it may take.

    A category may have several, told apart by `variant`; clients that name none are given the first. These are what an
    installation begins with: `lastmeter import standards` brings its own.
    """

    category: str
    condition: str
    close_condition: str
    amount: int
    unit: LimitUnit
    variant: str = "1"
    requires_photo: bool = False
    effective_from: date = date(2021, 1, 1)
    source: str = ""


@dataclass(frozen=True)
class ServiceLine:
    """One line. Its key prefixes its tables, its metrics and its GraphQL names."""

    key: str
    name: str
    name_zh: str
    description: str
    categories: Sequence[Category] = field(default=())
    standards: Sequence[Standard] = field(default=())
