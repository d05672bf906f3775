"""One record of a file, read through a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from core.errors import DomainError, ErrorCode, invalid

if TYPE_CHECKING:
    from core.imports.mapping import FileMapping

Word = TypeVar("Word", bound=Enum)


@dataclass(frozen=True)
class Record:
    """The cells that a mapping names; where the record begins in its file."""

    line: int
    cells: Mapping[str, str]
    mapping: FileMapping
    wrong: DomainError | None = None
    """Why it could not be split into its columns."""

    def is_known(self, field: str) -> bool:
        """Whether the file itself says something about the field that means something."""
        told, words = self._told(field), self.mapping.words.get(field)
        return told is not None and (words is None or told in words)

    def maybe(self, field: str) -> str | None:
        """What the file says, in our words; else what the mapping takes for it; None for nothing."""
        told, words = self._told(field), self.mapping.words.get(field)
        if told is not None and words is not None:
            told = words.get(told)
        return told if told is not None else self.mapping.otherwise.get(field)

    def text(self, field: str) -> str:
        found = self.maybe(field)
        if found is not None:
            return found
        told = self._told(field)
        if told is None:
            raise DomainError(ErrorCode.REQUIRED, f"{field} is missing", f"缺少 {field}", (field,))
        raise DomainError(
            ErrorCode.NOT_FOUND,
            f"the mapping does not say what {told[:40]!r} means for {field}",
            f"映射未说明 {field} 的“{told[:40]}”",
            (field,),
        )

    def word(self, field: str, words: type[Word]) -> Word:
        found = self.text(field)
        if found not in words.__members__:
            listed = ", ".join(words.__members__)
            raise invalid(field, f"{found[:40]!r} is none of {listed}", f"“{found[:40]}”不是 {listed} 之一")
        return words[found]

    def moment(self, field: str, zone: ZoneInfo) -> datetime:
        """In the zone of the mapping, or the given one, where the file does not say."""
        found, written = self.text(field), self.mapping.moments
        try:
            moment = datetime.strptime(found, written) if written else datetime.fromisoformat(found)
        except ValueError:
            raise invalid(field, f"{found[:40]!r} is no moment", f"“{found[:40]}”不是时间") from None
        return moment if moment.tzinfo else moment.replace(tzinfo=self.mapping.zone or zone)

    def _told(self, field: str) -> str | None:
        cell = " ".join(self.cells.get(field, "").split())
        return None if not cell or cell in self.mapping.missing else cell
