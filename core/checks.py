"""Checks of what people send: each refusal names the field, what is wrong, and what would be right."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from core.errors import DomainError, ErrorCode, Refused, invalid, out_of_range

T = TypeVar("T")
EARLIEST = date(2000, 1, 1)
PLANNED_YEARS = 10
LIST_MOST = 100


class Checks:
    """Gathers refusals, so that a form can show them all at once."""

    def __init__(self) -> None:
        self.errors: list[DomainError] = []

    def run(self, check: Callable[[], T]) -> T | None:
        """The value, or None with the refusal kept."""
        try:
            return check()
        except Refused as refusal:
            self.errors.extend(refusal.errors)
        except DomainError as refusal:
            self.errors.append(refusal)
        return None

    def done(self) -> None:
        if self.errors:
            raise self.errors[0] if len(self.errors) == 1 else Refused(self.errors)


def clean(text: str, field: str, most: int = 200, called: str | None = None) -> str:
    """The text without surrounding blanks. Refuses what is empty, too long, or has characters that are no text.

    The field is `called` as clients know it, where nothing else is said.
    """
    name = called or shown(field)
    text = text.strip()
    if not text:
        raise DomainError(
            ErrorCode.REQUIRED,
            f"{name} is empty; write something.",
            f"{name} 不能为空，请填写。",
            (field,),
        )
    if len(text) > most:
        raise DomainError(
            ErrorCode.TOO_LONG,
            f"{name} has {len(text)} characters; at most {most} are kept.",
            f"{name} 有 {len(text)} 个字符，最多 {most} 个。",
            (field,),
        )
    at = no_text_at(text)
    if at is not None:
        raise invalid(
            field,
            f"{name} has a character that is no text (U+{ord(text[at]):04X}) at position {at + 1}; remove it.",
            f"{name} 第 {at + 1} 个字符 (U+{ord(text[at]):04X}) 不是文字，请删除。",
        )
    return text


NO_TEXT = {"Cc", "Cf", "Cs", "Zl", "Zp"}
JOINERS = "\u200c\u200d"
"""Seen by what they join: scripts such as Persian, and pictures of several people."""


def no_text_at(text: str) -> int | None:
    """Where the first character stands that shows nothing itself: controls, and what turns the order of others round, so that a
    name would show as another one; or a joiner that joins nothing."""
    if text.isprintable():
        return None
    for at, character in enumerate(text):
        if character in JOINERS:
            if not (text[at - 1 : at].strip(JOINERS) and text[at + 1 : at + 2].strip(JOINERS)):
                return at
        elif unicodedata.category(character) in NO_TEXT and character not in "\n\t":
            return at
    return None


TEXT_MOST = 10_000


def check_texts(value: object, path: tuple[str, ...] = ()) -> None:
    """Refuses the one character that no database takes, and what is endless, however deep in a list or object it is."""
    if isinstance(value, str):
        _check_text(value, path)
        return
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        check_texts(inner, (*path, str(name)))


def _check_text(value: str, path: tuple[str, ...]) -> None:
    if "\0" in value:
        raise invalid(
            path,
            "It holds the character U+0000, which is no text; remove it.",
            "含有字符 U+0000，不是文字，请删除。",
        )
    if len(value) > TEXT_MOST:
        raise DomainError(
            ErrorCode.TOO_LONG,
            f"It has {len(value)} characters; at most {TEXT_MOST} are looked for.",
            f"共 {len(value)} 个字符，最多 {TEXT_MOST} 个。",
            path,
        )


def clean_or_none(text: str | None, field: str, most: int = 2000) -> str | None:
    return None if text is None or not text.strip() else clean(text, field, most)


def check_day(day: date, field: str, today: date) -> None:
    if day > today:
        raise out_of_range(
            field,
            f"{day} lies in the future; today is {today}. Record what has happened.",
            f"{day} 是将来的日期，今天是 {today}。",
        )
    if day < EARLIEST:
        raise out_of_range(field, f"{day} lies before {EARLIEST}.", f"{day} 早于 {EARLIEST}。")


def check_planned(day: date, field: str, today: date, since: date = EARLIEST) -> None:
    """Of what is to be done until a day, or was: further ahead than a plan reaches, it is a slip."""
    latest = today.replace(year=today.year + PLANNED_YEARS, day=1)
    if not since <= day <= latest:
        raise out_of_range(
            field,
            f"{day} is no day to plan for; choose one from {since} to {latest}.",
            f"{day} 不能作为计划日期，请选择 {since} 至 {latest} 之间的日期。",
        )


def check_count(count: int, field: str, most: int, least: int = 0) -> None:
    if not least <= count <= most:
        raise out_of_range(
            field,
            f"{shown(field)} is {count}; it can be {least} to {most}.",
            f"{count} 超出范围，应为 {least} 至 {most}。",
        )


def check_length(items: Sequence[object], field: str, most: int = LIST_MOST) -> None:
    if len(items) > most:
        raise DomainError(
            ErrorCode.TOO_LONG,
            f"{shown(field)} has {len(items)} entries; send at most {most} at once.",
            f"{shown(field)} 有 {len(items)} 项，一次最多 {most} 项。",
            (field,),
        )


def check_some(items: Sequence[object], field: str, most: int = LIST_MOST) -> None:
    """At least one, and no more than may be."""
    if not items:
        raise DomainError(
            ErrorCode.REQUIRED,
            f"{shown(field)} is empty; send at least one.",
            f"{shown(field)} 为空，请至少填写一项。",
            (field,),
        )
    check_length(items, field, most)


def shown(field: str) -> str:
    """A field as clients know it."""
    first, *rest = field.split("_")
    return first + "".join(word.capitalize() for word in rest)


def check_version(current: int, given: int) -> None:
    """Refuses a change by somebody who looked at an older state."""
    if given != current:
        raise DomainError(
            ErrorCode.CONFLICT,
            f"It was changed meanwhile: its version is {current}, not {given}. Read it again, then decide.",
            f"数据已被修改：当前版本为 {current}，提交的版本为 {given}。请重新读取后再操作。",
            ("version",),
        )
