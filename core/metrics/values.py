"""Values: a metric in each of its groups: the quotient, what stands behind it, how it is ranked."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from core.metrics.answering import Figured
from core.metrics.family import family_of
from core.metrics.grains import supported
from core.metrics.metric import Amount, Metric, MetricDimension
from core.metrics.packed import Widths, bounds, unpacked
from core.metrics.scope import Group

Z = 1.959964
"""Of the normal distribution: 95 % lie between -Z and Z."""


@dataclass(frozen=True)
class Value:
    value: float | None
    numerator: float
    denominator: float | None
    sample: int
    wilson: float | None


class MetricFigures:
    """One metric in one window."""

    def __init__(self, metric: Metric, figured: Figured) -> None:
        self.metric = metric
        self.grouping = figured.grouping
        self._counted = figured.figures(metric.counted)
        self._base = None if metric.base is None else figured.figures(metric.base)

    def groups(self) -> set[Group]:
        """Every group in which anything was counted. The size of a register alone makes none."""
        if not self.grouping.dimensions:
            return {()}
        found = set(self._counted) if not _is_register(self.metric.counted) else set()
        if self._base is not None and self.metric.base is not None and not _is_register(self.metric.base):
            found |= set(self._base)
        return found

    def value(self, group: Group) -> Value:
        counted = self._of(self._counted, self.metric.counted, group)
        if self.metric.percentile is not None:
            return self._percentile(int(counted), self.metric.percentile)
        numerator = float(counted)
        if self._base is None or self.metric.base is None:
            return Value(numerator * self.metric.times, numerator, None, int(numerator), None)
        whole = float(self._of(self._base, self.metric.base, group))
        quotient = numerator / whole * self.metric.times if whole else None
        lower = wilson(numerator, whole) if self.metric.is_share else None
        return Value(quotient, numerator, whole, int(whole), lower)

    def _percentile(self, histogram: int, part: float) -> Value:
        so_far = list(accumulate(unpacked(histogram)))
        number = so_far[-1]
        found = percentile(so_far, part, self.metric.counted.parts[0].measure.steps)
        value = None if found is None else found * self.metric.times
        return Value(value, float(number), None, number, None)

    def _of(self, figures: Mapping[Group, float], amount: Amount, group: Group) -> float:
        """The size of a register is looked up by place alone."""
        if _is_register(amount):
            family = family_of(amount.parts[0].measure)
            known = supported(amount.parts[0].measure, family) & PLACES
            group = tuple(part for d, part in zip(self.grouping.dimensions, group, strict=True) if d in known)
        return figures.get(group, 0)


PLACES = {MetricDimension.DISTRICT, MetricDimension.STREET, MetricDimension.COMMUNITY}


def _is_register(amount: Amount) -> bool:
    return amount.parts[0].measure.day is None


def wilson(part: float, whole: float) -> float | None:
    """The lower end of the interval that a share lies in with 95 %: a high share of few is worth less than of many."""
    if not whole or not 0 <= part <= whole:
        return None
    share, square = part / whole, Z * Z
    middle = share + square / (2 * whole)
    spread = Z * math.sqrt((share * (1 - share) + square / (4 * whole)) / whole)
    return max(0.0, (middle - spread) / (1 + square / whole))


def percentile(so_far: Sequence[int], part: float, widths: Widths) -> float | None:
    """The value that so large a part does not pass, as the middle of its step; None where there is none. `so_far` says of
    each step how many lie in it and in those before.
    """
    if not so_far[-1]:
        return None
    lower, width = bounds(bisect_left(so_far, math.ceil(part * so_far[-1])), widths)
    return lower + (width - 1) / 2


def figures_of(metrics: Iterable[Metric], figured: Figured) -> list[MetricFigures]:
    return [MetricFigures(metric, figured) for metric in metrics]
