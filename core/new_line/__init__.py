"""A service line that nobody has written yet: a package of its own, complete, to be changed into what is wanted.

The files stand in `template/` as they will be written, with `${key}` and the like where a name belongs.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

from core.errors import CannotStart

TEMPLATE = Path(__file__).parent / "template"
SUFFIX = ".tmpl"
KEY = re.compile(r"[a-z][a-z0-9]{1,17}")
TITLE = re.compile(r"[A-Za-z][A-Za-z0-9 '-]{0,39}")
CHINESE = re.compile(r"(?=.*[\u4e00-\u9fff])[^\s\"\\(){}$]{1,20}")


@dataclass(frozen=True)
class NewLine:
    """What a line is called, and the two categories that it begins with."""

    key: str
    name: str
    name_zh: str
    categories: tuple[str, str]

    @classmethod
    def called(cls, key: str, name: str | None, name_zh: str | None, taken: Iterable[str] = ()) -> NewLine:
        """With names made of the key where none are given, and the next free extensions of its own class."""
        _check(KEY, key, "name", "one word of 2 to 18 small letters and digits, such as water")
        if keyword.iskeyword(key):
            raise CannotStart(f"{key!r} is a word of Python's own: choose another name.")
        name = name or f"{key.title()} line"
        name_zh = name_zh or f"{key}服务"
        _check(TITLE, name, "English name", "up to 40 letters, digits and blanks, such as Water supply")
        _check(CHINESE, name_zh, "Chinese name", "up to 20 characters, such as 供水服务")
        free = (code for code in _extensions(key) if code not in taken)
        return cls(key, name, name_zh, (next(free), next(free)))

    @property
    def files(self) -> dict[str, str]:
        """What each file of the package holds, by its path."""
        words = {
            "key": self.key,
            "Name": self.key.title(),
            "name": self.name,
            "name_zh": self.name_zh,
            "first": self.categories[0],
            "second": self.categories[1],
        }
        return {
            _path(file, self.key): Template(file.read_text(encoding="utf-8")).substitute(words)
            for file in sorted(TEMPLATE.rglob(f"*{SUFFIX}"))
        }

    @property
    def types(self) -> set[str]:
        """The GraphQL types of which a schema may have no other."""
        return {f"{self.key.title()}{what}" for what in ("Check", "Finding", "VisitReport", "CaseDetail")}

    def write(self, folder: Path) -> None:
        if folder.exists():
            raise CannotStart(f"{folder} is there already: name another by --folder, or move it away.")
        for path, text in self.files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")


def _check(pattern: re.Pattern[str], given: str, what: str, wanted: str) -> None:
    if not pattern.fullmatch(given):
        raise CannotStart(f"{given!r} is no {what} for a line: write {wanted}.")


def _extensions(key: str) -> Iterator[str]:
    """Codes beside those of the standard count down from 99."""
    return (f"{key[0].upper()}01-{number:02}" for number in range(99, 0, -1))


def _path(file: Path, key: str) -> str:
    path = file.relative_to(TEMPLATE).as_posix().removesuffix(SUFFIX)
    return path.replace("package/", f"lastmeter_{key}/", 1)
