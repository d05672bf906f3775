"""The documentation page is written from the declarations, and every declaration can be read by a layman."""

from __future__ import annotations

import re
from pathlib import Path

from core.app import Composition
from core.metrics.metric import Metric
from core.metrics.page import page
from core.metrics.types import MetricDefinition

PAGE = Path(__file__).parents[3] / "docs" / "metrics.md"


def test_the_page_is_what_the_code_says(composition: Composition) -> None:
    remedy = "run `lastmeter metrics`, read the difference, commit it"
    assert PAGE.read_text(encoding="utf-8") == page(composition.catalogue), remedy


def test_every_metric_explains_itself(composition: Composition) -> None:
    for key, metric in composition.catalogue.objects(Metric).items():
        assert all((metric.label, metric.label_zh, metric.unit, metric.formula)), key
        assert metric.description.endswith("."), key
        assert any("\u4e00" <= character <= "\u9fff" for character in metric.label_zh), key
        assert not re.search("[A-Za-z]{2}", metric.shown_unit_zh), f"{key}: its unit in Chinese"


def test_the_catalogue_says_what_the_rows_themselves_must_answer(composition: Composition) -> None:
    definitions = composition.catalogue.objects(MetricDefinition)
    from_rows = {key for key, one in definitions.items() if one.served_from != "rollups"}
    assert from_rows == {"core.hard_case_batches", "core.convenience_batches", "gas.priority_coverage"}
    assert definitions["gas.priority_coverage"].served_from == "rows: its condition looks at other rows"
    assert definitions["core.visits"].counted_by == ["visit.visited_on"]
    assert definitions["core.median_hours_to_close"].precision is not None
