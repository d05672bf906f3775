"""Clean home (洁净家园): the five cleanings, talks about sorting waste, and the public toilets."""

from collections.abc import Sequence
from typing import Any

from core import Metric, Policy, Rule, ServiceLine, hookimpl
from core.demo import Demo
from core.demo.batch import Batch
from plugins.sanitation.demo import load
from plugins.sanitation.line import LINE
from plugins.sanitation.metrics import METRICS
from plugins.sanitation.mutations.campaigns import SanitationCampaignMutations
from plugins.sanitation.mutations.facilities import SanitationFacilityMutations
from plugins.sanitation.mutations.visits import SanitationVisitMutations
from plugins.sanitation.policies import POLICIES
from plugins.sanitation.queries import SanitationQueries
from plugins.sanitation.rules import RULES
from plugins.sanitation.scale import generate
from plugins.sanitation.types.visits import SanitationCaseDetail, SanitationVisitReport


@hookimpl
def service_line() -> ServiceLine:
    return LINE


@hookimpl
def register_types() -> list[type]:
    return [SanitationVisitReport, SanitationCaseDetail]


@hookimpl
def register_queries() -> list[type]:
    return [SanitationQueries]


@hookimpl
def register_mutations() -> list[type]:
    return [SanitationVisitMutations, SanitationFacilityMutations, SanitationCampaignMutations]


@hookimpl
def register_metrics() -> list[Metric]:
    return METRICS


@hookimpl
def register_policies() -> Sequence[Policy]:
    return POLICIES


@hookimpl
def register_rules() -> Sequence[Rule[Any]]:
    return RULES


@hookimpl
def load_demo(demo: Demo) -> None:
    load(demo)


@hookimpl
def generate_rows(batch: Batch) -> None:
    generate(batch)
