"""Water supply (供水服务): what visits check, what they find faulty, and the cases they leave."""

from __future__ import annotations

from collections.abc import Sequence

from core import Metric, Policy, ServiceLine, hookimpl
from core.demo import Demo

from lastmeter_water.demo import load
from lastmeter_water.line import LINE
from lastmeter_water.metrics import METRICS
from lastmeter_water.mutations import WaterMutations
from lastmeter_water.policies import POLICIES
from lastmeter_water.queries import WaterQueries
from lastmeter_water.types import WaterCaseDetail, WaterVisitReport

LASTMETER_API = 1
"""The plugin API that this was written for."""


@hookimpl
def service_line() -> ServiceLine:
    return LINE


@hookimpl
def register_types() -> Sequence[type]:
    return [WaterVisitReport, WaterCaseDetail]


@hookimpl
def register_queries() -> Sequence[type]:
    return [WaterQueries]


@hookimpl
def register_mutations() -> Sequence[type]:
    return [WaterMutations]


@hookimpl
def register_metrics() -> Sequence[Metric]:
    return METRICS


@hookimpl
def register_policies() -> Sequence[Policy]:
    return POLICIES


@hookimpl
def load_demo(demo: Demo) -> None:
    load(demo)
