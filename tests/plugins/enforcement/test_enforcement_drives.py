"""Special drives: started, and counted from what visits and officers saw."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from core.cases.models import Case, CasePriority, CaseSource, CaseStatus
from core.database import Database
from core.policy.role import Role
from core.testing.fixtures import NOW, Client
from core.visits.models import Visit, VisitStatus
from plugins.enforcement.models import EnforcementViolation, ViolationKind, ViolationStage
from tests.plugins.enforcement.conftest import CLOUDS, COAST, FORMER, HILL, seen

START = """
mutation ($input: StartEnforcementDriveInput!) {
  startEnforcementDrive(input: $input) {
    clientMutationId
    drive {
      id name kind from to communitiesPlanned communitiesCovered violationsFound violationsRemoved
      communities(first: 5) {
        totalCount
        nodes { community { code } isCovered violationsFound violationsRemoved }
      }
    }
    userErrors { field code message }
  }
}
"""
DRIVES = """
query ($first: Int!, $filter: EnforcementDriveFilter) {
  enforcementDrives(first: $first, filter: $filter) {
    nodes {
      name communitiesPlanned communitiesCovered violationsFound violationsRemoved
      communities(first: 100) {
        nodes { community { code } isCovered violationsFound violationsRemoved }
      }
    }
  }
}
"""
SENT: dict[str, Any] = {
    "clientMutationId": "drive",
    "name": "私设地桩地锁专项整治",
    "kind": "GROUND_LOCK",
    "window": {"from": "2023-08-01", "to": "2023-09-01"},
    "communityCodes": [HILL, COAST, HILL],
}


def test_a_drive_begins_with_what_is_there_already(client: Client, recorded: Any) -> None:
    recorded(seen("GROUND_LOCK", corrected=True), seen("GROUND_LOCK"), on="2023-08-01")
    recorded(seen("DOG_WASTE"), on="2023-08-31")
    recorded(seen("GROUND_LOCK"), on="2023-09-01")
    recorded(seen("GROUND_LOCK"), code=CLOUDS, on="2023-08-02")
    payload = client.data(START, {"input": SENT})["startEnforcementDrive"]
    assert payload == {
        "clientMutationId": "drive",
        "drive": {
            "id": "EnforcementDrive_1",
            "name": "私设地桩地锁专项整治",
            "kind": "GROUND_LOCK",
            "from": "2023-08-01",
            "to": "2023-09-01",
            "communitiesPlanned": 2,
            "communitiesCovered": 1,
            "violationsFound": 2,
            "violationsRemoved": 1,
            "communities": {
                "totalCount": 2,
                "nodes": [_community(HILL, False, 0, 0), _community(COAST, True, 2, 1)],
            },
        },
        "userErrors": [],
    }


def _community(code: str, is_covered: bool, found: int, removed: int) -> dict[str, Any]:
    return {
        "community": {"code": code},
        "isCovered": is_covered,
        "violationsFound": found,
        "violationsRemoved": removed,
    }


def test_a_community_that_was_found_clean_is_covered(client: Client, recorded: Any) -> None:
    recorded(code=HILL, on="2023-08-15")
    drive = client.data(START, {"input": SENT})["startEnforcementDrive"]["drive"]
    assert (drive["communitiesCovered"], drive["violationsFound"]) == (1, 0)


def test_a_drive_of_the_past_may_name_a_community_that_was_there(client: Client, places: Any) -> None:
    window = {"from": "2022-08-01", "to": "2022-09-01"}
    sent = {**SENT, "window": window, "communityCodes": [FORMER]}
    payload = client.data(START, {"input": sent})["startEnforcementDrive"]
    assert payload["userErrors"] == []
    assert payload["drive"]["communities"]["nodes"][0]["community"] == {"code": FORMER}


def test_a_drive_is_refused_with_all_that_is_wrong(refusals: Any) -> None:
    sent = {
        "name": "",
        "kind": "GROUND_LOCK",
        "window": {"from": "2024-09-09", "to": "2024-09-10"},
        "communityCodes": [COAST, "370203029777"],
    }
    assert refusals(START, sent) == [
        ("input.name", "REQUIRED", "name is empty; write something."),
        (
            "input.window.from",
            "OUT_OF_RANGE",
            "It begins on 2024-09-09; it can begin from 2000-01-01 to 2024-09-08.",
        ),
        (
            "input.communityCodes.1",
            "NOT_FOUND",
            "There is no community with the code 370203029777.",
        ),
    ]


def test_days_and_communities_have_limits(refusals: Any) -> None:
    assert refusals(START, {**SENT, "window": {"from": "2023-01-01", "to": "2024-01-03"}}) == [
        ("input.window.to", "OUT_OF_RANGE", "It lasts 367 days; at most 366.")
    ]
    assert refusals(START, {**SENT, "window": {"from": "2023-01-02", "to": "2023-01-02"}}) == [
        (
            "input.window.to",
            "INVALID",
            "The window ends on 2023-01-02, before it begins on 2023-01-02; `to` is the day after the last.",
        )
    ]
    assert refusals(START, {**SENT, "communityCodes": []}) == [
        ("input.communityCodes", "REQUIRED", "Name at least one community.")
    ]
    assert refusals(START, {**SENT, "communityCodes": [COAST] * 2001}) == [
        (
            "input.communityCodes",
            "TOO_LONG",
            "communityCodes has 2001 entries; send at most 2000 at once.",
        )
    ]


def test_a_code_that_is_none_and_a_former_community_are_refused(refusals: Any) -> None:
    assert refusals(START, {**SENT, "communityCodes": ["37020\0"]}) == [
        (
            "input.communityCodes.0",
            "INVALID",
            "communityCode must be the community's 12-digit code, such as 370203029014.",
        )
    ]
    assert refusals(START, {**SENT, "communityCodes": [COAST, FORMER]}) == [
        (
            "input.communityCodes.1",
            "INVALID",
            "旧社区 left the register on 2023-01-01; name the community that it became.",
        )
    ]


def test_two_drives_cannot_have_one_name_however_it_is_written(client: Client, refusals: Any) -> None:
    client.data(START, {"input": SENT | {"name": "Drive 地桩地锁"}})
    for name in ("Drive 地桩地锁", " drive 地桩地锁"):
        sent = {key: SENT[key] for key in SENT if key != "clientMutationId"} | {"name": name}
        assert refusals(START, sent) == [
            (
                "input.name",
                "DUPLICATE",
                "Another one is named 'Drive 地桩地锁' already; give this one a name of its own.",
            )
        ]


def test_drives_are_narrowed_by_kind_the_latest_first(client: Client, places: Any) -> None:
    for at, kind in enumerate(("DOG_WASTE", "GROUND_LOCK", "GROUND_LOCK")):
        window = {"from": f"2023-0{at + 1}-01", "to": "2023-09-01"}
        sent = {**SENT, "clientMutationId": str(at), "name": str(at), "kind": kind}
        client.data(START, {"input": {**sent, "window": window}})
    assert _names(client, None) == ["2", "1", "0"]
    assert _names(client, {"kinds": ["GROUND_LOCK"]}) == ["2", "1"]
    assert _names(client, {"kinds": []}) == []


def _names(client: Client, filter_: Any) -> list[str]:
    drives = client.data(DRIVES, {"first": 5, "filter": filter_})["enforcementDrives"]
    return [drive["name"] for drive in drives["nodes"]]


def test_progress_is_what_a_count_by_hand_gives(
    database: Database, client: Client, places: dict[str, int], judged: Any, statements: Any
) -> None:
    chance = random.Random(11)
    visits, violations = _some(chance, [places[code] for code in (COAST, HILL, CLOUDS)])
    with database.writing() as session:
        session.execute(insert(Visit), visits)
        session.execute(insert(Case), [_case(row) for row in violations])
        session.execute(insert(EnforcementViolation), violations)
    chosen = [[COAST], [HILL, CLOUDS], [CLOUDS, COAST], [COAST, HILL, CLOUDS]]
    expected = []
    for at, codes in enumerate(chosen):
        kind = chance.choice(list(ViolationKind)[:2])
        window = (date(2023, 3, 1 + at), date(2023, 3, 4 + 2 * at))
        days = {"from": f"{window[0]}", "to": f"{window[1]}"}
        sent = {"name": str(at), "kind": kind.name, "window": days, "communityCodes": codes}
        client.data(START, {"input": {"clientMutationId": str(at), **sent}})
        by_place = [_by_hand(places[code], kind, window, visits, violations) for code in codes]
        expected.append((str(at), codes, by_place))
    assert statements(DRIVES, {"first": 1}) == statements(DRIVES, {"first": 10})
    drives = judged(DRIVES, {"first": 10})["enforcementDrives"]["nodes"]
    assert [_told(drive) for drive in reversed(drives)] == [
        (name, codes, by_place, [sum(numbers) for numbers in zip(*by_place, strict=True)])
        for name, codes, by_place in expected
    ]


def _told(drive: dict[str, Any]) -> tuple[Any, ...]:
    nodes = drive["communities"]["nodes"]
    by_place = [(int(node["isCovered"]), node["violationsFound"], node["violationsRemoved"]) for node in nodes]
    names = ("communitiesCovered", "violationsFound", "violationsRemoved")
    assert drive["communitiesPlanned"] == len(nodes)
    codes = [node["community"]["code"] for node in nodes]
    return drive["name"], codes, by_place, [drive[name] for name in names]


def _by_hand(community: int, kind: ViolationKind, window: Any, visits: Any, violations: Any) -> tuple[int, int, int]:
    found = [
        row
        for row in violations
        if (row["community_id"], row["kind"]) == (community, kind) and window[0] <= row["first_seen_on"] < window[1]
    ]
    came = [
        row
        for row in visits
        if row["community_id"] == community
        and row["line"] == "enforcement"
        and row["status"] is VisitStatus.DONE
        and window[0] <= row["visited_on"] < window[1]
    ]
    return int(bool(found or came)), len(found), sum(row["removed_on"] is not None for row in found)


def _some(chance: random.Random, communities: list[int]) -> tuple[list[Any], list[Any]]:
    """A few visits and violations of March 2023, in the first twelve days."""

    def day() -> date:
        return date(2023, 3, 1) + timedelta(days=chance.randint(0, 11))

    visits = [
        {
            "community_id": chance.choice(communities),
            "district_id": 1,
            "line": "enforcement",
            "visited_on": day(),
            "status": chance.choice((VisitStatus.DONE, VisitStatus.CANCELLED)),
            "recorded_at": NOW,
        }
        for _ in range(4)
    ]
    violations = []
    for key in range(1, 31):
        seen_on = day()
        gone = seen_on + timedelta(days=9) if chance.random() < 0.5 else None
        violations.append(
            {
                "case_id": key,
                "community_id": chance.choice(communities),
                "district_id": 1,
                "kind": chance.choice(list(ViolationKind)[:3]),
                "place": "1号楼",
                "stage": ViolationStage.REMOVED if gone else ViolationStage.SEEN,
                "first_seen_on": seen_on,
                "removed_on": gone,
            }
        )
    return visits, violations


def _case(violation: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": violation["case_id"],
        "number": str(violation["case_id"]),
        "line": "enforcement",
        "category_code": "E01-96",
        "community_id": violation["community_id"],
        "district_id": 1,
        "title": "违法行为",
        "source": CaseSource.PATROL,
        "priority": CasePriority.P3,
        "status": CaseStatus.REPORTED,
        "reported_at": NOW,
        "reported_on": violation["first_seen_on"],
    }


def test_a_drive_may_be_against_several_kinds(client: Client, recorded: Any, judged: Any) -> None:
    recorded(seen("DOG_UNLEASHED"), seen("DOG_WASTE", corrected=True), seen("GROUND_LOCK"), on="2023-08-02")
    sent = {
        "name": "文明养犬专项整治",
        "kind": "DOG_UNLEASHED",
        "otherKinds": ["DOG_WASTE", "DOG_UNLEASHED"],
        "window": {"from": "2023-08-01", "to": "2023-09-01"},
        "communityCodes": [COAST],
    }
    client.do("startEnforcementDrive", "drive { id }", **sent)
    query = """query($kinds: [ViolationKind!]!) { enforcementDrives(first: 5, filter: { kinds: $kinds }) { nodes {
      kind kinds violationsFound violationsRemoved } } }"""
    told = {
        "kind": "DOG_UNLEASHED",
        "kinds": ["DOG_UNLEASHED", "DOG_WASTE"],
        "violationsFound": 2,
        "violationsRemoved": 1,
    }
    assert judged(query, {"kinds": ["DOG_WASTE"]})["enforcementDrives"]["nodes"] == [told]
    assert judged(query, {"kinds": ["GROUND_LOCK"]})["enforcementDrives"]["nodes"] == []


def test_what_another_drive_is_against_counts_in_none_but_that(client: Client, recorded: Any, judged: Any) -> None:
    recorded(seen("DOG_WASTE"), seen("GROUND_LOCK"), seen("GROUND_LOCK"), on="2023-08-02")
    for name, kind in (("地锁", "GROUND_LOCK"), ("养犬", "DOG_WASTE")):
        client.do(
            "startEnforcementDrive", "drive { id }", **SENT | {"name": name, "kind": kind, "clientMutationId": name}
        )
    query = """{ enforcementDrives(first: 5) { nodes {
      kind violationsFound communities(first: 5) { nodes { violationsFound } } } } }"""
    found = judged(query)["enforcementDrives"]["nodes"]
    told = {one["kind"]: [one["violationsFound"], *_found_in(one["communities"])] for one in found}
    assert told == {"GROUND_LOCK": [2, 0, 2], "DOG_WASTE": [1, 0, 1]}


def _found_in(communities: dict[str, Any]) -> list[int]:
    return [place["violationsFound"] for place in communities["nodes"]]


def test_a_drive_is_started_by_who_answers_for_the_line(client, places, viewer, row_counts):
    before = row_counts()
    for role, more in (
        (Role.LINE_LEAD, {"lines": frozenset({"gas"})}),
        (Role.DISTRICT_LEADER, {"district_ids": frozenset({999})}),
    ):
        (refused,) = client.acting(viewer(role, **more)).act("startEnforcementDrive", "drive { id }", **SENT)[
            "userErrors"
        ]
        assert (refused["code"], refused["field"]) == ("FORBIDDEN", ["input"])
    assert row_counts() == before
    lead = client.acting(viewer(Role.LINE_LEAD, lines=frozenset({"enforcement"})))
    lead.do("startEnforcementDrive", "drive { id }", **SENT)
