"""The demo's connection projects: 1,206 homes in old houses, 40 of which the article tells of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.demo import LAST_DAY, Demo, DemoCommunity, DemoVisit, shares
from core.demo.courses import DemoCase
from plugins.gas.models import ConnectionStage, GasConnectionApproval, GasConnectionProject, GasConnectionStage

S = ConnectionStage
PROMISED, OTHERS = 1_206, 27
"""Homes that were promised gas, and the projects besides 兴隆支路1号."""
DUE_ON = date(2023, 12, 31)
INNER = {"370202", "370203", "370213"}
PLANNING, ROADS = ("规划部门", "管线规划审批"), ("住建部门", "掘路审批")


@dataclass(frozen=True)
class DemoProject:
    name: str
    community: DemoCommunity
    households: int
    reached: dict[ConnectionStage, date]
    approvals: Sequence[tuple[tuple[str, str], date, date | None]]
    case_id: int | None = None


def xinglong(case: DemoCase) -> DemoProject:
    """兴隆支路1号: indoors people worked while the offices decided."""
    reached = {
        S.SURVEY: date(2022, 2, 18),
        S.INDOOR: date(2022, 4, 12),
        S.APPROVAL: date(2022, 4, 29),
        S.STREET_PIPE: date(2022, 5, 27),
        S.VENTED: date(2022, 6, 10),
    }
    approvals = [
        (PLANNING, date(2022, 2, 21), date(2022, 3, 18)),
        (ROADS, date(2022, 3, 21), date(2022, 4, 29)),
    ]
    return DemoProject("兴隆支路1号", case.community, 40, reached, approvals, case.id)


def load_projects(demo: Demo, visits: Sequence[DemoVisit], case: DemoCase) -> None:
    rows: dict[type, list[dict[str, Any]]] = {
        model: [] for model in (GasConnectionProject, GasConnectionStage, GasConnectionApproval)
    }
    for project in (xinglong(case), *_others(demo, visits)):
        _add(demo, rows, project)
    for model, made in rows.items():
        demo.add(model, made)


def _others(demo: Demo, visits: Sequence[DemoVisit]) -> list[DemoProject]:
    chance = demo.random("gas/projects")
    inner = {v.community.code: v.community for v in visits if v.community.code[:6] in INNER}
    chosen = chance.sample(sorted(inner.values(), key=lambda community: community.code), OTHERS)
    homes = shares(chance, PROMISED - 40, OTHERS, least=12)
    return [_other(demo, community, households) for community, households in zip(chosen, homes, strict=True)]


def _other(demo: Demo, community: DemoCommunity, households: int) -> DemoProject:
    chance = demo.random(f"gas/projects/{community.code}")
    vented = date(2022, 9, 1) + timedelta(days=chance.randint(0, 520))
    number = len(S) if vented <= LAST_DAY else chance.randint(1, 4)
    end = vented if vented <= LAST_DAY else LAST_DAY - timedelta(days=chance.randint(3, 30))
    reached = {stage: end - timedelta(days=24 * (number - 1 - at)) for at, stage in enumerate(list(S)[:number])}
    applied = reached[S.SURVEY] + timedelta(days=3)
    granted = reached.get(S.APPROVAL)
    approvals = [(what, applied, granted) for what in (PLANNING, ROADS)] if applied <= LAST_DAY else []
    return DemoProject(f"{community.name}老旧楼院", community, households, reached, approvals)


def _add(demo: Demo, rows: dict[type, list[dict[str, Any]]], project: DemoProject) -> None:
    key = demo.key(GasConnectionProject)
    rows[GasConnectionProject].append(
        {
            "id": key,
            "version": len(project.reached),
            "name": project.name,
            "community_id": project.community.id,
            "district_id": project.community.district_id,
            "households": project.households,
            "stage": max(project.reached, key=list(S).index),
            "target_due_on": DUE_ON,
            "vented_on": project.reached.get(S.VENTED),
            "case_id": project.case_id,
        }
    )
    rows[GasConnectionStage] += [
        {
            "id": demo.key(GasConnectionStage),
            "project_id": key,
            "stage": stage,
            "reached_on": project.reached.get(stage),
        }
        for stage in S
    ]
    rows[GasConnectionApproval] += [
        {
            "id": demo.key(GasConnectionApproval),
            "project_id": key,
            "authority": authority,
            "kind": kind,
            "applied_on": applied,
            "granted_on": granted,
        }
        for (authority, kind), applied, granted in project.approvals
    ]
