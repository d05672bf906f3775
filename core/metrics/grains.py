"""Grains: how finely a rollup is kept, and which one answers a question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.metrics.family import TAGS, Family
from core.metrics.metric import Aggregate, Measure, MetricDimension

D = MetricDimension
PLACES = {"w": "whole", "d": "district", "s": "street", "c": "community"}
"""By the coarsest first; a letter, since it stands in every row."""
TAG_LETTERS = {"round": "r", "category": "k", "source": "o", "unit": "u"}
ALL_LINES = "*"
PLACE_OF = {D.DISTRICT: "d", D.STREET: "s", D.COMMUNITY: "c"}
TAG_OF = {D.ROUND: "round", D.CATEGORY: "category", D.SOURCE: "source", D.UNIT: "unit"}
NAME_OF = {D.LINE: "line", D.DISTRICT: "district", D.STREET: "street", D.COMMUNITY: "community"} | TAG_OF
"""The column of a family for each dimension but those of time."""
TIMES = (D.MONTH, D.WEEK, D.DAY)


@dataclass(frozen=True)
class Grain:
    """Sums by place, by line unless they are of all lines, and by at most one more thing."""

    place: str
    tag: str = ""
    is_by_line: bool = True

    @property
    def code(self) -> str:
        return self.place + TAG_LETTERS.get(self.tag, "") + ("" if self.is_by_line else ALL_LINES)


def has_tag(code: str) -> bool:
    """Whether a grain of this code tells apart more than places and lines."""
    return len(code.rstrip(ALL_LINES)) > 1


def cell_grains(family: Family) -> tuple[Grain, ...]:
    """The grains that the cells of a family are kept in."""
    places = tuple(PLACES) if family.community is not None else ("w",)
    coarse = "d" if family.community is not None else "w"
    tagged = [Grain(coarse, tag) for tag in TAGS if tag in family.known]
    if "category" in family.known and family.community is not None:
        tagged.append(Grain("s", "category"))
    together = [TOGETHER] if _has_lines(family) and family.community is not None else []
    return (*(Grain(place) for place in places), *together, *tagged)


TOGETHER = Grain("c", is_by_line=False)
"""Communities are so many that it matters whether a question reads one cell of each or one for every line."""


def _has_lines(family: Family) -> bool:
    return "line" in family.known and family.measures[0].line is None


def set_grains(family: Family) -> tuple[Grain, ...]:
    """The grains that the sets of a family are kept in; streets and communities are told apart by whose homes they are.

    A thing that several lines reached is in the sets of each, and once in the set of all lines. Of households there are homes
    beside these: all that ever counted, by community.
    """
    tags = ("", "round") if "round" in family.known else ("",)
    together = (False,) if _has_lines(family) else ()
    return tuple(Grain(place, tag, by_line) for by_line in (True, *together) for tag in tags for place in "wd")


HOMES = Grain("c", is_by_line=False)
EVER = 1
"""The period of homes, which are of all days. Before every year; no period is 0."""


def has_homes(family: Family) -> bool:
    """Communities are their own homes."""
    return family.entity_column is not None


def is_home(code: str) -> bool:
    """Whether a set of this grain's code is of one community."""
    return code == HOMES.code


def set_grain(family: Family, place: str, tag: str, *, has_lines: bool) -> Grain:
    """The one that answers, where lines are told apart or only some are asked about, and where not."""
    together = Grain(place, tag, is_by_line=False)
    return together if not has_lines and together in set_grains(family) else Grain(place, tag)


def supported(measure: Measure, family: Family) -> set[D]:
    """By what a measure can be grouped. The size of a register is the same on every day and for every line."""
    if measure.day is None:
        return {dimension for dimension in D if dimension not in PLACE_OF} | {
            dimension for dimension in PLACE_OF if NAME_OF[dimension] in family.known
        }
    return {dimension for dimension in D if dimension in TIMES or NAME_OF[dimension] in family.known}


def grain_for(measure: Measure, family: Family, dimensions: Iterable[D], narrowed: Iterable[str]) -> Grain | None:
    """The coarsest grain that answers; None where only the rows do."""
    if not family.is_rolled_up:
        return None
    names = {NAME_OF[dimension] for dimension in dimensions if dimension not in TIMES} | set(narrowed)
    places = [place for place, name in PLACES.items() if name in names]
    tags = [tag for tag in TAGS if tag in names]
    if len(tags) > 1:
        return None
    wanted = Grain(places[-1] if places else "w", tags[0] if tags else "")
    if measure.aggregate is Aggregate.DISTINCT:
        return wanted if wanted.tag in ("", "round") else None
    kept = cell_grains(family)
    if wanted == Grain("c") and "line" not in names and TOGETHER in kept:
        return TOGETHER
    if wanted not in kept and wanted.place == "w":  # tags are kept by district
        wanted = Grain("d", wanted.tag)
    return wanted if wanted in kept else None
