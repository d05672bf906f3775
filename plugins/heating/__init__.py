"""Heating quality (供热质量): how warm homes are, where calls gather, and a plan for every cold home."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core import Blocker, Import, Metric, Policy, Rule, ServiceLine, VisitReason, hookimpl
from core.demo import Demo
from core.demo.batch import Batch
from plugins.heating import demo as heating_demo
from plugins.heating import scale as heating_scale
from plugins.heating.blockers import BLOCKERS
from plugins.heating.imports import IMPORTS
from plugins.heating.line import LINE
from plugins.heating.metrics import METRICS
from plugins.heating.mutations.calls import HeatingCallMutations
from plugins.heating.mutations.remediations import HeatingRemediationMutations
from plugins.heating.mutations.seasons import HeatingSeasonMutations
from plugins.heating.mutations.visits import HeatingVisitMutations
from plugins.heating.policies import POLICIES
from plugins.heating.queries import HeatingQueries
from plugins.heating.reasons import REASONS
from plugins.heating.rules import RULES
from plugins.heating.types.visits import HeatingCaseDetail, HeatingVisitReport


@hookimpl
def service_line() -> ServiceLine:
    return LINE


@hookimpl
def register_types() -> Sequence[type]:
    return [HeatingVisitReport, HeatingCaseDetail]


@hookimpl
def register_queries() -> Sequence[type]:
    return [HeatingQueries]


@hookimpl
def register_mutations() -> Sequence[type]:
    return [HeatingVisitMutations, HeatingCallMutations, HeatingRemediationMutations, HeatingSeasonMutations]


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
def register_imports() -> Sequence[Import]:
    return IMPORTS


@hookimpl
def register_blockers() -> Sequence[Blocker]:
    return BLOCKERS


@hookimpl
def register_visit_reasons() -> Sequence[VisitReason]:
    return REASONS


@hookimpl
def load_demo(demo: Demo) -> None:
    heating_demo.load(demo)


@hookimpl
def generate_rows(batch: Batch) -> None:
    heating_scale.generate(batch)
