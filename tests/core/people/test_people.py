"""Units and posts are listed by name, page by page, whatever is null."""

from __future__ import annotations

import pytest

from core.people.models import Officer, OfficerRole, Unit, UnitKind


@pytest.fixture
def people(database) -> None:
    with database.writing() as session:
        bureau = Unit(name="市城市管理局", kind=UnitKind.BUREAU)
        company = Unit(name="市南区燃气企业", kind=UnitKind.UTILITY, line="gas")
        session.add_all(
            [
                bureau,
                company,
                Officer(name="市城市管理局局长", role=OfficerRole.DIRECTOR, unit=bureau),
                Officer(name="市南区燃气安全处置岗", role=OfficerRole.HANDLER, line="gas", unit=company),
                Officer(name="值班岗", role=OfficerRole.ACCEPTOR),
            ]
        )


def test_units_say_whom_they_serve(people, judged):
    assert judged("{ units(first: 9) { totalCount nodes { name kind line { key } } } }")["units"] == {
        "totalCount": 2,
        "nodes": [
            {"name": "市南区燃气企业", "kind": "UTILITY", "line": {"key": "gas"}},
            {"name": "市城市管理局", "kind": "BUREAU", "line": None},
        ],
    }


def test_posts_say_what_they_answer_for_and_where(people, judged):
    found = judged("{ officers(first: 9) { nodes { name role line { key } belongsTo { name } } } }")["officers"][
        "nodes"
    ]

    assert found == [
        {"name": "值班岗", "role": "ACCEPTOR", "line": None, "belongsTo": None},
        {
            "name": "市南区燃气安全处置岗",
            "role": "HANDLER",
            "line": {"key": "gas"},
            "belongsTo": {"name": "市南区燃气企业"},
        },
        {"name": "市城市管理局局长", "role": "DIRECTOR", "line": None, "belongsTo": {"name": "市城市管理局"}},
    ]


def test_posts_are_paged_in_both_directions(people, judged):
    query = "{ officers(%s) { nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"
    first = judged(query % "first: 2")["officers"]
    assert first["pageInfo"]["hasNextPage"] is True

    rest = judged(query % f'first: 2, after: "{first["pageInfo"]["endCursor"]}"')["officers"]
    back = judged(query % f'last: 2, before: "{rest["pageInfo"]["startCursor"]}"')["officers"]

    assert [post["name"] for post in rest["nodes"]] == ["市城市管理局局长"]
    assert back["nodes"] == first["nodes"]
    assert (rest["pageInfo"]["hasNextPage"], back["pageInfo"]["hasPreviousPage"]) == (False, False)


@pytest.mark.parametrize("arguments", ["", "(first: 0)", "(first: 101)", "(last: -1)", "(first: 1, last: 1)"])
def test_a_list_needs_one_size_from_1_to_100(arguments, client, people):
    (error,) = client(f"{{ officers{arguments} {{ totalCount }} }}")["errors"]

    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "first" in error["message"] or "1 to 100" in error["message"]
