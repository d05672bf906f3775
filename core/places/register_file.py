"""The file of a register: CSV in UTF-8 or GB18030, read record by record with the line where each starts."""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from core.errors import DomainError, invalid

BLOCK = 1 << 20
LINE_MOST = 1 << 22
TORN_SHOWN = 4096
MARK = "\ufeff"
"""By which some programs say that a text is in Unicode; no part of it."""
RECORD_LINES = 50
"""A record that goes on for longer has lost a quotation mark."""


class Record(NamedTuple):
    """The cells of a row and the line where it starts: from 1, counting line breaks inside quotes.

    The cells of a torn record are a guess: a quotation mark is missing, or it is far too long.
    """

    line: int
    cells: list[str]
    is_torn: bool = False

    def across(self, width: int, least: int = 1) -> list[str]:
        """As many cells as there are columns: a spreadsheet leaves out empty ones at the end, or writes some too many.

        Refuses what would put cells into other columns than their own.
        """
        if self.is_torn:
            raise invalid(
                (),
                "The row cannot be split into columns: a quotation mark is missing or a cell is far too long.",
                "无法将此行拆分为列：引号不成对，或某一格内容过长。",
            )
        if len(self.cells) < least or any(cell.strip() for cell in self.cells[width:]):
            raise invalid(
                (),
                f"The row has {len(self.cells)} columns; the first line has {width}.",
                f"此行有 {len(self.cells)} 列，首行有 {width} 列。",
            )
        return [*self.cells[:width], *[""] * (width - len(self.cells))]


def read_records(path: Path) -> Iterator[Record]:
    """The records, the header first. Blank lines are left out. Refuses a file that is no text."""
    with path.open(encoding=_encoding(path), newline="") as stream:
        if stream.read(1) != MARK:
            stream.seek(0)
        yield from _records(_Lines(stream))


def _encoding(path: Path) -> str:
    """The whole file decides: a text of the one encoding can begin like the other."""
    utf_8 = _stumble(path, "utf-8")
    if utf_8 is None:
        return "utf-8"
    gb18030 = _stumble(path, "gb18030")
    if gb18030 is None:
        return "gb18030"
    raise file_refused(
        path,
        f"is not text: as UTF-8 it breaks in line {utf_8}, as GB18030 in line {gb18030}. "
        "It may be cut short, or no CSV file; save it as CSV in UTF-8.",
        f"不是文本：按 UTF-8 读到第 {utf_8} 行出错，按 GB18030 读到第 {gb18030} 行出错。"
        "文件可能不完整或不是 CSV，请另存为 UTF-8 编码的 CSV。",
    )


def _stumble(path: Path, encoding: str) -> int | None:
    """The line that is not in this encoding; None where all are."""
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    with path.open("rb") as stream:
        while True:
            block = stream.read(BLOCK)
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as broken:
                return line + broken.object[: broken.start].count(b"\n")
            if not block:
                return None
            line += block.count(b"\n")


def file_refused(path: Path, message: str, message_zh: str) -> DomainError:
    return invalid("files", f"{path.name} {message}", f"{path.name} {message_zh}")


def refuse_twice(path: Path, given: Sequence[str], wanted: Iterable[str]) -> None:
    """A column that stands twice: which of them is meant, nobody knows."""
    if twice := ", ".join(column for column in wanted if given.count(column) > 1):
        raise file_refused(path, f"has the columns {twice} twice.", f"有重复的列：{twice}。")


class _Lines:
    """The physical lines of a text; those taken in vain can be given back."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._back: deque[str] = deque()

    def take(self) -> str:
        """The next line with its end; empty after the last."""
        return self._back.popleft() if self._back else self._stream.readline(LINE_MOST)

    def give_back(self, lines: list[str]) -> None:
        self._back.extendleft(reversed(lines))

    def skip_rest(self) -> None:
        while (part := self.take()) and part[-1] not in "\r\n":
            pass


def _records(lines: _Lines) -> Iterator[Record]:
    line = 0
    while text := lines.take():
        line += 1
        if len(text) == LINE_MOST and text[-1] not in "\r\n":
            lines.skip_rest()
            yield _torn(line, text)
        elif '"' in text:
            taken = [text]
            cells = _quoted(taken, lines)
            yield Record(line, cells) if cells else _torn(line, text)
            line += len(taken) - 1
        elif text.strip(", \t\r\n"):
            yield Record(line, text.rstrip("\r\n").split(","))


def _torn(line: int, text: str) -> Record:
    return Record(line, [cell.strip('"') for cell in text[:TORN_SHOWN].split(",")], is_torn=True)


def _quoted(taken: list[str], lines: _Lines) -> list[str] | None:
    """The cells of a record with quotes. One that does not end costs its first line, not all that follow."""
    try:
        return next(csv.reader(_and_more(taken, lines), strict=True))
    except csv.Error:
        lines.give_back(taken[1:])
        del taken[1:]
        return None


def _and_more(taken: list[str], lines: _Lines) -> Iterator[str]:
    yield taken[0]
    while len(taken) < RECORD_LINES and (text := lines.take()):
        taken.append(text)
        yield text
