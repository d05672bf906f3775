"""Bodies: whatever is sent, the answer is JSON and below 500 (catalogue A11, A13, A14, A15, A19)."""

from __future__ import annotations

import asyncio
import json
from random import Random
from time import process_time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.http.refusals import BadRequest
from core.http.requests import from_body, from_query_string, parsed_json, read_body

QUERY = b'{"query": "{ __typename }"}'


def refusal(body: bytes) -> tuple[int, str]:
    with pytest.raises(BadRequest) as refused:
        from_body(body)
    return refused.value.status, refused.value.message


def mutated(chance: Random) -> bytes:
    """A request in which something is broken, cut off, doubled or put in between."""
    body = bytearray(
        QUERY if chance.random() < 0.3 else json.dumps({"query": "{ a }", "variables": {"é": [1]}}).encode()
    )
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(body) + 1)
        match chance.randrange(5):
            case 0:
                body[at : at + chance.randint(1, 5)] = b""
            case 1:
                body[at:at] = chance.randbytes(chance.randint(1, 4))
            case 2:
                body[at:at] = chance.choice(
                    [b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", b"[" * 1100, b"1" * 30, b"NaN", b'"']
                )
            case 3:
                body = body[:at]
            case _:
                body += body[:at]
    return bytes(body)


def outcome(body: bytes) -> BadRequest | None:
    try:
        from_body(body)
    except BadRequest as refused:
        return refused
    return None


def test_a13_three_thousand_broken_bodies_are_refused_or_read_and_never_a_fault() -> None:
    chance = Random(13)
    refusals = [refused for refused in (outcome(mutated(chance)) for _ in range(3000)) if refused is not None]
    assert {refused.status for refused in refusals} <= {400, 413}
    assert all(refused.message for refused in refusals)
    assert len(refusals) > 2000


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"query": "{ a }", "variables": {"a": 1e400}}', "The body is no JSON"),
        (b'{"query": "{ a }", "variables": {"a": Infinity}}', "The body is no JSON"),
        (
            b'{"query": "{ a }", "variables": {"a": ' + b"9" * 21 + b"}}",
            "The body has a number of more than 20 digits.",
        ),
    ],
)
def test_a14_values_that_are_none_are_refused_by_name(body: bytes, told: str) -> None:
    status, message = refusal(body)
    assert (status, message[: len(told)]) == (400, told)


@pytest.mark.parametrize("text", ["\u202eأهلا", "😀" * 2000, "1" * 40, "a\u0301", "\ufeff", "\u2028", "C:\\new", '"'])
def test_a14_every_text_that_is_one_is_kept_as_it_is(text: str) -> None:
    body = json.dumps({"query": "{ a }", "variables": {"a": text}}).encode()
    assert from_body(body).variables == {"a": text}


@settings(max_examples=300, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers(-(2**63), 2**63 - 1) | st.text(), st.lists, max_leaves=5
    )
)
def test_a14_whatever_is_in_a_variable_is_kept_or_refused(value: Any) -> None:
    body = json.dumps({"query": "{ a }", "variables": {"a": value}}).encode()
    try:
        kept = from_body(body).variables["a"]
    except BadRequest:
        return
    assert json.dumps(kept).encode() == json.dumps(value).encode() or kept == value


def test_a11_a_key_twice_is_found_however_it_is_written() -> None:
    assert refusal(b'{"query": "{ a }", "qu\\u0065ry": "{ b }"}') == (
        400,
        "The key 'query' stands twice in one object.",
    )
    assert refusal(b'{"query": "{ a }", "variables": {"b": {"c": 1, "c" : 2}}}')[1].startswith("The key 'c'")
    assert from_body(b'{"query": "{ a }", "variables": {"a": "b\\": 1, \\"b", "b": {"a": 2}}}').variables["b"] == {
        "a": 2
    }


def test_a15_a_thousand_operations_at_once_are_refused() -> None:
    assert refusal(b"[" + b",".join([QUERY] * 1000) + b"]")[0] == 400


@pytest.mark.parametrize(
    "body",
    [
        b'{"query": "' + b'\\"' * 120_000 + b'"}',
        b'{"query": "' + b"\\\\" * 120_000 + b'"}',
        b'{"query"' + b" " * 250_000 + b': 1}',
        b'{"a": "' + b"1" * 250_000 + b'"}',
        b"[" + b'"",' * 80_000 + b'""]',
        b'"' * 250_000,
    ],
    ids=["quotes", "backslashes", "blanks", "digits", "texts", "open"],
)  # fmt: skip
def test_a13_long_bodies_take_no_longer_than_they_are_long(body: bytes) -> None:
    start = process_time()
    with pytest.raises(BadRequest):
        from_body(body)
    assert process_time() - start < 0.25


def test_a_query_string_says_each_thing_once() -> None:
    sent = from_query_string(b"query=%7B%20a%20%7D&variables=%7B%22a%22%3A1%7D&operationName=")
    assert (sent.text, sent.variables, sent.operation_name) == ("{ a }", {"a": 1}, None)
    for broken in (b"query=a&query=b", b"query", b"query=%ff", b"query=a&variables=[1]", b""):
        with pytest.raises(BadRequest):
            from_query_string(broken)


def arriving(*parts: bytes, pause: float = 0.0) -> Any:
    left = list(parts)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(pause)
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    return receive


@pytest.mark.parametrize(
    ("headers", "parts", "status"),
    [
        ({"content-length": "101"}, [b""], 413),
        ({"content-length": "9" * 5000}, [b""], 413),
        ({"content-length": "-1"}, [b""], 413),
        ({}, [b"x" * 60, b"x" * 60, b""], 413),
        ({"content-length": "100"}, [b"x" * 100], None),
    ],
    ids=["declared", "declared endlessly", "declared below nothing", "in chunks", "just enough"],
)
def test_a19_a_body_ends_where_it_is_too_long(headers: dict[str, str], parts: list[bytes], status: int | None) -> None:
    async def read() -> bytes:
        return await read_body(headers, arriving(*parts), 100, 1.0)

    if status is None:
        assert asyncio.run(read()) == b"x" * 100
        return
    with pytest.raises(BadRequest) as refused:
        asyncio.run(read())
    assert refused.value.status == status


def test_a19_a_body_that_comes_too_slowly_is_not_waited_for() -> None:
    with pytest.raises(BadRequest) as refused:
        asyncio.run(read_body({}, arriving(*[b"x"] * 100, pause=0.02), 1000, 0.1))
    assert (refused.value.status, refused.value.headers) == (408, {"connection": "close"})


def test_parsed_json_takes_what_the_standard_takes() -> None:
    assert parsed_json(b'\n{"a": [1, -0, 1.5e3, null, true, "\\ud83d\\ude00"]}') == {
        "a": [1, 0, 1500.0, None, True, "😀"]
    }
