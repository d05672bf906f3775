"""Patience: for how long something may take: the code of somebody else at the start, a part of a request."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Coroutine, Generator, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")


class TookTooLong(BaseException):
    """No `Exception`, so that what takes too long cannot swallow it."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Interrupts what takes longer. Only where signals are: in the main thread, and not on Windows."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TookTooLong(f"it took longer than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """Raises TimeoutError where it is not done by then. What has no need to wait, which is most of it, costs no timer."""
    try:
        first = work.send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    async with asyncio.timeout(seconds):
        return await _Begun(work, first)


class _Begun(Generator[Any, Any, T]):
    """What has begun, and waits for something first."""

    def __init__(self, work: Coroutine[Any, Any, T], first: Any) -> None:
        self._work, self._first = work, first

    def __await__(self) -> Generator[Any, Any, T]:
        return self

    def send(self, value: Any) -> Any:
        if self._first is not None:
            first, self._first = self._first, None
            return first
        return self._work.send(value)

    def throw(self, *thrown: Any) -> Any:
        return self._work.throw(*thrown)
