"""The report of an import: what an edition of the register meant for the places."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from core.terms import Term

SHOWN = 1000
"""How many of each kind are listed by name. The counts are always of all."""


class Outcome(Term):
    """What an edition meant for a district, a street or a community (名录变动)."""

    KEPT = "Its code and name stayed (保留)."
    RENAMED = "Its code stayed, its name changed (更名)."
    MOVED = "Its name stayed, its code changed (换码)."
    REUSED = "It is new on a code whose community was retired (代码改作他用)."
    RETIRED = "The edition holds it no longer (撤销)."
    REACTIVATED = "It had been retired and came back (恢复)."
    NEW = "It was never in the register (新增)."
    SPARED = "Its own row was refused, so it stayed as it was (保持原状)."


@dataclass(frozen=True)
class PlaceChange:
    """One place: what it is called now and what it was called before; None where there is no before."""

    code: str
    name: str
    former_code: str | None = None
    former_name: str | None = None


@dataclass(frozen=True)
class RefusedRow:
    """A row that did not go in, the line where it starts, and the column; None for the whole row."""

    file: str
    line: int
    column: str | None
    reason: str
    reason_zh: str


@dataclass
class Tally:
    """How many places had each outcome, and the first of them."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    changes: dict[Outcome, list[PlaceChange]] = field(default_factory=dict)

    def note(self, outcome: Outcome, change: PlaceChange) -> None:
        self.counts[outcome] += 1
        listed = self.changes.setdefault(outcome, [])
        if len(listed) < SHOWN:
            listed.append(change)

    def changed(self) -> int:
        return self.counts.total() - self.counts[Outcome.KEPT] - self.counts[Outcome.SPARED]


@dataclass
class RegisterReport:
    """What an import did, or, where it was a dry run, would do.

    Of the communities, every row that was taken counts once (KEPT, RENAMED, MOVED, REUSED,
    REACTIVATED or NEW), and so does every community that the register held for these cities
    (KEPT, RENAMED, MOVED, REUSED, RETIRED or SPARED): REUSED is one that went and one that came.
    """

    edition: str | None
    is_dry_run: bool
    rows: int = 0
    """Rows read, taken or refused."""
    districts: Tally = field(default_factory=Tally)
    streets: Tally = field(default_factory=Tally)
    communities: Tally = field(default_factory=Tally)
    corrected: int = 0
    """Streets and kept communities whose district, street, kind or households changed."""
    editions: int = 0
    """Kept communities that bore another edition, or none, and now bear this one."""
    redistricted: dict[str, int] = field(default_factory=dict)
    """Rows that followed a community into another district, by table."""
    refused: list[RefusedRow] = field(default_factory=list)
    refused_count: int = 0

    def refuse(self, row: RefusedRow) -> None:
        self.refused_count += 1
        if len(self.refused) < SHOWN:
            self.refused.append(row)

    @property
    def has_changes(self) -> bool:
        """False where the register already was what the files say."""
        tallies = (self.districts, self.streets, self.communities)
        return any(tally.changed() for tally in tallies) or bool(self.corrected or self.editions)
