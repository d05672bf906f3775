"""The service index is the mean of what its parts say, and no line without a case due is part of it."""

from __future__ import annotations

from typing import Any

import pytest

from core.app import Lastmeter
from core.settings import Settings
from core.testing.client import Client
from core.testing.judge import judged

QUERY = """query($window: DateWindow!) {
  serviceIndex(window: $window) { value parts { line { key } weight numerator denominator rate } }
  metrics(keys: ["core.on_time_handling_rate"], window: $window, groupBy: [LINE], first: 9) {
    nodes { line { key } numerator denominator value }
  }
}"""
WINDOW = {"from": "2022-01-01", "to": "2023-09-09"}


@pytest.fixture
def asked(demo: Lastmeter, demo_client: Client) -> Any:
    def asked(window: dict[str, str] = WINDOW) -> dict[str, Any]:
        found: dict[str, Any] = judged(demo_client.http, demo, QUERY, {"window": window}).data
        return found

    return asked


def test_its_parts_are_the_metric_by_line_and_it_is_their_mean(asked: Any) -> None:
    found = asked()
    parts = found["serviceIndex"]["parts"]
    metric = {node["line"]["key"]: node for node in found["metrics"]["nodes"]}
    assert [part["line"]["key"] for part in parts] == ["enforcement", "gas", "heating", "sanitation"]
    assert any(part["denominator"] for part in parts)
    for part in parts:
        node = metric.get(part["line"]["key"], {"numerator": 0, "denominator": 0, "value": None})
        assert (part["numerator"], part["denominator"]) == (node["numerator"], node["denominator"])
        assert part["rate"] == (pytest.approx(node["value"]) if part["denominator"] else None)
    rates = [part["rate"] for part in parts if part["rate"] is not None]
    assert found["serviceIndex"]["value"] == pytest.approx(sum(rates) / len(rates))


def test_the_settings_say_how_much_a_line_weighs(asked: Any, demo: Lastmeter, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = Settings.from_environment({"LASTMETER_INDEX_WEIGHTS": "gas=3, heating=0.5"}).rules
    monkeypatch.setattr(demo, "settings", demo.settings.model_copy(update={"rules": rules}))
    index = asked()["serviceIndex"]
    weights = {part["line"]["key"]: part["weight"] for part in index["parts"]}
    assert weights == {"enforcement": 1.0, "gas": 3.0, "heating": 0.5, "sanitation": 1.0}
    weighed = [(part["weight"], part["rate"]) for part in index["parts"] if part["rate"] is not None]
    mean = sum(weight * rate for weight, rate in weighed) / sum(weight for weight, _ in weighed)
    assert index["value"] == pytest.approx(mean)


def test_where_no_case_was_due_there_is_no_index(asked: Any) -> None:
    index = asked({"from": "2030-01-01", "to": "2030-02-01"})["serviceIndex"]
    assert index["value"] is None
    assert {part["rate"] for part in index["parts"]} == {None}
