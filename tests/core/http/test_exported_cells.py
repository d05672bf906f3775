"""Exports hold what the endpoint answers: random questions, cell by cell, in both kinds of files."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest

from core.metrics.export import DIMENSIONS, HEADS
from core.metrics.metric import MetricDimension
from core.testing.client import Client
from tests.core.metrics.conftest import VALUES
from tests.effort import tries

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CATALOGUE = "{ metricCatalogue { key label labelZh unit unitZh formula dimensions } }"
NUMBERS = {
    "value": "value",
    "numerator": "numerator",
    "denominator": "denominator",
    "sample size": "sampleSize",
    "Wilson lower bound": "wilsonLower",
}
Row = dict[str, Any]


def of_csv(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def of_xlsx(content: bytes) -> list[Row]:
    """As a spreadsheet reads it: each cell stands where its reference says."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        words = (
            ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
            if "xl/sharedStrings.xml" in book.namelist()
            else ()
        )
    shared = ["".join(word.itertext()) for word in words]
    head, *rows = [{_column(cell): _content(cell, shared) for cell in row} for row in sheet.iter(f"{SHEET}row")]
    return [{name: row.get(column, "") for column, name in head.items()} for row in rows]


def _column(cell: ElementTree.Element) -> str:
    return re.sub("[0-9]", "", cell.attrib["r"])


def _content(cell: ElementTree.Element, shared: list[str]) -> str:
    text = "".join(cell.itertext())
    return shared[int(text)] if cell.get("t") == "s" else text


def agrees(written: str, told: float | str | None) -> bool:
    if told is None:
        return written == ""
    return written == told if isinstance(told, str) else float(written) == pytest.approx(told, rel=1e-14)


@pytest.mark.parametrize("seed", range(tries(4, 200)))
def test_both_files_hold_what_the_endpoint_answers(demo_client: Client, seed: int) -> None:
    chance = random.Random(seed)
    is_chinese = chance.random() < 0.5
    heads = {name: chinese if is_chinese else name for name, chinese in HEADS.items()}
    metric = chance.choice(demo_client.data(CATALOGUE)["metricCatalogue"])
    by = chance.sample(metric["dimensions"], min(len(metric["dimensions"]), chance.randint(0, 2)))
    by = [one for one in by if one not in {"MONTH", "WEEK", "DAY"}] or by[:1]
    window = {"from": f"2022-{chance.randint(1, 12):02}-15", "to": f"2023-0{chance.randint(1, 8)}-03"}
    order = [{"field": chance.choice(["GROUP", "VALUE", "WILSON"]), "direction": chance.choice(["ASC", "DESC"])}]
    asked = {"keys": [metric["key"]], "window": window, "by": by, "order": order}
    page = demo_client.data(VALUES, asked)["metrics"]
    params = {"keys": metric["key"], **window, "groupBy": by, "orderBy": f"{order[0]['field']}:{order[0]['direction']}"}
    headers = {"accept-language": "zh" if is_chinese else "en", **demo_client.headers}
    for kind, read in (("csv", of_csv), ("xlsx", of_xlsx)):
        file = demo_client.http.get(f"/export/metrics.{kind}", params=params, headers=headers)
        rows = read(file.content)
        assert len(rows) == page["totalCount"]
        for row, value in zip(rows, page["nodes"], strict=False):
            told = {heads[head]: value[name] for head, name in NUMBERS.items()}
            told |= {
                heads["metric"]: metric["key"],
                heads["label"]: metric["labelZh" if is_chinese else "label"],
                heads["unit"]: metric["unitZh" if is_chinese else "unit"],
                heads["from"]: window["from"],
                heads["to"]: window["to"],
                heads["formula"]: metric["formula"],
            }
            told |= {
                _code_head(one, is_chinese): _code(value[one.lower()]) for one in by if one not in {"ROUND", "UNIT"}
            }
            assert {name for name, cell in told.items() if not agrees(row[name], cell)} == set(), (kind, asked, row)


def _code_head(dimension: str, is_chinese: bool) -> str:
    name, chinese = DIMENSIONS[MetricDimension[dimension]]
    return f"{chinese}代码" if is_chinese else f"{name} code"


def _code(part: Any) -> str:
    if isinstance(part, dict):
        return str(part.get("code") or part["key"])
    return part or ""
