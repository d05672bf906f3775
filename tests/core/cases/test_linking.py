"""Duplicates, parts, complaints that become formal cases, and cases that may be the same."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from core.people.models import Unit
from core.places.models import Community, District, Street
from core.policy.role import Role
from core.testing.loop import COMMUNITY, OTHER_COMMUNITY, DrivenCase


@pytest.fixture
def other(client, town) -> DrivenCase:
    return DrivenCase(client, town)


def test_of_two_that_are_the_same_both_stay_and_one_counts(case, other, judged) -> None:
    other.reported()
    case.accepted().do("mergeCase", intoCaseId=other.id, reason="同一处渣土")
    merged = case.read("status outcome slaState duplicateOf { id }")
    assert merged == {
        "status": "CLOSED",
        "outcome": "DUPLICATE",
        "slaState": None,
        "duplicateOf": {"id": other.id},
    }
    assert other.read("status duplicates { id }") == {"status": "REPORTED", "duplicates": [{"id": case.id}]}


def test_what_was_merged_goes_along_when_the_other_is_merged_too(case, other, client, town) -> None:
    """However often: a case is never the same as one that ended so itself."""
    third, fourth = (DrivenCase(client, town).reported() for _ in range(2))
    case.reported().do("mergeCase", intoCaseId=other.reported().id, reason="同一处渣土")
    other.do("mergeCase", intoCaseId=third.id, reason="同一片渣土")
    third.do("mergeCase", intoCaseId=fourth.id, reason="同一小区")
    for one in (case, other, third):
        assert one.read("duplicateOf { id }")["duplicateOf"] == {"id": fourth.id}
    assert third.read("duplicates { id }")["duplicates"] == []
    assert fourth.read("duplicates { id }")["duplicates"] == [{"id": one.id} for one in (third, case, other)]
    number = {one.id: one.read("number")["number"] for one in (other, third, fourth)}
    found = case.read(AGAIN)
    assert found["version"] == case.version + 2, "it changed, and says so"
    assert found["timeline"]["nodes"][-3:] == [
        {"action": "MERGE", "reason": f"{number[other.id]}: 同一处渣土"},
        {"action": "MERGE", "reason": f"{number[other.id]}: {number[third.id]}: 同一片渣土"},
        {"action": "MERGE", "reason": f"{number[third.id]}: {number[fourth.id]}: 同一小区"},
    ]


def test_the_formal_case_of_a_complaint_is_no_problem_that_a_visit_found(case, judged) -> None:
    case.accepted(source="VISIT").do("convertCase", filingNumber="青城管立字〔2023〕1号", categoryCode="E01-36")
    rate = 'metrics(keys: ["core.on_site_rate", "core.cases_reported"], window: {from: "2023-09-01", to: "2023-10-01"}, first: 2)'
    found = judged(f"{{ {rate} {{ nodes {{ numerator denominator }} }} }}")["metrics"]["nodes"]
    assert found == [{"numerator": 0, "denominator": 1}, {"numerator": 2, "denominator": None}]


COURSE = """{ metrics(
  keys: ["core.cases_due", "core.handling_rate", "core.overdue_pending_rate", "core.closure_rate", "core.return_rate"]
  window: { from: "2023-09-01", to: "2023-11-01" }, first: 5
) { nodes { numerator denominator } } }"""


def shares(judged) -> list[tuple[int, int | None]]:
    found = judged(COURSE)["metrics"]["nodes"]
    return [(node["numerator"], node["denominator"]) for node in found]


def test_of_what_was_merged_no_unit_has_to_handle_anything_any_more(case, other, client, town, judged) -> None:
    other.handled()
    case.accepted().do("mergeCase", intoCaseId=other.id, reason="同一处渣土")
    assert shares(judged) == [(1, None), (1, 1), (0, 1), (0, 1), (0, 2)]
    DrivenCase(client, town).handled().do("mergeCase", intoCaseId=other.id, reason="同一处渣土")
    assert shares(judged) == [(1, None), (1, 1), (0, 1), (0, 1), (0, 3)]


COUNTED = """{ metrics(
  keys: ["core.cases_reported", "core.filing_rate", "core.on_site_rate", "core.reopen_rate"]
  window: { from: "2023-09-01", to: "2023-11-01" }, first: 4
) { nodes { numerator denominator } } }"""


@pytest.mark.parametrize(
    ("name", "given"),
    [("mergeCase", {"intoCaseId": "?"}), ("rejectCase", {"outcome": "DUPLICATE"})],
    ids=str,
)
def test_of_two_that_are_the_same_one_counts_in_every_rate(case, other, judged, name, given) -> None:
    """Reports are counted as they come: two came."""
    other.closed(source="VISIT").do("reopenCase", reason="又堆上了")
    case.reported(source="VISIT").do(
        name, **{key: other.id if value == "?" else value for key, value in given.items()}, reason="同一处渣土"
    )
    found = judged(COUNTED)["metrics"]["nodes"]
    assert [(one["numerator"], one["denominator"]) for one in found] == [(2, None), (1, 1), (0, 1), (1, 1)]


def test_nor_of_what_a_visit_solved_after_a_unit_gave_it_back(case, client, judged) -> None:
    case.accepted().do("returnCase", reason="不归我管")
    assert shares(judged) == [(1, None), (0, 1), (0, 1), (0, 0), (1, 1)]
    visit = {"communityCode": COMMUNITY, "visitedOn": "2023-09-08", "personTimes": {"staff": 1}}
    on = client.do("recordSanitationVisit", "visit { id }", visit=visit)["visit"]["id"]
    case.do("resolveCaseOnSite", visitId=on, note="当场清理")
    assert shares(judged) == [(0, None), (0, 0), (0, 0), (0, 0), (1, 1)]


@pytest.mark.parametrize(
    ("make", "code", "message"),
    [
        (lambda case, other: case, "INVALID", "A case is not the same as itself; name the other one."),
        (
            lambda case, other: other.closed(),
            "NOT_ALLOWED",
            "{other} is CLOSED; merge into one that is still open.",
        ),
        (
            lambda case, other: other.reported(line="enforcement", categoryCode="E01-36"),
            "INVALID",
            "{other} is of another line (enforcement); only cases of one line are merged.",
        ),
    ],
)
def test_a_case_is_only_merged_into_an_open_one_of_its_line(case, other, make, code, message) -> None:
    case.reported()
    into = make(case, other)
    number = into.read("number")["number"]
    refused = case.act("mergeCase", intoCaseId=into.id, reason="重复")["userErrors"]
    assert refused == [{"field": ["input", "intoCaseId"], "code": code, "message": message.replace("{other}", number)}]


def test_a_case_closes_after_its_parts(case, client, town) -> None:
    case.handled().do("splitCase", parts=[{"title": "北侧"}, {"title": "南侧", "place": "3号楼后"}])
    case.do("startCaseCheck")
    case.do("checkCase", result="PASSED")
    assert case.allowed()["CLOSE"] == ["PARTS_OPEN"]
    for part in case.read("parts { id version status parent { id } place }")["parts"]:
        assert part["parent"] == {"id": case.id}
        one = DrivenCase(client, town, part["id"], part["version"], part["status"])
        one.do("rejectCase", outcome="UNFOUNDED", reason="已一并清理")
    assert case.allowed()["CLOSE"] == []
    case.do("closeCase", closeConditionMet=True)


def test_a_case_closes_after_what_its_parts_were_merged_into(case, other, client, town) -> None:
    case.accepted().do("splitCase", parts=[{"title": "北侧"}, {"title": "南侧"}])
    north, south = (DrivenCase(client, town).left(part) for part in case.read("parts { id version status }")["parts"])
    north.do("mergeCase", intoCaseId=other.accepted().id, reason="同一处")
    south.do("mergeCase", intoCaseId=case.id, reason="不必拆分")
    worked(case)
    assert case.allowed()["CLOSE"] == ["PARTS_GO_ON"]
    through(other)
    case.do("closeCase", closeConditionMet=True)


def test_and_after_what_those_were_merged_into(case, other, client, town) -> None:
    case.accepted().do("splitCase", parts=[{"title": "北侧"}])
    part = DrivenCase(client, town).left(case.read("parts { id version status }")["parts"][0])
    part.do("mergeCase", intoCaseId=other.accepted().id, reason="同一处")
    last = DrivenCase(client, town).accepted()
    other.do("mergeCase", intoCaseId=last.id, reason="同一片")
    worked(case)
    assert case.allowed()["CLOSE"] == ["PARTS_GO_ON"]
    through(last)
    case.do("closeCase", closeConditionMet=True)
    last.do("reopenCase", reason="又堆上了")
    assert case.read("status")["status"] == "IN_PROGRESS"


def test_a_part_is_opened_again_after_the_whole(case, client, town) -> None:
    case.accepted().do("splitCase", parts=[{"title": "北侧"}])
    part = DrivenCase(client, town).left(case.read("parts { id version status }")["parts"][0]).closed()
    worked(case)
    case.do("closeCase", closeConditionMet=True)
    assert part.allowed()["REOPEN"] == ["WHOLE_CLOSED"]
    stays = part.do("recordCaseFeedback", isSatisfied=False, comment="还在")
    assert stays["status"] == "CLOSED"
    case.do("reopenCase", reason="北侧又有了")
    part.do("reopenCase", reason="又有了")
    assert case.allowed()["MERGE"] == ["PARTS_OPEN"]


def test_a_case_has_at_most_so_many_parts(case) -> None:
    case.reported().do("splitCase", parts=[{"title": f"{number}"} for number in range(8)])
    refused = case.act("splitCase", parts=[{"title": f"{number}"} for number in range(3)])["userErrors"]
    assert [(error["code"], error["field"]) for error in refused] == [("TOO_LONG", ["input", "parts"])]


def test_a_field_is_called_as_clients_know_it(case) -> None:
    case.accepted()
    for language, message in (
        ("en", "filingNumber is empty; write something."),
        ("zh", "filingNumber 不能为空，请填写。"),
    ):
        (refused,) = case.act("convertCase", language=language, filingNumber=" ")["userErrors"]
        assert (refused["field"], refused["message"]) == (["input", "filingNumber"], message)


def test_a_complaint_becomes_a_formal_case_and_closes_after_it(case, client, town, judged) -> None:
    case.accepted()
    complaint = case.do("convertCase", filingNumber="青城管立字〔2023〕1号", categoryCode="E01-36")
    assert complaint["status"] == "IN_PROGRESS"
    wanted = """conversions { id version status filingNumber line { key } complaint { id } standard { category { code } }
      detail { ... on EnforcementCaseDetail { isConvertedFromComplaint convertedOn complaint { id } } } }"""
    (formal,) = case.read(wanted)["conversions"]
    assert formal["filingNumber"] == "青城管立字〔2023〕1号"
    assert (formal["status"], formal["line"]["key"]) == ("FILED", "enforcement")
    assert formal["complaint"] == {"id": case.id}
    assert formal["detail"] == {
        "isConvertedFromComplaint": True,
        "convertedOn": "2023-09-08",
        "complaint": {"id": case.id},
    }
    worked(case)
    assert case.allowed()["CLOSE"] == ["CONVERSION_OPEN"]
    counted = """{ metrics(keys: ["enforcement.complaints_converted"], window: { from: "2023-09-01", to: "2023-10-01" }, first: 1)
      { nodes { value } } }"""
    assert judged(counted)["metrics"]["nodes"] == [{"value": 1.0}]
    DrivenCase(client, town, formal["id"], formal["version"]).do("cancelCase", reason="当事人已自行改正")
    case.do("closeCase", closeConditionMet=True)
    assert judged(counted)["metrics"]["nodes"] == [{"value": 0.0}], "what was withdrawn is no formal case"


def test_a_complaint_whose_formal_case_was_withdrawn_may_become_another_one(case, client, town, judged) -> None:
    case.accepted().do("convertCase", filingNumber="立字1号", categoryCode="E01-36")
    assert case.allowed()["CONVERT"] == ["CONVERTED_ALREADY"]
    (formal,) = case.read("conversions { id version }")["conversions"]
    DrivenCase(client, town, formal["id"], formal["version"]).do("cancelCase", reason="当事人有误")
    assert case.allowed()["CONVERT"] == []
    case.do("convertCase", filingNumber="立字2号", categoryCode="E01-36")
    found = case.read(
        "conversions { filingNumber status detail { ... on EnforcementCaseDetail { complaint { id } } } }"
    )
    assert found["conversions"] == [
        {"filingNumber": f"立字{number}号", "status": status, "detail": {"complaint": {"id": case.id}}}
        for number, status in ((1, "CANCELLED"), (2, "FILED"))
    ]
    assert case.allowed()["CONVERT"] == ["CONVERTED_ALREADY"]
    worked(case)
    assert case.allowed()["CLOSE"] == ["CONVERSION_OPEN"]


CONVERSIONS = "conversions { id version status }"


def test_complaints_whose_formal_cases_are_one_matter_wait_for_the_one_that_goes_on(case, other, client, town) -> None:
    formal = []
    for number, complaint in enumerate((case, other)):
        complaint.accepted().do("convertCase", filingNumber=f"立字{number}号", categoryCode="E01-36")
        formal.append(DrivenCase(client, town).left(complaint.read(CONVERSIONS)["conversions"][0]))
    merged, master = formal
    merged.do("mergeCase", intoCaseId=master.id, reason="同一处")
    worked(case)
    assert case.allowed()["CLOSE"] == ["CONVERSION_OPEN"]
    master.do("cancelCase", reason="当事人已自行改正")
    assert case.allowed()["CLOSE"] == []


def test_a_complaint_waits_for_the_last_that_its_formal_case_became_one_with(case, client, town, database) -> None:
    with database.writing() as session:
        session.execute(update(Unit).values(line=None))
    case.accepted().do("convertCase", filingNumber="立字1号", categoryCode="E01-36")
    made = DrivenCase(client, town).left(case.read(CONVERSIONS)["conversions"][0])
    second, last = (DrivenCase(client, town).accepted(line="enforcement", categoryCode="E01-36") for _ in range(2))
    made.do("mergeCase", intoCaseId=second.id, reason="同一处")
    second.do("mergeCase", intoCaseId=last.id, reason="同一片")
    worked(case)
    assert case.allowed()["CLOSE"] == ["CONVERSION_OPEN"]
    through(last)
    case.do("closeCase", closeConditionMet=True)
    last.do("reopenCase", reason="又堆上了")
    assert case.read("status")["status"] == "IN_PROGRESS"


def test_a_formal_case_that_was_merged_into_its_own_complaint_keeps_nobody_waiting(
    case, client, town, database
) -> None:
    with database.writing() as session:
        session.execute(update(Unit).values(line=None))
    case.accepted(line="enforcement", categoryCode="E01-36")
    case.do("convertCase", filingNumber="立字1号")
    DrivenCase(client, town).left(case.read(CONVERSIONS)["conversions"][0]).do(
        "mergeCase", intoCaseId=case.id, reason="误转"
    )
    assert case.allowed()["MERGE"] == []


@pytest.fixture
def formal(case, client, town, database):
    """What the case, a complaint, became; closed."""

    def close() -> DrivenCase:
        with database.writing() as session:
            session.execute(update(Unit).values(line=None))
        case.accepted().do("convertCase", filingNumber="立字1号", categoryCode="E01-36")
        made = DrivenCase(client, town).left(case.read(CONVERSIONS)["conversions"][0])
        made.do("dispatchCase", unitId=f"Unit_{town.unit}")
        made.do("acceptCase", officerId=town.id("HANDLER"))
        through(made)
        return made

    return close


def worked(case: DrivenCase) -> None:
    """Handled and checked."""
    case.do("handleCase", note="已办结")
    case.do("startCaseCheck")
    case.do("checkCase", result="PASSED")


def through(case: DrivenCase) -> None:
    """And closed."""
    worked(case)
    case.do("closeCase", closeConditionMet=True)


@pytest.fixture
def enforcer(client, town, viewer):
    """An acceptor of the line that takes on complaints, who sees no complaint of another line."""
    return client.acting(
        viewer(Role.ACCEPTOR, lines=frozenset({"enforcement"}), district_ids=frozenset({town.district}))
    )


AGAIN = "status reopenCount version timeline(first: 30) { nodes { action reason } }"


def test_a_formal_case_that_is_opened_again_takes_its_complaint_with_it(case, formal, enforcer, clock) -> None:
    """Else the complaint would be closed before what it became."""
    made = formal()
    through(case)
    clock.advance(days=3)
    made.do("reopenCase", by=enforcer, reason="又堆上了")
    number = made.read("number")["number"]
    found = case.read(AGAIN)
    assert (found["status"], found["reopenCount"], found["version"]) == ("IN_PROGRESS", 1, case.version + 1)
    assert found["timeline"]["nodes"][-1] == {"action": "REOPEN", "reason": f"{number}: 又堆上了"}
    case.version = found["version"]
    worked(case)
    assert case.allowed()["CLOSE"] == ["CONVERSION_OPEN"]


def test_so_it_is_when_a_resident_is_not_satisfied(case, formal) -> None:
    made = formal()
    through(case)
    made.do("recordCaseFeedback", isSatisfied=False, comment="还在")
    assert case.read("status reopenCount") == {"status": "IN_PROGRESS", "reopenCount": 1}


def test_a_complaint_that_is_open_still_goes_on_as_it_was(case, formal) -> None:
    made = formal()
    made.do("reopenCase", reason="又堆上了")
    assert case.read("status version reopenCount") == {
        "status": "IN_PROGRESS",
        "version": case.version,
        "reopenCount": 0,
    }


def test_a_hard_complaint_that_comes_back_is_confirmed_and_signed_anew(case, formal, enforcer) -> None:
    """Whoever opens its formal case again, and does not see it."""
    made = formal()
    case.taken().planned().do("handleCase", note="已查处")
    case.do("startCaseCheck")
    case.do("checkCase", result="PASSED")
    case.evidenced().do("confirmHardCase", confirmedOn="2023-09-08", note="走访")
    for signature in ("LINE_LEAD", "DISTRICT_LEADER"):
        case.do("signHardCase", signature=signature)
    case.do("closeCase", closeConditionMet=True)
    made.do("reopenCase", by=enforcer, reason="又堆上了")
    wanted = "status hardCase { confirmedOn lineLeadSignedAt districtLeaderSignedAt }"
    nothing = {"confirmedOn": None, "lineLeadSignedAt": None, "districtLeaderSignedAt": None}
    assert case.read(wanted) == {"status": "IN_PROGRESS", "hardCase": nothing}


def test_the_complaints_of_all_formal_cases_that_were_one_matter_come_back(case, other, formal, client, town) -> None:
    master = formal()
    master.do("reopenCase", reason="又堆上了")
    other.accepted().do("convertCase", filingNumber="立字2号", categoryCode="E01-36")
    merged = DrivenCase(client, town).left(other.read(CONVERSIONS)["conversions"][0])
    merged.do("mergeCase", intoCaseId=master.id, reason="同一处")
    for one in (master, case, other):
        through(one)
    master.do("reopenCase", reason="第三次")
    assert [one.read("status")["status"] for one in (case, other)] == ["IN_PROGRESS"] * 2


def test_where_its_complaint_cannot_come_back_a_formal_case_does_not(case, formal, client) -> None:
    """A complaint that was given back and solved on the spot has nobody who could go on."""
    made = formal()
    case.do("returnCase", reason="不归我管")
    visit = {"communityCode": COMMUNITY, "visitedOn": "2023-09-08", "personTimes": {"staff": 1}}
    on = client.do("recordSanitationVisit", "visit { id }", visit=visit)["visit"]["id"]
    case.do("resolveCaseOnSite", visitId=on, note="当场清理")
    assert made.allowed()["REOPEN"] == ["COMPLAINT_CLOSED"]
    made.do("recordCaseFeedback", isSatisfied=False, comment="还在")
    assert made.read("status")["status"] == "CLOSED"
    assert made.read("reopenAskedAt")["reopenAskedAt"] is not None


@pytest.fixture
def elsewhere(database) -> tuple[str, int]:
    """A community of another district, and that district."""
    with database.writing() as session:
        district = District(code="370202", name="市南区")
        street = Street(code="370202001", name="香港中路街道", district=district)
        session.add(Community(code="370202001001", name="云霄路社区", street=street, district=district))
        session.flush()
        return "370202001001", district.id


@pytest.fixture
def merged(case, other, elsewhere):
    """The case was parted; one part went on as the other case, of another district, which is closed."""
    case.accepted().do("splitCase", parts=[{"title": "北侧"}])
    part = DrivenCase(case.client, case.town).left(case.read("parts { id version status }")["parts"][0])
    part.do("mergeCase", intoCaseId=other.accepted(communityCode=elsewhere[0]).id, reason="同一处")
    through(other)
    return other


def test_a_case_comes_back_with_what_a_part_of_it_went_on_as(case, merged, elsewhere, client, town, viewer) -> None:
    """Else it would be closed while its part goes on; whoever opens that one again may not even see it."""
    through(case)
    acceptor = client.acting(
        viewer(Role.ACCEPTOR, lines=frozenset({town.line}), district_ids=frozenset({elsewhere[1]}))
    )
    merged.do("reopenCase", by=acceptor, reason="又堆上了")
    found = case.read(AGAIN)
    assert (found["status"], found["reopenCount"], found["version"]) == ("IN_PROGRESS", 1, case.version + 1)
    assert found["timeline"]["nodes"][-1] == {
        "action": "REOPEN",
        "reason": f"{merged.read('number')['number']}: 又堆上了",
    }
    case.version = found["version"]
    worked(case)
    assert case.allowed()["CLOSE"] == ["PARTS_GO_ON"]


def test_a_complaint_comes_back_with_what_a_part_of_its_formal_case_went_on_as(case, formal, client, town) -> None:
    made = formal()
    made.do("reopenCase", reason="又堆上了")
    made.do("splitCase", parts=[{"title": "北侧"}])
    part = DrivenCase(client, town).left(made.read("parts { id version status }")["parts"][0])
    other = DrivenCase(client, town).accepted(line="enforcement", categoryCode="E01-36")
    part.do("mergeCase", intoCaseId=other.id, reason="同一处")
    for one in (other, made, case):
        through(one)
    other.do("recordCaseFeedback", isSatisfied=False, comment="还在")
    assert [one.read("status")["status"] for one in (other, made, case)] == ["IN_PROGRESS"] * 3


def test_where_the_whole_cannot_come_back_nor_can_what_its_part_went_on_as(case, merged, client) -> None:
    """A whole that was given back and solved on the spot has nobody who could go on."""
    case.do("returnCase", reason="不归我管")
    visit = {"communityCode": COMMUNITY, "visitedOn": "2023-09-08", "personTimes": {"staff": 1}}
    on = client.do("recordSanitationVisit", "visit { id }", visit=visit)["visit"]["id"]
    case.do("resolveCaseOnSite", visitId=on, note="当场清理")
    assert merged.allowed()["REOPEN"] == ["WHOLE_STAYS_CLOSED"]
    merged.do("recordCaseFeedback", isSatisfied=False, comment="还在")
    assert merged.read("status")["status"] == "CLOSED"


def test_a_formal_case_needs_a_category_of_its_line_and_a_number(case, row_counts) -> None:
    case.accepted()
    before = row_counts()
    wrong = case.act("convertCase", filingNumber="1号", categoryCode="E01-11")["userErrors"]
    none = case.act("convertCase", filingNumber="  ", categoryCode="E01-36")["userErrors"]
    assert [(error["code"], error["field"]) for error in wrong + none] == [
        ("NOT_FOUND", ["input", "categoryCode"]),
        ("REQUIRED", ["input", "filingNumber"]),
    ]
    assert row_counts() == before


def test_what_comes_too_late_to_be_opened_again_is_a_new_case_that_follows(case, other, clock) -> None:
    case.closed()
    clock.advance(days=40)
    assert case.refusals("reopenCase", reason="又有了") == [
        "It was closed too long ago to be opened again; report a new case with followsCaseId."
    ]
    other.reported(followsCaseId=case.id)
    assert other.read("follows { id }") == {"follows": {"id": case.id}}


SIMILAR = "{ similarCases(%s) { score reasons distanceMeters case { id } } }"


def test_what_is_open_is_worked_on_and_not_followed(case, client, town, row_counts) -> None:
    case.accepted()
    before = row_counts()
    given = {
        "line": town.line,
        "categoryCode": "E01-11",
        "communityCode": COMMUNITY,
        "title": "又来了",
        "source": "ONLINE",
    }
    (refused,) = client.act("reportCase", "case { id }", **given, followsCaseId=case.id)["userErrors"]
    assert (refused["field"], refused["code"]) == (["input", "followsCaseId"], "NOT_ALLOWED")
    assert refused["message"].endswith("is IN_PROGRESS; go on with that one.")
    assert row_counts() == before


def test_similar_cases_come_with_their_reasons_the_likeliest_first(case, client, town, judged, clock) -> None:
    far = DrivenCase(client, town).reported(communityCode=OTHER_COMMUNITY, place="3号楼后")
    old = DrivenCase(client, town).reported(place="3号楼后", categoryCode="E01-10")
    clock.advance(days=20)
    same = DrivenCase(client, town).reported(place="3号楼后")
    kind = DrivenCase(client, town).reported()
    DrivenCase(client, town).reported(categoryCode="E01-92", place="别处")
    case.reported(place="3号楼后")
    found = judged(SIMILAR % f'caseId: "{case.id}"')["similarCases"]
    assert [(one["case"]["id"], one["reasons"]) for one in found] == [
        (same.id, ["SAME_PLACE", "SAME_CATEGORY", "SAME_WEEK", "SAME_COMMUNITY"]),
        (old.id, ["SAME_PLACE", "SAME_COMMUNITY"]),
        (kind.id, ["SAME_CATEGORY", "SAME_WEEK", "SAME_COMMUNITY"]),
    ]
    assert far.id not in {one["case"]["id"] for one in found}
    assert {one["distanceMeters"] for one in found} == {None}


def test_photos_that_say_where_they_were_taken_tell_how_far_cases_are_apart(case, client, town, judged) -> None:
    def seen_at(one: DrivenCase, latitude: float) -> DrivenCase:
        photo = {"attachmentId": one.photo(), "kind": "BEFORE", "takenAt": "2023-09-08T01:00:00Z"}
        one.reported().do("addCaseEvidence", **photo, latitude=latitude, longitude=120.4)
        return one

    near, far = (seen_at(DrivenCase(client, town), latitude) for latitude in (36.1003, 36.1010))
    seen_at(case, 36.1000)
    found = {one["case"]["id"]: one for one in judged(SIMILAR % f'caseId: "{case.id}"')["similarCases"]}
    assert found[near.id]["distanceMeters"] == pytest.approx(33.4, abs=0.2)
    assert found[far.id]["distanceMeters"] == pytest.approx(111.2, abs=0.5)
    assert ["NEARBY" in found[one.id]["reasons"] for one in (near, far)] == [True, False]
    draft = 'to: { communityCode: "370203029014", latitude: %s, longitude: 120.4 }'
    (one,) = judged(SIMILAR % (draft % 36.1012))["similarCases"]
    assert (one["case"]["id"], one["reasons"]) == (far.id, ["NEARBY", "SAME_WEEK", "SAME_COMMUNITY"])


def test_similar_cases_can_be_asked_before_one_is_reported(case, judged) -> None:
    case.reported(place="3号楼后")
    asked = 'to: { communityCode: "370203029014", place: " 3号楼后 " }, first: 1'
    assert judged(SIMILAR % asked)["similarCases"][0]["case"] == {"id": case.id}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ('caseId: "Case_1", to: { communityCode: "370203029014" }', "Give caseId or to, not both."),
        ('caseId: "Case_99"', "There is no case with this id."),
        ('to: { communityCode: "000000000000" }', "There is no community with this code."),
        ('to: { communityCode: "370203029014", categoryCode: "E99-99" }', "There is no category 'E99-99'."),
    ],
)
def test_what_is_nowhere_is_refused_in_words(client, town, asked, message) -> None:
    assert client(SIMILAR % asked)["errors"][0]["message"].startswith(message)


def test_nothing_is_similar_to_nothing(case, judged) -> None:
    case.reported()
    assert judged(SIMILAR % "first: 3")["similarCases"] == []
