"""How far rounds are: for which communities they are, of which lines, and which line has been where.

Who was visited is taken from the sets of communities that each line reached in a round, so it costs the same however many
visits there were.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, Text, bindparam, cast, select

from core.columns import Among, Listed
from core.engine.statements import Statement
from core.figures.metrics import COMMUNITIES
from core.metrics.answering import kept_measures
from core.metrics.grains import Grain
from core.metrics.metric import MetricDimension
from core.metrics.scope import ALWAYS, Grouping, Scope
from core.metrics.sets import found_sets, pieces_of_sets
from core.places.models import Community
from core.rounds.models import RoundCommunity, RoundLine
from core.visits.models import Visit, VisitStatus

ROUNDS = bindparam("rounds", type_=Listed(BigInteger()))
LINES = Statement(
    select(RoundLine.round_id, RoundLine.line).where(Among(RoundLine.round_id, ROUNDS)).order_by(RoundLine.line)
)
PLANNED = Statement(
    select(RoundCommunity.round_id, Community.id, Community.code)
    .join(Community, RoundCommunity.community_id == Community.id)
    .where(Among(RoundCommunity.round_id, ROUNDS))
    .order_by(Community.code, Community.id)
)
VISITED = Statement(
    select(cast(Visit.round_id, Text), Visit.line, Visit.community_id)
    .where(Among(Visit.round_id, ROUNDS), Visit.status == VisitStatus.DONE)
    .distinct()
)
BY_ROUND = Grouping((MetricDimension.ROUND, MetricDimension.LINE))


@dataclass(frozen=True)
class Gap:
    """A community that misses lines."""

    community: int
    code: str
    lines: tuple[str, ...]


@dataclass
class RoundState:
    """`visited` holds, by line, the communities that it has been to."""

    lines: list[str] = field(default_factory=list)
    planned: list[tuple[int, str]] = field(default_factory=list)
    visited: dict[str, Any] = field(default_factory=dict)

    @property
    def expected(self) -> int:
        return len(self.planned) * len(self.lines)

    @property
    def done(self) -> int:
        return sum(key in self._of(line) for line in self.lines for key, _ in self.planned)

    @property
    def fully_served(self) -> int:
        """Communities that every line has been to."""
        return sum(all(key in self._of(line) for line in self.lines) for key, _ in self.planned) if self.lines else 0

    def missing(self, lines: Collection[str] | None) -> list[Gap]:
        wanted = [(line, self._of(line)) for line in self.lines if lines is None or line in lines]
        lacking = (
            Gap(key, code, tuple(line for line, visited in wanted if key not in visited)) for key, code in self.planned
        )
        return [gap for gap in lacking if gap.lines]

    def _of(self, line: str) -> Any:
        return self.visited.get(line, ())


def states_of(rounds: Sequence[int]) -> Generator[Any, Any, dict[int, RoundState]]:
    states = {key: RoundState() for key in rounds}
    for key, line in (yield LINES(rounds=list(rounds))):
        states[key].lines.append(line)
    for key, community, code in (yield PLANNED(rounds=list(rounds))):
        states[key].planned.append((community, code))
    for (key, line), communities in (yield from _visited(rounds)).items():
        states[key].visited[line] = communities
    return states


def _visited(rounds: Sequence[int]) -> Generator[Any, Any, dict[tuple[int, str], Any]]:
    """The communities reached in each round by each line."""
    found: dict[tuple[int, str], Any] = {}
    kept = yield from kept_measures([COMMUNITIES])
    if COMMUNITIES not in kept:
        by_row: dict[tuple[int, str], set[int]] = defaultdict(set)
        for key, line, community in (yield VISITED(rounds=list(rounds))):
            by_row[int(key), line].add(community)
        return dict(by_row)
    scope = Scope.of(round=[str(key) for key in rounds])
    wanted = pieces_of_sets(ALWAYS, kept[COMMUNITIES], BY_ROUND)
    spans = list(wanted.spans())
    sets = yield from found_sets(COMMUNITIES, kept[COMMUNITIES], Grain("w", "round"), ALWAYS, spans, scope)
    for (line, tag, _, _), members in sets.sets.items():
        before = found.get((int(tag), line))
        found[int(tag), line] = members if before is None else before | members
    return found
