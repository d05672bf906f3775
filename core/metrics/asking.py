"""Asking: what a client sent, looked at and made ready: which metrics, by what, over which rows; or refused."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, bindparam, select

from core.checks import shown
from core.columns import Among, Listed
from core.engine.statements import stated
from core.errors import DomainError, ErrorCode, invalid, not_found, unknown
from core.lines.services import check_category
from core.lines.types import CaseCategory, ServiceLine
from core.metrics.answering import Figured
from core.metrics.cost import refuse_dear
from core.metrics.family import family_of
from core.metrics.grains import TIMES, supported
from core.metrics.metric import Measure, Metric, MetricDimension, amount
from core.metrics.scope import Grouping, Scope, Window
from core.metrics.shifts import Shift, before, year_before
from core.metrics.types import MetricDefinition, MetricFilter
from core.metrics.values import MetricFigures
from core.places.filters import COMMUNITIES, DISTRICTS, STREETS
from core.places.models import Community, District, Street
from core.rounds.models import Round
from core.windows import DateWindow, checked

D = MetricDimension
KEYS_MOST = 20
CODES: dict[str, tuple[str, Any, str, Any]] = {
    "district_codes": ("district", District, "code", DISTRICTS),
    "street_codes": ("street", Street, "code", STREETS),
    "community_codes": ("community", Community, "code", COMMUNITIES),
    "rounds": ("round", Round, "month", None),
}


@dataclass(frozen=True)
class Asked:
    """A question about figures."""

    metrics: tuple[Metric, ...]
    grouping: Grouping
    window: Window
    scope: Scope

    def shift(self, of_year: bool) -> Shift | None:
        if D.ROUND in self.grouping.dimensions:
            return None
        return (year_before if of_year else before)(self.window, self.grouping)

    def figures(self, window: Window | None = None) -> Generator[Any, Any, dict[str, MetricFigures]]:
        """Each metric in every group."""
        figured = Figured(self.grouping, window or self.window, self.scope)
        amounts = [amount for metric in self.metrics for amount in (metric.counted, metric.base) if amount is not None]
        yield from figured.ask(amounts)
        return {metric.key: MetricFigures(metric, figured) for metric in self.metrics}


def asked(
    catalogue: Any,
    keys: Sequence[str],
    window: DateWindow,
    group_by: Sequence[MetricDimension] | None,
    given: MetricFilter | None,
    times: int = 1,
) -> Generator[Any, Any, Asked]:
    """What was sent, or a refusal that names the field and the mend. `times` windows will be computed."""
    checked(window)
    metrics = tuple(chosen_metrics(catalogue, keys))
    grouping = Grouping(tuple(dict.fromkeys(group_by or ())))
    if sum(dimension in TIMES for dimension in grouping.dimensions) > 1:
        raise invalid(
            "groupBy",
            "groupBy has several of MONTH, WEEK and DAY; give one of them.",
            "groupBy 中 MONTH、WEEK、DAY 只能选一个。",
        )
    scope = yield from scope_of(given, catalogue)
    refuse_unsupported(catalogue, metrics, grouping.dimensions, scope)
    made = Asked(metrics, grouping, Window(window.from_, window.to), scope)
    known = {
        D.LINE: len(catalogue.objects(ServiceLine)) + 1,
        D.CATEGORY: len(catalogue.objects(CaseCategory)) + 1,
        D.SOURCE: 9,
    }
    yield from refuse_dear(len(metrics), times, grouping, made.window, scope, known)
    return made


def chosen_metrics(catalogue: Any, keys: Sequence[str]) -> list[Metric]:
    known: Mapping[str, Metric] = catalogue.objects(Metric)
    if not 1 <= len(keys) <= KEYS_MOST:
        raise invalid(
            "keys",
            f"keys has {len(keys)} entries; ask for 1 to {KEYS_MOST}.",
            f"keys 应有 1 至 {KEYS_MOST} 项。",
        )
    for key in keys:
        if key not in known:
            raise unknown("keys", key, list(known), "metric", "指标")
    return [known[key] for key in dict.fromkeys(keys)]


def dimensions_of(metric: Metric) -> tuple[D, ...]:
    """By what a metric can be grouped: what all its parts know."""
    parts = [supported(part.measure, family_of(part.measure)) for part in metric.parts]
    return tuple(dimension for dimension in D if all(dimension in part for part in parts))


def refuse_unsupported(catalogue: Any, metrics: Sequence[Metric], dimensions: Sequence[D], scope: Scope) -> None:
    definitions = catalogue.objects(MetricDefinition)
    for metric in metrics:
        can = definitions[metric.key].dimensions
        for dimension in dimensions:
            if dimension not in can:
                raise invalid(
                    "groupBy",
                    f"{metric.key} cannot be grouped by {dimension.name}; it can by {_names_of(can)}.",
                    f"{metric.key} 不支持按 {dimension.name} 分组，可用：{_names_of(can)}。",
                )
        for name in scope.names:
            if D.__members__[name.upper()] not in can:
                raise invalid(
                    "filter",
                    f"{metric.key} cannot be narrowed by {name}; it can by {_names_of(can)}.",
                    f"{metric.key} 不支持按 {name} 筛选，可用：{_names_of(can)}。",
                )


def _names_of(dimensions: Sequence[D]) -> str:
    return ", ".join(dimension.name for dimension in dimensions)


def scope_of(given: MetricFilter | None, catalogue: Any) -> Generator[Any, Any, Scope]:
    """Codes as keys; one that does not exist is refused."""
    if given is None:
        return Scope()
    lines = catalogue.objects(ServiceLine)
    for key in given.lines or ():
        if key not in lines:
            raise unknown(("filter", "lines"), key, list(lines), "service line", "服务线")
    for code in given.category_codes or ():
        check_category(code, catalogue, ("filter", "categoryCodes"))
    only: dict[str, Sequence[Any] | None] = {"line": given.lines, "category": given.category_codes}
    if given.sources is not None:
        only["source"] = [source.name for source in given.sources]
    if given.unit_ids is not None:
        only["unit"] = [_unit(value) for value in given.unit_ids]
    return (yield from _places(given, only))


def _places(
    given: MetricFilter, only: dict[str, Sequence[Any] | None], under: Sequence[str] = ("filter",)
) -> Generator[Any, Any, Scope]:
    """Codes of places and rounds become keys; one that is none is refused, by its path `under` the arguments."""
    for field, (name, _, _, known) in CODES.items():
        codes = getattr(given, field)
        if codes is not None:
            found = yield code_statement(field)(codes=list(codes))
            _refuse_unknown((*under, shown(field)), codes, [code for code, _ in found], known)
            only[name] = [str(key) if name == "round" else key for _, key in found]
    return Scope.of(**only)


@stated(10)
def code_statement(field: str) -> Any:
    _, model, column, _ = CODES[field]
    code = getattr(model, column)
    return select(code, model.id).where(Among(code, bindparam("codes", type_=Listed(Text()))))


def _refuse_unknown(path: Sequence[str], given: Sequence[str], found: Sequence[str], known: Any) -> None:
    if known is not None:
        known.refuse(path, given, found)
    for code in given:
        if code not in found:
            raise not_found(path, f"round of {code}", f"{code} 的轮次")


def _unit(value: str) -> str:
    name, _, key = str(value).partition("_")
    if name != "Unit" or not key.isascii() or not key.isdigit():
        raise DomainError(
            ErrorCode.NOT_FOUND,
            f"There is no unit {str(value)[:40]!r}; take ids from `units`.",
            f"没有单位“{str(value)[:40]}”，请使用 units 返回的 id。",
            ("filter", "unitIds"),
        )
    return str(int(key))


def within_places(
    measures: Sequence[Measure],
    window: DateWindow,
    district_codes: Sequence[str] | None,
    community_codes: Sequence[str] | None,
) -> Generator[Any, Any, dict[Measure, float]]:
    """One number for each measure, in a window and some places: for fields that count beside the metrics."""
    given = MetricFilter(district_codes=_listed(district_codes), community_codes=_listed(community_codes))
    scope = yield from _places(given, {}, under=())
    figured = Figured(Grouping(), Window(window.from_, window.to), scope)
    yield from figured.ask(amount(measure) for measure in measures)
    return {measure: figured.figures(amount(measure)).get((), 0) for measure in measures}


def _listed(codes: Sequence[str] | None) -> list[str] | None:
    return None if codes is None else list(codes)
