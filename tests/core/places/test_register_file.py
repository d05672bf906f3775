"""The file of a register: which encodings and line ends it may have, and where each record starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import DomainError
from core.places.register_file import BLOCK, LINE_MOST, read_records

TEXT = "code,name\n370202001001,云霄路社区\n370202001004,江西路社区\n"
RECORDS = [(1, ["code", "name"]), (2, ["370202001001", "云霄路社区"]), (3, ["370202001004", "江西路社区"])]


def read(path: Path, content: bytes) -> list[tuple[int, list[str]]]:
    path = path / "register.csv"
    path.write_bytes(content)
    return [(line, cells) for line, cells, _ in read_records(path)]


def torn(path: Path, content: str) -> list[int]:
    path = path / "register.csv"
    path.write_text(content, encoding="utf-8")
    return [record.line for record in read_records(path) if record.is_torn]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encoding_is_found_out(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, TEXT.encode(encoding)) == RECORDS


def test_a_mark_of_the_encoding_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    assert read(tmp_path, ("\ufeff" + TEXT).encode("gb18030")) == RECORDS


def test_a_character_may_lie_across_two_blocks(tmp_path: Path) -> None:
    text = "a" * (BLOCK - 1) + "社"
    assert read(tmp_path, text.encode("utf-8")) == [(1, [text])]
    assert read(tmp_path, text.encode("gb18030")) == [(1, [text])]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(tmp_path: Path, line_end: str) -> None:
    assert read(tmp_path, TEXT.replace("\n", line_end).encode()) == RECORDS


def test_the_last_line_needs_no_end(tmp_path: Path) -> None:
    assert read(tmp_path, TEXT.rstrip("\n").encode()) == RECORDS


NO_TEXT = {
    "GB18030 cut short": (TEXT.encode("gb18030")[:-6], "as UTF-8 it breaks in line 2, as GB18030 in line 3"),
    "UTF-8 cut short": (TEXT.encode()[:-3], "as UTF-8 it breaks in line 3, as GB18030 in line 2"),
    "UTF-16": (TEXT.encode("utf-16"), "as UTF-8 it breaks in line 1, as GB18030 in line 1"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff\xff", "as UTF-8 it breaks in line 1"),
}


@pytest.mark.parametrize(("content", "told"), NO_TEXT.values(), ids=NO_TEXT)
def test_what_is_no_text_is_refused_with_the_line_where_it_breaks(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(DomainError) as refusal:
        read(tmp_path, content)
    assert refusal.value.message.startswith("register.csv is not text: ")
    assert told in refusal.value.message
    assert refusal.value.message_zh.startswith("register.csv 不是文本：")


def test_line_breaks_inside_quotes_count_as_lines(tmp_path: Path) -> None:
    text = 'code,note\n1,"first\nsecond\r\nthird"\n2,plain\n'
    assert read(tmp_path, text.encode()) == [
        (1, ["code", "note"]),
        (2, ["1", "first\nsecond\r\nthird"]),
        (5, ["2", "plain"]),
    ]


def test_blank_lines_are_left_out_and_counted(tmp_path: Path) -> None:
    assert read(tmp_path, b"\ncode,name\n\n  \n,,,\n1,a\n") == [(2, ["code", "name"]), (6, ["1", "a"])]


def test_quotes_inside_quotes_are_doubled(tmp_path: Path) -> None:
    assert read(tmp_path, b'"a ""b"", c",d"e\n') == [(1, ['a "b", c', 'd"e'])]


@pytest.mark.parametrize("torn_line", ['1,"a', '1,"a"b', '"1,a'])
def test_a_missing_quotation_mark_costs_its_own_row_only(tmp_path: Path, torn_line: str) -> None:
    rows = "".join(f"{number},x\n" for number in range(200))
    assert torn(tmp_path, f"{rows}{torn_line}\n{rows}") == [201]
    assert len(read(tmp_path, f"{rows}{torn_line}\n{rows}".encode())) == 401


def test_two_rows_with_a_missing_quotation_mark_do_not_swallow_what_is_between(tmp_path: Path) -> None:
    assert torn(tmp_path, '1,"a\n2,b\n3,"c\n4,d\n') == [1, 3]


def test_a_line_of_five_megabytes_is_torn_and_the_next_is_read(tmp_path: Path) -> None:
    text = "1," + "x" * (LINE_MOST + BLOCK) + "\n2,y\n"
    assert torn(tmp_path, text) == [1]
    assert read(tmp_path, text.encode())[-1] == (2, ["2", "y"])
