"""Giving what happened to somebody who takes it slowly (catalogue A22)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from core.events import following
from core.events.following import Following


def test_a22_the_rights_of_a_slow_listener_are_read_again_while_it_is_told(
    lastmeter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "AGAIN_SECONDS", 0.05)
    taken: list[bytes] = []

    async def slowly(answer: bytes) -> None:
        taken.append(answer)
        await asyncio.sleep(0.1)

    async def ended() -> None:
        raise PermissionError

    with pytest.raises(PermissionError):
        asyncio.run(Following(lastmeter.engine)._give([b"1", b"2", b"3"], ended, slowly))
    assert taken == [b"1"]
