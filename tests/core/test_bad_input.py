"""Bad input, to every line's record mutation, over HTTP: told by field and mend, nothing written, never a 500."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from tests.core.conftest import LINES, told

PROBLEM = {"categoryCode": "?", "title": "楼道堆物", "isSolvedOnSite": False}
MEGABYTE = "长" * (1 << 20)


@pytest.fixture(params=LINES)
def line(request) -> str:
    key: str = request.param
    return key


@pytest.fixture
def category(composition, line) -> str:
    """A category of the line."""
    (plugin,) = (plugin for plugin in composition.plugins.lines if plugin.key == line)
    return plugin.categories[0].code


@pytest.fixture
def post(client, places, line, category, row_counts):
    """Sends a visit of the line with something else at a path; gives status and answer. Nothing may be written."""

    def send(path: str, value: Any, *, ascii: bool = True) -> tuple[int, dict[str, Any]]:
        given = {
            "clientMutationId": "k",
            "visit": told(materials=[{"topic": "A", "count": 1}], summary="s"),
            "problems": [PROBLEM | {"categoryCode": category, "place": "1号楼"}],
        }
        before = row_counts()
        stem = f"ecord{line.title()}Visit"
        query = (
            f"mutation ($input: R{stem}Input!) {{ r{stem}(input: $input) "
            "{ visit { id } userErrors { field code message } } }"
        )
        body = json.dumps({"query": query, "variables": {"input": changed(given, path.split("."), value)}})
        response = client.http.post("/graphql", content=body, headers={"content-type": "application/json"})
        assert row_counts() == before
        return response.status_code, response.json()

    return send


def changed(given: dict[str, Any], path: list[str], value: Any) -> dict[str, Any]:
    made = copy.deepcopy(given)
    at: Any = made
    for step in path[:-1]:
        at = at[int(step) if step.isdigit() else step]
    at[path[-1]] = value
    return made


REFUSED = {
    "an unknown community": ("visit.communityCode", "370203029015", "NOT_FOUND", "370203029015"),
    "an unknown category": ("problems.0.categoryCode", "X99-99", "NOT_FOUND", "There is:"),
    "a negative count": ("visit.personTimes.staff", -1, "OUT_OF_RANGE", "it can be 0 to 100000"),
    "10⁹ residents": ("visit.personTimes.residents", 10**9, "OUT_OF_RANGE", "it can be 0 to 100000"),
    "a negative number of pieces": ("visit.materials.0.count", -5, "OUT_OF_RANGE", "it can be 1 to"),
    "a date in the future": ("visit.visitedOn", "2023-09-09", "OUT_OF_RANGE", "today is 2023-09-08"),
    "200 KB of text": ("visit.summary", "long" * 50_000, "TOO_LONG", "at most 2000"),
    "200 KB of text in a problem": ("problems.0.title", "long" * 50_000, "TOO_LONG", "at most 120"),
    "a NUL in the summary": ("visit.summary", "a\0", "INVALID", "remove it"),
    "a NUL in a problem": ("problems.0.place", "a\0", "INVALID", "remove it"),
    "a NUL in the code": ("visit.communityCode", "37020302901\0", "INVALID", "12-digit"),
    "a NUL in a category": ("problems.0.categoryCode", "E01\0", "NOT_FOUND", "There is:"),
    "a NUL in the key": ("clientMutationId", "a\0", "INVALID", "a new UUID is best"),
    "an empty key": ("clientMutationId", "", "INVALID", "a new UUID is best"),
    "a title of blanks": ("problems.0.title", " \u3000", "REQUIRED", "write something"),
}


@pytest.mark.parametrize(("path", "value", "code", "mend"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_by_field_and_mend(path, value, code, mend, post, line):
    status, answer = post(path, value)

    assert status == 200
    (payload,) = answer["data"].values()
    (error,) = payload["userErrors"]
    assert error["field"] == ["input", *path.split(".")]
    assert error["code"] == code
    assert mend in error["message"]
    assert payload["visit"] is None


NOT_READ = {
    "10¹² residents": ("visit.personTimes.residents", 10**12, "cannot represent non 32-bit"),
    "half a resident": ("visit.personTimes.residents", 0.5, "non-integer"),
    "a day as 05.09.2023": ("visit.visitedOn", "05.09.2023", "write year, month and day as 2023-08-31"),
    "the 30th of February": ("visit.visitedOn", "2023-02-30", "no day of the calendar"),
    "the 13th month": ("visit.visitedOn", "2023-13-01", "no day of the calendar"),
    "no participants": ("visit.personTimes", None, "Expected value of non-null type"),
    "a field that is none": ("visit.weather", "sunny", "not to include unknown field"),
}


@pytest.mark.parametrize(("path", "value", "mend"), NOT_READ.values(), ids=NOT_READ)
def test_what_is_no_value_of_its_type_is_an_error_that_names_it(path, value, mend, post):
    status, answer = post(path, value)

    assert status == 200
    assert "data" not in answer or answer["data"] is None
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert path.rsplit(".", 1)[-1] in error["message"]
    assert mend in error["message"]


def test_a_lone_surrogate_is_refused_by_the_name_of_its_field(post):
    status, answer = post("problems.0.title", "a\ud800")

    assert status == 400
    assert answer["errors"][0]["message"].startswith("variables.input.problems.0.title holds half of a character")


def test_a_megabyte_of_text_is_refused_by_the_front_door(post):
    status, answer = post("visit.summary", MEGABYTE)

    assert status == 413
    assert answer["errors"][0]["message"] == "The body has more than 262144 bytes."


@pytest.mark.parametrize("month", ["2023-13", "2023-00", "2023-8", "0000-01", "２０２３-08", "", None, 202308])
def test_a_month_that_is_none_is_told_how_to_write_one(month, client, places):
    answer = client("query ($month: Month!) { round(month: $month) { month } }", {"month": month})

    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "$month" in error["message"]
    if isinstance(month, str):
        assert "write year and month as 2023-08" in error["message"]


@pytest.mark.parametrize("key", ["water", "Gas", "gas ", "气"])
def test_an_unknown_line_is_told_which_there_are_or_how_one_is_written(key, client, places):
    answer = client(
        "query ($key: ServiceLineKey!) { visits(filter: {lines: [$key]}, first: 1) { totalCount } }", {"key": key}
    )

    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert (
        "enforcement, gas, heating, sanitation" in error["message"]
        or "a word in lower case, such as gas" in error["message"]
    )
