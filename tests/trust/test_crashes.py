"""A server that is killed under load: what was acknowledged is there, and nothing half (catalogue C01).

`KILLS=200 uv run pytest -n 0 tests/trust/test_crashes.py` is the long version.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from sqlalchemy import text

from core.audit.verify import verify
from core.database import Database
from core.metrics.upkeep.verify import verify as verify_rollups
from core.places.models import Community, District, Street
from core.plugin_manager import Plugins, discover
from tests.effort import tries

KILLS = int(os.environ.get("KILLS", tries(1, 2)))
WRITERS = 4
SERVE = "import sys; sys.argv = ['lastmeter', 'serve', '--port', '{}']; from core.cli import main; main()"
RECORD = """mutation($input: RecordSanitationVisitInput!) {
  recordSanitationVisit(input: $input) { visit { id } userErrors { code message } }
}"""


@contextmanager
def serving(database: Database, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A real server in a process of its own, ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"DATABASE_URL": database.url.render_as_string(hide_password=False)}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE.format(port)],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urlopen(f"{url}/health", timeout=5).close()
                break
            except (URLError, OSError):
                assert process.poll() is None, "the server ended"
                time.sleep(0.05)
        yield process, f"{url}/graphql"
    finally:
        process.kill()
        process.wait()


def written(url: str, acknowledged: list[str], name: str) -> None:
    """Records visits one after another until nobody answers; notes each that was acknowledged."""
    for number in range(10_000):
        key = f"{name}-{number}"
        problem = {"title": key, "categoryCode": "E01-10", "isSolvedOnSite": False}
        visit = {"communityCode": "370202001001", "visitedOn": "2023-09-05", "personTimes": {"staff": 1}}
        given = {"clientMutationId": key, "visit": visit, "problems": [problem]}
        body = json.dumps({"query": RECORD, "variables": {"input": given}}).encode()
        try:
            with urlopen(Request(url, body, {"content-type": "application/json"}), timeout=10) as response:
                answer: Any = json.load(response)
        except (OSError, ValueError):
            return
        made = (answer.get("data") or {}).get("recordSanitationVisit")
        if made is not None:  # else it took too long, and nothing was kept
            assert made["visit"] is not None, answer
            acknowledged.append(key)


def killed_under_load(database: Database, folder: Path, name: str, seconds: float) -> list[str]:
    acknowledged: list[str] = []
    with serving(database, folder) as (process, url):
        writers = [
            threading.Thread(target=written, args=(url, acknowledged, f"{name}-{number}")) for number in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        while not acknowledged:
            assert any(writer.is_alive() for writer in writers), "nothing was acknowledged"
            time.sleep(0.01)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        for writer in writers:
            writer.join()
    return acknowledged


def test_what_was_acknowledged_is_kept_whole(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        district = District(code="370202", name="市南区")
        street = Street(code="370202001", name="香港中路街道", district=district)
        session.add(Community(code="370202001001", name="云霄路社区", street=street, district=district))
    chance, acknowledged = random.Random(1), []
    for number in range(KILLS):
        acknowledged += killed_under_load(database, tmp_path, f"kill-{number}", chance.uniform(0.05, 0.6))
    assert len(acknowledged) > KILLS

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
