"""Answering: each measure from where it costs least: cells, sets, or the rows themselves."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from typing import Any

from sqlalchemy import Text, bindparam, select

from core.columns import Among, Listed
from core.engine.statements import Statement
from core.metrics.cells import Kept, from_cells
from core.metrics.family import families, family_of, signature
from core.metrics.grains import PLACE_OF, Grain, grain_for, supported
from core.metrics.metric import Aggregate, Amount, Measure, MetricDimension, Span
from core.metrics.models import RollupFamily, RollupMeasure
from core.metrics.rows import Figures, from_rows
from core.metrics.scope import ALWAYS, Grouping, Scope, Window
from core.metrics.sets import from_sets
from core.metrics.standing import standing
from core.metrics.steps import from_steps

D = MetricDimension
TOGETHER_MOST = 100
"""Numbers in one statement over rows."""
KEPT = Statement(
    select(
        RollupMeasure.signature,
        RollupMeasure.id,
        RollupMeasure.family_id,
        RollupMeasure.position,
        RollupFamily.first_day,
        RollupFamily.last_day,
    )
    .join(RollupFamily, RollupFamily.id == RollupMeasure.family_id)
    .where(RollupFamily.is_ready, Among(RollupMeasure.signature, bindparam("signatures", type_=Listed(Text()))))
)


class Figured:
    """Figures of measures in one window, grouping and scope, asked for all at once."""

    def __init__(self, grouping: Grouping, window: Window, scope: Scope) -> None:
        self.grouping, self.window, self.scope = grouping, window, scope
        self.found: dict[tuple[Measure, Span], Figures] = {}

    def ask(self, amounts: Iterable[Amount], kept: dict[Measure, Kept] | None = None) -> Generator[Any, Any, None]:
        """`kept` where it is known already which rollups are right."""
        wanted = dict.fromkeys((part.measure, part.span) for amount in amounts for part in amount.parts)
        if kept is None:
            kept = yield from kept_measures([measure for measure, _ in wanted])
        in_window = [measure for measure, span in wanted if span is Span.WINDOW]
        found = yield from measured(in_window, kept, self.window, self.grouping, self.scope)
        self.found.update({(measure, Span.WINDOW): figures for measure, figures in found.items()})
        standing_ones = [measure for measure, span in wanted if span is Span.UNTIL_END]
        if standing_ones:
            made = yield from standing(standing_ones, kept, self.window, self.grouping, self.scope)
            self.found.update({(measure, Span.UNTIL_END): figures for measure, figures in made.items()})

    def figures(self, amount: Amount) -> Figures:
        """The parts of an amount together."""
        if len(amount.parts) == 1 and amount.parts[0].sign == 1:
            return self._scaled(amount.parts[0].measure, amount.parts[0].span)
        made: dict[Any, Any] = {}
        for part in amount.parts:
            for group, number in self._scaled(part.measure, part.span).items():
                made[group] = made.get(group, 0) + part.sign * number
        return made

    def _scaled(self, measure: Measure, span: Span) -> Figures:
        figures, by = self.found[measure, span], family_of(measure).scale(measure)
        return figures if by == 1 else {group: number / by for group, number in figures.items()}


def kept_measures(measures: Sequence[Measure]) -> Generator[Any, Any, dict[Measure, Kept]]:
    """Those of the measures whose rollups are right at this moment."""
    by_signature = {signature(measure): measure for measure in measures if family_of(measure).is_rolled_up}
    if not by_signature:
        return {}
    rows = yield KEPT(signatures=list(by_signature))
    return {by_signature[mark]: Kept(*rest) for mark, *rest in rows}


def measured(
    measures: Sequence[Measure], kept: dict[Measure, Kept], window: Window, grouping: Grouping, scope: Scope
) -> Generator[Any, Any, dict[Measure, Figures]]:
    """The measures in every group that has any. A register's size knows only places, and no window."""
    found: dict[Measure, Figures] = {}
    in_cells: dict[tuple[Grain, bool], dict[Measure, Kept]] = {}
    in_rows: list[Measure] = []
    registers: list[Measure] = []
    for measure in dict.fromkeys(measures):
        if measure.day is None:
            registers.append(measure)
            continue
        grain = grain_for(measure, family_of(measure), grouping.dimensions, scope.names)
        if measure not in kept or grain is None:
            in_rows.append(measure)
        elif measure.aggregate is Aggregate.DISTINCT:
            found[measure] = yield from from_sets(measure, kept[measure], window, grouping, scope)
        else:
            in_cells.setdefault((grain, bool(measure.steps)), {})[measure] = kept[measure]
    for (grain, are_histograms), ones in in_cells.items():
        found |= yield from (from_steps if are_histograms else from_cells)(ones, grain, window, grouping, scope)
    for family in families(tuple(in_rows), TOGETHER_MOST):
        found |= yield from from_rows(family.measures, window, grouping, scope)
    for family in families(tuple(registers)):
        places = grouping.only(supported(registers[0], family) & set(PLACE_OF))
        found |= yield from from_rows(family.measures, ALWAYS, places, scope.of_known(family.known))
    return found
