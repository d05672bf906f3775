"""Refusals that a user can understand. They know no GraphQL and no HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches

from core.terms import Term


class ErrorCode(Term):
    """Why an action was refused (拒绝原因)."""

    INVALID = "The value is not acceptable (值不合要求)."
    REQUIRED = "A value is missing (缺少必填项)."
    NOT_FOUND = "There is no such thing, or you may not see it (不存在或无权查看)."
    TOO_LONG = "The text or list is too long (内容过长)."
    OUT_OF_RANGE = "The number or date is outside of what is possible (超出范围)."
    CONFLICT = "Somebody changed it meanwhile; read it again (已被他人修改)."
    NOT_ALLOWED = "Its state does not allow this now (当前状态不允许)."
    FORBIDDEN = "Your role does not allow this (无权操作)."
    DUPLICATE = "It is there already (重复)."
    KEY_REUSED = "The clientMutationId was used for something else (幂等键已用于其他内容)."
    FAULT = "Something went wrong on our side; it is logged (系统故障)."


class CannotStart(Exception):
    """What stands in the way of a command, in a sentence for the one who typed it."""


class DomainError(Exception):
    """A refusal: which field, why, and how to mend it, in English and Chinese.

    `field` is a path into the arguments, such as `("input", "visit", "communityCode")`; list positions are strings.
    """

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        message_zh: str,
        field: Sequence[str | int] = (),
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.message_zh = message_zh
        self.field = tuple(str(step) for step in field)

    def text(self, language: str) -> str:
        return self.message_zh if language == "zh" else self.message

    def under(self, *path: str | int) -> DomainError:
        """The same refusal, for input that lies deeper."""
        self.field = (*(str(step) for step in path), *self.field)
        return self


class Refused(DomainError):
    """Several refusals at once, so that a form can show them all."""

    def __init__(self, errors: Sequence[DomainError]) -> None:
        first = errors[0]
        super().__init__(first.code, first.message, first.message_zh, first.field)
        self.errors = tuple(errors)

    def under(self, *path: str | int) -> Refused:
        for error in self.errors:
            error.under(*path)
        return self


@contextmanager
def at(*path: str | int) -> Iterator[None]:
    """What is refused inside lies under this path of the input."""
    try:
        yield
    except DomainError as refusal:
        raise refusal.under(*path) from None


def invalid(field: Sequence[str | int] | str, message: str, message_zh: str) -> DomainError:
    return DomainError(ErrorCode.INVALID, message, message_zh, _path(field))


def out_of_range(field: Sequence[str | int] | str, message: str, message_zh: str) -> DomainError:
    return DomainError(ErrorCode.OUT_OF_RANGE, message, message_zh, _path(field))


def not_found(field: Sequence[str | int] | str, what: str, what_zh: str) -> DomainError:
    return DomainError(ErrorCode.NOT_FOUND, f"There is no {what}.", f"没有{what_zh}。", _path(field))


def unknown(field: Sequence[str | int] | str, given: str, known: Sequence[str], what: str, what_zh: str) -> DomainError:
    """An unknown word of an open set: says what exists, the nearest first."""
    shown = get_close_matches(given, known, n=3, cutoff=0.5) or list(known)[:20]
    listed = ", ".join(shown)
    return DomainError(
        ErrorCode.NOT_FOUND,
        f"There is no {what} {given!r}. There is: {listed or 'none'}.",
        f"没有{what_zh}“{given}”。可用：{listed or '无'}。",
        _path(field),
    )


def _path(field: Sequence[str | int] | str) -> tuple[str, ...]:
    return (field,) if isinstance(field, str) else tuple(str(step) for step in field)
