"""Core's own contributions: core enters by the door that it offers to plugins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.audit.queries import AuditQueries
from core.cases.metrics import METRICS as CASE_METRICS
from core.cases.mutations import CASE_MUTATIONS
from core.cases.queries import CaseQueries
from core.conveniences.mutations import ConvenienceMutations
from core.conveniences.queries import ConvenienceQueries
from core.facilities.queries import FacilityQueries
from core.figures.metrics import METRICS
from core.figures.queries import FigureQueries
from core.figures.service_index import ServiceIndexQueries
from core.hard_cases.mutations import HardCaseMutations
from core.hard_cases.queries import HardCaseQueries
from core.hookspecs import hookimpl
from core.households.queries import HouseholdQueries
from core.identity.mutations import IdentityMutations
from core.identity.queries import IdentityQueries
from core.lines.queries import LineQueries
from core.metrics.metric import Metric
from core.metrics.queries import MetricQueries
from core.next_visits.queries import NextVisitQueries
from core.next_visits.reason import VisitReason
from core.next_visits.reasons import REASONS
from core.next_visits.rules import RULES
from core.nodes import NodeQueries
from core.people.queries import PeopleQueries
from core.personal.mutations import PersonalMutations
from core.places.queries import PlaceQueries
from core.policy.policy import Policy
from core.policy.table import POLICIES
from core.rounds.mutations import RoundMutations
from core.rounds.queries import RoundQueries
from core.rules.mutations import RuleMutations
from core.rules.queries import RuleQueries
from core.rules.rule import Rule
from core.standards.queries import StandardQueries
from core.standby.mutations import StandbyMutations
from core.standby.queries import StandbyQueries
from core.visits.queries import VisitQueries
from core.visits.types import Visit


@hookimpl
def register_types() -> Sequence[type]:
    return [Visit]


@hookimpl
def register_queries() -> Sequence[type]:
    return [
        FigureQueries,
        ServiceIndexQueries,
        MetricQueries,
        PlaceQueries,
        RoundQueries,
        VisitQueries,
        HouseholdQueries,
        CaseQueries,
        HardCaseQueries,
        FacilityQueries,
        LineQueries,
        StandardQueries,
        PeopleQueries,
        IdentityQueries,
        AuditQueries,
        RuleQueries,
        ConvenienceQueries,
        StandbyQueries,
        NextVisitQueries,
        NodeQueries,
    ]


@hookimpl
def register_mutations() -> Sequence[type]:
    return [
        *CASE_MUTATIONS,
        PersonalMutations,
        HardCaseMutations,
        RuleMutations,
        RoundMutations,
        ConvenienceMutations,
        StandbyMutations,
        IdentityMutations,
    ]


@hookimpl
def register_policies() -> Sequence[Policy]:
    return POLICIES


@hookimpl
def register_rules() -> Sequence[Rule[Any]]:
    return RULES


@hookimpl
def register_visit_reasons() -> Sequence[VisitReason]:
    return REASONS


@hookimpl
def register_metrics() -> Sequence[Metric]:
    return [*METRICS, *CASE_METRICS]
