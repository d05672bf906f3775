"""Policies: for each operation, which roles may do it, and to which rows. Plugins declare theirs the same way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.policy.role import Role
from core.terms import Term


class Reach(Term):
    """Which rows a role reaches (数据范围)."""

    OWN = "What the viewer reported or wrote (本人)."
    ASSIGNED = "What is assigned to the viewer or the viewer's unit (指派给本人或本单位)."
    TEAM = "Of the viewer's lines, in the viewer's districts (本行业且本区市)."
    LINE = "Of the viewer's lines (本行业)."
    DISTRICT = "In the viewer's districts (本区市)."
    ALL = "Everywhere (全部)."


CODES = {
    "O": Reach.OWN,
    "A": Reach.ASSIGNED,
    "T": Reach.TEAM,
    "L": Reach.LINE,
    "D": Reach.DISTRICT,
    "*": Reach.ALL,
}


LETTERS = {reach: letter for letter, reach in CODES.items()}


@dataclass(frozen=True)
class Grant:
    """How far a role reaches; `is_masked`: personal fields are masked; `may_unmask`: by an audited act with a reason."""

    reach: Reach
    is_masked: bool = False
    may_unmask: bool = False

    @classmethod
    def read(cls, text: str) -> Grant:
        """`T m`: the team's rows, masked; `L mu`: the line's, masked, to be unmasked with a reason."""
        reach, _, more = text.partition(" ")
        if reach not in CODES or set(more) - {"m", "u"}:
            raise ValueError(f"{text!r} is no grant: write one of {' '.join(CODES)}, then m, u or mu")
        return cls(CODES[reach], "m" in more, "u" in more)

    def __str__(self) -> str:
        return f"{LETTERS[self.reach]} {'m' * self.is_masked}{'u' * self.may_unmask}".strip()


@dataclass(frozen=True, init=False)
class Policy:
    """One operation: `Policy("case.file", "File a case (立案).", acceptor="D", line_lead="L")`.

    Roles that are not named may not do it. `everybody` is for what is public.
    """

    key: str
    description: str
    grants: Mapping[Role, Grant] = field(compare=False)

    def __init__(self, key: str, description: str, everybody: str | None = None, **grants: str) -> None:
        given = dict.fromkeys(Role, everybody) if everybody else {}
        given |= {Role[name.upper()]: text for name, text in grants.items()}
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "description", description)
        object.__setattr__(self, "grants", {role: Grant.read(text) for role, text in given.items() if text})
