"""The GraphiQL page, offline, in a browser."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

pytest.importorskip("playwright", reason="no Playwright: uv run --group browser pytest tests/web")

from graphiql_page import GraphiqlPage
from playwright.sync_api import expect

EXAMPLES = Path(__file__).parents[2] / "core" / "web" / "examples"
LINES = "{ serviceLines { key nameZh } }"


def example(name: str) -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8").strip()


def asked_directly(url: str, query: str) -> object:
    body = json.dumps({"query": query}).encode()
    with urlopen(Request(url, body, {"content-type": "application/json"})) as response:
        return json.load(response)


def test_the_page_renders_with_its_title(untouched: GraphiqlPage) -> None:
    assert untouched.page.title() == "lastmeter · GraphiQL"
    expect(untouched.page.get_by_role("button", name="Execute query")).to_be_visible()


def test_a_newcomer_finds_the_headline_in_the_first_tab(untouched: GraphiqlPage) -> None:
    assert untouched.tabs == ["Headline"]
    assert untouched.query == example("01_headline.graphql")
    assert untouched.variables == example("01_headline.json")


def test_on_a_phone_nothing_is_squeezed_out_of_the_page(graphiql: GraphiqlPage) -> None:
    graphiql.page.set_viewport_size({"width": 390, "height": 844})
    for part in (".graphiql-plugin", ".graphiql-query-editor", ".graphiql-response"):
        box = graphiql.page.locator(part).bounding_box()
        assert box is not None
        assert box["width"] >= 280
        assert box["x"] + box["width"] <= 390
    graphiql.run()
    expect(graphiql.page.locator(".graphiql-response .view-lines")).to_contain_text("overview")


def test_a_returning_visitor_finds_their_own_query(graphiql: GraphiqlPage) -> None:
    graphiql.write("query Mine " + LINES)
    graphiql.page.wait_for_function("() => localStorage['graphiql:tabState']?.includes('Mine')")
    graphiql.open(graphiql.page.url)
    assert graphiql.query == "query Mine " + LINES


def test_a_typed_query_runs_and_shows_its_answer(graphiql: GraphiqlPage, graphiql_url: str) -> None:
    graphiql.write(LINES)
    graphiql.run()
    assert graphiql.answer() == asked_directly(graphiql_url, LINES)


def test_a_query_is_posted_as_graphql_over_http(graphiql: GraphiqlPage, graphiql_url: str) -> None:
    graphiql.write(LINES)
    with graphiql.page.expect_request(graphiql_url) as sent:
        graphiql.run()
    headers = sent.value.headers
    assert sent.value.method == "POST"
    assert headers["content-type"] == "application/json"
    assert headers["accept"] == "application/graphql-response+json, application/json;q=0.9"


def test_a_subscription_opens_a_socket_there(graphiql: GraphiqlPage, graphiql_url: str) -> None:
    graphiql.write("subscription { caseChanged { cursor } }")
    with graphiql.page.expect_websocket() as opened:
        graphiql.run()
    assert opened.value.url == graphiql_url.replace("http:", "ws:")
    if not graphiql.frames:
        opened.value.wait_for_event("framereceived")
    assert json.loads(graphiql.frames[0]) == {"type": "connection_ack"}


def test_completion_offers_a_field_name(graphiql: GraphiqlPage) -> None:
    graphiql.clear()
    graphiql.page.keyboard.type("{ serviceL")
    offered = graphiql.page.locator(".suggest-widget .monaco-list-row").first
    expect(offered.locator(".label-name")).to_have_text("serviceLines")


def test_the_documentation_names_the_root_type(graphiql: GraphiqlPage) -> None:
    graphiql.page.get_by_label("Show Documentation Explorer").click()
    expect(graphiql.page.locator(".graphiql-doc-explorer")).to_contain_text("query: Query")


def test_an_example_opens_in_a_new_tab_with_its_variables(graphiql: GraphiqlPage) -> None:
    graphiql.open_example("Communities 社区")
    assert graphiql.tabs == ["Headline", "Communities"]
    assert graphiql.query == example("02_communities.graphql")
    assert graphiql.variables == example("02_communities.json")


def test_an_example_leaves_the_other_tabs_alone(graphiql: GraphiqlPage) -> None:
    graphiql.open_example("Gas 燃气")
    graphiql.page.get_by_role("tab", name="Headline").click()
    assert graphiql.query == example("01_headline.graphql")
    assert graphiql.variables == example("01_headline.json")


def test_every_example_has_a_title_in_both_languages(untouched: GraphiqlPage) -> None:
    names = sorted(path.name for path in EXAMPLES.glob("*.graphql"))
    titles = untouched.page.locator(".examples-title").all_inner_texts()
    shown = [f"# {english} · {chinese}" for english, chinese in zip(titles[::2], titles[1::2], strict=True)]
    assert shown == [example(name).splitlines()[0] for name in names]


def test_an_example_that_writes_says_so(untouched: GraphiqlPage) -> None:
    writing = untouched.page.get_by_role("listitem").filter(has_text="writes · 会写入")
    expect(writing.locator(".examples-title").first).to_have_text("Record a visit")
    expect(writing).to_have_count(1)


def test_an_example_without_variables_runs(graphiql: GraphiqlPage, graphiql_url: str) -> None:
    graphiql.open_example("Service lines 服务线")
    graphiql.run()
    assert graphiql.answer() == asked_directly(graphiql_url, example("13_service_lines.graphql"))
    assert graphiql.variables == ""


def test_nothing_asks_another_origin_or_fails(graphiql: GraphiqlPage, graphiql_url: str) -> None:
    for panel in ["Documentation Explorer", "GraphiQL Explorer", "History"]:
        graphiql.page.get_by_label(f"Show {panel}").click()
        expect(graphiql.page.get_by_label(f"Hide {panel}")).to_be_visible()
    graphiql.write(LINES)
    graphiql.run()
    graphiql.answer()
    assert graphiql.hosts == {urlsplit(graphiql_url).netloc}
    assert graphiql.errors == []


def test_a_picture_from_elsewhere_is_refused(untouched: GraphiqlPage) -> None:
    asking = """() => new Promise(refused => {
      addEventListener("securitypolicyviolation", event => refused(event.effectiveDirective));
      new Image().src = "http://elsewhere.invalid/picture.png";
    })"""
    assert untouched.page.evaluate(asking) == "img-src"


def test_without_a_demo_there_are_no_roles_to_try(untouched: GraphiqlPage) -> None:
    expect(untouched.page.get_by_role("button", name="Execute query")).to_be_visible()
    expect(untouched.page.get_by_role("button", name="Demo roles")).to_have_count(0)


def test_a_role_of_the_demo_is_a_click_away_and_asks_every_question(
    graphiql: GraphiqlPage, graphiql_demo_url: str
) -> None:
    page = graphiql.page
    graphiql.open(graphiql_demo_url)
    page.get_by_role("button", name="Demo roles").click()
    page.get_by_role("button", name="LINE_LEAD · gas").click()
    expect(page.get_by_text("demo: LINE_LEAD · gas")).to_be_visible()
    graphiql.write(LINES)
    with page.expect_request(graphiql_demo_url) as sent:
        graphiql.run()
    assert sent.value.headers["authorization"] == "Bearer token of LINE_LEAD"

    page.get_by_role("button", name="Not signed in").click()
    expect(page.get_by_text("demo: LINE_LEAD · gas")).to_have_count(0)
    with page.expect_request(graphiql_demo_url) as sent:
        graphiql.run()
    assert "authorization" not in sent.value.headers
