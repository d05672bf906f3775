"""Recording a sanitation visit."""

from __future__ import annotations

import copy
from typing import Any

from sqlalchemy import select

from plugins.sanitation.models import SanitationCaseDetail, SanitationFiveCleanTask

# The contract of clients.
RECORD = """
mutation RecordSanitationVisit($input: RecordSanitationVisitInput!) {
  recordSanitationVisit(input: $input) {
    clientMutationId
    visit {
      id
      version
      line { key }
      community { code name }
      personTimes { total staff residents volunteers }
      materials { topic count }
      report { ... on SanitationVisitReport { fiveCleans { kind found cleared } } }
      cases { number status resolutionMode }
    }
    userErrors { field code message }
  }
}
"""
INPUT = {
    "clientMutationId": "3f0c8c1e-6a3e-4a54-9a70-0a3a2f6b9d11",
    "visit": {
        "communityCode": "370203029014",
        "visitedOn": "2023-09-05",
        "personTimes": {"staff": 6, "residents": 14, "volunteers": 5},
        "materials": [{"topic": "WASTE_SORTING", "count": 120}],
    },
    "fiveCleans": [
        {"kind": "STAIRWELL", "found": 4, "cleared": 4},
        {"kind": "DEAD_CORNER", "found": 3, "cleared": 2},
    ],
    "problems": [{"categoryCode": "E01-11", "title": "楼后积存渣土", "isSolvedOnSite": False}],
}
WHOLE = """
mutation ($input: RecordSanitationVisitInput!) {
  recordSanitationVisit(input: $input) {
    visit {
      summary
      report {
        ... on SanitationVisitReport {
          sortingTalkHouseholds
          focusAreas
          visit { visitedOn }
          fiveCleans { kind place found cleared isCleared volumeCubicMeters cleanedOn
            community { name } }
        }
      }
      cases(first: 10) {
        title
        status
        outcome
        source
        category { code nameZh }
        detail { ... on SanitationCaseDetail { place volumeCubicMeters fiveClean case { title } } }
      }
    }
    userErrors { field code message }
  }
}
"""


def changed(*path: Any, to: Any) -> dict[str, Any]:
    """The input with something else at the path."""
    made = copy.deepcopy(INPUT)
    at: Any = made
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = to
    return made


def task(**more: Any) -> list[dict[str, Any]]:
    return [{"kind": "YARD", "found": 2, "cleared": 1} | more]


def problem(**more: Any) -> list[dict[str, Any]]:
    return [{"categoryCode": "E01-10", "title": "暴露垃圾", "isSolvedOnSite": False} | more]


def test_a_visit_is_recorded_as_the_contract_sends_it(client, places, row_counts):
    before = row_counts()

    answer = client.data(RECORD, {"input": INPUT})

    assert answer["recordSanitationVisit"]["visit"].pop("id").endswith("_1")
    assert answer["recordSanitationVisit"] == {
        "clientMutationId": "3f0c8c1e-6a3e-4a54-9a70-0a3a2f6b9d11",
        "visit": {
            "version": 1,
            "line": {"key": "sanitation"},
            "community": {"code": "370203029014", "name": "海岸路社区"},
            "personTimes": {"total": 25, "staff": 6, "residents": 14, "volunteers": 5},
            "materials": [{"topic": "WASTE_SORTING", "count": 120}],
            "report": {
                "fiveCleans": [
                    {"kind": "STAIRWELL", "found": 4, "cleared": 4},
                    {"kind": "DEAD_CORNER", "found": 3, "cleared": 2},
                ]
            },
            "cases": [{"number": "202309-0000001", "status": "REPORTED", "resolutionMode": None}],
        },
        "userErrors": [],
    }
    after = row_counts()
    written = {
        "visit": 1,
        "visit_material": 1,
        "sanitation_visit_report": 1,
        "sanitation_five_clean_task": 2,
        "case": 1,
        "case_event": 1,
        "sanitation_case_detail": 1,
        "mutation_key": 1,
    }
    assert {name: after[name] - before.get(name, 0) for name in written} == written


def test_a_visit_sent_again_changes_nothing_and_is_answered_the_same(client, places, row_counts):
    first = client(RECORD, {"input": INPUT})
    before = row_counts()

    assert client(RECORD, {"input": INPUT}) == first
    assert row_counts() == before


def test_a_key_that_was_used_for_another_visit_is_refused(client, places, row_counts):
    client.data(RECORD, {"input": INPUT})
    before = row_counts()

    answer = client.data(RECORD, {"input": changed("fiveCleans", 0, "found", to=5)})

    (error,) = answer["recordSanitationVisit"]["userErrors"]
    assert (error["field"], error["code"]) == (["input", "clientMutationId"], "KEY_REUSED")
    assert row_counts() == before


def test_a_visit_answers_everything_that_the_line_records(client, places):
    given = INPUT | {
        "sortingTalkHouseholds": 63,
        "focusAreas": ["URBAN_VILLAGE", "BACK_LANE", "URBAN_VILLAGE"],
        "fiveCleans": [
            {
                "kind": "ROOFTOP",
                "found": 2,
                "cleared": 2,
                "place": " 3号楼 ",
                "volumeCubicMeters": 1.25,
            },
            {"kind": "ROOFTOP", "found": 0, "cleared": 0, "place": "4号楼"},
            {"kind": "YARD", "found": 3, "cleared": 1},
        ],
        "problems": [
            {"categoryCode": "E01-93", "title": "垃圾混投", "isSolvedOnSite": True},
            {
                "categoryCode": "E01-11",
                "title": "院内渣土",
                "isSolvedOnSite": False,
                "place": "5号楼前",
                "volumeCubicMeters": 4.5,
                "fiveClean": "YARD",
            },
            {"categoryCode": "P03-01", "title": "公厕未按时开放", "isSolvedOnSite": False},
        ],
    }
    given["visit"] = INPUT["visit"] | {"summary": "清理庭院"}

    visit = client.data(WHOLE, {"input": given})["recordSanitationVisit"]["visit"]

    common = {"cleanedOn": "2023-09-05", "community": {"name": "海岸路社区"}}
    assert visit["summary"] == "清理庭院"
    assert visit["report"] == {
        "sortingTalkHouseholds": 63,
        "focusAreas": ["BACK_LANE", "URBAN_VILLAGE"],
        "visit": {"visitedOn": "2023-09-05"},
        "fiveCleans": [
            {"kind": "ROOFTOP", "place": "3号楼", "found": 2, "cleared": 2}
            | {"isCleared": True, "volumeCubicMeters": 1.25, **common},
            {"kind": "ROOFTOP", "place": "4号楼", "found": 0, "cleared": 0}
            | {"isCleared": True, "volumeCubicMeters": None, **common},
            {"kind": "YARD", "place": None, "found": 3, "cleared": 1}
            | {"isCleared": False, "volumeCubicMeters": None, **common},
        ],
    }
    assert visit["cases"] == [
        {
            "title": "垃圾混投",
            "status": "CLOSED",
            "outcome": "RESOLVED",
            "source": "VISIT",
            "category": {"code": "E01-93", "nameZh": "垃圾未分类"},
            "detail": None,
        },
        {
            "title": "院内渣土",
            "status": "REPORTED",
            "outcome": None,
            "source": "VISIT",
            "category": {"code": "E01-11", "nameZh": "积存垃圾渣土"},
            "detail": {
                "place": "5号楼前",
                "volumeCubicMeters": 4.5,
                "fiveClean": "YARD",
                "case": {"title": "院内渣土"},
            },
        },
        {
            "title": "公厕未按时开放",
            "status": "REPORTED",
            "outcome": None,
            "source": "VISIT",
            "category": {"code": "P03-01", "nameZh": "公共厕所"},
            "detail": {
                "place": None,
                "volumeCubicMeters": None,
                "fiveClean": None,
                "case": {"title": "公厕未按时开放"},
            },
        },
    ]


def test_a_solved_problem_has_a_detail_where_there_is_something_to_say(client, database, places):
    given = INPUT | {"problems": problem(isSolvedOnSite=True, fiveClean="STAIRWELL")}

    client.data(RECORD, {"input": given})

    with database.reading() as session:
        (detail,) = session.scalars(select(SanitationCaseDetail))
        assert (detail.five_clean.name, detail.volume_m3) == ("STAIRWELL", None)


def test_a_volume_is_kept_to_the_litre(client, database, places):
    given = (0.12345, 0.0016, 9999.9996)
    tasks = [*(task(place=str(volume), volumeCubicMeters=volume)[0] for volume in given)]

    client.data(RECORD, {"input": INPUT | {"fiveCleans": tasks}})

    kept = select(SanitationFiveCleanTask.volume_m3).order_by(SanitationFiveCleanTask.id)
    with database.reading() as session:
        assert session.scalars(kept).all() == [0.123, 0.002, 10000]


REFUSED = [
    (changed("visit", "communityCode", to="370203029013"), "visit communityCode", "NOT_FOUND"),
    (changed("visit", "communityCode", to="37\x00"), "visit communityCode", "INVALID"),
    (changed("visit", "communityCode", to="370203029999"), "visit communityCode", "INVALID"),
    (changed("visit", "visitedOn", to="2023-09-09"), "visit visitedOn", "OUT_OF_RANGE"),
    (changed("visit", "visitedOn", to="1999-12-31"), "visit visitedOn", "OUT_OF_RANGE"),
    (changed("visit", "personTimes", to={"staff": -1}), "visit personTimes staff", "OUT_OF_RANGE"),
    (changed("visit", "materials", 0, "count", to=0), "visit materials 0 count", "OUT_OF_RANGE"),
    (changed("visit", "summary", to="长" * 2001), "visit summary", "TOO_LONG"),
    (changed("sortingTalkHouseholds", to=-1), "sortingTalkHouseholds", "OUT_OF_RANGE"),
    (changed("sortingTalkHouseholds", to=100_001), "sortingTalkHouseholds", "OUT_OF_RANGE"),
    (changed("fiveCleans", 1, "found", to=-1), "fiveCleans 1 found", "OUT_OF_RANGE"),
    (changed("fiveCleans", 0, "found", to=2**31 - 1), "fiveCleans 0 found", "OUT_OF_RANGE"),
    (changed("fiveCleans", 0, "cleared", to=-1), "fiveCleans 0 cleared", "OUT_OF_RANGE"),
    (changed("fiveCleans", 1, "cleared", to=4), "fiveCleans 1 cleared", "OUT_OF_RANGE"),
    (changed("fiveCleans", 1, "kind", to="STAIRWELL"), "fiveCleans 1 kind", "DUPLICATE"),
    (changed("fiveCleans", to=task() * 101), "fiveCleans", "TOO_LONG"),
    (changed("fiveCleans", to=task(place="楼" * 121)), "fiveCleans 0 place", "TOO_LONG"),
    (changed("fiveCleans", to=task(place="楼\x00")), "fiveCleans 0 place", "INVALID"),
    (
        changed("fiveCleans", to=task(volumeCubicMeters=0)),
        "fiveCleans 0 volumeCubicMeters",
        "OUT_OF_RANGE",
    ),
    (
        changed("fiveCleans", to=task(volumeCubicMeters=1e300)),
        "fiveCleans 0 volumeCubicMeters",
        "OUT_OF_RANGE",
    ),
    (
        changed("fiveCleans", to=task(cleared=0, volumeCubicMeters=1)),
        "fiveCleans 0 volumeCubicMeters",
        "INVALID",
    ),
    (
        changed("problems", to=problem(categoryCode="G01-99")),
        "problems 0 categoryCode",
        "NOT_FOUND",
    ),
    (changed("problems", to=problem(title="  ")), "problems 0 title", "REQUIRED"),
    (changed("problems", to=problem(title="垃圾\x00")), "problems 0 title", "INVALID"),
    (changed("problems", to=problem(title="长" * 121)), "problems 0 title", "TOO_LONG"),
    (changed("problems", to=problem(place="长" * 121)), "problems 0 place", "TOO_LONG"),
    (
        changed("problems", to=problem(volumeCubicMeters=-2)),
        "problems 0 volumeCubicMeters",
        "OUT_OF_RANGE",
    ),
    (changed("problems", to=problem() * 101), "problems", "TOO_LONG"),
]


def test_what_cannot_be_is_refused_and_nothing_is_written(client, places, row_counts, subtests):
    before = row_counts()

    for given, field, code in REFUSED:
        with subtests.test(f"{field}: {code}"):
            payload = client.data(RECORD, {"input": given})["recordSanitationVisit"]

            (error,) = payload["userErrors"]
            assert payload["visit"] is None
            assert (error["field"], error["code"]) == (["input", *field.split()], code)

    assert row_counts() == before


def test_refusals_say_how_to_mend_in_either_language(client, places):
    given = {"input": changed("fiveCleans", 1, "cleared", to=4)}

    english = client(RECORD, given)["data"]["recordSanitationVisit"]["userErrors"]
    chinese = client(RECORD, given, language="zh")["data"]["recordSanitationVisit"]["userErrors"]

    assert english[0]["message"] == "cleared is 4; of 3 found it can be 0 to 3."
    assert chinese[0]["message"] == "清理处数 4 超出范围：发现 3 处，应为 0 至 3。"


def test_a_form_is_told_of_several_mistakes_at_once(client, places):
    given = changed("sortingTalkHouseholds", to=-1)
    given["fiveCleans"][0]["cleared"] = 5

    payload = client.data(RECORD, {"input": given})["recordSanitationVisit"]

    assert [error["field"] for error in payload["userErrors"]] == [
        ["input", "sortingTalkHouseholds"],
        ["input", "fiveCleans", "0", "cleared"],
    ]


def test_one_kind_may_be_cleaned_at_several_spots(client, places):
    given = INPUT | {"fiveCleans": [*task(place="1号楼"), *task(place="2号楼"), *task()]}

    payload = client.data(RECORD, {"input": given})["recordSanitationVisit"]

    assert payload["userErrors"] == []
    assert len(payload["visit"]["report"]["fiveCleans"]) == 3


def test_a_case_that_somebody_reports_to_the_line_has_no_detail_yet(client, places):
    report = """
    mutation ($input: ReportCaseInput!) {
      reportCase(input: $input) { case { line { key } detail { __typename } }
        userErrors { field code } }
    }
    """
    given = {
        "clientMutationId": "hotline",
        "line": "sanitation",
        "categoryCode": "E01-92",
        "communityCode": "370203029014",
        "title": "垃圾桶满溢",
        "source": "HOTLINE_12345",
    }

    answer = client.data(report, {"input": given})

    assert answer["reportCase"] == {
        "case": {"line": {"key": "sanitation"}, "detail": None},
        "userErrors": [],
    }
