"""Files by an endpoint of their own: `POST /attachments` takes one as the body, `GET /attachments/{id}` gives it back."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from core.attachments.models import Attachment, MediaType
from core.attachments.services import CONTENT_TYPES, Damaged, checked, content_of, is_shown, keep
from core.attachments.store import Store
from core.audit import chain as audit
from core.audit.models import AuditOutcome
from core.context import Context
from core.database import Database
from core.engine.faults import masked
from core.engine.node_ids import split_id
from core.errors import DomainError, ErrorCode
from core.http.entrance import Entrance
from core.http.refusals import too_slow
from core.policy import denials
from core.policy.viewer import Viewer

UPLOAD = "upload_file"
"""What it is called in the trail."""
BODY_SECONDS = 60.0
"""A photo by a slow telephone."""
STATUS = {ErrorCode.TOO_LONG: 413, ErrorCode.FORBIDDEN: 403, ErrorCode.NOT_FOUND: 404}
SAFE = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "private, max-age=31536000, immutable",
}


class Attachments:
    """The two routes. Bytes are only read when the viewer may send them, and never more than a file may have."""

    def __init__(self, database: Database, store: Store, entrance: Entrance, most: int) -> None:
        self.database = database
        self.store = store
        self.entrance = entrance
        self.most = most

    async def upload(self, request: Request) -> Response:
        return await self.entrance.visited(request, partial(self._taken, request))

    async def _taken(self, request: Request, context: Context) -> Response:
        try:
            context.viewer.require("case.evidence")
            content = await self._body(request)
            declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            kind = checked(content, declared, self.most)
            return JSONResponse(await asyncio.to_thread(self._keep, content, kind, context), 201)
        except DomainError as refusal:
            denials.note(context.viewer, refusal)
            return _refused(refusal, context.language)

    async def _body(self, request: Request) -> bytes:
        body = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for part in request.stream():
                    body += part
                    if len(body) > self.most:
                        break  # `checked` says so
        except TimeoutError:
            raise too_slow(BODY_SECONDS) from None
        return bytes(body)

    def _keep(self, content: bytes, kind: Any, context: Any) -> dict[str, Any]:
        with self.database.writing() as session:
            context.viewer.confirm(session)
            made = keep(session, self.store, content, kind, now=context.now, uploader_id=context.viewer.officer_id)
            named = {"attachment": made.id}
            audit.note(session, context.viewer, context.now, UPLOAD, AuditOutcome.DONE, subjects=named)
            return {
                "id": f"Attachment_{made.id}",
                "mediaType": kind.name,
                "size": made.size,
                "sha256": made.sha256,
            }

    async def download(self, request: Request) -> Response:
        return await self.entrance.visited(request, partial(self._given, request))

    async def _given(self, request: Request, context: Context) -> Response:
        try:
            found = await asyncio.to_thread(self._read, request.path_params["id"], context.viewer)
        except Damaged as damaged:
            return JSONResponse({"errors": [masked(damaged, None)]}, 500)
        if found is None:
            refusal = DomainError(ErrorCode.NOT_FOUND, "There is no such file, or you may not see it.", "没有该文件。")
            return _refused(refusal, context.language)
        kind, content = found
        return Response(content, media_type=CONTENT_TYPES[kind], headers=SAFE)

    def _read(self, given: str, viewer: Viewer) -> tuple[MediaType, bytes] | None:
        name, key = split_id(given)
        if name != "Attachment" or key is None:
            return None
        with self.database.reading(viewer) as session:
            attachment = session.get(Attachment, key)
            if attachment is None or not is_shown(session, attachment, viewer):
                return None
            sha256, kind = attachment.sha256, attachment.media_type
        content = content_of(self.store, sha256)
        return None if content is None else (kind, content)


def _refused(refusal: DomainError, language: str) -> Response:
    told = {"code": refusal.code.name, "message": refusal.text(language)}
    return JSONResponse({"errors": [told]}, STATUS.get(refusal.code, 400))
