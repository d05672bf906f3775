"""Heating quality (供热质量): how warm homes are, where calls gather, and a plan for every cold home."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core import Import, Metric, Policy, Rule, ServiceLine, hookimpl
from core.demo import Demo
from plugins.heating import demo as heating_demo
from plugins.heating.imports import IMPORTS
from plugins.heating.line import LINE
from plugins.heating.metrics import METRICS
from plugins.heating.mutations.calls import HeatingCallMutations
from plugins.heating.mutations.remediations import HeatingRemediationMutations
from plugins.heating.mutations.seasons import HeatingSeasonMutations
from plugins.heating.mutations.visits import HeatingVisitMutations
from plugins.heating.policies import POLICIES
from plugins.heating.queries import HeatingQueries
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
def load_demo(demo: Demo) -> None:
    heating_demo.load(demo)
