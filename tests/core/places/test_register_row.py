"""The rows of a register: what is wrong with one is told with line, column and reason, and the rest goes in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.errors import DomainError
from core.places.register_report import RefusedRow
from core.places.register_row import Row, Rows
from tests.core.places.editions import HEADER, row, write

GOOD = "370202001001,云霄路社区,370202001,香港中路街道,370202,市南区"
EXTENDED = f"{HEADER},kind,households"


def read(*files: Path) -> tuple[list[Row], list[RefusedRow]]:
    refused: list[RefusedRow] = []
    rows = Rows(refused.append)
    return [taken for file in files for taken in rows.read(file)], refused


def wrong(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


WRONG_ROWS = {
    "a code of 11 digits": (
        wrong("370202001001", "37020200100"),
        "code",
        "code is '37020200100'; it must be 12 digits, 0 to 9.",
    ),
    "letters in a code": (
        wrong("370202001001", "37020200100l"),
        "code",
        "code is '37020200100l'; it must be 12 digits, 0 to 9.",
    ),
    "full-width digits": (
        wrong("370202001001", "３７０２０２００１００１"),
        "code",
        "code is '３７０２０２００１００１'; it must be 12 digits, 0 to 9.",
    ),
    "a code that a spreadsheet rounded": (
        wrong("370202001001", "3.70202E+11"),
        "code",
        "code is '3.70202E+11'; it must be 12 digits, 0 to 9.",
    ),
    "no code": (wrong("370202001001", ""), "code", "code is ''; it must be 12 digits, 0 to 9."),
    "another street": (
        wrong(",370202001,", ",370202002,"),
        "street_code",
        "street_code is 370202002, but code 370202001001 begins with 370202001.",
    ),
    "another district": (
        wrong(",370202,", ",370203,"),
        "district_code",
        "district_code is 370203, but street_code 370202001 begins with 370202.",
    ),
    "an empty name": (wrong("云霄路社区", "　"), "name", "name is empty; write something."),
    "an empty street name": (wrong("香港中路街道", ""), "street_name", "street_name is empty; write something."),
    "a name of 1 MB": (
        wrong("云霄路社区", "云" * 350_000),
        "name",
        "name has 350000 characters; at most 200 are kept.",
    ),
    "a quoted name of 1 MB": (
        wrong("云霄路社区", f'"{"云" * 350_000}"'),
        None,
        "The row cannot be split into columns: a quotation mark is missing or a cell is far too long.",
    ),
    "NUL in a name": (
        wrong("云霄路", "云\x00霄路"),
        "name",
        "name has a character that is no text (U+0000) at position 2; remove it.",
    ),
    "NUL in a quoted name": (
        wrong("云霄路社区", '"云\x00霄路"'),
        "name",
        "name has a character that is no text (U+0000) at position 2; remove it.",
    ),
    "a line break in a name": (
        wrong("云霄路社区", '"云霄路\n社区"'),
        "name",
        "name has a line break or a tab; remove it.",
    ),
    "too few columns": (wrong(",市南区", ""), None, "The row has 5 columns; the first line has 6."),
    "too many columns": (wrong("云霄路", "云,霄路"), None, "The row has 7 columns; the first line has 6."),
    "a missing quotation mark": (
        wrong("云霄路", '"云霄路'),
        None,
        "The row cannot be split into columns: a quotation mark is missing or a cell is far too long.",
    ),
}


@pytest.mark.parametrize(("wrong_row", "column", "reason"), WRONG_ROWS.values(), ids=WRONG_ROWS)
def test_a_wrong_row_is_refused_and_the_rest_goes_in(
    tmp_path: Path, wrong_row: str, column: str | None, reason: str
) -> None:
    file = write(tmp_path / "r.csv", row("370203001001", "前"), wrong_row, row("370203001002", "后"))
    taken, refused = read(file)
    assert [community.name for community in taken] == ["前", "后"]
    assert [(told.file, told.line, told.column, told.reason) for told in refused] == [("r.csv", 3, column, reason)]
    assert re.search("[一-鿿]", refused[0].reason_zh)


WRONG_DETAILS = {
    "unknown kind": (
        ("OLD_ESTATES", "1"),
        "kind",
        "There is no kind of community 'OLD_ESTATES'. There is: OLD_ESTATE.",
    ),
    "households -1": (
        ("", "-1"),
        "households",
        "households is '-1'; it must be a whole number, 0 or more, in digits only.",
    ),
    "households 10^12": (("", "10^12"), "households", None),
    "households 1e3": (("", "1e3"), "households", None),
    "households 1.0": (("", "1.0"), "households", None),
    "households in full-width digits": (("", "１２"), "households", None),
    "households 1000000000000": (
        ("", "1000000000000"),
        "households",
        "households is 1000000000000; it can be 0 to 1000000.",
    ),
    "households of 5,000 digits": (("", "9" * 5000), "households", None),
    "one household too many": (("", "1000001"), "households", "households is 1000001; it can be 0 to 1000000."),
}


@pytest.mark.parametrize(("details", "column", "reason"), WRONG_DETAILS.values(), ids=WRONG_DETAILS)
def test_a_wrong_detail_refuses_its_row(
    tmp_path: Path, details: tuple[str, str], column: str, reason: str | None
) -> None:
    file = write(tmp_path / "r.csv", f"{GOOD},{details[0]},{details[1]}", header=EXTENDED)
    taken, refused = read(file)
    assert taken == []
    assert [(told.line, told.column) for told in refused] == [(2, column)]
    assert reason in (None, refused[0].reason)


def test_kind_and_households_are_taken_when_they_are_there(tmp_path: Path) -> None:
    rows = (f"{GOOD},OLD_ESTATE,1000000", f"{wrong('001001', '001002')},,", f"{wrong('001001', '001003')}, ,0")
    taken, _ = read(write(tmp_path / "r.csv", *rows, header=EXTENDED))
    assert [(one.kind, one.households) for one in taken] == [("OLD_ESTATE", 1_000_000), (None, None), (None, 0)]


def test_columns_may_stand_in_any_order_beside_others(tmp_path: Path) -> None:
    header = "District_Name,remark,district_code,street_name, street_code ,name,code"
    file = write(tmp_path / "r.csv", "市南区,x,370202,香港中路街道,370202001, 云霄路社区 ,370202001001", header=header)
    names = ("370202001", "香港中路街道", "370202", "市南区")
    assert read(file) == ([Row("370202001001", "云霄路社区", *names, None, None)], [])


def test_a_name_is_kept_in_the_form_that_search_looks_for(tmp_path: Path) -> None:
    taken, _ = read(write(tmp_path / "r.csv", wrong("云霄路", "\uf92c家")))
    assert taken[0].name == "郎家社区"


WRONG_FILES = {
    "an empty file": ("", "r.csv is empty.", "r.csv 是空文件。"),
    "blank lines only": ("\n\n", "r.csv is empty.", "r.csv 是空文件。"),
    "a missing column": (
        "code,name,street_code,street_name,district_name\n",
        "r.csv lacks the columns district_code in its first line. It must have, separated by commas: "
        "code, name, street_code, street_name, district_code, district_name.",
        "r.csv 首行缺少列 district_code。首行须含以下各列，以英文逗号分隔："
        "code, name, street_code, street_name, district_code, district_name。",
    ),
    "a column twice": (f"{HEADER},name\n", "r.csv has the columns name twice.", "r.csv 有重复的列：name。"),
}


@pytest.mark.parametrize(("content", "message", "message_zh"), WRONG_FILES.values(), ids=WRONG_FILES)
def test_a_file_without_its_columns_is_refused(tmp_path: Path, content: str, message: str, message_zh: str) -> None:
    file = tmp_path / "r.csv"
    file.write_text(content)
    with pytest.raises(DomainError) as refusal:
        read(file)
    assert (refusal.value.message, refusal.value.message_zh) == (message, message_zh)


def test_a_header_alone_is_a_file_without_rows(tmp_path: Path) -> None:
    assert read(write(tmp_path / "r.csv")) == ([], [])


def test_a_code_that_comes_again_is_refused_in_one_file_and_across_files(tmp_path: Path) -> None:
    first = write(tmp_path / "a.csv", GOOD, GOOD)
    second = write(tmp_path / "b.csv", wrong("云霄路", "江西路"))
    taken, refused = read(first, second)
    assert [community.name for community in taken] == ["云霄路社区"]
    reason = "370202001001 stands in a row before, and that one was taken. Remove one of them."
    assert refused == [
        RefusedRow(file, line, "code", reason, "代码 370202001001 在前面的行中已出现，已采用前一行，请删除其一。")
        for file, line in (("a.csv", 3), ("b.csv", 2))
    ]


def test_a_code_whose_first_row_was_refused_may_come_again(tmp_path: Path) -> None:
    taken, refused = read(write(tmp_path / "r.csv", wrong("云霄路社区", ""), GOOD))
    assert [community.name for community in taken] == ["云霄路社区"]
    assert [told.line for told in refused] == [2]


@pytest.mark.parametrize(
    ("old", "new", "column", "code"),
    [("香港中路街道", "香港东路街道", "street_name", "370202001"), ("市南区", "市北区", "district_name", "370202")],
)
def test_a_street_or_district_has_one_name_in_an_edition(
    tmp_path: Path, old: str, new: str, column: str, code: str
) -> None:
    other = wrong("001001", "001002").replace(old, new)
    taken, refused = read(write(tmp_path / "r.csv", GOOD, other))
    assert len(taken) == 1
    assert [(told.column, told.reason) for told in refused] == [
        (column, f"{column} of {code} is '{new}' here and '{old}' in a row before; write one.")
    ]


def test_a_refused_row_does_not_say_what_its_street_is_called(tmp_path: Path) -> None:
    misnamed = GOOD.replace("香港中路街道", "旧名街道").replace("市南区", "")
    taken, refused = read(write(tmp_path / "r.csv", misnamed, GOOD))
    assert [community.street_name for community in taken] == ["香港中路街道"]
    assert [told.line for told in refused] == [2]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    rows = (
        f'{GOOD},"two\nlines"',
        f"{wrong('370202001001', 'x')},",
        f'{wrong("001001", "x")},"three\n\nlines"',
        "short",
    )
    _, refused = read(write(tmp_path / "r.csv", *rows, header=f"{HEADER},remark"))
    assert [told.line for told in refused] == [4, 5, 8]


def test_cells_that_excel_left_out_at_the_end_of_a_row_are_empty(tmp_path: Path) -> None:
    """It writes no commas after the last cell of sixteen rows of which none has more."""
    rows = (GOOD, f"{wrong('001001', '001002')},ORDINARY", f"{wrong('001001', '001003')},,7,,")
    taken, refused = read(write(tmp_path / "r.csv", *rows, header=EXTENDED))
    assert refused == []
    assert [(one.kind, one.households) for one in taken] == [(None, None), ("ORDINARY", None), (None, 7)]
