"""Tables of the attachments, and of what they are evidence of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import Key, Ref, degrees
from core.database import Base
from core.people.models import Officer
from core.policy.scope import PUBLIC, Within
from core.terms import Term


class EvidenceKind(Term):
    """What a photo shows (证据类型)."""

    NEAR = "The problem from near by (近景)."
    FAR = "The problem in its surroundings (远景)."
    REFERENCE = "Something that tells where it is (参照物)."
    BEFORE = "How it was before it was handled (处置前)."
    AFTER = "How it is after it was handled (处置后)."


class MediaType(Term):
    """What kind of file it is, told by its content (文件类型)."""

    JPEG = "A JPEG photo (JPEG 图片)."
    PNG = "A PNG picture (PNG 图片)."
    WEBP = "A WebP picture (WebP 图片)."
    PDF = "A PDF paper (PDF 文档)."


class Attachment(Base):
    """A file that was sent. The same content sent twice is two rows and one file."""

    __tablename__ = "attachment"
    __scope__ = PUBLIC
    __table_args__ = (Index(None, "sha256"),)

    id: Mapped[Key]
    sha256: Mapped[str]
    media_type: Mapped[MediaType]
    size: Mapped[int]
    uploaded_at: Mapped[datetime]
    uploader_id: Mapped[Ref | None] = mapped_column(ForeignKey("officer.id"))


class CaseEvidence(Base):
    __tablename__ = "case_evidence"
    __scope__ = Within("case_id")
    __table_args__ = (
        Index(None, "case_id", "id"),
        Index(None, "attachment_id"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="place"),
        CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="degrees"),
    )

    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case.id"))
    attachment_id: Mapped[Ref] = mapped_column(ForeignKey(Attachment.id))
    kind: Mapped[EvidenceKind]
    taken_at: Mapped[datetime]
    latitude: Mapped[float | None] = mapped_column(degrees)
    longitude: Mapped[float | None] = mapped_column(degrees)
    note: Mapped[str | None]
    added_at: Mapped[datetime]
    added_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("officer.id"))

    attachment: Mapped[Attachment] = relationship()
    added_by: Mapped[Officer | None] = relationship()
