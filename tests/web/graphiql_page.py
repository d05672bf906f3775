"""GraphiQL as someone sits before it: what they type, click and read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page, WebSocket, expect

EDITOR = ".graphiql-query-editor .monaco-editor"
# Monaco draws only the lines in view; its models hold the whole texts.
TEXT = "name => __MONACO.editor.getModels().find(m => m.uri.path.endsWith(name)).getValue()"
# A text is read a moment after its last change; before, the operation of the text before would run.
TAKEN_IN = "query => localStorage['graphiql:query'] === query"
ANSWERED = f"() => ({TEXT})('response.json').startsWith('{{')"


@dataclass
class GraphiqlPage:
    page: Page
    hosts: set[str] = field(default_factory=set)
    frames: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note every host that is asked, what sockets say, and everything that goes wrong."""
        self.page.on("request", lambda request: self.note_host(request.url))
        self.page.on("websocket", self.note_socket)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda line: line.type == "error" and self.errors.append(line.text))

    def note_host(self, url: str) -> None:
        # data: and blob: have no host, for they leave the page for nowhere.
        if host := urlsplit(url).netloc:
            self.hosts.add(host)

    def note_socket(self, socket: WebSocket) -> None:
        self.note_host(socket.url)
        socket.on("framereceived", lambda frame: self.frames.append(frame))

    def open(self, url: str) -> None:
        self.page.goto(url)
        expect(self.page.locator(EDITOR)).to_be_visible()
        # The schema has arrived when it can no longer be asked for again.
        expect(self.page.get_by_label("Re-fetch GraphQL schema")).to_be_enabled()

    def text(self, model: str) -> str:
        return self.page.evaluate(TEXT, model)

    @property
    def query(self) -> str:
        return self.text("operation.graphql")

    @property
    def variables(self) -> str:
        return self.text("variables.json")

    def clear(self) -> None:
        self.page.locator(EDITOR).click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")

    def write(self, query: str) -> None:
        """As pasted: typed key by key, the editor would close every bracket itself."""
        self.clear()
        self.page.keyboard.insert_text(query)
        self.page.wait_for_function(TAKEN_IN, arg=query)

    def open_example(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()
        self.page.wait_for_function(TAKEN_IN, arg=self.query)

    @property
    def tabs(self) -> list[str]:
        return self.page.locator(".graphiql-tab-button").all_inner_texts()

    def run(self) -> None:
        self.page.get_by_label("Execute query").click()

    def answer(self) -> object:
        self.page.wait_for_function(ANSWERED)
        return json.loads(self.text("response.json"))
