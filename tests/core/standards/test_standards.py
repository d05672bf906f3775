"""Standards: which is in force, how they follow each other, and when something would be due."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from core.standards.models import CaseStandard
from core.standards.services import import_standards
from core.testing.loop import DrivenCase, built_town

HEADER = "category,variant,condition,close_condition,amount,unit,requires_photo,effective_from"
PREVIEW = (Path(__file__).parents[2] / "contract" / "documents" / "15_deadline_preview.graphql").read_text()


@pytest.fixture
def case(database, client) -> DrivenCase:
    return DrivenCase(client, built_town(database))


@pytest.fixture
def take_in(database, tmp_path):
    def taken(*rows: str):
        path = tmp_path / "standards.csv"
        path.write_text("\n".join((HEADER, *rows)), encoding="utf-8")
        with database.writing() as session:
            report = import_standards(session, path)
            if report.refused:
                session.rollback()
        return report

    return taken


def limits(database, code: str) -> list[tuple[int, date, date | None]]:
    with database.reading() as session:
        rows = session.scalars(
            select(CaseStandard).where(CaseStandard.category_code == code).order_by(CaseStandard.effective_from)
        )
        return [(row.limit_amount, row.effective_from, row.effective_until) for row in rows]


def test_a_new_standard_ends_the_one_before_and_cases_keep_theirs(case, take_in, database) -> None:
    case.filed()
    report = take_in("E01-11,1,成堆渣土,已清除,3,WORK_DAY,no,2023-10-01")
    assert (report.added, list(report.refused)) == (1, [])
    assert limits(database, "E01-11") == [
        (5, date(2021, 1, 1), date(2023, 10, 1)),
        (3, date(2023, 10, 1), None),
    ]
    assert case.read("standard { limit { amount unit } condition }")["standard"]["limit"] == {
        "amount": 5,
        "unit": "WORK_DAY",
    }


def test_the_same_file_again_changes_nothing(take_in) -> None:
    row = "E01-11,1,成堆渣土,已清除,3,WORK_DAY,yes,2023-10-01"
    take_in(row)
    again = take_in(row)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)


def test_a_standard_that_stands_twice_is_refused(take_in, database) -> None:
    """The last of them was taken."""
    report = take_in(*(f"E01-11,1,成堆渣土,已清除,{days},WORK_DAY,yes,2023-10-01" for days in (3, 4)))
    assert list(report.refused) == ["line 3, effective_from: 'E01-11, 1, 2023-10-01' stands in a row before"]
    assert limits(database, "E01-11") == [(5, date(2021, 1, 1), None)]


def test_a_standard_that_cases_were_filed_under_is_not_rewritten(case, take_in, database) -> None:
    take_in("E01-11,1,成堆渣土,已清除,3,WORK_DAY,no,2023-01-01")
    case.filed()
    report = take_in("E01-11,1,成堆渣土,已清除,1,WORK_DAY,no,2023-01-01")
    assert report.refused == [
        "line 2, effective_from: cases were filed under the standard of 2023-01-01; give the new one a later day"
    ]
    assert limits(database, "E01-11")[-1][0] == 3


def test_what_is_wrong_with_a_file_is_told_row_by_row(take_in, row_counts) -> None:
    before = row_counts()
    report = take_in(
        "X-1,1,a,b,3,WORK_DAY,no,2023-10-01",
        "E01-11,1,a,b,0,WORK_DAY,no,2023-10-01",
        "E01-11,1,a,b,3,FORTNIGHT,no,2023-10-01",
        "E01-11,1,a,b,3,WORK_DAY,no,2020-10-01",
    )
    assert report.refused[:3] == [
        "line 2, category: no installed line has the category 'X-1'",
        "line 3, amount: '0' is no whole number from 1 to 1000",
        "line 4, unit: 'FORTNIGHT' is none of URGENT_HOUR, WORK_HOUR, WORK_DAY, NATURAL_DAY",
    ]
    assert row_counts() == before


def test_of_several_standards_one_must_be_named(case) -> None:
    case.reported(categoryCode="P03-01", title="公厕未按时开放")
    refused = case.act("fileCase")["userErrors"]
    assert refused[0]["code"] == "REQUIRED"
    assert refused[0]["field"] == ["input", "standard"]
    assert "2: 公共厕所未按时开放" in refused[0]["message"]
    assert case.act("fileCase", standard="9")["userErrors"][0]["code"] == "NOT_FOUND"
    case.do("fileCase", standard="2")
    assert case.read("standard { variant limit { amount unit } }")["standard"] == {
        "variant": "2",
        "limit": {"amount": 4, "unit": "WORK_HOUR"},
    }


def test_a_preview_shows_its_working_over_a_holiday(client) -> None:
    given = {"categoryCode": "E01-96", "startAt": "2023-09-28T16:30:00+08:00"}
    preview = client.data(PREVIEW, given)["deadlinePreview"]
    assert preview["deadline"] == "2023-10-08T08:30:00Z"
    assert preview["limit"] == {"amount": 2, "unit": "WORK_DAY"}
    steps = [(step["countedMinutes"], step["reason"]) for step in preview["steps"]]
    assert steps == [
        (90, "work time"),
        (0, "中秋, 国庆节"),
        (240, "work time on a weekend made a work day"),
        (0, "a break"),
        (240, "work time on a weekend made a work day"),
        (0, "outside work hours"),
        (240, "work time on a weekend made a work day"),
        (0, "a break"),
        (150, "work time on a weekend made a work day"),
    ]
    ends = [(step["from"], step["to"]) for step in preview["steps"]]
    assert ends[0][0] == "2023-09-28T08:30:00Z"
    assert [end for _, end in ends[:-1]] == [start for start, _ in ends[1:]]


def test_a_preview_says_when_nobody_told_of_the_holidays(judged) -> None:
    query = """query($at: DateTime!) { deadlinePreview(categoryCode: "E01-11", startAt: $at) {
      isCalendarKnown standard { variant category { code } } steps { countedMinutes } } }"""
    known = judged(query, {"at": "2023-03-01T08:00:00+08:00"})["deadlinePreview"]
    unknown = judged(query, {"at": "2040-03-01T08:00:00+08:00"})["deadlinePreview"]
    assert (known["isCalendarKnown"], unknown["isCalendarKnown"]) == (True, False)
    assert sum(step["countedMinutes"] for step in unknown["steps"]) == 5 * 480


@pytest.mark.parametrize(
    ("code", "at", "message"),
    [
        ("E99-99", "2023-03-01T08:00:00Z", "There is no standard in force on 2023-03-01 for 'E99-99'. There is: none."),
        ("E01-11", "1999-03-01T08:00:00Z", "Deadlines are counted in the years 2000 to 2199, not in 1999."),
    ],
)
def test_a_preview_of_what_is_not_is_refused_in_words(client, code, at, message) -> None:
    answer = client(PREVIEW, {"categoryCode": code, "startAt": at})
    assert answer["errors"][0]["message"] == message
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_standards_of_a_category_that_is_none_are_refused_in_words(client) -> None:
    answer = client('{ caseStandards(first: 1, filter: { categoryCodes: ["E99-99"] }) { totalCount } }')
    assert "There is no category 'E99-99'." in answer["errors"][0]["message"]


def test_standards_and_days_can_be_listed(judged) -> None:
    data = judged("""{
      caseStandards(first: 3, filter: { lines: ["gas"] }) {
        totalCount nodes { category { code } condition limit { amount unit } source } }
      calendarDays(first: 5, filter: { window: { from: "2023-10-01", to: "2023-11-01" } }) { nodes { day isWorkDay name } }
    }""")
    assert data["caseStandards"]["totalCount"] == 9
    assert data["calendarDays"]["nodes"][0] == {"day": "2023-10-01", "isWorkDay": False, "name": "国庆节"}
