"""Patience: for how long something may take: the code of somebody else at the start, a part of a request."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Coroutine, Generator, Iterator
from contextlib import contextmanager
from types import FrameType, coroutine
from typing import Any, TypeVar, cast

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
        waiting = work.send(None)
    except StopIteration as done:
        return cast(T, done.value)
    async with asyncio.timeout(seconds):
        return await _rest(work, waiting)


@coroutine
def _rest(work: Coroutine[Any, Any, T], waiting: Any) -> Generator[Any, Any, T]:
    """Of what has begun, and waits for something first."""
    try:
        while True:
            try:
                given = yield waiting
            except BaseException as thrown:
                waiting = work.throw(thrown)
            else:
                waiting = work.send(given)
    except StopIteration as done:
        return cast(T, done.value)
