"""What a plugin may contribute. Implement any of these; each is called once, when the application starts.

A plugin is a module found by the entry-point group `lastmeter.plugins`. One that is a service line says so with
`service_line`; one that only adds to others leaves it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from core.demo import Demo
    from core.demo.batch import Batch
    from core.lines.line import ServiceLine
    from core.metrics.metric import Metric
    from core.policy.policy import Policy

PROJECT = "lastmeter"
GROUP = "lastmeter.plugins"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def service_line() -> ServiceLine:  # type: ignore[empty-body]
    """Who the line is: its key, its names, and the categories that its cases are about."""


@hookspec
def register_types() -> Sequence[type]:  # type: ignore[empty-body]
    """GraphQL types that no field names, such as the line's `VisitReport` and `CaseDetail`."""


@hookspec
def register_queries() -> Sequence[type]:  # type: ignore[empty-body]
    """Classes whose fields join `Query`."""


@hookspec
def register_mutations() -> Sequence[type]:  # type: ignore[empty-body]
    """Classes whose fields join `Mutation`."""


@hookspec
def register_metrics() -> Sequence[Metric]:  # type: ignore[empty-body]
    """Figures that anybody can ask for, across all lines."""


@hookspec
def register_policies() -> Sequence[Policy]:  # type: ignore[empty-body]
    """Who may do what with the plugin's own operations."""


@hookspec
def load_demo(demo: Demo) -> None:
    """Add the plugin's own rows to the demo. Core's places and rounds are there; plugins come in the order of their names."""


@hookspec
def generate_rows(batch: Batch) -> None:
    """Add the plugin's own rows to a batch of generated visits, for measurements at any scale. Without visits too: then
    it only says into which tables rows will go."""
