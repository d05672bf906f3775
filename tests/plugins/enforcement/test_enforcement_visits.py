"""Recording what an enforcement visit saw."""

from __future__ import annotations

from typing import Any

from core.testing.fixtures import Client
from plugins.enforcement.line import LINE
from plugins.enforcement.models import ViolationKind
from plugins.enforcement.services.visits import CATEGORIES, term_of
from tests.plugins.enforcement.conftest import COAST, FORMER, RECORD, seen, visit_of

SENT: dict[str, Any] = {
    "clientMutationId": "3f0c8c1e",
    "visit": visit_of(
        personTimes={"staff": 6, "residents": 14, "volunteers": 5},
        materials=[{"topic": "DOG_KEEPING", "count": 120}],
    ),
    "violations": [
        seen("GROUND_LOCK", "3号楼停车位", corrected=True),
        seen("ILLEGAL_BUILDING", "5号楼楼顶", description="彩钢板房约12平方米"),
    ],
    "problems": [
        {"categoryCode": "E04-96", "title": "杂物占用消防通道", "isSolvedOnSite": True},
        {"categoryCode": "E04-96", "title": "车辆占用消防通道", "isSolvedOnSite": False},
    ],
}


def test_a_visit_answers_with_its_violations_fixes_and_new_cases(client: Client, places: dict[str, int]) -> None:
    payload = client.data(RECORD, {"input": SENT})["recordEnforcementVisit"]

    visit = payload["visit"]
    assert payload["userErrors"] == []
    assert payload["clientMutationId"] == "3f0c8c1e"
    assert visit["line"] == {"key": "enforcement"}
    assert visit["community"] == {"code": COAST}
    assert visit["personTimes"] == {"total": 25}
    assert visit["materials"] == [{"topic": "DOG_KEEPING", "count": 120}]
    assert visit["report"]["__typename"] == "EnforcementVisitReport"
    assert [
        (v["kind"], v["place"], v["stage"], v["firstSeenOn"], v["removedOn"], v["case"]["number"])
        for v in visit["report"]["violations"]
    ] == [
        ("GROUND_LOCK", "3号楼停车位", "REMOVED", "2023-09-05", "2023-09-05", "202309-0000001"),
        ("ILLEGAL_BUILDING", "5号楼楼顶", "SEEN", "2023-09-05", None, "202309-0000002"),
    ]
    assert [(c["category"]["code"], c["title"], c["place"], c["description"], c["status"]) for c in visit["cases"]] == [
        ("E01-96", "私设地桩地锁", "3号楼停车位", None, "CLOSED"),
        ("E01-01", "私搭乱建", "5号楼楼顶", "彩钢板房约12平方米", "REPORTED"),
        ("E04-96", "杂物占用消防通道", None, None, "CLOSED"),
        ("E04-96", "车辆占用消防通道", None, None, "REPORTED"),
    ]
    assert [(c["source"], c["outcome"], c["resolutionMode"], c["detail"]) for c in visit["cases"]] == [
        ("VISIT", "RESOLVED", "ON_SITE", detail("GROUND_LOCK")),
        ("VISIT", None, None, detail("ILLEGAL_BUILDING")),
        ("VISIT", "RESOLVED", "ON_SITE", None),
        ("VISIT", None, None, None),
    ]


def detail(kind: str) -> dict[str, Any]:
    return {"violationKind": kind, "isConvertedFromComplaint": False}


def test_a_visit_writes_its_rows_once(client: Client, places: Any, row_counts: Any) -> None:
    client.data(RECORD, {"input": SENT})
    written = {
        "visit": 1,
        "visit_material": 1,
        "enforcement_visit_report": 1,
        "case": 4,
        "case_event": 6,
        "enforcement_case_detail": 2,
        "enforcement_violation": 2,
        "mutation_key": 1,
    }
    assert {name: row_counts()[name] for name in written} == written


def test_sent_again_it_changes_nothing_and_answers_the_same(client: Client, places: Any, row_counts: Any) -> None:
    first = client(RECORD, {"input": SENT})
    before = row_counts()
    assert client(RECORD, {"input": SENT}) == first
    assert row_counts() == before


def test_the_same_key_for_another_visit_is_refused(client: Client, places: Any) -> None:
    client.data(RECORD, {"input": SENT})
    other = {**SENT, "visit": visit_of(on="2023-09-06")}
    payload = client.data(RECORD, {"input": other})["recordEnforcementVisit"]
    assert payload["visit"] is None
    assert [(e["field"], e["code"]) for e in payload["userErrors"]] == [(["input", "clientMutationId"], "KEY_REUSED")]


def test_a_visit_that_saw_nothing_has_an_empty_report(recorded: Any) -> None:
    visit = recorded()
    assert visit["report"]["violations"] == []
    assert visit["cases"] == []


def test_every_kind_opens_a_case_of_its_category_named_in_chinese(recorded: Any) -> None:
    visit = recorded(*(seen(kind.name, f"{at}号楼") for at, kind in enumerate(ViolationKind)))
    assert {case["detail"]["violationKind"]: (case["category"]["code"], case["title"]) for case in visit["cases"]} == {
        "ILLEGAL_BUILDING": ("E01-01", "私搭乱建"),
        "MESSY_PILING": ("E01-36", "乱堆乱放"),
        "POSTING_GRAFFITI": ("E02-01", "乱贴乱画"),
        "ILLEGAL_OCCUPATION": ("E01-96", "乱圈乱占"),
        "GROUND_LOCK": ("E01-96", "私设地桩地锁"),
        "DOG_UNLEASHED": ("E01-84", "遛狗不栓绳"),
        "DOG_WASTE": ("E01-84", "不清理犬粪"),
        "GREEN_DAMAGE": ("E01-91", "毁绿种菜"),
    }


def test_every_kind_has_a_category_of_the_line_and_a_term() -> None:
    assert list(CATEGORIES) == list(ViolationKind)
    assert set(CATEGORIES.values()) < {category.code for category in LINE.categories}
    assert all(term_of(kind) for kind in ViolationKind)


LONG = "楼" * 121

REFUSED: dict[str, tuple[dict[str, Any], list[tuple[str, str, str]]]] = {
    "an unknown community": (
        {"visit": visit_of("370203029777")},
        [
            (
                "input.visit.communityCode",
                "NOT_FOUND",
                "There is no community with the code 370203029777.",
            )
        ],
    ),
    "a community that left the register": (
        {"visit": visit_of(FORMER)},
        [
            (
                "input.visit.communityCode",
                "INVALID",
                "旧社区 left the register on 2023-01-01; name the community that it became.",
            )
        ],
    ),
    "a day in the future, and counts that cannot be": (
        {
            "visit": visit_of(
                on="2023-09-09",
                personTimes={"staff": -1},
                materials=[{"topic": "DOG_KEEPING", "count": 10_000_001}],
            )
        },
        [
            (
                "input.visit.visitedOn",
                "OUT_OF_RANGE",
                "2023-09-09 lies in the future; today is 2023-09-08. Record what has happened.",
            ),
            (
                "input.visit.personTimes.staff",
                "OUT_OF_RANGE",
                "staff is -1; it can be 0 to 100000.",
            ),
            (
                "input.visit.materials.0.count",
                "OUT_OF_RANGE",
                "count is 10000001; it can be 1 to 10000000.",
            ),
        ],
    ),
    "an absurd number of residents": (
        {"visit": visit_of(personTimes={"residents": 100_001})},
        [
            (
                "input.visit.personTimes.residents",
                "OUT_OF_RANGE",
                "residents is 100001; it can be 0 to 100000.",
            )
        ],
    ),
    "places that are no places, all at once": (
        {
            "visit": visit_of(),
            "violations": [
                seen("DOG_WASTE", "  "),
                seen("DOG_WASTE"),
                seen("DOG_WASTE", LONG),
                seen("DOG_WASTE", "楼\0前"),
            ],
        },
        [
            ("input.violations.0.place", "REQUIRED", "place is empty; write something."),
            (
                "input.violations.2.place",
                "TOO_LONG",
                "place has 121 characters; at most 120 are kept.",
            ),
            (
                "input.violations.3.place",
                "INVALID",
                "place has a character that is no text (U+0000) at position 2; remove it.",
            ),
        ],
    ),
    "a description that is no text, and a problem of another line": (
        {
            "visit": visit_of(),
            "violations": [seen("DOG_WASTE", description="a\x07b")],
            "problems": [{"categoryCode": "G01-99", "title": "软管老化", "isSolvedOnSite": False}],
        },
        [
            (
                "input.violations.0.description",
                "INVALID",
                "description has a character that is no text (U+0007) at position 2; remove it.",
            ),
            (
                "input.problems.0.categoryCode",
                "NOT_FOUND",
                "There is no category of Urban management enforcement 'G01-99'. There is: E01-96, E01-91, E04-96.",
            ),
        ],
    ),
    "more violations than one visit can see": (
        {"visit": visit_of(), "violations": [seen("DOG_WASTE")] * 101},
        [
            (
                "input.violations",
                "TOO_LONG",
                "violations has 101 entries; send at most 100 at once.",
            )
        ],
    ),
}


def test_a_refusal_names_field_code_and_mend_and_writes_nothing(refusals: Any) -> None:
    for name, (sent, expected) in REFUSED.items():
        assert refusals(RECORD, sent) == expected, name


def test_a_refusal_is_told_in_the_language_asked_for(refusals: Any) -> None:
    sent = {"visit": visit_of(), "violations": [seen("DOG_WASTE", "")]}
    assert refusals(RECORD, sent, language="zh") == [
        ("input.violations.0.place", "REQUIRED", "place 不能为空，请填写。")
    ]
