"""The operations that are measured, each with the values that its variables take in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.data import COMMUNITIES, KINDS
from core.metrics.metric import Metric
from core.plugin_manager import Plugins, discover
from core.registry import catalogue_of

HERE = Path(__file__).parent
CONTRACT = HERE.parents[1] / "tests" / "contract" / "documents"
WANTED_METRICS = (
    "core.problems_solved_on_site",
    "core.on_time_handling_rate",
    "gas.hazards_found",
    "heating.compliance_rate",
    "core.person_times",
)
Variables = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    name: str
    text: str
    variables: Sequence[Variables]


def operations() -> Iterator[Operation]:
    chance = Random(1)
    communities = [f"Community_{key}" for key in range(1, COMMUNITIES + 1)]
    windows = [{"from": f"2021-{month:02}-01", "to": f"2023-{month:02}-09"} for month in range(1, 10)]
    yield _own("q1_one_community", [{"id": key} for key in chance.sample(communities, 200)])
    yield _own("q2_newest_cases", [{}])
    yield _own("q3_three_levels", [{"ids": chance.sample(communities, 20)} for _ in range(50)])
    yield _own("q4_thousand_visits", [{}])
    yield _own("q5_hundred_visits", [{}])
    yield _contract("01_headline", [{"window": window} for window in windows])
    yield _contract("02_communities", [{"filter": given, "first": 20} for given in _places()])
    lines = (["gas", "heating"], ["sanitation"], ["enforcement", "gas"])
    yield _own("c05_case_board", [{"filter": {"lines": given}, "first": 20} for given in lines])
    grouped = {"keys": _metrics(), "groupBy": ["DISTRICT", "MONTH"], "first": 100}
    yield _contract("07_cross_line_metrics", [grouped | {"window": window} for window in windows])


def _own(name: str, variables: Sequence[Variables]) -> Operation:
    return Operation(name[:3], (HERE / f"{name}.graphql").read_text(encoding="utf-8"), variables)


def _contract(name: str, variables: Sequence[Variables]) -> Operation:
    return Operation(f"c{name[:2]}", (CONTRACT / f"{name}.graphql").read_text(encoding="utf-8"), variables)


def _places() -> Iterator[Variables]:
    for district in range(1, 11):
        for kind in KINDS:
            yield {"search": "社区", "kinds": [kind], "districtCodes": [f"3702{district:02}"]}


def _metrics() -> list[str]:
    """Those of the contract that are declared, and one of core's."""
    known = catalogue_of(Plugins(discover(), strict=True)).objects(Metric)
    return [key for key in WANTED_METRICS if key in known]
