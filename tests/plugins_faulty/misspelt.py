"""It implements a hook that there is none of."""

from core import Metric, hookimpl


@hookimpl
def register_metricz() -> list[Metric]:
    return []
