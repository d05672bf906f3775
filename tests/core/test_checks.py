"""Checks of what people send."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.checks import check_count, check_day, check_length, check_texts, check_version, clean, clean_or_none, shown
from core.errors import DomainError, ErrorCode


@given(st.text(st.characters(exclude_characters="\u200c\u200d"), max_size=300))
def test_text_is_kept_without_its_blanks_or_refused(text):
    kinds = {unicodedata.category(character) for character in text.strip() if character not in "\n\t"}
    is_text = not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}

    if is_text and 1 <= len(text.strip()) <= 120:
        assert clean(text, "title", 120) == text.strip()
        return
    with pytest.raises(DomainError) as refused:
        clean(text, "title", 120)
    assert refused.value.field == ("title",)
    assert refused.value.code in {ErrorCode.REQUIRED, ErrorCode.TOO_LONG, ErrorCode.INVALID}


@pytest.mark.parametrize(
    ("text", "at", "code"),
    [
        ("a\0", 2, "U+0000"),
        ("\x7fa", 1, "U+007F"),
        ("好\ud83d", 2, "U+D83D"),
        ("a\rb", 2, "U+000D"),
        ("楼道\u202e灯坏", 3, "U+202E"),
        ("\u2067海岸路", 1, "U+2067"),
        ("海\u200b岸路", 2, "U+200B"),
        ("\ufeff海岸路", 1, "U+FEFF"),
        ("海岸路\u200f", 4, "U+200F"),
        ("海\u2028岸路", 2, "U+2028"),
        ("海岸路\u200d", 4, "U+200D"),
        ("海\u200d\u200d路", 2, "U+200D"),
        ("a\U000e0041", 2, "U+E0041"),
    ],
)
def test_what_is_no_text_is_told_by_its_place(text, at, code):
    with pytest.raises(DomainError, match=rf"no text \({code[0]}\{code[1:]}\) at position {at}; remove it"):
        clean(text, "title")


@pytest.mark.parametrize("text", ["楼道\n两处", "𠮷野家", "👍🏽", "a\tb", "👨\u200d👩\u200d👧", "می\u200cخواهم"])
def test_what_people_write_is_kept(text):
    assert clean(text, "title") == text


@pytest.mark.parametrize("text", [None, "", "  ", "\u3000\n"])
def test_blanks_are_nothing_where_nothing_may_be(text):
    assert clean_or_none(text, "summary") is None


def test_a_count_has_limits_and_both_are_taken():
    check_count(0, "staff", 3)
    check_count(3, "staff", 3)
    for count in (-1, 4):
        with pytest.raises(DomainError, match=f"staff is {count}; it can be 0 to 3"):
            check_count(count, "staff", 3)


def test_a_day_is_not_in_the_future_nor_before_our_time():
    today = date(2023, 9, 8)
    check_day(today, "visited_on", today)
    check_day(date(2000, 1, 1), "visited_on", today)
    for day in (date(2023, 9, 9), date(1999, 12, 31)):
        with pytest.raises(DomainError) as refused:
            check_day(day, "visited_on", today)
        assert refused.value.code is ErrorCode.OUT_OF_RANGE


def test_a_list_has_a_longest_length():
    check_length([1] * 100, "five_cleans")
    with pytest.raises(DomainError, match="fiveCleans has 101 entries; send at most 100 at once"):
        check_length([1] * 101, "five_cleans")


def test_who_saw_an_older_version_is_told_the_one_of_now():
    check_version(3, 3)
    with pytest.raises(DomainError, match="its version is 3, not 2"):
        check_version(3, 2)


@pytest.mark.parametrize(("field", "known"), [("title", "title"), ("five_cleans", "fiveCleans"), ("a_b_c", "aBC")])
def test_fields_are_named_as_clients_know_them(field, known):
    assert shown(field) == known


def test_a14_an_endless_text_to_look_for_is_refused_by_its_path() -> None:
    check_texts({"search": "x" * 10_000})
    with pytest.raises(DomainError) as refused:
        check_texts({"filter": {"codes": ["a", "x" * 10_001]}})
    assert (refused.value.code.name, refused.value.field) == ("TOO_LONG", ("filter", "codes", "1"))
