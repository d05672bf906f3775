"""The records of a file: CSV in UTF-8 or GB18030, with or without a header, or a JSON list of objects."""

from __future__ import annotations

import itertools
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from core.errors import DomainError
from core.imports.mapping import FileMapping
from core.imports.record import Record
from core.places.register_file import Record as CsvRecord
from core.places.register_file import file_refused, read_records, refuse_twice

Line = tuple[int, Mapping[str | int, str], DomainError | None]
"""Where it begins, its cells by their columns, and why it could not be split into them."""


def records_of(path: Path, mapping: FileMapping) -> Iterator[Record]:
    """Those that the mapping means."""
    lines = _of_json(path) if path.suffix.lower() == ".json" else _of_csv(path, mapping)
    for line, cells, wrong in lines:
        if wrong is not None:
            yield Record(line, {}, mapping, wrong)
        elif all(cells.get(column, "").strip() in words for column, words in mapping.only.items()):
            found = {field: cells.get(column, "") for field, column in mapping.columns.items()}
            yield Record(line, found, mapping)


def _of_csv(path: Path, mapping: FileMapping) -> Iterator[Line]:
    records = read_records(path)
    if not mapping.header:
        for record in records:
            yield _split(record, len(record.cells), range(1, len(record.cells) + 1))
        return
    first = next(records, None)
    names = [name.strip() for name in first.cells] if first is not None else []
    _check_columns(path, names, mapping)
    for record in records:
        yield _split(record, len(names), names)


def _split(record: CsvRecord, width: int, names: Sequence[str | int]) -> Line:
    try:
        return record.line, dict(zip(names, record.across(width), strict=True)), None
    except DomainError as wrong:
        return record.line, {}, wrong


def _of_json(path: Path) -> Iterator[Line]:
    try:
        told = orjson.loads(path.read_bytes().removeprefix(BOM_UTF8))
    except orjson.JSONDecodeError as broken:
        raise file_refused(path, f"is no JSON: {broken}", f"不是 JSON：{broken}") from broken
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise file_refused(path, "is no list of objects.", "不是对象列表。")
    for number, one in zip(itertools.count(1), told, strict=False):
        yield number, {name: _plain(value) for name, value in one.items()}, None


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else orjson.dumps(value).decode()


def _check_columns(path: Path, names: Sequence[str], mapping: FileMapping) -> None:
    missing = sorted(mapping.wanted - set(names))
    if missing:
        listed = ", ".join(missing)
        raise file_refused(
            path, f"lacks the columns {listed}; its first line must name them.", f"缺少列 {listed}，首行须为列名。"
        )
    refuse_twice(path, names, sorted({*mapping.wanted, *map(str, mapping.columns.values())}))
