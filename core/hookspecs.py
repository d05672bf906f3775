"""What a plugin may contribute. Implement any of these; each is called once, when the application starts.

A plugin is a module found by the entry-point group `lastmeter.plugins`. One that is a service line says so with
`service_line`; one that only adds to others leaves it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from core.cases.guards import Blocker
    from core.demo import Demo
    from core.demo.batch import Batch
    from core.imports.declared import Import
    from core.lines.conversion import Conversion
    from core.lines.line import ServiceLine
    from core.metrics.metric import Metric
    from core.next_visits.reason import VisitReason
    from core.policy.policy import Policy
    from core.rules.rule import Rule

PROJECT = "lastmeter"
GROUP = "lastmeter.plugins"
API_VERSION = 1
"""Grows when a plugin that was right before may be wrong after: see `plugins/README.md`."""
OLDEST_API = 1
"""Plugins written for older ones are left out."""
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
def register_rules() -> Sequence[Rule[Any]]:  # type: ignore[empty-body]
    """What the bureau may change from a day on: cycles, limits, standards, curves, each with the value that is shipped."""


@hookspec
def register_policies() -> Sequence[Policy]:  # type: ignore[empty-body]
    """Who may do what with the plugin's own operations."""


@hookspec
def register_visit_reasons() -> Sequence[VisitReason]:  # type: ignore[empty-body]
    """Why communities should be visited soon: how much of it there is in each, and what that weighs in `nextBestVisits`."""


@hookspec
def register_imports() -> Sequence[Import]:  # type: ignore[empty-body]
    """What `lastmeter import NAME FILE` can take in: rows of strangers' files that become rows of the plugin."""


@hookspec
def register_blockers() -> Sequence[Blocker]:  # type: ignore[empty-body]
    """What stands in the way of an action on the line's cases: conditions over the case's row, each with its mend."""


@hookspec
def register_conversions() -> Sequence[Conversion]:  # type: ignore[empty-body]
    """That complaints become formal cases of the line, and what it adds to one when core has made it."""


@hookspec
def load_demo(demo: Demo) -> None:
    """Add the plugin's own rows to the demo. Core's places and rounds are there; plugins come in the order of their names."""


@hookspec
def generate_rows(batch: Batch) -> None:
    """Add the plugin's own rows to a batch of generated visits, for measurements at any scale. Without visits too: then
    it only says into which tables rows will go."""
