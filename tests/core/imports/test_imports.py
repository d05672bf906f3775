"""Imports that plugins contribute: mappings, the forms of files, and the command."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core import DomainError, Import, Outcome, Record
from core.imports.files import records_of
from core.imports.mapping import FileMapping, read_mapping
from core.imports.services import run_import, told
from core.people.models import UnitKind

WATER = Import(
    "water-leaks",
    "Leaks.",
    {"number": "Its number.", "kind": "What it is.", "seen_at": "When it was seen."},
    frozenset({"number", "seen_at"}),
    lambda session, now, zone: lambda record: Outcome.TAKEN,
)
ZONE = ZoneInfo("Asia/Shanghai")


def records(path: Path, text: str, mapping: FileMapping) -> list[Record]:
    path.write_text(text, encoding="utf-8")
    return list(records_of(path, mapping))


def mapped(folder: Path, text: str) -> FileMapping:
    (folder / "mapping.toml").write_text(text, encoding="utf-8")
    return read_mapping(folder / "mapping.toml", WATER)


def test_without_a_mapping_columns_are_named_as_the_fields(tmp_path):
    (one,) = records(tmp_path / "a.csv", "seen_at,number\n2023-01-02 03:04:05,7\n", read_mapping(None, WATER))
    assert (one.line, one.text("number"), one.maybe("kind")) == (2, "7", None)
    assert one.moment("seen_at", ZONE).astimezone(UTC) == datetime(2023, 1, 1, 19, 4, 5, tzinfo=UTC)


def test_a_mapping_says_where_things_stand_and_what_words_mean(tmp_path):
    mapping = mapped(
        tmp_path,
        """
        time_zone = "America/New_York"
        moments = "%m/%d/%Y"
        missing = ["NA"]
        [columns]
        number = "No."
        kind = "What"
        seen_at = "Day"
        [words.kind]
        "a  firm" = "never"
        "a firm" = "UTILITY"
        [otherwise]
        kind = "BUREAU"
        [only]
        Town = ["here", "there"]
        """,
    )
    text = "No.,What,Day,Town\n1,a  firm,01/31/2023,here\n2,NA,02/01/2023,there\n3,x,02/01/2023,elsewhere\n"
    first, second = records(tmp_path / "a.csv", text, mapping)
    assert [one.word("kind", UnitKind) for one in (first, second)] == [UnitKind.UTILITY, UnitKind.BUREAU]
    assert [one.is_known("kind") for one in (first, second)] == [True, False]
    assert first.moment("seen_at", ZONE).isoformat() == "2023-01-31T00:00:00-05:00"


def test_a_file_without_a_header_has_numbered_columns(tmp_path):
    mapping = mapped(tmp_path, "header = false\n[columns]\nnumber = 2\nseen_at = 1\n[only]\n3 = ['yes']")
    text = "2023-01-01,7,yes\n2023-01-02,8,no\n2023-01-03\n"
    assert [one.text("number") for one in records(tmp_path / "a.csv", text, mapping)] == ["7"]


def test_a_json_list_is_read_and_what_is_not_there_is_missing(tmp_path):
    text = '[{"number": 7, "seen_at": "2023-01-01T00:00:00Z"}, {"number": null}]'
    first, second = records(tmp_path / "a.json", text, read_mapping(None, WATER))
    assert first.text("number") == "7"
    with pytest.raises(DomainError, match="number is missing"):
        second.text("number")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[columns", "is no TOML file"),
        ("colums = 1", "'colums'; there is time_zone, moments"),
        ("[columns]\nnumber = 'a'\nseen = 'b'", r"\[columns\] has 'seen'; there is number, kind, seen_at"),
        ("[columns]\nnumber = 'a'", "does not say where seen_at stands"),
        ("time_zone = 'Mars'\n[columns]\nnumber = 'a'\nseen_at = 'b'", "no time zone 'Mars'"),
    ],
)
def test_a_mapping_that_cannot_be_understood_is_refused(tmp_path, text, told):
    with pytest.raises(DomainError, match=told):
        mapped(tmp_path, text)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.csv", "number\n7\n", "lacks the columns seen_at"),
        ("a.csv", "", "lacks the columns number, seen_at"),
        ("a.csv", "number,seen_at,number\n7,2023-01-01,8\n", "has the columns number twice"),
        ("a.json", '{"number": 7}', "is no list of objects"),
        ("a.json", "[", "is no JSON"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path, name, text, told):
    with pytest.raises(DomainError, match=told):
        records(tmp_path / name, text, read_mapping(None, WATER))


def test_a_row_that_is_no_row_of_its_columns_is_refused_and_not_guessed(tmp_path, database):
    """A comma or a quotation mark too much puts what follows into other columns."""
    path = tmp_path / "a.csv"
    path.write_text('number,seen_at,kind\n1,2023-01-01,"x\n2,2023-01-01,x,y\n3,2023-01-01\n4,2023-01-01,x,\n')
    report = run_import(database, WATER, path, read_mapping(None, WATER), now=datetime.now(UTC), zone=ZONE)
    assert list(told(report, dry_run=False)) == [
        "4 records read: 2 taken, 0 known before, 2 refused.",
        "  1 × The row cannot be split into columns: a quotation mark is missing or a cell is far too long. "
        "(the first in line 2)",
        "  1 × The row has 4 columns; the first line has 3. (the first in line 3)",
    ]


def test_a_mark_of_the_encoding_and_a_list_with_one_are_read(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("\ufeffnumber,seen_at,kind\n7,2023-01-01,漏\n".encode("gb18030"))
    assert [one.text("number") for one in records_of(path, read_mapping(None, WATER))] == ["7"]
    path = tmp_path / "a.json"
    path.write_text('\ufeff[{"number": 7}]', encoding="utf-8")
    assert [one.text("number") for one in records_of(path, read_mapping(None, WATER))] == ["7"]


@pytest.mark.parametrize(
    ("cell", "read", "told"),
    [
        ("x", lambda record: record.word("number", UnitKind), "'x' is none of BUREAU, DEPARTMENT"),
        ("x", lambda record: record.moment("number", ZONE), "'x' is no moment"),
    ],
)
def test_a_cell_that_says_nothing_sensible_is_refused_with_its_field(cell, read, told):
    record = Record(1, {"number": cell}, FileMapping({"number": "number"}))
    with pytest.raises(DomainError, match=told) as refused:
        read(record)
    assert refused.value.field == ("number",)
