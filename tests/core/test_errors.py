"""Refusals: their paths grow from the inside out, and several are told at once."""

from __future__ import annotations

import pytest

from core.checks import Checks
from core.errors import DomainError, ErrorCode, Refused, at, invalid, not_found, unknown


def refusal(field: str) -> DomainError:
    return invalid(field, f"{field} is wrong.", f"{field} 有误。")


def test_a_path_grows_from_the_inside_out():
    with pytest.raises(DomainError) as refused, at("visit"), at("materials", 3):
        raise refusal("topic")

    assert refused.value.field == ("visit", "materials", "3", "topic")


def test_several_refusals_keep_their_paths_and_grow_together():
    checks = Checks()
    for field in ("a", "b"):
        checks.run(lambda field=field: _raise(refusal(field)))

    with pytest.raises(Refused) as refused, at("input"):
        checks.done()

    assert [error.field for error in refused.value.errors] == [("input", "a"), ("input", "b")]


def test_refusals_inside_refusals_are_told_one_by_one():
    inner, outer = Checks(), Checks()
    for field in ("a", "b"):
        inner.run(lambda field=field: _raise(refusal(field)))
    outer.run(inner.done)
    outer.run(lambda: _raise(refusal("c")))

    with pytest.raises(Refused) as refused:
        outer.done()

    assert [error.field for error in refused.value.errors] == [("a",), ("b",), ("c",)]


def test_one_refusal_alone_stays_what_it_is():
    checks = Checks()
    assert checks.run(lambda: 1) == 1
    assert checks.run(lambda: _raise(not_found("a", "b", "c"))) is None

    with pytest.raises(DomainError) as refused:
        checks.done()

    assert not isinstance(refused.value, Refused)
    assert refused.value.code is ErrorCode.NOT_FOUND


def test_nothing_wrong_is_nothing_raised():
    assert Checks().done() is None  # type: ignore[func-returns-value]


def test_an_unknown_word_is_told_the_nearest_ones_or_all():
    known = ["sanitation", "enforcement", "gas", "heating"]
    assert unknown("line", "gaz", known, "line", "线").message == "There is no line 'gaz'. There is: gas."
    assert unknown("line", "x", known, "line", "线").message.endswith("sanitation, enforcement, gas, heating.")
    assert unknown("line", "x", [], "line", "线").message_zh == "没有线“x”。可用：无。"


def test_a_refusal_speaks_two_languages():
    assert (refusal("a").text("en"), refusal("a").text("zh")) == ("a is wrong.", "a 有误。")


def _raise(error: Exception) -> None:
    raise error
