"""Tables from files: CSV rows by the names of their columns; what is wrong with a row is told with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TypeVar

from core.errors import DomainError, invalid
from core.places.register_file import Record, file_refused, read_records, refuse_twice

T = TypeVar("T")
W = TypeVar("W", bound=Enum)


@dataclass(frozen=True)
class Row:
    """One row; its cells by the names of their columns."""

    line: int
    cells: Mapping[str, str]
    wrong: DomainError | None = None
    """Why it cannot be split into its columns."""

    def text(self, name: str) -> str:
        found = self.cells.get(name, "")
        if not found:
            raise self.refused(name, "is empty", "为空")
        return found

    def whole(self, name: str, least: int, most: int) -> int:
        found = self.text(name)
        if not (found.isascii() and found.isdigit() and least <= int(found) <= most):
            raise self.refused(
                name, f"{found!r} is no whole number from {least} to {most}", f"“{found}”不是 {least} 至 {most} 的整数"
            )
        return int(found)

    def day(self, name: str) -> date:
        found = self.text(name)
        try:
            return date.fromisoformat(found)
        except ValueError:
            raise self.refused(
                name, f"{found!r} is no day; write it as 2023-08-31", f"“{found}”不是日期，请写成 2023-08-31"
            ) from None

    def word(self, name: str, words: type[W]) -> W:
        found = self.text(name)
        if found not in words.__members__:
            listed = ", ".join(words.__members__)
            raise self.refused(name, f"{found!r} is none of {listed}", f"“{found}”不是 {listed} 之一")
        return words[found]

    def refused(self, name: str, message: str, message_zh: str) -> DomainError:
        return invalid(name, f"line {self.line}, {name}: {message}", f"第 {self.line} 行 {name}：{message_zh}")


@dataclass
class Table:
    rows: Sequence[Row]
    refused: list[str] = field(default_factory=list)

    def read(self, read: Callable[[Row], T], once: Sequence[str]) -> Iterator[T]:
        """What the rows say, each `once` by these columns; those that say nothing sensible are kept in `refused`."""
        seen: set[str] = set()
        for row in self.rows:
            try:
                if row.wrong is not None:
                    raise _at_line(row)
                told, name = read(row), ", ".join(row.text(column) for column in once)
                if name in seen:
                    raise row.refused(once[-1], f"{name!r} stands in a row before", f"“{name}”在前面的行中已出现")
            except DomainError as refusal:
                self.refused.append(refusal.message)
            else:
                seen.add(name)
                yield told


def _at_line(row: Row) -> DomainError:
    assert row.wrong is not None
    return invalid((), f"line {row.line}: {row.wrong.message}", f"第 {row.line} 行：{row.wrong.message_zh}")


def read_table(path: Path, columns: Sequence[str]) -> Table:
    """A CSV file whose first row names its columns, in any order; refuses one that lacks a column."""
    records = read_records(path)
    first = next(records, None)
    names = [name.strip().lower() for name in first.cells] if first is not None else []
    missing = [name for name in columns if name not in names]
    if missing:
        listed = ", ".join(missing)
        raise file_refused(
            path, f"lacks the columns {listed}; its first line must name them.", f"缺少列 {listed}，首行须为列名。"
        )
    refuse_twice(path, names, dict.fromkeys(names))
    return Table([_row(record, names) for record in records])


def _row(record: Record, names: Sequence[str]) -> Row:
    try:
        cells = record.across(len(names))
    except DomainError as wrong:
        return Row(record.line, {}, wrong)
    return Row(record.line, dict(zip(names, (cell.strip() for cell in cells), strict=True)))
