"""What cannot be is answered by user errors that name the field and the mend, in both languages, and writes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from core.testing.client import Client
from core.testing.samples import Sample, Samples

WRONG: dict[str, dict[str, Any]] = {
    "ids of nothing, negative numbers, days to come": {"text": "Nothing_1", "number": -1, "day": "2999-12-31"},
    "blanks, huge numbers, days before anything": {"text": " \u3000", "number": 2_000_000_000, "day": "0001-01-01"},
    "texts with a NUL": {"text": "a\0"},
    "texts far too long": {"text": "长" * 3_000},
}


def errors(payload: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from payload["userErrors"]
    for result in payload.get("results") or ():
        yield from result["userErrors"]


def sent(client: Client, sample: Sample, language: str) -> list[Any]:
    """The user errors; or, where a value is none of its type, the errors that say so."""
    response = client.http.post(
        "/graphql",
        content=json.dumps({"query": sample.query, "variables": sample.variables}),
        headers={"content-type": "application/json", "accept-language": language},
    )
    answer = response.json()
    assert response.status_code == 200, answer
    if "errors" in answer:
        assert {error["extensions"]["code"] for error in answer["errors"]} <= {"BAD_USER_INPUT"}, answer
        return list(answer["errors"])
    (payload,) = answer["data"].values()
    return list(errors(payload))


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_it_is_refused_and_nothing_is_written(client, added, wrong):
    for name in added.mutations:
        found = sent(client, Samples(added.alone).filled(**wrong).action(name), "en")
        assert found, f"{name} did it"
        for error in found:
            assert error["message"].strip()
            assert "field" not in error or error["field"][0] == "input", (name, error)
            assert error.get("code") != "FAULT", (name, error)


@pytest.mark.usefixtures("unchanged")
def test_who_asks_in_chinese_is_told_in_chinese(client, added):
    for name in added.mutations:
        found = sent(client, Samples(added.alone).filled(**next(iter(WRONG.values()))).action(name), "zh")
        for error in found:
            assert "field" not in error or not error["message"].isascii(), (name, error)
