"""Labels: what groups are called, for charts and exports."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, bindparam, select

from core.cases.models import CaseSource
from core.columns import Among, Listed
from core.engine.statements import stated
from core.lines.types import CaseCategory, ServiceLine
from core.metrics.metric import MetricDimension
from core.metrics.scope import Group
from core.people.models import Unit
from core.places.models import Community, District, Street
from core.rounds.models import Round

D = MetricDimension
NAMED: dict[D, tuple[Any, str]] = {
    D.DISTRICT: (District, "name"),
    D.STREET: (Street, "name"),
    D.COMMUNITY: (Community, "name"),
    D.ROUND: (Round, "month"),
    D.UNIT: (Unit, "name"),
}
Naming = Callable[[D, Any], str]


@stated(10)
def name_statement(dimension: D) -> Any:
    model, name = NAMED[dimension]
    return select(model.id, getattr(model, name)).where(Among(model.id, bindparam("keys", type_=Listed(BigInteger()))))


@stated(10)
def code_statement(dimension: D) -> Any:
    model, _ = NAMED[dimension]
    return select(model.id, model.code).where(Among(model.id, bindparam("keys", type_=Listed(BigInteger()))))


def codes_of(dimensions: Sequence[D], groups: Iterable[Group]) -> Generator[Any, Any, dict[D, dict[Any, str]]]:
    """The division codes of places."""
    known = list(groups)
    codes: dict[D, dict[Any, str]] = {}
    for at, dimension in enumerate(dimensions):
        if dimension in (D.DISTRICT, D.STREET, D.COMMUNITY):
            keys = sorted({group[at] for group in known if group[at] is not None})
            codes[dimension] = dict((yield code_statement(dimension)(keys=keys))) if keys else {}
    return codes


def labels_of(catalogue: Any, dimensions: Sequence[D], groups: Iterable[Group]) -> Generator[Any, Any, Naming]:
    """What each part of the groups is called, in Chinese where there is a Chinese name."""
    names: dict[D, dict[Any, str]] = {
        D.LINE: {key: line.name_zh for key, line in catalogue.objects(ServiceLine).items()},
        D.CATEGORY: {code: category.name_zh for code, category in catalogue.objects(CaseCategory).items()},
        D.SOURCE: {source.name: source.value.rpartition("(")[2].rstrip(").") for source in CaseSource},
    }
    known = list(groups)
    for at, dimension in enumerate(dimensions):
        if dimension in NAMED:
            keys = sorted({group[at] for group in known if group[at] is not None})
            names[dimension] = dict((yield name_statement(dimension)(keys=keys))) if keys else {}
    return lambda dimension, part: "" if part is None else names.get(dimension, {}).get(part, str(part))
