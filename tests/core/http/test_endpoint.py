"""The front door: what is no clear GraphQL request is refused by a 4xx that says how to mend it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.app import Lastmeter
from core.policy.role import Role
from core.testing.fixtures import Client

JSON = {"content-type": "application/json"}


@pytest.fixture(params=["sqlite"])
def database(sqlite_database: Any) -> Any:
    """The front door is the same in front of any database."""
    return sqlite_database


@pytest.fixture
def http(client: Client) -> TestClient:
    return client.http


def post(http: TestClient, body: bytes | str, **headers: str) -> Any:
    return http.post("/graphql", content=body, headers=JSON | headers)


def told(response: Any) -> str:
    return str(response.json()["errors"][0]["message"])


BROKEN = {
    "not JSON": (b'{"query": ', 400),
    "a text": (b'"x"', 400),
    "null": (b"null", 400),
    "a batch": (b'[{"query": "{ __typename }"}]', 400),
    "no query": (b"{}", 400),
    "query of another kind": (b'{"query": 1}', 400),
    "variables as a list": (b'{"query": "{ __typename }", "variables": [1]}', 400),
    "operationName as a number": (b'{"query": "{ __typename }", "operationName": 1}', 400),
    "a key twice": (b'{"query": "{ __typename }", "query": "{ a }"}', 400),
    "a key twice inside": (b'{"query": "{ __typename }", "variables": {"a": 1, "a": 2}}', 400),
    "invalid UTF-8": (b'{"query": "\xff"}', 400),
    "NaN": (b'{"query": "{ __typename }", "variables": {"a": NaN}}', 400),
    "5,000 digits": (b'{"query": "{ __typename }", "variables": {"a": ' + b"1" * 5000 + b"}}", 400),
    "100,000 brackets": (b"[" * 100_000, 400),
    "40 levels": (b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 40 + b"]" * 40 + b"}}", 400),
    "300 KB": (b'{"query": "' + b" " * 300_000 + b'"}', 413),
    "a long query": (b'{"query": "{ __typename }' + b" " * 20_000 + b'"}', 413),
    "UTF-16": ('{"query": "{ __typename }"}'.encode("utf-16"), 400),
    "nothing": (b"", 400),
}


@pytest.mark.parametrize(("body", "status"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_request_is_refused_with_a_word(http: TestClient, body: bytes, status: int) -> None:
    response = post(http, body)
    assert response.status_code == status
    assert told(response)
    assert "data" not in response.json()


def test_half_a_character_is_refused_by_the_name_of_its_field(http: TestClient) -> None:
    body = r'{"query": "{ __typename }", "variables": {"input": {"problems": [{"title": "a\ud800"}]}}}'
    response = post(http, body)
    assert response.status_code == 400
    assert told(response).startswith("variables.input.problems.0.title holds half of a character")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
        ({"content-type": "multipart/form-data; boundary=x"}, 415),
        ({"content-type": "application/json; charset=utf-16"}, 415),
        ({"content-type": "application/json; charset=utf-8"}, 200),
        ({"accept": "image/png"}, 406),
        ({"accept": "application/json; charset=utf-16"}, 406),
        ({"accept": "*/*"}, 200),
    ],
)
def test_media_types_are_taken_at_their_word(http: TestClient, headers: dict[str, str], status: int) -> None:
    response = http.post("/graphql", content='{"query": "{ __typename }"}', headers=JSON | headers)
    assert response.status_code == status


def test_the_preferred_media_type_is_given(http: TestClient) -> None:
    best = "application/graphql-response+json"
    response = post(http, '{"query": "{ nothing }"}', accept=f"application/json;q=0.5, {best}")
    assert response.headers["content-type"] == f"{best}; charset=utf-8"
    assert response.status_code == 400
    response = post(http, '{"query": "{ nothing }"}', accept="application/json")
    assert response.status_code == 200


def test_get_reads_and_never_writes(http: TestClient) -> None:
    assert http.get("/graphql", params={"query": "{ __typename }"}).json() == {"data": {"__typename": "Query"}}
    response = http.get("/graphql", params={"query": "mutation { __typename }"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert http.put("/graphql").status_code == 405


def test_several_operations_need_a_name(http: TestClient) -> None:
    query = "query A { a: __typename } query B { b: __typename }"
    refused = post(http, json.dumps({"query": query}))
    assert refused.json()["errors"][0]["extensions"]["code"] == "OPERATION_RESOLUTION_FAILURE"
    chosen = post(http, json.dumps({"query": query, "operationName": "B"}))
    assert chosen.json() == {"data": {"b": "Query"}}
    unknown = post(http, json.dumps({"query": query, "operationName": "C"}))
    assert unknown.json()["errors"][0]["message"] == "The document has no operation named 'C'."


def test_a_client_s_mistakes_have_stable_codes(client: Client) -> None:
    def code(query: str, variables: dict[str, Any] | None = None) -> str:
        return str(client(query, variables)["errors"][0]["extensions"]["code"])

    assert code("{") == "GRAPHQL_PARSE_FAILED"
    assert code("{ nothing }") == "GRAPHQL_VALIDATION_FAILED"
    assert code("query ($n: Int!) { communities(first: $n) { totalCount } }", {"n": "x"}) == "BAD_USER_INPUT"
    assert code("{ communities { totalCount } }") == "BAD_USER_INPUT"


def test_a_browser_gets_a_page(client: Client) -> None:
    response = client.http.get("/", headers={"accept": "text/html"})
    assert response.url.path == "/graphql"
    assert client.http.get("/health").json() == {"status": "ok"}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a12_other_methods_are_told_which_there_are(http: TestClient, method: str) -> None:
    response = http.request(method, "/graphql", json={"query": "{ __typename }"})
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_a12_what_a_page_of_another_origin_can_send_changes_nothing(
    http: TestClient, row_counts: Any, content_type: str | None
) -> None:
    before = row_counts()
    body = json.dumps({"query": "mutation { reportCase(input: {}) { clientMutationId } }"})
    response = http.post("/graphql", content=body, headers={"content-type": content_type} if content_type else {})
    assert response.status_code == 415
    assert row_counts() == before


def test_what_get_reads_is_kept_by_who_asked_and_asked_for_again_by_its_tag(http: TestClient) -> None:
    first = http.get("/graphql", params={"query": "{ serviceLines { key } }"})
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["vary"] == "accept, accept-language, authorization"
    again = http.get(
        "/graphql", params={"query": "{ serviceLines { key } }"}, headers={"if-none-match": first.headers["etag"]}
    )
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    other = http.get(
        "/graphql", params={"query": "{ serviceLines { name } }"}, headers={"if-none-match": first.headers["etag"]}
    )
    assert other.status_code == 200
    head = http.head("/graphql", params={"query": "{ serviceLines { key } }"})
    assert (head.content, head.headers["etag"]) == (b"", first.headers["etag"])
    assert http.get("/graphql", params={"query": "{ nothing }"}).headers["cache-control"] == "no-store"
    assert http.post("/graphql", json={"query": "{ serviceLines { key } }"}).headers["cache-control"] == "no-store"


def test_the_cost_is_told_to_who_asks_for_it(http: TestClient) -> None:
    asked = {"lastmeter-cost": "1"}
    told = http.post("/graphql", json={"query": "{ communities(first: 10) { nodes { id } } }"}, headers=asked).json()
    assert told["extensions"]["cost"] == {"asked": 11, "most": 100000}
    assert (
        "extensions" not in http.post("/graphql", json={"query": "{ communities(first: 1) { nodes { id } } }"}).json()
    )


def test_a09_what_costs_too_much_is_refused_before_any_statement(opened: Any) -> None:
    ran: list[str] = []

    def watch(lastmeter: Lastmeter) -> None:
        connection = lastmeter.reader._connect()
        connection.set_trace_callback(ran.append)
        lastmeter.reader._idle.append(connection)

    http = opened(watch)
    page = "first: 100"
    dear = f"{{ communities({page}) {{ nodes {{ visits({page}) {{ nodes {{ id }} }} }} }} }}"
    told = http.post("/graphql", json={"query": dear}, headers={"accept": "application/graphql-response+json"})
    assert told.status_code == 400
    assert told.json()["errors"][0]["extensions"] == {
        "code": "LIMIT_EXCEEDED", "limit": "cost", "asked": 10201, "most": 2500
    }  # fmt: skip
    assert ran == []
    http.post("/graphql", json={"query": f"{{ communities({page}) {{ nodes {{ id }} }} }}"})
    assert len(ran) == 1, "the callback works"


def test_a09_a_plan_that_was_cheap_for_one_id_is_not_taken_for_a_hundred(opened: Any) -> None:
    http = opened()
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Community { visits(first: 50) { nodes { id } } } } }"

    def told(count: int) -> Any:
        ids = [f"Community_{number}" for number in range(count)]
        return http.post("/graphql", json={"query": query, "variables": {"ids": ids}}).json()

    assert told(1) == {"data": {"nodes": [None]}}
    assert told(100)["errors"][0]["extensions"]["limit"] == "cost"
    assert told(9)["data"]["nodes"] == [None] * 9


SECRETS = ["communities", "CommunityConnection", "Community", "serviceLines", "CommunityFilter", "OLD_ESTATE"]
PRYING = [
    ("{ __schema { types { name } } }", {}),
    ('{ __type(name: "Query") { fields { name } } }', {}),
    ("{ communitie { id } }", {}),
    ("{ serviceLine { key } }", {}),
    ("{ node(id: 1) { ... on Communit { id } } }", {}),
    ("query ($f: CommunityFilte) { a }", {}),
]


@pytest.mark.parametrize(("query", "variables"), PRYING)
def test_a16_the_public_does_not_learn_the_schema(opened: Any, query: str, variables: Any) -> None:
    http = opened(profile="production")
    told = http.post("/graphql", json={"query": query, "variables": variables}).text
    assert "errors" in told
    assert [name for name in SECRETS if name in told and name not in query] == []


def test_a16_wrong_values_are_told_without_what_would_be_right(opened: Any) -> None:
    http = opened(profile="production")
    query = "query ($f: CommunityFilter) { communities(first: 1, filter: $f) { totalCount } }"
    told = http.post("/graphql", json={"query": query, "variables": {"f": {"kind": ["OLD_ESTAT"]}}}).text
    assert "errors" in told
    assert "kinds" not in told
    developing = opened().post("/graphql", json={"query": query, "variables": {"f": {"kind": ["OLD_ESTAT"]}}}).text
    assert "kinds" in developing


def test_a16_the_schema_is_shown_to_who_may_read_it(opened: Any, viewer: Any) -> None:
    def as_auditor(lastmeter: Any) -> None:
        lastmeter.sign_in = lambda headers, address: viewer(Role.AUDITOR)

    shown = opened(as_auditor, profile="production").post(
        "/graphql", json={"query": "{ __schema { queryType { name } } }"}
    )
    assert shown.json() == {"data": {"__schema": {"queryType": {"name": "Query"}}}}


def test_lists_are_bounded_in_ids_and_in_filters(client: Client) -> None:
    many = [f"Community_{number}" for number in range(101)]
    told = client("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": many})
    assert told["errors"][0]["message"] == "ids has 101 entries; ask for at most 100 at once."
    codes = client(
        "query ($codes: [String!]) { communities(first: 1, filter: {districtCodes: $codes}) { totalCount } }",
        {"codes": many},
    )
    assert codes["errors"][0]["message"] == "filter has 101 entries; send at most 100 at once."


def test_it_answers_below_a_path_that_a_proxy_gave_it(client: Client) -> None:
    below = TestClient(client.http.app, root_path="/bureau")
    found = below.post("/bureau/graphql", content='{"query": "{ __typename }"}', headers=JSON)
    assert (found.status_code, found.json()) == (200, {"data": {"__typename": "Query"}})
