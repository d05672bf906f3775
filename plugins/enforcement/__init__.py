"""Urban management enforcement (城管执法): violations until they are gone, special drives."""

from collections.abc import Sequence

from core import Metric, Policy, ServiceLine, hookimpl
from core.demo import Demo
from core.demo.batch import Batch
from plugins.enforcement.demo import load
from plugins.enforcement.line import LINE
from plugins.enforcement.metrics import METRICS
from plugins.enforcement.mutations import EnforcementMutations
from plugins.enforcement.policies import POLICIES
from plugins.enforcement.queries import EnforcementQueries
from plugins.enforcement.scale import generate
from plugins.enforcement.types import EnforcementCaseDetail, EnforcementVisitReport


@hookimpl
def service_line() -> ServiceLine:
    return LINE


@hookimpl
def register_types() -> list[type]:
    return [EnforcementVisitReport, EnforcementCaseDetail]


@hookimpl
def register_queries() -> list[type]:
    return [EnforcementQueries]


@hookimpl
def register_mutations() -> list[type]:
    return [EnforcementMutations]


@hookimpl
def register_metrics() -> list[Metric]:
    return METRICS


@hookimpl
def register_policies() -> Sequence[Policy]:
    return POLICIES


@hookimpl
def load_demo(demo: Demo) -> None:
    load(demo)


@hookimpl
def generate_rows(batch: Batch) -> None:
    generate(batch)
