"""What each metric counts, against SQL that knows nothing of declarations, in the demo; and the published figures."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from core.app import Lastmeter
from core.metrics.metric import Metric
from core.metrics.types import MetricDefinition
from core.testing.client import Client
from core.testing.judge import judged
from tests.core.metrics.definitions import SQL
from tests.core.metrics.test_drill import ROWS

QUERY = """query($keys: [String!]!, $window: DateWindow!, $by: [MetricDimension!]) {
  metrics(keys: $keys, window: $window, groupBy: $by, first: 100) {
    nodes { metric { key } value numerator denominator sampleSize district { code } }
  }
}"""
WINDOWS = [
    ("2021-06-01", "2023-09-09"),
    ("2022-01-17", "2023-03-05"),
    ("2023-02-01", "2023-03-01"),
    ("2030-01-01", "2031-01-01"),
]
DRILLED = """query($keys: [String!]!, $window: DateWindow!, $by: [MetricDimension!]) {
  metrics(keys: $keys, window: $window, groupBy: $by, first: 100) { nodes { numerator denominator drillKey } }
}"""
TO_CLOSE = (
    "SELECT (strftime('%s', closed_at) - strftime('%s', reported_at)) / 60 FROM \"case\" WHERE status = 'CLOSED' "
    "AND outcome = 'RESOLVED' AND resolution_mode <> 'ON_SITE' AND closed_on >= :since AND closed_on < :until"
)
TO_HANDLE = (
    "SELECT handled_minutes FROM \"case\" WHERE status NOT IN ('REJECTED', 'CANCELLED') AND dispatched_on IS NOT NULL "
    "AND coalesce(outcome, '') <> 'DUPLICATE' AND coalesce(resolution_mode, '') <> 'ON_SITE' "
    "AND handled_minutes IS NOT NULL AND handled_on >= :since AND handled_on < :until"
)
PERCENTILES = {
    "core.median_hours_to_close": (TO_CLOSE, 0.5),
    "core.p90_hours_to_close": (TO_CLOSE, 0.9),
    "core.median_handling_hours": (TO_HANDLE, 0.5),
    "core.p90_handling_hours": (TO_HANDLE, 0.9),
}


@pytest.fixture
def metrics(demo: Lastmeter, demo_client: Client) -> Any:
    def ask(keys: list[str], window: tuple[str, str], by: tuple[str, ...] = ()) -> list[Any]:
        variables = {"keys": keys, "window": {"from": window[0], "to": window[1]}, "by": list(by)}
        nodes: list[Any] = judged(demo_client.http, demo, QUERY, variables).data["metrics"]["nodes"]
        return nodes

    return ask


def test_every_metric_has_a_second_definition(demo: Lastmeter) -> None:
    assert set(demo.composition.catalogue.objects(Metric)) == set(SQL) | set(PERCENTILES)


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_metrics_are_what_their_sql_says(demo: Lastmeter, metrics: Any, window: tuple[str, str]) -> None:
    keys = list(SQL)
    nodes = [node for at in range(0, len(keys), 20) for node in metrics(keys[at : at + 20], window)]
    assert [node["metric"]["key"] for node in nodes] == keys
    days = {"since": date.fromisoformat(window[0]).isoformat(), "until": date.fromisoformat(window[1]).isoformat()}
    catalogue = demo.composition.catalogue.objects(Metric)
    with demo.database.reading() as session:
        for node in nodes:
            key = node["metric"]["key"]
            above, below = SQL[key]
            numerator = session.scalar(text(above), days) or 0
            assert node["numerator"] == pytest.approx(numerator), key
            if below is None:
                assert (node["value"], node["denominator"]) == (node["numerator"], None), key
                continue
            denominator = session.scalar(text(below), days) or 0
            assert node["denominator"] == denominator, key
            expected = numerator / denominator * catalogue[key].times if denominator else None
            assert node["value"] == (None if expected is None else pytest.approx(expected)), key


@pytest.mark.parametrize("window", WINDOWS[:3], ids=str)
def test_percentiles_are_right_to_the_stated_precision(demo: Lastmeter, metrics: Any, window: tuple[str, str]) -> None:
    for node in metrics(list(PERCENTILES), window):
        wanted, part = PERCENTILES[node["metric"]["key"]]
        with demo.database.reading() as session:
            minutes = sorted(session.scalars(text(wanted), {"since": window[0], "until": window[1]}))
        exact = minutes[math.ceil(part * len(minutes)) - 1]
        step = next(step for limit, step in ((120, 5), (1_440, 15), (20_160, 60), (math.inf, 360)) if exact < limit)
        assert node["sampleSize"] == len(minutes)
        assert abs(node["value"] * 60 - exact) <= step / 2


def test_districts_add_up_to_the_whole_but_for_rates(metrics: Any) -> None:
    keys = ["core.visits", "core.communities_reached", "core.households_served", "gas.hazards_found"]
    whole = {node["metric"]["key"]: node["value"] for node in metrics(keys, WINDOWS[1])}
    added: dict[str, float] = {}
    for node in metrics(keys, WINDOWS[1], ("DISTRICT",)):
        added[node["metric"]["key"]] = added.get(node["metric"]["key"], 0) + node["value"]
    assert added == whole


def test_the_published_figures_are_what_the_demo_adds_up_to(demo: Lastmeter, demo_client: Client) -> None:
    query = "{ publishedFigures { key value precision asOf source computed difference } }"
    figures = judged(demo_client.http, demo, query, None).data["publishedFigures"]
    by_key = {figure["key"]: figure for figure in figures}
    exact = {key: figure["value"] for key, figure in by_key.items() if figure["difference"] == 0}
    assert exact["person_times"] == 62_772
    assert exact["communities"] == 1_086
    assert exact["solved_on_site"] == 20_503
    assert exact["households"] == 4_099
    assert exact["hard_cases"] == 153
    assert exact["hard_case_batches"] == 4
    materials = by_key["materials"]
    assert (materials["precision"], materials["value"]) == ("LOWER_BOUND", 600_000)
    assert materials["difference"] == materials["computed"] - 600_000 > 0
    assert all(figure["source"] and figure["asOf"] for figure in figures)


def test_the_rows_of_a_value_of_every_metric_make_it(demo: Lastmeter, demo_client: Client) -> None:
    """The largest whose rows fit into a page, and what it is divided by."""
    for key, definition in demo.composition.catalogue.objects(MetricDefinition).items():
        groups = [one.name for one in definition.dimensions if one.name in ("LINE", "DISTRICT", "MONTH")]
        asked = {"keys": [key], "window": {"from": "2022-10-20", "to": "2023-02-07"}, "by": groups}
        values = demo_client.data(DRILLED, asked)["metrics"]["nodes"]
        fitting = [value for value in values if value["numerator"] <= 100] or values[-1:]
        for value in sorted(fitting, key=lambda value: value["numerator"])[-1:]:
            for part in ("numerator", "denominator"):
                if value[part] is not None:
                    assert _drilled(demo_client, value["drillKey"], part.upper()) == pytest.approx(value[part]), key


def _drilled(client: Client, key: str, part: str) -> float:
    """What all rows add up to, each of them once."""
    rows: list[Any] = []
    after = None
    is_further = True
    while is_further:
        page = client.data(ROWS, {"key": key, "part": part, "after": after})["metricRows"]
        rows += page["nodes"]
        after, is_further = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert page["totalCount"] == len(rows) == len({row["key"] for row in rows}), key
    return sum(row["amount"] for row in rows)
