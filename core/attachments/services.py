"""Taking in files by what they are, not by what they are called; and what they are evidence of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from core.attachments.models import Attachment, CaseEvidence, EvidenceKind, MediaType
from core.attachments.store import Store, hours_ago
from core.cases.acting import Acting
from core.cases.models import Case, CaseAction
from core.cases.services import reported_again
from core.cases.services.step import Step, take
from core.checks import EARLIEST, clean_or_none
from core.errors import DomainError, ErrorCode, invalid, not_found, out_of_range
from core.ids import row_by_id
from core.policy.viewer import Viewer
from core.wall.wearing import AS_SYSTEM

CONTENT_TYPES = {
    MediaType.JPEG: "image/jpeg",
    MediaType.PNG: "image/png",
    MediaType.WEBP: "image/webp",
    MediaType.PDF: "application/pdf",
}
OF_THE_PROBLEM = {EvidenceKind.NEAR, EvidenceKind.FAR, EvidenceKind.BEFORE}
LISTED = ", ".join(sorted(CONTENT_TYPES.values()))


class EvidenceDraft(Protocol):
    @property
    def attachment_id(self) -> str: ...
    @property
    def kind(self) -> EvidenceKind: ...
    @property
    def taken_at(self) -> datetime: ...
    @property
    def latitude(self) -> float | None: ...
    @property
    def longitude(self) -> float | None: ...
    @property
    def note(self) -> str | None: ...


def media_type(content: bytes) -> MediaType | None:
    """What the first bytes say; four kinds are few enough to need no library."""
    if content.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return MediaType.WEBP
    return MediaType.PDF if content.startswith(b"%PDF-") else None


def checked(content: bytes, declared: str, most: int) -> MediaType:
    """The type of an acceptable file; refuses what is empty, too large, of no known kind, or not what it says it is."""
    if not content:
        raise DomainError(ErrorCode.REQUIRED, "The body is empty; send one file.", "内容为空，请发送一个文件。")
    if len(content) > most:
        raise DomainError(ErrorCode.TOO_LONG, f"The file has more than {most} bytes.", f"文件超过 {most} 字节。")
    found = media_type(content)
    if found is None:
        raise invalid("body", f"The file is none of {LISTED}.", f"文件类型须为 {LISTED} 之一。")
    if declared and declared not in (CONTENT_TYPES[found], "application/octet-stream"):
        raise invalid(
            "content-type",
            f"It is declared as {declared[:60]}, but is {CONTENT_TYPES[found]}.",
            f"声明的类型为 {declared[:60]}，实际为 {CONTENT_TYPES[found]}。",
        )
    return found


def keep(
    session: Session, store: Store, content: bytes, kind: MediaType, *, now: datetime, uploader_id: int | None
) -> Attachment:
    """First the bytes, forced to the disk, then the row: there is never a row without its bytes."""
    name = hashlib.sha256(content).hexdigest()
    store.put(name, content)
    made = Attachment(sha256=name, media_type=kind, size=len(content), uploaded_at=now, uploader_id=uploader_id)
    session.add(made)
    session.flush()
    return made


class Damaged(Exception):
    """A file is not what was sent: a bad disk, or somebody, changed it."""


def content_of(store: Store, name: str) -> bytes | None:
    """None where there is no such file; never anything else than what was sent."""
    content = store.get(name)
    if content is not None and hashlib.sha256(content).hexdigest() != name:
        raise Damaged(f"The file {name} is not what was sent.")
    return content


def is_shown(session: Session, attachment: Attachment, viewer: Viewer) -> bool:
    """To whoever may read a case that it is evidence of, or sent it."""
    if viewer.officer_id is not None and viewer.officer_id == attachment.uploader_id:
        return True
    cases = select(Case).join(CaseEvidence).where(CaseEvidence.attachment_id == attachment.id)
    return any(viewer.may("case.read", case) for case in session.scalars(cases))


def add_evidence(acting: Acting, case_id: str, version: int, draft: EvidenceDraft) -> Case:
    """A file shows something of a case, at a time and, where the phone knew it, at a place."""
    step = take(acting, case_id, version, CaseAction.ATTACH)
    attachment = _to_add(acting, draft.attachment_id)
    _check_taken(step, draft)
    _check_shown(step, attachment, draft)
    acting.session.add(
        CaseEvidence(
            case_id=step.case.id,
            attachment_id=attachment.id,
            kind=draft.kind,
            taken_at=draft.taken_at,
            latitude=draft.latitude,
            longitude=draft.longitude,
            note=clean_or_none(draft.note, "note", 500),
            added_at=acting.now,
            added_by_id=acting.viewer.officer_id,
        )
    )
    if draft.latitude is not None:
        acting.session.flush()
        point = reported_again.point_of(acting.session, step.case)
        reported_again.remember(acting.session, step.case, acting.rules, point)
    return step.done(draft.kind.name)


def _to_add(acting: Acting, attachment_id: str) -> Attachment:
    """One that whoever acts may see: they would see those of others by adding them. A program's is nobody's until it is added."""
    found = row_by_id(acting.session, Attachment, "Attachment", attachment_id, "attachment_id")
    if not is_shown(acting.session, found, acting.viewer) and not _is_nobodys(acting.session, found):
        raise not_found("attachment_id", "Attachment with this id", "该 id 的 Attachment")
    return found


def _is_nobodys(session: Session, attachment: Attachment) -> bool:
    used = select(CaseEvidence.id).where(CaseEvidence.attachment_id == attachment.id).limit(1)
    return attachment.uploader_id is None and session.scalar(used, execution_options=AS_SYSTEM) is None


def _check_taken(step: Step, draft: EvidenceDraft) -> None:
    if draft.taken_at > step.acting.now:
        raise out_of_range(
            "taken_at", f"{draft.taken_at:%Y-%m-%dT%H:%M:%SZ} lies in the future.", "拍摄时间不能晚于当前时间。"
        )
    if draft.taken_at.date() < EARLIEST:
        raise out_of_range(
            "taken_at",
            f"{draft.taken_at:%Y-%m-%d} lies before {EARLIEST}: is the clock of the camera set? Say when it was taken.",
            f"拍摄日期 {draft.taken_at:%Y-%m-%d} 早于 {EARLIEST}，请检查相机时钟并填写实际拍摄时间。",
        )
    taken_on = step.acting.day(draft.taken_at)
    if draft.kind is EvidenceKind.AFTER and taken_on < step.case.reported_on:
        raise invalid(
            "taken_at",
            f"It was taken on {taken_on}, and the case was reported on {step.case.reported_on}: it does not show how it is after "
            "it was handled; take a new one, or say what it shows.",
            f"拍摄日期 {taken_on} 早于案件上报日期 {step.case.reported_on}，不能作为处置后证据，请重新拍摄或更正证据类型。",
        )
    if (draft.latitude is None) != (draft.longitude is None):
        raise invalid("longitude", "Give latitude and longitude, or neither.", "经度与纬度须同时填写。")
    for name, most in (("latitude", 90.0), ("longitude", 180.0)):
        value = getattr(draft, name)
        if value is not None and not -most <= value <= most:
            raise out_of_range(
                name,
                f"{name} is {value}; it lies between {-most} and {most}.",
                f"{name} 为 {value}，应在 {-most} 至 {most} 之间。",
            )


def _check_shown(step: Step, attachment: Attachment, draft: EvidenceDraft) -> None:
    """The same content shows a place before or after, not both; and it says so once, unless only now it says where."""
    of_case = select(CaseEvidence).join(Attachment).where(CaseEvidence.case_id == step.case.id)
    for told in step.acting.session.scalars(of_case.where(Attachment.sha256 == attachment.sha256)):
        was, shall = told.kind, draft.kind
        if {was, shall} & OF_THE_PROBLEM and EvidenceKind.AFTER in (was, shall):
            raise invalid(
                "attachment_id",
                f"It is in this case as {was.name} already, and no photo shows a place both before and after it was "
                f"handled; send another one as {shall.name}.",
                f"该文件已是本案件的 {was.name} 证据，同一张照片不能既是处置前又是处置后，请另传一张作为 {shall.name} 证据。",
            )
        if was is shall and (draft.latitude is None or told.latitude is not None):
            raise DomainError(
                ErrorCode.DUPLICATE,
                f"It is in this case as {was.name} already; there is nothing more to send.",
                f"该文件已是本案件的 {was.name} 证据，无需重复上传。",
                ("attachment_id",),
            )


def sweep(session: Session, store: Store, *, hours: float, before: datetime) -> int:
    """Files that no row names, and rows that nobody made evidence of: those older than that go. Gives how many files."""
    used = exists(select(CaseEvidence.id).where(CaseEvidence.attachment_id == Attachment.id))
    session.execute(delete(Attachment).where(Attachment.uploaded_at < before, ~used))
    session.flush()
    return sum(_swept(session, store, sorted(store.names(hours_ago(hours)))))


def _swept(session: Session, store: Store, names: Iterable[str]) -> Iterable[int]:
    for name in names:
        if session.scalar(select(Attachment.id).where(Attachment.sha256 == name).limit(1)) is None:
            store.remove(name)
            yield 1
