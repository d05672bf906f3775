"""Photos and papers: by content, not by name; first the bytes, then the row; given to whoever may see the case
(catalogue C17).
"""

from __future__ import annotations

import hashlib
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from obstore.store import MemoryStore
from sqlalchemy import func, select

from core.attachments.models import Attachment
from core.attachments.services import keep, media_type, sweep
from core.attachments.store import PART, Bucket, Folder, open_store
from core.audit.chain import TABLE
from core.policy.role import Role
from core.testing.loop import JPEG, DrivenCase, built_town

PNG = b"\x89PNG\r\n\x1a\n and so on"
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 and so on"
PDF = b"%PDF-1.7 and so on"


@pytest.fixture
def case(client, database) -> DrivenCase:
    return DrivenCase(client, built_town(database))


def sent(client, content: bytes, declared: str = "", **headers: str):
    given = {"content-type": declared} if declared else {}
    return client.http.post("/attachments", content=content, headers=given | headers)


@pytest.fixture
def folder(lastmeter) -> Path:
    return Path(lastmeter.settings.attachments)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("content", "declared", "kind"),
    [
        (JPEG, "image/jpeg", "JPEG"),
        (PNG, "image/png", "PNG"),
        (WEBP, "", "WEBP"),
        (PDF, "application/octet-stream", "PDF"),
    ],
)
def test_a_file_is_what_its_content_says(case, client, folder, database, content, declared, kind) -> None:
    told = sent(client, content, declared)
    assert told.status_code == 201
    name = hashlib.sha256(content).hexdigest()
    assert told.json() == {"id": "Attachment_1", "mediaType": kind, "size": len(content), "sha256": name}
    assert files(folder) == [name]
    with database.connecting() as connection:
        entry = connection.execute(select(TABLE.c.operation, TABLE.c.subjects)).one()
    assert tuple(entry) == ("upload_file", '{"attachment":1}')


@pytest.mark.parametrize(
    ("content", "declared", "status", "code"),
    [
        (b"", "image/jpeg", 400, "REQUIRED"),
        (b"<svg onload=alert(1)>", "image/svg+xml", 400, "INVALID"),
        (b"GIF89a", "image/gif", 400, "INVALID"),
        (b"PK\x03\x04 a zip", "image/jpeg", 400, "INVALID"),
        (JPEG, "image/png", 400, "INVALID"),
        (JPEG + b"x" * 10 * 1024 * 1024, "image/jpeg", 413, "TOO_LONG"),
    ],
)
def test_what_is_no_photo_or_paper_is_refused_and_not_kept(
    case, client, folder, row_counts, content, declared, status, code
) -> None:
    before = row_counts()
    told = sent(client, content, declared)
    assert (told.status_code, told.json()["errors"][0]["code"]) == (status, code)
    assert row_counts() == before
    assert files(folder) == []


def test_a_refusal_speaks_the_language_asked_for(client) -> None:
    told = sent(client, b"GIF89a", **{"accept-language": "zh-CN"})
    assert told.json()["errors"][0]["message"].startswith("文件类型须为")


def test_c17_the_same_photo_twice_is_two_rows_and_one_file(case, client, folder) -> None:
    assert [sent(client, JPEG).json()["id"] for _ in range(2)] == ["Attachment_1", "Attachment_2"]
    assert len(files(folder)) == 1


def test_evidence_tells_what_when_and_where(case, client, judged) -> None:
    case.accepted()
    case.do(
        "addCaseEvidence",
        attachmentId=case.photo(),
        kind="AFTER",
        takenAt="2023-09-08T09:30:00+08:00",
        latitude=36.0671,
        longitude=120.3826,
        note="已清运",
    )
    query = """{ cases(first: 1) { nodes { evidence {
      kind takenAt latitude longitude note attachment { mediaType size } } } } }"""
    assert judged(query)["cases"]["nodes"][0]["evidence"] == [
        {
            "kind": "AFTER",
            "takenAt": "2023-09-08T01:30:00Z",
            "latitude": 36.0671,
            "longitude": 120.3826,
            "note": "已清运",
            "attachment": {"mediaType": "JPEG", "size": len(JPEG)},
        }
    ]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"attachmentId": "Attachment_77"}, "attachmentId"),
        ({"takenAt": "2023-09-08T02:00:01Z"}, "takenAt"),
        ({"takenAt": "1980-01-01T00:00:00Z"}, "takenAt"),
        ({"takenAt": "2023-09-07T15:59:59Z"}, "takenAt"),
        ({"latitude": 36.0}, "longitude"),
        ({"latitude": 91.0, "longitude": 120.0}, "latitude"),
        ({"latitude": 36.0, "longitude": 181.0}, "longitude"),
    ],
)
def test_evidence_that_cannot_be_is_refused(case, given, field) -> None:
    case.accepted()
    whole = {"attachmentId": case.photo(), "kind": "AFTER", "takenAt": "2023-09-08T01:00:00Z"} | given
    assert [error["field"] for error in case.act("addCaseEvidence", **whole)["userErrors"]] == [["input", field]]


def shown(case, kind: str, content: bytes = JPEG, **more):
    """What is refused when it is said of this content."""
    given = {"attachmentId": case.photo(content), "kind": kind, "takenAt": "2023-09-08T01:00:00Z"} | more
    return case.act("addCaseEvidence", **given)["userErrors"]


@pytest.mark.parametrize(
    ("first", "then", "refused"),
    [
        ("BEFORE", "AFTER", True),
        ("NEAR", "AFTER", True),
        ("FAR", "AFTER", True),
        ("AFTER", "BEFORE", True),
        ("AFTER", "NEAR", True),
        ("REFERENCE", "AFTER", False),
        ("NEAR", "BEFORE", False),
    ],
)
def test_no_photo_shows_a_place_both_before_and_after(case, row_counts, first, then, refused) -> None:
    case.accepted()
    assert shown(case, first) == []
    before, version = row_counts(), case.version
    errors = shown(case, then)
    after = row_counts()
    added = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert [(error["field"], error["code"]) for error in errors] == [(["input", "attachmentId"], "INVALID")] * refused
    assert added.get("case_evidence", 0) == (not refused)
    assert case.version == version + (not refused)
    if refused:
        assert added == {"attachment": 1}, "only the file was sent"


def test_a_photo_of_before_told_as_after_says_in_both_languages_which_to_send(case) -> None:
    case.accepted()
    assert shown(case, "BEFORE") == []
    (english,), (chinese,) = shown(case, "AFTER"), shown(case, "AFTER", language="zh")
    assert english["message"] == (
        "It is in this case as BEFORE already, and no photo shows a place both before and after it was handled; "
        "send another one as AFTER."
    )
    assert (
        chinese["message"]
        == "该文件已是本案件的 BEFORE 证据，同一张照片不能既是处置前又是处置后，请另传一张作为 AFTER 证据。"
    )
    assert shown(case, "AFTER", JPEG + b" of another day") == []


def test_a_photo_tells_the_same_thing_of_a_case_once(case, row_counts) -> None:
    case.accepted()
    assert shown(case, "AFTER") == []
    rows = row_counts()["case_evidence"]
    (refused,) = shown(case, "AFTER")
    assert (refused["field"], refused["code"]) == (["input", "attachmentId"], "DUPLICATE")
    assert refused["message"] == "It is in this case as AFTER already; there is nothing more to send."
    assert row_counts()["case_evidence"] == rows
    where = {"latitude": 36.07, "longitude": 120.38}
    assert shown(case, "AFTER", **where) == [], "only now it says where it was taken"
    assert [error["code"] for error in shown(case, "AFTER", **where)] == ["DUPLICATE"]
    other = DrivenCase(case.client, case.town).accepted()
    assert shown(other, "AFTER") == [], "one photo may show that two cases at a place are solved"


def test_where_a_photo_cannot_be_from_says_in_chinese_too_what_could_be(case) -> None:
    case.accepted()
    given = {"attachmentId": case.photo(), "kind": "AFTER", "takenAt": "2023-09-08T01:00:00Z", "longitude": 120.0}
    (refused,) = case.act("addCaseEvidence", language="zh", **given, latitude=91.0)["userErrors"]
    assert refused["message"] == "latitude 为 91.0，应在 -90.0 至 90.0 之间。"


def test_a_photo_is_given_to_whoever_may_see_its_case(case, client, viewer) -> None:
    case.accepted().evidenced()

    def asked(by):
        return by.http.get("/attachments/Attachment_1", headers={"authorization": f"Viewer {by._name}"})

    given = asked(client)
    assert (given.status_code, given.content, given.headers["content-type"]) == (200, JPEG, "image/jpeg")
    assert given.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in given.headers["content-security-policy"]
    elsewhere = client.acting(
        viewer(Role.ACCEPTOR, lines=frozenset({"gas"}), district_ids=frozenset({case.town.district}))
    )
    assert asked(elsewhere).status_code == 404
    assert asked(client.acting(viewer(Role.ANONYMOUS))).status_code == 404


def test_the_photo_of_a_case_that_one_may_not_see_cannot_be_added_to_another(case, client, viewer, row_counts) -> None:
    """It would be given to whoever adds it."""
    town = case.town
    handler = client.acting(town.viewer(viewer, Role.HANDLER))
    theirs = client.acting(viewer(Role.HANDLER, officer_id=town.officers["OTHER_HANDLER"], unit_id=town.other_unit))
    case.accepted().evidenced()
    sent(client, PNG, authorization=f"Viewer {handler._name}")
    other = DrivenCase(client, town).filed()
    other.do("dispatchCase", unitId=f"Unit_{town.other_unit}")
    before, given = row_counts(), {"kind": "NEAR", "takenAt": "2023-09-08T01:00:00Z"}
    for attachment in ("Attachment_1", "Attachment_2"):
        (refused,) = other.act("addCaseEvidence", by=theirs, attachmentId=attachment, **given)["userErrors"]
        assert (refused["code"], refused["field"]) == ("NOT_FOUND", ["input", "attachmentId"])
        assert refused["message"] == "There is no Attachment with this id."
    assert row_counts() == before
    case.do("addCaseEvidence", by=handler, attachmentId="Attachment_2", **given)
    other.do("addCaseEvidence", attachmentId="Attachment_2", **given)


@pytest.mark.parametrize(
    "name", ["Attachment_9", "Attachment_x", "Case_1", "..%2F..%2Fetc%2Fpasswd", "Attachment_1%00"]
)
def test_what_is_no_file_is_not_found(case, client, name) -> None:
    assert client.http.get(f"/attachments/{name}").status_code == 404


def test_who_may_add_no_evidence_may_send_no_file(client, viewer, folder) -> None:
    nobody = client.acting(viewer(Role.ANONYMOUS))
    told = sent(nobody, JPEG, authorization=f"Viewer {nobody._name}")
    assert (told.status_code, told.json()["errors"][0]["code"]) == (403, "FORBIDDEN")
    assert files(folder) == []


def test_c17_a_crash_between_bytes_and_row_leaves_a_file_that_is_swept_later(database, tmp_path, clock) -> None:
    store = Folder(tmp_path / "files")
    with database.writing() as session:
        kept = keep(session, store, JPEG, media_type(JPEG), now=clock.now, uploader_id=None)
        keep(session, store, PDF, media_type(PDF), now=clock.now + timedelta(days=2), uploader_id=None)
        used = kept.sha256
    with database.writing() as session:
        keep(session, store, PNG, media_type(PNG), now=clock.now, uploader_id=None)
        session.rollback()  # the power went out
    part = store.path / used[:2] / f"{PART}torn"
    part.write_bytes(b"half a photo")
    assert len(files(store.path)) == 4
    with database.writing() as session:
        assert sweep(session, store, hours=24, before=clock.now) == 0
    long_ago = time.time() - 2 * 24 * 3600
    for path in store.path.rglob("*"):
        os.utime(path, (long_ago, long_ago))
    with database.writing() as session:
        assert sweep(session, store, hours=24, before=clock.now) == 2
        assert session.scalar(select(func.count()).select_from(Attachment)) == 2
        assert sweep(session, store, hours=24, before=clock.now + timedelta(days=1)) == 1
    assert files(store.path) == [hashlib.sha256(PDF).hexdigest()]


def test_c17_a_disk_that_is_full_leaves_no_half_a_file(tmp_path, monkeypatch) -> None:
    store = Folder(tmp_path / "files")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.put("ab" * 32, JPEG)
    assert files(store.path) == []


@pytest.mark.parametrize("make", [lambda path: Folder(path), lambda path: Bucket(MemoryStore())], ids=["folder", "s3"])
def test_folders_and_buckets_keep_the_same_promises(tmp_path, make) -> None:
    store = make(tmp_path)
    name = hashlib.sha256(JPEG).hexdigest()
    assert store.get(name) is None
    store.put(name, JPEG)
    store.put(name, JPEG)
    assert store.get(name) == JPEG
    assert list(store.names(time.time() + 60)) == [name]
    assert list(store.names(time.time() - 60)) == []
    store.remove(name)
    store.remove(name)
    assert store.get(name) is None


def test_where_files_are_kept_is_a_setting(tmp_path) -> None:
    assert isinstance(open_store(str(tmp_path)), Folder)
    assert isinstance(open_store("memory:///"), Bucket)
