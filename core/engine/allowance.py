"""Allowance: what each kind of viewer may ask of the engine, and whether the schema is shown to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.engine.limits import Limits
from core.policy.viewer import Kind, Viewer

STANDARD = {
    Kind.ANONYMOUS: Limits(tokens=500, depth=6, aliases=5, cost=200),
    Kind.SIGNED_IN: Limits(),
    Kind.MACHINE: Limits(cost=5000),
}


@dataclass(frozen=True)
class Allowance:
    by_kind: Mapping[Kind, Limits] = field(default_factory=lambda: STANDARD)
    shows_schema_to_all: bool = True

    @classmethod
    def read(cls, limits: Mapping[Kind, str], *, shows_schema_to_all: bool) -> Allowance:
        """By what an installation sets, the standard for the rest."""
        by_kind = {kind: Limits.read(limits.get(kind, ""), standard) for kind, standard in STANDARD.items()}
        return cls(by_kind, shows_schema_to_all)

    @property
    def tokens_most(self) -> int:
        return max(limits.tokens for limits in self.by_kind.values())

    def limits(self, viewer: Viewer) -> Limits:
        return self.by_kind[viewer.kind]

    def shows_schema(self, viewer: Viewer) -> bool:
        """To whom introspection answers, and mistakes are told with the names that would be right."""
        return self.shows_schema_to_all or viewer.may("schema.read")
