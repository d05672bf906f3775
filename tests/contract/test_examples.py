"""The examples of the GraphiQL page: the contract's documents, a click away, and answered on the demo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.contract.contract import DOCUMENTS, FOLDER

EXAMPLES = sorted((FOLDER.parents[2] / "core" / "web" / "examples").glob("*.graphql"))


def variables(path: Path) -> dict[str, Any]:
    given = path.with_suffix(".json")
    return dict(json.loads(given.read_text(encoding="utf-8"))) if given.exists() else {}


def test_every_document_that_can_be_sent_as_it_stands_is_an_example():
    needs_an_id = ["04_close_case", "16_relay"]
    wanted = [document.name for document in DOCUMENTS.values() if document.name not in needs_an_id]

    assert [path.stem for path in EXAMPLES if path.stem in DOCUMENTS] == wanted


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_of_the_contract_is_the_document_under_a_title(path):
    if path.stem not in DOCUMENTS:
        pytest.skip("an example of its own")
    document = DOCUMENTS[path.stem]

    title, text = path.read_text(encoding="utf-8").split("\n", 1)

    assert title.startswith("# ")
    assert " · " in title
    assert text == document.text
    assert variables(path) == document.asked()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_answered_on_the_demo(path, demo_client):
    text = path.read_text(encoding="utf-8")
    if "\nmutation" in text:
        pytest.skip("it writes: the demo is only read here")
    if "\nsubscription" in text:
        pytest.skip("nothing happens in the demo")

    answer = demo_client.data(text, variables(path))

    assert all(answer.values()), "every part of it shows something"
