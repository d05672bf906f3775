"""GraphiQL, served from our own files: it asks nothing of any other origin."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import FileResponse, HTMLResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

STATIC = Path(__file__).parent.parent / "static"
A_YEAR = "public, max-age=31536000, immutable"
MISSING = (
    "<!doctype html><title>lastmeter</title><p>GraphiQL was not built with this installation. The API answers here by "
    "POST. To build the page: <code>uv sync --reinstall-package lastmeter</code> with Node.js at hand."
)


class HashedFiles(StaticFiles):
    """Files whose names change with their content may be kept for ever."""

    async def get_response(self, path: str, scope: Scope):  # type: ignore[no-untyped-def]
        response = await super().get_response(path, scope)
        if "assets/" in path.replace("\\", "/"):
            response.headers["cache-control"] = A_YEAR
        return response


class GraphiQL:
    def __init__(self, static: Path = STATIC) -> None:
        self.page = static / "graphiql.html"
        self.files = (
            StaticFiles(directory=static, check_dir=False) if not static.is_dir() else HashedFiles(directory=static)
        )

    @property
    def is_built(self) -> bool:
        return self.page.is_file()

    @property
    def told(self) -> str:
        return "bundled, works offline" if self.is_built else "not built: see `uv sync --reinstall-package lastmeter`"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {"cache-control": "no-cache", "vary": "accept"}
        if self.is_built:
            await FileResponse(self.page, media_type="text/html", headers=headers)(scope, receive, send)
        else:
            await HTMLResponse(MISSING, headers=headers)(scope, receive, send)
