"""A server that is killed under load: what was acknowledged is there, and nothing half (catalogue C01).

`KILLS=200 uv run pytest -n 0 tests/trust/test_crashes.py` is the long version.
"""

from __future__ import annotations

import os
import random
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from core.audit.verify import verify
from core.database import Database
from core.metrics.upkeep.verify import verify as verify_rollups
from core.plugin_manager import Plugins, discover
from tests.effort import tries
from tests.trust.served import Launcher, Serving, built_place, kill, written

KILLS = int(os.environ.get("KILLS", tries(1, 2)))
WRITERS = 4


def killed_under_load(serving: Serving, name: str, seconds: float) -> list[str]:
    acknowledged: list[str] = []
    with serving as (process, url):
        writers = [
            threading.Thread(target=written, args=(url, acknowledged, f"{name}-{number}")) for number in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        while len(acknowledged) < WRITERS:
            assert any(writer.is_alive() for writer in writers), "nobody is answered"
            time.sleep(0.01)
        time.sleep(seconds)
        kill(process)
        for writer in writers:
            writer.join()
    return acknowledged


@pytest.mark.timeout(300 + 30 * KILLS)
def test_c01_what_was_acknowledged_is_kept_whole(database: Database, launcher: Launcher, tmp_path: Path) -> None:
    built_place(database)
    chance, acknowledged = random.Random(1), []
    for number in range(KILLS):
        serving = launcher.serving(database, tmp_path)
        acknowledged += killed_under_load(serving, f"kill-{number}", chance.uniform(0.05, 0.6))
    print(f"{KILLS} kills, {len(acknowledged)} acknowledged")
    assert len(acknowledged) >= KILLS * WRITERS

    with database.connecting() as connection:
        counts = {
            what: set(connection.execute(text(sql)).scalars())
            for what, sql in {
                "keys": "SELECT key FROM mutation_key",
                "cases": 'SELECT title FROM "case"',
                "trail": "SELECT key FROM audit_entry",
            }.items()
        }
        visits = connection.scalar(text("SELECT count(*) FROM visit"))
        reports = connection.scalar(text("SELECT count(*) FROM sanitation_visit_report"))
        events = connection.scalar(text("SELECT count(*) FROM event WHERE kind = 'case.report'"))
        trail = verify(connection)
    assert set(acknowledged) <= counts["keys"]
    assert counts["keys"] == counts["cases"] == counts["trail"]
    assert visits == reports == events == len(counts["keys"])
    assert (trail.sound, trail.problem) == (len(counts["keys"]), None)
    assert list(verify_rollups(database, Plugins(discover(), strict=True))) == []
