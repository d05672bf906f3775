"""Heating quality (供热质量): how warm homes are, where calls gather, and a plan for every cold home."""

from __future__ import annotations

from collections.abc import Sequence

from core import Metric, Policy, ServiceLine, hookimpl
from core.demo import Demo
from core.demo.batch import Batch
from plugins.heating import demo as heating_demo
from plugins.heating import scale as heating_scale
from plugins.heating.line import LINE
from plugins.heating.metrics import METRICS
from plugins.heating.mutations import HeatingMutations
from plugins.heating.policies import POLICIES
from plugins.heating.queries import HeatingQueries
from plugins.heating.types import HeatingCaseDetail, HeatingVisitReport


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
    return [HeatingMutations]


@hookimpl
def register_metrics() -> Sequence[Metric]:
    return METRICS


@hookimpl
def register_policies() -> Sequence[Policy]:
    return POLICIES


@hookimpl
def load_demo(demo: Demo) -> None:
    heating_demo.load(demo)


@hookimpl
def generate_rows(batch: Batch) -> None:
    heating_scale.generate(batch)
