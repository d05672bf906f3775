"""A small GraphQL server that serves the built page as the product does."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from graphql import build_schema, graphql_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

SCHEMA = build_schema('''
"""A slice of the product's schema, with its names."""
schema { query: Query subscription: Subscription }

type Query { "The lines installed here (服务线)." serviceLines: [ServiceLine!]! }
type Subscription { caseChanged: CaseChange! }
type CaseChange { cursor: String! }
type ServiceLine {
  id: ID!
  key: String!
  name: String!
  nameZh: String!
  description: String!
  categories: [CaseCategory!]!
  metrics: [Metric!]!
  plugin: Plugin!
}
type CaseCategory { code: String! name: String! nameZh: String! }
type Metric { key: String! label: String! unit: String! }
type Plugin {
  name: String!
  version: String!
  distribution: String!
  status: String!
  provides: Provision!
  problems: [String!]!
}
type Provision { types: Int! queries: Int! mutations: Int! metrics: Int! }
''')

GAS = {
    "id": "TGluZTpnYXM",
    "key": "gas",
    "name": "Gas",
    "nameZh": "燃气",
    "description": "Inspects appliances in homes（入户安检）.",
    "categories": [{"code": "E98-01", "name": "Gas leak", "nameZh": "燃气泄漏"}],
    "metrics": [{"key": "gas.hazards_found", "label": "Hazards found", "unit": "处"}],
    "plugin": {
        "name": "gas",
        "version": "0.1.0",
        "distribution": "lastmeter",
        "status": "LOADED",
        "provides": {"types": 9, "queries": 2, "mutations": 3, "metrics": 4},
        "problems": [],
    },
}


async def endpoint(request: Request) -> Response:
    if request.method == "POST":
        return answer(await request.json())
    page = Path(request.app.state.static) / "graphiql.html"
    return FileResponse(page, headers={"cache-control": "no-cache", "vary": "accept"})


def answer(asked: dict[str, object]) -> Response:
    result = graphql_sync(
        SCHEMA,
        asked["query"],
        {"serviceLines": [GAS]},
        variable_values=asked.get("variables"),
        operation_name=asked.get("operationName"),
    )
    return JSONResponse(result.formatted, media_type="application/graphql-response+json")


ROLES = [
    {
        "role": "LINE_LEAD",
        "title": "Leads a line",
        "titleZh": "条线负责人",
        "post": None,
        "line": "gas",
        "district": None,
    },
    {"role": "AUDITOR", "title": "Keeps watch", "titleZh": "审计员", "post": None, "line": None, "district": None},
]


async def demo(request: Request) -> Response:
    if request.method == "GET":
        return JSONResponse({"roles": ROLES if request.app.state.has_demo else []})
    return JSONResponse({"accessToken": f"token of {(await request.json())['role']}"})


async def subscriptions(socket: WebSocket) -> None:
    """Greets as graphql-transport-ws wants it; nothing ever changes here."""
    await socket.accept(subprotocol="graphql-transport-ws")
    async for message in socket.iter_json():
        if message["type"] == "connection_init":
            await socket.send_json({"type": "connection_ack"})


def create_app(static: Path, *, has_demo: bool) -> Starlette:
    app = Starlette(
        routes=[
            Route("/graphql", endpoint, methods=["GET", "POST"]),
            Route("/session/demo", demo, methods=["GET", "POST"]),
            WebSocketRoute("/graphql", subscriptions),
            Mount("/graphql/static", StaticFiles(directory=static)),
        ]
    )
    app.state.static, app.state.has_demo = static, has_demo
    return app


@contextmanager
def served(static: Path, *, has_demo: bool = False) -> Iterator[str]:
    """The endpoint's address, while a thread serves it."""
    config = uvicorn.Config(create_app(static, has_demo=has_demo), port=0, log_level="warning", ws="websockets-sansio")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/graphql"
    finally:
        server.should_exit = True
        thread.join()
