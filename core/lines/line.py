"""What a service line says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Category:
    """A kind of problem: the code of its small class in GB/T 30428, or an extension counted down from 99."""

    code: str
    name: str
    name_zh: str


@dataclass(frozen=True)
class ServiceLine:
    """One line. Its key prefixes its tables, its metrics and its GraphQL names."""

    key: str
    name: str
    name_zh: str
    description: str
    categories: Sequence[Category] = field(default=())
