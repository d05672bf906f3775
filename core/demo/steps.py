"""What happens to one case of the demo, and when: mostly the straight way, now and then one of the ways back."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.cases.models import CaseAction as A
from core.cases.models import CaseStatus as S
from core.people.models import OfficerRole as R

NOW = datetime(2023, 9, 8, 1, 30, tzinfo=UTC)
"""Half past nine in Qingdao on the last day: what is open is as it was then."""
LONG_AGO = timedelta(days=2)


@dataclass(frozen=True)
class Happened:
    action: A
    after: S
    role: R | None
    at: datetime
    reason: str | None = None


@dataclass
class Steps:
    """The steps of one case, one after another; no two at the same moment."""

    chance: random.Random
    reported: datetime
    ended: datetime | None
    """When it was closed; None while it is open."""
    done: list[Happened]

    @classmethod
    def of(cls, chance: random.Random, reported: datetime, ended: datetime | None, steps: int) -> Steps:
        """Cases that are open took so many of the straight way's steps."""
        made = cls(chance, reported, ended, [])
        made._begin(steps)
        return made

    @property
    def last(self) -> datetime:
        return self.ended or NOW

    def add(self, action: A, after: S, role: R | None, at: datetime, reason: str | None = None) -> None:
        if self.done:
            at = max(at, self.done[-1].at + timedelta(seconds=60))
        self.done.append(Happened(action, after, role, at.replace(microsecond=0), reason))

    def _begin(self, steps: int) -> None:
        """Filed, sent and taken on within hours; a short case in proportion."""
        whole = self.last - self.reported
        soon = timedelta()
        for number, (action, after, role, most) in enumerate(BEGINNING[:steps]):
            soon += timedelta(minutes=self.chance.randint(1, most) if most else 0)
            self.add(action, after, role, self.reported + min(soon, whole * 0.06 * number))

    def at(self, share: float) -> datetime:
        """Between what has happened and the end."""
        before = self.done[-1].at
        return before + (self.last - before) * share

    def handle(self, at: datetime) -> None:
        self.add(A.HANDLE, S.HANDLED, R.HANDLER, at)

    def finish(self, steps: int = 4) -> None:
        """Checked and closed, or so far of it."""
        for action, after, role, share, reason in ENDING[:steps]:
            self.add(action, after, role, self.last if action is A.CLOSE else self.at(share), reason)

    def rework(self) -> None:
        """The check found it unsolved; handled once more."""
        self.add(A.START_CHECK, S.CHECKING, R.CHECKER, self.at(0.2))
        self.add(A.CHECK, S.IN_PROGRESS, R.CHECKER, self.at(0.1), "NOT_PASSED: 现场仍有遗留")
        self.handle(self.at(0.3))

    def reopen(self) -> None:
        """Closed too early: opened again and handled once more."""
        self.add(A.START_CHECK, S.CHECKING, R.CHECKER, self.at(0.1))
        self.add(A.CHECK, S.HANDLED, R.CHECKER, self.at(0.05), "PASSED")
        self.add(A.CLOSE, S.CLOSED, R.ACCEPTOR, self.at(0.05))
        self.add(A.REOPEN, S.IN_PROGRESS, R.ACCEPTOR, self.at(0.3), "居民反映问题未解决")
        self.handle(self.at(0.3))

    @property
    def is_long(self) -> bool:
        return self.last - self.reported > LONG_AGO

    def between(self) -> Iterator[tuple[Happened, S | None]]:
        """Each step with the status before it."""
        before: S | None = None
        for step in self.done:
            yield step, before
            before = step.after


# action, status after, who, most minutes after the step before
BEGINNING: Sequence[tuple[A, S, R | None, int]] = (
    (A.REPORT, S.REPORTED, None, 0),
    (A.FILE, S.FILED, R.ACCEPTOR, 15),
    (A.DISPATCH, S.DISPATCHED, R.DISPATCHER, 15),
    (A.ACCEPT, S.IN_PROGRESS, R.HANDLER, 90),
)
# action, status after, who, share of the time that is left
ENDING: Sequence[tuple[A, S, R, float, str | None]] = (
    (A.START_CHECK, S.CHECKING, R.CHECKER, 0.5, None),
    (A.CHECK, S.HANDLED, R.CHECKER, 0.5, "PASSED"),
    (A.CLOSE, S.CLOSED, R.ACCEPTOR, 1.0, None),
)
