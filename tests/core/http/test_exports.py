"""Exports: the same figures as files, harmless to spreadsheets, for those who may have them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from core.database import Database
from core.http.exports import harmless
from core.places.models import Community
from core.policy.role import Role
from core.testing.client import Client
from tests.core.metrics.conftest import city, lived  # noqa: F401  # fixtures
from tests.core.metrics.test_metrics import VISITS

DAYS = {"from": "2022-12-01", "to": "2023-04-01"}


@pytest.fixture
def exported(client: Client, lived: Any) -> Callable[..., Any]:  # noqa: F811
    lived(*VISITS)

    def get(kind: str = "csv", headers: dict[str, str] | None = None, **params: Any) -> Any:
        given = {"keys": ["core.visits"], **DAYS} | params
        return client.http.get(f"/export/metrics.{kind}", params=given, headers=headers or {})

    return get


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_csv_file_opens_in_excel_and_holds_every_value(exported: Any) -> None:
    answer = exported(groupBy=["DISTRICT", "MONTH"], compare=["previous"])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = rows_of(answer)
    assert [(row["district code"], row["month"], row["value"], row["previous value"]) for row in rows] == [
        ("370201", "2022-12", "1", "0"),
        ("370201", "2023-01", "1", "1"),
        ("370201", "2023-02", "1", "1"),
        ("370202", "2023-02", "1", "0"),
    ]
    assert rows[0]["formula"] == "count(visits DONE)"


def test_heads_names_and_units_are_chinese_for_who_reads_chinese(exported: Any) -> None:
    rows = rows_of(exported(headers={"accept-language": "zh-CN"}, groupBy=["LINE"]))
    assert [(row["指标"], row["服务线"], row["数值"], row["单位"]) for row in rows] == [
        ("进社区次数", "燃气安全", "3", "次"),
        ("进社区次数", "供热质量", "1", "次"),
    ]
    assert {row["unit"] for row in rows_of(exported(groupBy=["LINE"]))} == {"visits"}


def test_text_that_a_spreadsheet_would_run_is_only_text(exported: Any, city: Database) -> None:  # noqa: F811
    with city.writing() as session:
        session.execute(update(Community).where(Community.id == 1).values(name='=HYPERLINK("http://x","y")'))
    rows = rows_of(exported(groupBy=["COMMUNITY"]))
    assert rows[0]["community"] == '\'=HYPERLINK("http://x","y")'
    sheet = exported("xlsx", groupBy=["COMMUNITY"])
    with zipfile.ZipFile(io.BytesIO(sheet.content)) as book:
        text = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in text
    assert "'=HYPERLINK" in text


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "\rx", "\nx"])
def test_dangerous_beginnings_are_disarmed(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_numbers_stay_numbers() -> None:
    assert [harmless(cell) for cell in (-1.0, 0.25, None, "a=b")] == [-1, 0.25, None, "a=b"]


def test_an_xlsx_file_is_a_workbook(exported: Any) -> None:
    answer = exported("xlsx", groupBy=["MONTH"], orderBy=["VALUE:DESC"])
    assert answer.headers["content-disposition"] == 'attachment; filename="metrics.xlsx"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert "xl/worksheets/sheet1.xml" in book.namelist()


@pytest.mark.parametrize(
    ("params", "field", "told"),
    [
        ({"keys": ["core.visit"]}, ["keys"], "core.visits"),
        ({"from": "yesterday"}, ["from"], "a day"),
        ({"to": "2022-12-01"}, ["window", "to"], "before it begins"),
        ({"groupBy": ["PLANET"]}, ["groupBy"], "LINE"),
        ({"groupby": ["DISTRICT"]}, ["groupby"], "There is no parameter 'groupby'. There is: groupBy"),
        ({"orderBy": ["SIZE"]}, ["orderBy"], "VALUE"),
        ({"minSample": "many"}, ["minSample"], "whole number"),
        ({"compare": ["tomorrow"]}, ["compare"], "previous"),
        ({"districtCodes": ["1"]}, ["filter", "districtCodes"], "district"),
    ],
)
def test_bad_questions_are_told_which_field_and_how_to_mend_it(
    exported: Any, params: Any, field: Any, told: str
) -> None:
    answer = exported(**params)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"]) == (400, field)
    assert told in error["message"]


def test_only_who_may_export_gets_a_file(exported: Any, lastmeter: Any, viewer: Any) -> None:
    lastmeter.sign_in = lambda headers, address: viewer(Role.RESIDENT)
    answer = exported()
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["code"] == "FORBIDDEN"
    lastmeter.sign_in = lambda headers, address: viewer(Role.DIRECTOR)
    assert exported().status_code == 200
