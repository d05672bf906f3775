"""It claims what belongs to the gas line."""

from core import Metric, count, hookimpl
from core.visits.models import Visit


@hookimpl
def register_metrics() -> list[Metric]:
    return [Metric("gas.hazards_found", "Mine", "我的", "hazards", "Mine.", "count(all)", count(Visit, "visited_on"))]
