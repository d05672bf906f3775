"""It counts by what a visit has many of: figures go up, not down."""

from core import Metric, count, hookimpl
from core.visits.models import Visit


@hookimpl
def register_metrics() -> list[Metric]:
    cases = count(Visit, "visited_on", via="cases")
    return [Metric("miscounts.cases", "Cases", "案件", "cases", "Cases of visits.", "count(cases)", cases)]
