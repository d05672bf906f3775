"""Documents by their hash: registered ones, and those that a client sent before (catalogue A18)."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.http.documents import hash_of, trusted_documents

KNOWN = "{ serviceLines { key } }"
OTHER = "{ serviceLines { name } }"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lines.graphql").write_text(KNOWN + "\n")
    return tmp_path


def post(http: TestClient, query: str | None = None, hash_: str | None = None, **more: Any) -> Any:
    body = dict(more)
    if query is not None:
        body["query"] = query
    if hash_ is not None:
        body["extensions"] = {"persistedQuery": {"version": 1, "sha256Hash": hash_}}
    response = http.post("/graphql", json=body)
    assert response.status_code in {200, 400}
    return response.json()


def code(answer: Any) -> str:
    assert "data" not in answer
    return str(answer["errors"][0]["extensions"]["code"])


def test_a_document_is_sent_once_and_then_by_its_hash(opened: Any) -> None:
    http = opened()
    assert post(http, hash_=hash_of(OTHER))["errors"][0]["message"] == "PersistedQueryNotFound"
    assert post(http, OTHER, hash_of(OTHER)) == post(http, hash_=hash_of(OTHER)) == post(http, OTHER)
    given = {"extensions": json.dumps({"persistedQuery": {"version": 1, "sha256Hash": hash_of(OTHER)}})}
    assert http.get("/graphql", params=given).json() == post(http, OTHER)
    assert http.get("/graphql", params={"documentId": f"sha256:{hash_of(OTHER)}", "query": OTHER}).json() == post(
        http, OTHER
    )


def test_what_is_no_document_is_not_kept(opened: Any) -> None:
    http = opened()
    broken = "{ nothing }"
    assert code(post(http, broken, hash_of(broken))) == "GRAPHQL_VALIDATION_FAILED"
    assert code(post(http, hash_=hash_of(broken))) == "PERSISTED_QUERY_NOT_FOUND"


def test_a18_a_hash_that_is_not_the_query_s_is_refused(opened: Any) -> None:
    assert code(post(opened(), OTHER, hash_of(KNOWN))) == "PERSISTED_QUERY_HASH_MISMATCH"


@pytest.mark.parametrize("given", [1, {"version": 2, "sha256Hash": "a"}, {"version": 1, "sha256Hash": 5}, []])
def test_a18_a_hash_in_another_form_is_a_bad_request(opened: Any, given: Any) -> None:
    response = opened().post("/graphql", json={"query": KNOWN, "extensions": {"persistedQuery": given}})
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")


def test_a18_enforced_only_registered_documents_are_run(opened: Any, folder: Path) -> None:
    http = opened(documents=str(folder), documents_mode="enforce")
    assert post(http, KNOWN) == post(http, hash_=hash_of(KNOWN)) == post(http, KNOWN + "\n")
    assert post(http, KNOWN)["data"]["serviceLines"]
    assert code(post(http, OTHER)) == "DOCUMENT_NOT_TRUSTED"
    assert code(post(http, OTHER, hash_of(OTHER))) == "DOCUMENT_NOT_TRUSTED"
    assert code(post(http, hash_=hash_of(OTHER))) == "PERSISTED_QUERY_NOT_FOUND"
    assert code(post(http, "{ __schema { queryType { name } } }")) == "DOCUMENT_NOT_TRUSTED"


def test_audited_others_are_run_and_told_once(opened: Any, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    http = opened(documents=str(folder), documents_mode="audit")
    with caplog.at_level(logging.WARNING, "lastmeter.documents"):
        for query in (KNOWN, OTHER, OTHER):
            assert "errors" not in post(http, query)
    assert [hash_of(OTHER) in record.getMessage() for record in caplog.records] == [True]


@pytest.mark.parametrize(
    "manifest",
    [
        {hash_of(KNOWN): KNOWN},
        {f"sha256:{hash_of(KNOWN)}": KNOWN},
        {"format": "apollo-persisted-query-manifest", "operations": [{"id": hash_of(KNOWN), "body": KNOWN}]},
    ],
    ids=["relay", "with its algorithm", "apollo"],
)
def test_the_files_of_the_compilers_are_read(tmp_path: Path, manifest: Any) -> None:
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(manifest))
    assert trusted_documents(file) == {hash_of(KNOWN): KNOWN}


def test_a_file_that_was_changed_by_hand_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps({hash_of(KNOWN): OTHER}))
    with pytest.raises(ValueError, match="is not the SHA-256 of its document"):
        trusted_documents(file)
