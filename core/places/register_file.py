"""The file of a register: CSV in UTF-8 or GB18030, read record by record with the line where each starts."""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from core.errors import DomainError, invalid

BLOCK = 1 << 20
LINE_MOST = 1 << 22
TORN_SHOWN = 4096
RECORD_LINES = 50
"""A record that goes on for longer has lost a quotation mark."""


class Record(NamedTuple):
    """The cells of a row and the line where it starts: from 1, counting line breaks inside quotes.

    The cells of a torn record are a guess: a quotation mark is missing, or it is far too long.
    """

    line: int
    cells: list[str]
    is_torn: bool = False


def read_records(path: Path) -> Iterator[Record]:
    """The records, the header first. Blank lines are left out. Refuses a file that is no text."""
    with path.open(encoding=_encoding(path), newline="") as stream:
        yield from _records(_Lines(stream))


def _encoding(path: Path) -> str:
    """The whole file decides: a text of the one encoding can begin like the other."""
    utf_8 = _stumble(path, "utf-8")
    if utf_8 is None:
        return "utf-8-sig"
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
