"""A board that stays live: what happens to cases is told once, in its order, to those who may see it (catalogue A23, C14)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from time import sleep
from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect

from core.app import Lastmeter
from core.engine import cursors
from core.events import following, outbox, tail
from core.events.outbox import SIGN
from core.events.services import tell
from core.policy.role import Role
from core.testing.client import Client
from core.testing.loop import DrivenCase
from core.testing.sockets import Socket, greeted
from tests.contract.contract import DOCUMENTS

DOCUMENT = DOCUMENTS["14_case_changed"].text
COURSE = ["REPORT", "FILE", "DISPATCH", "ACCEPT", "HANDLE", "START_CHECK", "CHECK", "CLOSE"]
ACTION = "subscription { caseChanged { action } }"

Follow = Callable[..., AbstractContextManager[Socket]]


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The outbox is looked at as often as tests can wait for."""
    monkeypatch.setattr(tail, "SECONDS", 0.02)


@pytest.fixture
def follow(client: Client) -> Follow:
    """A socket on which the contract's document is followed: `follow(by=somebody, after=cursor)`."""

    @contextmanager
    def followed(by: Client | None = None, query: str = DOCUMENT, **variables: Any) -> Iterator[Socket]:
        with greeted(client.http, (by or client).headers) as socket:
            socket.follow(query, **variables)
            yield socket

    return followed


def settle(socket: Socket) -> None:
    """Nothing was told before this answer."""
    socket.subscribe("{ __typename }", id="settled")
    assert [socket.hear()["type"] for _ in range(2)] == ["next", "complete"]


def changes(socket: Socket, number: int) -> list[dict[str, Any]]:
    return [socket.told()["caseChanged"] for _ in range(number)]


def actions(socket: Socket, number: int) -> list[str]:
    return [change["action"] for change in changes(socket, number)]


def test_the_contract_s_document_is_answered(follow: Follow, case: DrivenCase) -> None:
    with follow() as socket:
        case.reported()
        (change,) = changes(socket, 1)
    number = case.read("number")["number"]
    assert change.pop("cursor")
    assert change == {
        "action": "REPORT",
        "at": "2023-09-08T02:00:00Z",
        "case": {
            "id": case.id,
            "number": number,
            "status": "REPORTED",
            "slaState": None,
            "version": 1,
            "line": {"key": "sanitation"},
        },
    }


def test_every_step_is_told_once_and_in_its_order(follow: Follow, case: DrivenCase) -> None:
    with follow() as socket:
        case.closed()
        found = changes(socket, len(COURSE))
        DrivenCase(case.client, case.town).reported()
        (other,) = changes(socket, 1)
    assert [change["action"] for change in found] == COURSE
    assert {change["case"]["id"] for change in found} == {case.id}
    assert other["case"]["id"] != case.id


def test_c14_who_comes_back_after_an_hour_is_told_everything_that_happened_since_once(
    follow: Follow, case: DrivenCase, clock: Any
) -> None:
    with follow() as socket:
        case.filed()
        cursor = changes(socket, 2)[-1]["cursor"]
    case.do("dispatchCase", unitId=f"Unit_{case.town.unit}")
    clock.advance(hours=1)
    DrivenCase(case.client, case.town).reported()
    with follow(after=cursor) as socket:
        case.do("acceptCase", officerId=case.town.id("HANDLER"))
        found = changes(socket, 3)
        assert [change["action"] for change in found] == ["DISPATCH", "REPORT", "ACCEPT"]
        assert found[0]["case"]["status"] in {"DISPATCHED", "IN_PROGRESS"}, "as it is when it is told"
    with follow(after=found[0]["cursor"]) as socket:
        assert actions(socket, 2) == ["REPORT", "ACCEPT"]


def test_more_than_a_batch_is_caught_up_with(follow: Follow, case: DrivenCase, monkeypatch: pytest.MonkeyPatch) -> None:
    with follow() as socket:
        case.reported()
        (first,) = changes(socket, 1)
    case.do("fileCase")
    for _ in range(4):
        DrivenCase(case.client, case.town).reported()
    monkeypatch.setattr(
        outbox, "FOLLOWING", outbox.Statement(outbox.FOLLOWING.select.limit(None).limit(outbox.literal(2)))
    )
    with follow(after=first["cursor"]) as socket:
        DrivenCase(case.client, case.town).filed()
        assert actions(socket, 7) == ["FILE", "REPORT", "REPORT", "REPORT", "REPORT", "REPORT", "FILE"]


def test_only_what_the_filter_holds_for_now_is_told(follow: Follow, case: DrivenCase) -> None:
    with (
        follow(filter={"lines": ["gas"]}) as gas,
        follow(filter={"statuses": ["FILED"], "districtCodes": ["370203"]}) as filed,
        follow(filter={"lines": ["sanitation"]}) as line,
    ):
        case.reported()
        assert actions(line, 1) == ["REPORT"]
        case.do("fileCase")
        assert actions(line, 1) == ["FILE"]
        assert actions(filed, 1) == ["FILE"]
        settle(gas)


def test_a23_what_happens_to_cases_of_others_is_not_told(
    follow: Follow, case: DrivenCase, client: Client, viewer: Any
) -> None:
    elsewhere = client.acting(viewer(Role.CHECKER, lines=frozenset({"sanitation"}), district_ids=frozenset({999})))
    here = client.acting(case.town.viewer(viewer, Role.CHECKER))
    with (
        follow(by=elsewhere) as foreign,
        follow(by=elsewhere, query=ACTION) as blind,
        follow(by=here, query=ACTION) as own,
    ):
        case.filed()
        assert actions(own, 2) == ["REPORT", "FILE"]
        settle(foreign)
        settle(blind)


def test_who_may_read_no_cases_is_refused(client: Client, town: Any, viewer: Any) -> None:
    with greeted(client.http, client.acting(viewer(Role.SYSTEM_ADMIN)).headers) as socket:
        socket.subscribe(DOCUMENT)
        (error,) = socket.errors()
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "reason": "FORBIDDEN", "field": []}
    assert error["path"] == ["caseChanged"]


def test_what_time_alone_did_has_no_action(follow: Follow, case: DrivenCase, database: Any, clock: Any) -> None:
    case.accepted()
    key = int(case.id.partition("_")[2])
    with follow() as socket:
        with database.writing() as session:
            tell(session, "case.due_soon", "Case", key, clock())
            tell(session, "hard_case.proposed", "Case", key, clock())
            tell(session, "case.report", "Household", key, clock())
        case.do("handleCase", note="已清运")
        assert actions(socket, 2) == [None, "HANDLE"]


def test_aliases_and_fragments_are_answered_as_in_queries(follow: Follow, case: DrivenCase) -> None:
    query = (
        "subscription { changed: caseChanged { __typename one: case { id } ...more } } "
        "fragment more on CaseChange { other: case { ... on Case { number status } } }"
    )
    with follow(query=query) as socket:
        case.reported()
        change = socket.told()["changed"]
    assert change["__typename"] == "CaseChange"
    assert change["one"] == {"id": case.id}
    assert change["other"]["status"] == "REPORTED"


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"after": "nonsense"}, "no event had it"),
        ({"after": cursors.encode(SIGN, [10**12])}, "no event had it"),
        ({"after": cursors.encode("00000000", [1])}, "no event had it"),
        ({"filter": {"lines": ["sewage"]}}, "sewage"),
        ({"filter": {"districtCodes": ["999999"]}}, "999999"),
        ({"filter": {"search": "a\0"}}, "filter"),
    ],
)
def test_what_cannot_be_followed_is_refused_at_once(
    client: Client, town: Any, variables: dict[str, Any], told: str
) -> None:
    with greeted(client.http, client.headers) as socket:
        socket.subscribe(DOCUMENT, **variables)
        (error,) = socket.errors()
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert told in error["message"] + str(error["extensions"])


def test_who_was_away_for_too_long_reads_the_list_anew(
    follow: Follow, client: Client, case: DrivenCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with follow() as socket:
        case.reported()
        (first,) = changes(socket, 1)
    case.do("fileCase")
    monkeypatch.setattr(following, "REPLAYED_MOST", 0)
    with greeted(client.http, client.headers) as socket:
        socket.subscribe(DOCUMENT, after=first["cursor"])
        (error,) = socket.errors()
    assert "too much has happened since" in error["message"]


def test_a_slow_listener_is_closed_and_not_waited_for(
    follow: Follow, case: DrivenCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "WAITING_MOST", 0)
    with follow() as socket:
        case.reported()
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.hear()
    assert closed.value.code == 1013


@pytest.fixture
def asked(lastmeter: Lastmeter) -> list[str]:
    """Every statement that the reader is asked from now on."""
    sql: list[str] = []
    run = lastmeter.reader.run

    def counted(asking: Any) -> Any:
        try:
            wanted = next(asking)
            while True:
                sql.append(wanted[0])
                wanted = asking.send((yield wanted))
        except StopIteration as done:
            return done.value

    lastmeter.reader.run = lambda asking, *more, **named: run(counted(asking), *more, **named)  # type: ignore[method-assign]
    return sql


def test_all_that_happened_between_two_looks_is_one_statement_for_each_listener(
    follow: Follow, case: DrivenCase, asked: list[str]
) -> None:
    with follow() as socket:
        case.reported()
        (first,) = changes(socket, 1)
    for name in ("fileCase", "cancelCase"):
        case.do(name, **({"reason": "误报"} if name == "cancelCase" else {}))
    asked.clear()
    with follow(after=first["cursor"]) as socket:
        changes(socket, 2)
    assert len([sql for sql in asked if "FROM event" not in sql]) == 1


def test_nothing_is_asked_while_nobody_listens(follow: Follow, case: DrivenCase, asked: list[str]) -> None:
    with follow() as socket:
        case.reported()
        changes(socket, 1)
    sleep(0.1)
    asked.clear()
    sleep(0.2)
    assert asked == []
    with follow():
        while len(asked) < 4:  # again and again
            sleep(0.01)
