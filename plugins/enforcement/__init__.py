"""Urban management enforcement (城管执法): violations until they are gone, special drives."""

from collections.abc import Sequence
from typing import Any

from core import Blocker, Conversion, Metric, Policy, Rule, ServiceLine, hookimpl
from core.demo import Demo
from core.demo.batch import Batch
from plugins.enforcement.blockers import BLOCKERS
from plugins.enforcement.demo import load
from plugins.enforcement.line import LINE
from plugins.enforcement.metrics import METRICS
from plugins.enforcement.mutations.course import EnforcementCourseMutations
from plugins.enforcement.mutations.drives import EnforcementDriveMutations
from plugins.enforcement.mutations.visits import EnforcementVisitMutations
from plugins.enforcement.policies import POLICIES
from plugins.enforcement.queries import EnforcementQueries
from plugins.enforcement.rules import RULES
from plugins.enforcement.scale import generate
from plugins.enforcement.services.conversions import CONVERSION
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
    return [EnforcementVisitMutations, EnforcementCourseMutations, EnforcementDriveMutations]


@hookimpl
def register_metrics() -> list[Metric]:
    return METRICS


@hookimpl
def register_policies() -> Sequence[Policy]:
    return POLICIES


@hookimpl
def register_conversions() -> list[Conversion]:
    return [CONVERSION]


@hookimpl
def register_rules() -> Sequence[Rule[Any]]:
    return RULES


@hookimpl
def register_blockers() -> Sequence[Blocker]:
    return BLOCKERS


@hookimpl
def load_demo(demo: Demo) -> None:
    load(demo)


@hookimpl
def generate_rows(batch: Batch) -> None:
    generate(batch)
