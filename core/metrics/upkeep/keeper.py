"""The keeper: while a server runs, it merges what is pending every now and then, so that questions find little of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from core.census import settle
from core.database import Database
from core.metrics.models import RollupDelta
from core.metrics.upkeep.merge import merge

SETTLED_SECONDS = 60
"""A census is read as a whole to be settled."""
log = logging.getLogger("lastmeter.rollups")


@asynccontextmanager
async def keeping(database: Database, plugins: Any, seconds: float) -> AsyncIterator[None]:
    """Merges in a thread as long as the context lasts; never with 0 seconds. Of several servers one at a time does."""
    if not seconds:
        yield
        return
    stop = asyncio.Event()
    task = asyncio.create_task(_keep(database, plugins, seconds, stop))
    try:
        yield
    finally:
        stop.set()
        await task


async def _keep(database: Database, plugins: Any, seconds: float, stop: asyncio.Event) -> None:
    settled = monotonic()
    while not await _stopped(stop, seconds):
        try:
            await asyncio.to_thread(_merge, database, plugins, stop)
            if monotonic() - settled > SETTLED_SECONDS:
                await asyncio.to_thread(_settle, database)
                settled = monotonic()
        except SQLAlchemyError:  # the next time: until then questions add up a little more
            log.exception("pending figures could not be merged")


async def _stopped(stop: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True


def _merge(database: Database, plugins: Any, stop: asyncio.Event) -> None:
    with database.reading() as session:
        if session.scalar(select(RollupDelta.id).limit(1)) is None:
            return
    merge(database, plugins, is_enough=stop.is_set)


def _settle(database: Database) -> None:
    with database.engine.begin() as connection:
        settle(connection)
