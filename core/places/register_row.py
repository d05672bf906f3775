"""The rows of a register: each is checked alone and against the rows before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from core.errors import DomainError, ErrorCode, invalid
from core.places.register_cell import code_of, households_of, is_code, kind_of, name_of, part_of
from core.places.register_file import Record, file_refused, read_records, refuse_twice
from core.places.register_report import RefusedRow

REQUIRED = ("code", "name", "street_code", "street_name", "district_code", "district_name")
OPTIONAL = ("kind", "households")


class Row(NamedTuple):
    """A checked row. `kind` and `households` are None where the file says nothing."""

    code: str
    name: str
    street_code: str
    street_name: str
    district_code: str
    district_name: str
    kind: str | None
    households: int | None


class Rows:
    """Reads the rows of the files of one edition: no row may contradict one before it."""

    def __init__(self, refuse: Callable[[RefusedRow], None]) -> None:
        self.read_count = 0
        self._refuse = refuse
        # As numbers: there may be 620,000.
        self._taken: set[int] = set()
        self._refused: set[int] = set()
        self._names: dict[str, str] = {}
        self._streets: set[tuple[str, ...]] = set()

    def spared(self) -> Iterator[str]:
        """The codes that the files hold only in rows that were refused."""
        return (f"{code:012}" for code in self._refused if code not in self._taken)

    @property
    def cities(self) -> list[str]:
        """The 4-digit cities whose rows were taken."""
        return sorted({code[:4] for code in self._names})

    def read(self, path: Path) -> Iterator[Row]:
        """The rows of a file that can go in; the others are handed to `refuse`."""
        records = read_records(path)
        header = Header(path, next(records, Record(1, [])))
        for record in records:
            self.read_count += 1
            row = self._checked(path, header, record)
            if row is not None:
                yield row

    def _checked(self, path: Path, header: Header, record: Record) -> Row | None:
        try:
            return self._take(header.values(record))
        except DomainError as wrong:
            if code := header.code(record):
                self._refused.add(int(code))
            column = wrong.field[0] if wrong.field else None
            self._refuse(RefusedRow(path.name, record.line, column, wrong.message, wrong.message_zh))
            return None

    def _take(self, values: dict[str, str]) -> Row:
        code = code_of(values["code"], "code", 12)
        if int(code) in self._taken:
            raise DomainError(
                ErrorCode.DUPLICATE,
                f"{code} stands in a row before, and that one was taken. Remove one of them.",
                f"代码 {code} 在前面的行中已出现，已采用前一行，请删除其一。",
                ("code",),
            )
        name, kind = name_of(values["name"], "name"), kind_of(values.get("kind", ""))
        households = households_of(values.get("households", ""))
        row = Row(code, name, *self._street(code, values), kind, households)
        self._taken.add(int(code))
        return row

    def _street(self, code: str, values: dict[str, str]) -> tuple[str, str, str, str]:
        """The code and name of the street and of the district, as most rows before said them."""
        street = part_of(code, "code", values["street_code"], "street_code", 9)
        given = (street, *(values[column] for column in REQUIRED[3:]))
        if given in self._streets:
            return street, self._names[street], street[:6], self._names[street[:6]]
        district = part_of(street, "street_code", values["district_code"], "district_code", 6)
        street_name = self._agreed_name(street, values, "street_name")
        district_name = self._agreed_name(district, values, "district_name")
        # Only now: a refused row must not decide what its street is called.
        self._names |= {street: street_name, district: district_name}
        self._streets.add(given)
        return street, street_name, district, district_name

    def _agreed_name(self, code: str, values: dict[str, str], column: str) -> str:
        name = name_of(values[column], column)
        known = self._names.get(code, name)
        if name != known:
            raise invalid(
                column,
                f"{column} of {code} is {name!r} here and {known!r} in a row before; write one.",
                f"{code} 的 {column} 此处为“{name}”，前面的行为“{known}”，请统一。",
            )
        return name


class Header:
    """The first line of a file: which columns there are, and where."""

    def __init__(self, path: Path, header: Record) -> None:
        if not header.cells:
            raise file_refused(path, "is empty.", "是空文件。")
        given = [cell.strip().lower() for cell in header.cells]
        if missing := ", ".join(column for column in REQUIRED if column not in given):
            raise file_refused(
                path,
                f"lacks the columns {missing} in its first line. "
                f"It must have, separated by commas: {', '.join(REQUIRED)}.",
                f"首行缺少列 {missing}。首行须含以下各列，以英文逗号分隔：{', '.join(REQUIRED)}。",
            )
        self._columns = [column for column in (*REQUIRED, *OPTIONAL) if column in given]
        refuse_twice(path, given, self._columns)
        self._width = len(given)
        self._least = 1 + max(given.index(column) for column in REQUIRED)
        self._code_at = given.index("code")
        places = [given.index(column) for column in self._columns]
        self._pick: Callable[[Sequence[str]], tuple[str, ...]] = itemgetter(*places)

    def values(self, record: Record) -> dict[str, str]:
        """The cells by column. Refuses a record that lacks one that must be there."""
        cells = record.across(self._width, self._least)
        return dict(zip(self._columns, self._pick(cells), strict=True))

    def code(self, record: Record) -> str | None:
        """The code of a record, also of one that is refused; None where it is no code."""
        code = record.cells[self._code_at].strip() if self._code_at < len(record.cells) else ""
        return code if is_code(code, 12) else None
