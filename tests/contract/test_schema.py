"""The schema accepts what clients send, as it stands."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from graphql import parse, validate

from tests.contract.contract import DOCUMENTS, FOLDER, Document

DESIGN = Path(os.environ.get("LASTMETER_CONTRACT") or FOLDER.parents[2] / "../shared/design/contract")
"""Where the clients' own copies are; ours are compared with them."""


def test_the_documents_are_the_clients_own():
    if not DESIGN.is_dir():
        pytest.skip("the clients' copies are not here: set LASTMETER_CONTRACT to their folder")

    theirs = {path.name: path.read_text() for path in DESIGN.iterdir() if path.suffix in {".graphql", ".json"}}

    assert theirs == {path.name: path.read_text() for path in FOLDER.iterdir()}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_is_valid(document: Document, composition):
    assert validate(composition.schema._schema, parse(document.text)) == []
