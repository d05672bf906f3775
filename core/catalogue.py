"""The catalogue: objects that are not rows but registered, found by key (service lines, categories, metrics)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class Catalogue:
    """Immutable once the application has started."""

    def __init__(self, objects: Mapping[type, Mapping[str, Any]]) -> None:
        self._objects = objects

    def objects(self, kind: type[T]) -> Mapping[str, T]:
        return self._objects.get(kind, {})

    def extended(self, more: Mapping[type, Mapping[str, Any]]) -> Catalogue:
        """With more objects, sorted by key with those of their kind."""
        joined = {kind: dict(sorted({**self.objects(kind), **objects}.items())) for kind, objects in more.items()}
        return Catalogue({**self._objects, **joined})
