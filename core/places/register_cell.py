"""The cells of a register's row: each is refused with a reason or becomes what is kept."""

from __future__ import annotations

import unicodedata

from core.checks import clean
from core.errors import invalid, out_of_range, unknown
from core.places.models import CommunityKind

NAME_MOST = 200
HOUSEHOLDS_MOST = 1_000_000


def is_code(text: str, digits: int) -> bool:
    return len(text) == digits and text.isascii() and text.isdigit()


def code_of(text: str, column: str, digits: int) -> str:
    code = text.strip()
    if not is_code(code, digits):
        raise invalid(
            column,
            f"{column} is {code[:40]!r}; it must be {digits} digits, 0 to 9.",
            f"{column} 为 {code[:40]!r}，须为 {digits} 位半角数字。",
        )
    return code


def part_of(whole: str, whole_column: str, text: str, column: str, digits: int) -> str:
    """The code that the longer code must begin with."""
    code = code_of(text, column, digits)
    if not whole.startswith(code):
        raise invalid(
            column,
            f"{column} is {code}, but {whole_column} {whole} begins with {whole[:digits]}.",
            f"{column} 为 {code}，但 {whole_column} {whole} 的前 {digits} 位是 {whole[:digits]}。",
        )
    return code


def name_of(text: str, column: str) -> str:
    name = text.strip()
    if not (name.isprintable() and 0 < len(name) <= NAME_MOST):
        name = clean(name, column, NAME_MOST, called=column)
    if "\n" in name or "\t" in name:
        raise invalid(
            column,
            f"{column} has a line break or a tab; remove it.",
            f"{column} 含换行或制表符，请删除。",
        )
    return unicodedata.normalize("NFC", name)


def kind_of(text: str) -> str | None:
    kind = text.strip()
    if kind and kind not in CommunityKind.__members__:
        kinds = list(CommunityKind.__members__)
        raise unknown("kind", kind[:40], kinds, "kind of community", "社区类型")
    return kind or None


def households_of(text: str) -> int | None:
    count = text.strip()
    if count and not (count.isascii() and count.isdigit()):
        raise invalid(
            "households",
            f"households is {count[:40]!r}; it must be a whole number, 0 or more, in digits only.",
            f"households 为 {count[:40]!r}，须为不小于 0 的整数，只写数字。",
        )
    if len(count) > 7 or int(count or 0) > HOUSEHOLDS_MOST:
        raise out_of_range(
            "households",
            f"households is {count[:40]}; it can be 0 to {HOUSEHOLDS_MOST}.",
            f"households 为 {count[:40]}，应为 0 至 {HOUSEHOLDS_MOST}。",
        )
    return int(count) if count else None
