"""Patience: a part of a request that takes too long is given up, and what need not wait costs no timer."""

from __future__ import annotations

import asyncio

import pytest

from core.patience import within


async def nothing() -> str:
    return "done"


async def a_moment() -> str:
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return "done"


async def for_ever(ended: list[str]) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        ended.append("tidied up")


async def fails_later() -> None:
    await asyncio.sleep(0)
    raise KeyError("later")


@pytest.mark.parametrize("work", [nothing, a_moment])
def test_what_is_done_in_time_gives_its_value(work):
    assert asyncio.run(within(1, work())) == "done"


def test_what_lets_others_go_first_does_so_from_the_start():
    order: list[str] = []

    async def note(name: str) -> None:
        order.append(f"{name} begins")
        await asyncio.sleep(0)
        order.append(f"{name} ends")

    async def both() -> None:
        await asyncio.gather(within(1, note("one")), within(1, note("other")))

    asyncio.run(both())
    assert order == ["one begins", "other begins", "one ends", "other ends"]


def test_what_need_not_wait_asks_for_no_timer(monkeypatch):
    monkeypatch.setattr(asyncio, "timeout", None)
    assert asyncio.run(within(1, nothing())) == "done"


def test_what_waits_for_too_long_is_ended_and_tidies_up():
    ended: list[str] = []
    with pytest.raises(TimeoutError):
        asyncio.run(within(0.01, for_ever(ended)))
    assert ended == ["tidied up"]


def test_what_fails_after_a_while_fails():
    with pytest.raises(KeyError, match="later"):
        asyncio.run(within(1, fails_later()))


def test_who_is_called_off_meanwhile_ends_what_was_begun():
    ended: list[str] = []

    async def called_off() -> None:
        task = asyncio.create_task(within(60, for_ever(ended)))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(called_off())
    assert ended == ["tidied up"]
