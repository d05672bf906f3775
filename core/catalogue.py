"""The catalogue: objects that are not rows but registered, found by key (service lines, categories, metrics)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class OnDemand(Mapping[str, T]):
    """Objects that are made when they are first asked for, by their keys."""

    def __init__(self, keys: Mapping[str, object], make: Callable[[str], T]) -> None:
        self._keys, self._make = keys, make
        self._made: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        if key not in self._made:
            if key not in self._keys:
                raise KeyError(key)
            self._made[key] = self._make(key)
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


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
