"""Gas safety (燃气安全): inspections behind the door, hazards until they are gone, and homes that get gas at last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core import Blocker, Metric, Policy, Rule, ServiceLine, VisitReason, hookimpl
from core.demo import Demo
from core.demo.batch import Batch
from plugins.gas import demo as gas_demo
from plugins.gas import scale as gas_scale
from plugins.gas.blockers import BLOCKERS
from plugins.gas.line import LINE
from plugins.gas.metrics import METRICS
from plugins.gas.mutations.hazards import GasHazardMutations
from plugins.gas.mutations.projects import GasProjectMutations
from plugins.gas.mutations.visits import GasVisitMutations
from plugins.gas.policies import POLICIES
from plugins.gas.queries import GasQueries
from plugins.gas.reasons import REASONS
from plugins.gas.rules import RULES
from plugins.gas.types.visits import GasCaseDetail, GasVisitReport


@hookimpl
def service_line() -> ServiceLine:
    return LINE


@hookimpl
def register_types() -> Sequence[type]:
    return [GasVisitReport, GasCaseDetail]


@hookimpl
def register_queries() -> Sequence[type]:
    return [GasQueries]


@hookimpl
def register_mutations() -> Sequence[type]:
    return [GasVisitMutations, GasHazardMutations, GasProjectMutations]


@hookimpl
def register_metrics() -> Sequence[Metric]:
    return METRICS


@hookimpl
def register_policies() -> Sequence[Policy]:
    return POLICIES


@hookimpl
def register_rules() -> Sequence[Rule[Any]]:
    return RULES


@hookimpl
def register_blockers() -> Sequence[Blocker]:
    return BLOCKERS


@hookimpl
def register_visit_reasons() -> Sequence[VisitReason]:
    return REASONS


@hookimpl
def load_demo(demo: Demo) -> None:
    gas_demo.load(demo)


@hookimpl
def generate_rows(batch: Batch) -> None:
    gas_scale.generate(batch)
