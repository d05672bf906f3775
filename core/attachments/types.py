"""GraphQL types of the attachments and the evidence."""

from __future__ import annotations

from datetime import datetime

import strawberry

from core.attachments import models
from core.attachments.models import EvidenceKind, MediaType
from core.engine.declare import Node, column, node_key, relation, shows
from core.people.types import Officer


@shows(models.Attachment)
class Attachment:
    """A file that was sent to `POST /attachments`; whoever sees what it belongs to sees it (附件)."""

    id: strawberry.ID = node_key("Names it to `GET /attachments/{id}`, which gives its bytes (附件标识).")
    media_type: MediaType = column("What kind of file it is, told by its content (文件类型).")
    size: int = column("How many bytes it has (字节数).")
    sha256: str = column("The SHA-256 of its content (内容摘要).")
    uploaded_at: datetime = column("When it was sent (上传时间).")


@shows(models.CaseEvidence)
class CaseEvidence(Node):
    """What a photo shows of a case (案件证据)."""

    kind: EvidenceKind = column("What it shows (证据类型).")
    attachment: Attachment = relation("The file (附件).")
    taken_at: datetime = column("When it was taken (拍摄时间).")
    latitude: float | None = column("Where it was taken, in degrees north; null where unknown (纬度).")
    longitude: float | None = column("Where it was taken, in degrees east; null where unknown (经度).")
    note: str | None = column("What else is to be said of it; null where nothing is (说明).")
    added_at: datetime = column("When it was added to the case (添加时间).")
    added_by: Officer | None = relation("Who added it, by post; null for a resident (添加岗位).")
